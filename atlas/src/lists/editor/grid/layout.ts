/** How wide the columns of the grid are, and where they begin. */
import type { FormColumn } from "../../../app/editing/tables";
import { isLong, isNumeric, isYear } from "../../../app/editing/values";

/** Height of a row, width of the column that names the row's state, px. */
export const ROW = 36;
export const MARK = 44;

/** Share of the room that key columns may take for good. */
const MOST_HELD = 0.6;

export function widthOf(column: FormColumn): number {
  if (isYear(column)) return 90;
  if (isNumeric(column) || column.type === "boolean") return 136;
  if (isLong(column)) return 220;
  return column.table !== "" || column.choices.length > 0 ? 200 : 150;
}

/** Where each column begins, and at the end where the last one ends. */
export function edges(columns: readonly FormColumn[]): number[] {
  const out = [MARK];
  for (const column of columns) out.push((out.at(-1) ?? 0) + widthOf(column));
  return out;
}

/** Key columns at the left stay in sight, as long as they leave room for the others. */
export function fixedColumns(columns: readonly FormColumn[], room: number): number {
  const all = edges(columns);
  let n = 0;
  while (columns[n]?.key && (all[n + 1] ?? 0) <= room * MOST_HELD) n += 1;
  return n;
}
