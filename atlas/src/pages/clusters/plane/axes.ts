/** Axes of the plane: both quantities are logarithms of ratios, so they are shown as "times as many". */
import { ascending, ticks } from "../../../color/scales";

export interface FactorAxis { min: number; max: number; ticks: number[]; at: (log: number) => number }

const ROOM = 0.06;

/** An axis over natural logarithms that holds every value and the cut-off; its ticks are factors. */
export function factorAxis(logs: readonly (number | null)[], cut: number | null): FactorAxis {
  const sorted = ascending(cut === null ? logs : [...logs, cut]);
  const [first, last] = [sorted[0] ?? 0, sorted[sorted.length - 1] ?? 1];
  const span = Math.max(last - first, 0.5);
  const [min, max] = [first - span * ROOM, last + span * ROOM];
  return { min, max, ticks: ticks(Math.exp(min), Math.exp(max), true, 6), at: (log) => (log - min) / (max - min) };
}
