/** Losses as a table of levels by years. Pure. */
import type { ProtectionLoss } from "../../app/answers";

export interface LossRow { key: string; first: ProtectionLoss; cells: readonly (ProtectionLoss | undefined)[] }
export interface LossGrid { years: readonly number[]; rows: readonly LossRow[] }

/** A row a level of regions and of industries: in the order of ``levels``, the coarsest first, then as they are told. */
export function lossGrid(losses: readonly ProtectionLoss[], levels: readonly string[]): LossGrid {
  const at = (level: string): number => (levels.includes(level) ? levels.indexOf(level) : levels.length);
  const years = [...new Set(losses.map((one) => one.year))].sort((a, b) => a - b);
  const rows = new Map<string, ProtectionLoss[]>();
  for (const one of [...losses].sort((a, b) => at(a.level) - at(b.level))) {
    const key = `${one.level}/${one.industry_level}`;
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  return {
    years,
    rows: [...rows].flatMap(([key, all]) => (all[0] ? [{ key, first: all[0], cells: years.map((year) => all.find((one) => one.year === year)) }] : [])),
  };
}
