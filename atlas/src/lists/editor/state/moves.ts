/** Where the keys lead in a grid of cells. */

export interface Place { row: number; column: number }
export interface Room { rows: number; columns: number; /** Rows in sight. */ page: number }

const within = (value: number, most: number): number => Math.max(0, Math.min(most - 1, value));

/** The place that a key leads to; undefined where it leads nowhere. */
export function moved(at: Place, key: string, far: boolean, room: Room): Place | undefined {
  const to = (row: number, column: number): Place => ({ row: within(row, room.rows), column: within(column, room.columns) });
  switch (key) {
    case "ArrowUp": return to(far ? 0 : at.row - 1, at.column);
    case "ArrowDown": return to(far ? room.rows - 1 : at.row + 1, at.column);
    case "ArrowLeft": return to(at.row, far ? 0 : at.column - 1);
    case "ArrowRight": return to(at.row, far ? room.columns - 1 : at.column + 1);
    case "Home": return to(far ? 0 : at.row, 0);
    case "End": return to(far ? room.rows - 1 : at.row, room.columns - 1);
    case "PageUp": return to(at.row - room.page, at.column);
    case "PageDown": return to(at.row + room.page, at.column);
    default: return undefined;
  }
}

/** The next cell to write in, as Tab goes: along the row, then into the next. */
export function onwards(at: Place, by: 1 | -1, room: Room, first = 0): Place | undefined {
  const column = at.column + by;
  if (column >= first && column < room.columns) return { row: at.row, column };
  const row = at.row + by;
  return row < 0 || row >= room.rows ? undefined : { row, column: by === 1 ? first : room.columns - 1 };
}

/** Cells of a spreadsheet's clipboard: tabs and lines; quoted cells may hold both. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  for (let hit = cell.exec(text); hit; hit = cell.exec(text)) {
    rows.at(-1)?.push(hit[1] === undefined ? hit[2] ?? "" : hit[1].replaceAll('""', '"'));
    if (cell.lastIndex >= text.length) break;
    if (hit[3] !== "\t") rows.push([]);
  }
  if (text.endsWith("\t")) rows.at(-1)?.push("");
  return rows;
}
