/** An axis that shows all values without letting a few far ones press the rest together. */
import { ascending, position, quantile } from "../../color/scales";

export interface Scale1 { min: number; max: number; log: boolean; at: (value: number) => number }

const SKEW = 8;

/** Logarithmic where all values are positive and the largest are many times the middle. */
export function axisFor(values: readonly (number | null)[], cut: number | null): Scale1 {
  const sorted = ascending(cut === null ? values : [...values, cut]);
  const [first, last] = [sorted[0] ?? 0, sorted[sorted.length - 1] ?? 1];
  const middle = quantile(sorted, 0.5);
  const log = first > 0 && middle > 0 && last / middle > SKEW;
  const span = last - first || Math.abs(last) || 1;
  const [min, max] = log ? [first / 1.25, last * 1.25] : [first - span * 0.05, last + span * 0.06];
  return { min, max, log, at: (value) => position(value, min, max, log) };
}
