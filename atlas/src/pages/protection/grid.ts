/** Losses as a table of levels by years. Pure. */
import type { ProtectionLoss } from "../../app/session/protection";

export interface LossGrid {
  years: readonly number[];
  rows: readonly { level: string; cells: readonly (ProtectionLoss | undefined)[] }[];
}

export function lossGrid(losses: readonly ProtectionLoss[]): LossGrid {
  const known = losses.filter((one): one is ProtectionLoss & { level: string; year: number } => one.level !== null && one.year !== null);
  const years = [...new Set(known.map((one) => one.year))].sort((a, b) => a - b);
  const levels = [...new Set(known.map((one) => one.level))];
  return { years, rows: levels.map((level) => ({ level, cells: years.map((year) => known.find((one) => one.level === level && one.year === year)) })) };
}

/** How strongly a share is inked, in steps that the eye can tell: 0 for none to 4. */
export const inked = (share: number | null | undefined): number =>
  share == null || share <= 0 ? 0 : share < 0.05 ? 1 : share < 0.15 ? 2 : share < 0.35 ? 3 : 4;
