/** Rows as cells to write in: only those in sight exist; the keys go everywhere the pointer goes. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { FormColumn, Value } from "../../../app/editing/tables";
import { type Fault, fault, isChosen, isNumeric, isYear, read, written } from "../../../app/editing/values";
import { t } from "../../../app/i18n";
import type { Wrong } from "../../../parts/form/Form";
import { titleOf, unitOf } from "../../../parts/form/words";
import { type Draft } from "../state/drafts";
import { type Place, cellsOf, moved, onwards } from "../state/moves";
import type { Editor, Line } from "../useEditor";
import { Cell, Marker, whySaid } from "./Cell";
import { MARK, ROW, edges, fixedColumns, widthOf } from "./layout";
import type { Onwards } from "./Writing";

const AROUND = 8;
const HEAD = 46;

interface Props { editor: Editor; label: string; mayEdit: boolean; help: string; open: (line: Line) => void; sort: string; onSort: (sort: string) => void }
interface Now { place: Place; /** Of a cell that is being written in: what was typed first. */ writing: { start: string | null } | null }

export function Grid({ editor, label, mayEdit, help, open, sort, onSort }: Props) {
  const { form, lines, rows } = editor;
  const columns = form.columns;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const [view, setView] = useState({ top: 0, height: 480, width: 900 });
  const [now, setNow] = useState<Now>({ place: { row: 0, column: 1 }, writing: null });
  const measure = (): void => {
    if (box.current) setView({ top: box.current.scrollTop, height: box.current.clientHeight, width: box.current.clientWidth });
  };
  useEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => { if (box.current) box.current.scrollTop = 0; setNow({ place: { row: 0, column: 1 }, writing: null }); measure(); }, [rows.key]);
  const from = Math.max(0, Math.floor(view.top / ROW) - AROUND);
  const to = Math.min(lines, Math.ceil((view.top + view.height) / ROW) + AROUND);
  const fresh = lines - (rows.total ?? 0);
  useEffect(() => { if (to > from) rows.onRange(Math.max(0, from - fresh), Math.max(1, to - fresh)); }, [from, to, lines, rows.key]);
  const room = { rows: Math.max(1, lines), columns: columns.length + 1, page: Math.max(1, Math.floor((view.height - HEAD) / ROW) - 1) };
  const begins = edges(columns);
  const fixed = fixedColumns(columns, view.width);
  const place = { row: Math.min(now.place.row, room.rows - 1), column: Math.min(now.place.column, columns.length) };

  const reveal = ({ row, column }: Place): void => {
    const it = box.current;
    if (!it) return;
    const top = row * ROW;
    if (top < it.scrollTop) it.scrollTop = top;
    else if (top + ROW > it.scrollTop + it.clientHeight - HEAD) it.scrollTop = top + ROW - it.clientHeight + HEAD + 2;
    const [left, right, pinned] = [begins[column - 1] ?? 0, begins[column] ?? MARK, begins[fixed] ?? MARK];
    if (column <= fixed) return;
    if (left < it.scrollLeft + pinned) it.scrollLeft = left - pinned;
    else if (right > it.scrollLeft + it.clientWidth) it.scrollLeft = right - it.clientWidth;
  };
  const goTo = (next: Place): void => { setNow({ place: next, writing: null }); reveal(next); };
  const columnAt = ({ column }: Place): FormColumn | undefined => columns[column - 1];
  const begin = (at: Place, start: string | null): void => {
    const line = editor.line(at.row);
    if (!line) return;
    if (at.column === 0) open(line);
    else if (mayEdit && line.draft?.now !== null) { reveal(at); setNow({ place: at, writing: { start } }); }
  };
  const set = (line: Line | undefined, column: FormColumn | undefined, value: Value): void => {
    if (mayEdit && line && column && line.draft?.now !== null) editor.set(line, column, value);
  };
  const leave = (to_: Onwards | null): void => {
    const next = to_ === "down" ? moved(place, "ArrowDown", false, room) : to_ === "up" ? moved(place, "ArrowUp", false, room)
      : to_ === "right" ? onwards(place, 1, room, 1) : to_ === "left" ? onwards(place, -1, room, 1) : undefined;
    setNow({ place: next ?? place, writing: null });
    if (next) reveal(next);
    if (to_ !== null) table.current?.focus({ preventScroll: true });
  };
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (now.writing || !mayEdit || text === "" || place.column === 0) return;
    event.preventDefault();
    const some = new Map<string, Draft>();
    cellsOf(text.replace(/\r?\n$/, "")).forEach((cells, down) => {
      const line = editor.line(place.row + down);
      if (!line || line.draft?.now === null) return;
      const values = Object.fromEntries(cells.flatMap((cell, right) => {
        const column = columns[place.column - 1 + right];
        return column ? [[column.name, read(column, cell)]] : [];
      }));
      some.set(line.id, { id: line.id, base: line.base, seen: line.draft ? line.draft.seen : line.marked?.tag ?? null, now: { ...line.row, ...values } });
    });
    editor.setMany([...some.values()]);
  };
  const copy = (event: ClipboardEvent): void => {
    const [line, column] = [editor.line(place.row), columnAt(place)];
    if (now.writing || !line || !column) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", written(line.row[column.name]));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (now.writing || event.altKey) return;
    // signs that are put together of several keys (Chinese) begin in the field, not before it
    if (event.isComposing || event.key === "Process") { if (place.column > 0) begin(place, ""); return; }
    const strong = event.ctrlKey || event.metaKey;
    const next = moved(place, event.key, strong, room);
    const [line, column] = [editor.line(place.row), columnAt(place)];
    if (next) goTo(next);
    else if (event.key === "Enter" || event.key === "F2") begin(place, null);
    else if (event.key === " " && place.column === 0) begin(place, null);
    else if (event.key === "Delete" || event.key === "Backspace") {
      if (column) set(line, column, null);
      else if (line && mayEdit) editor.remove(line, line.draft?.now !== null);
    } else if (event.key.length === 1 && !strong && column) begin(place, isChosen(column) ? null : event.key);
    else return;
    event.preventDefault();
  };
  const faultOf = (line: Line, column: FormColumn): Fault | undefined =>
    (line.draft && line.draft.now !== null && !(line.base === null && line.row[column.name] === null) ? fault(column, line.row[column.name]) : undefined);
  const wrongsAt = (line: Line, column: FormColumn): readonly Wrong[] => (editor.wrongs.get(line.id) ?? []).filter((one) => one.columns.includes(column.name));
  const [spot, spotColumn] = [editor.line(place.row), columnAt(place)];
  const spotSaid = spot && spotColumn ? whySaid(spotColumn, wrongsAt(spot, spotColumn), faultOf(spot, spotColumn)) : "";
  const active = place.row >= from && place.row < to && lines > 0 ? `${id}-${place.row}-${place.column}` : undefined;
  return (
    <>
      <div class="scroll editgrid" ref={box} onScroll={measure}>
        <table ref={table} class="grid" role="grid" tabIndex={0} aria-label={label} aria-describedby={help} aria-rowcount={lines + 1} aria-colcount={columns.length + 1} aria-readonly={!mayEdit}
          aria-activedescendant={active} style={{ width: `${begins.at(-1)}px` }} onKeyDown={onKey} onPaste={paste} onCopy={copy}>
          <Head columns={columns} begins={begins} fixed={fixed} sort={sort} onSort={onSort} />
          <tbody>
            {from > 0 && <tr class="spacer" aria-hidden="true"><td colSpan={columns.length + 1} style={{ height: `${from * ROW}px` }} /></tr>}
            {Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k).map((row) => {
              const line = editor.line(row);
              if (!line) return <tr key={row} class="waiting" aria-hidden="true"><td colSpan={columns.length + 1}>·</td></tr>;
              const wrongs = editor.wrongs.get(line.id) ?? [];
              const bad = wrongs.some(({ doubt }) => !doubt);
              const here = (column: number): boolean => place.row === row && place.column === column;
              return (
                <tr key={line.id} aria-rowindex={row + 2} class={line.draft ? (line.draft.now === null ? "removed" : line.base === null ? "new" : "changed") : undefined}>
                  <Marker id={`${id}-${row}-0`} line={line} wrong={bad} here={here(0)} open={() => { setNow({ place: { row, column: 0 }, writing: null }); open(line); }} />
                  {columns.map((column, k) => (
                    <Cell key={column.name} id={`${id}-${row}-${k + 1}`} at={k + 2} column={column} line={line} here={here(k + 1)} left={k < fixed ? begins[k] : undefined}
                      wrongs={wrongsAt(line, column)} fault={faultOf(line, column)}
                      writing={here(k + 1) ? now.writing : null} take={(value) => set(line, column, value)} leave={leave}
                      choose={(again) => { const spot = { row, column: k + 1 }; if (again) begin(spot, null); else { setNow({ place: spot, writing: null }); table.current?.focus({ preventScroll: true }); } }} />
                  ))}
                </tr>
              );
            })}
            {to < lines && <tr class="spacer" aria-hidden="true"><td colSpan={columns.length + 1} style={{ height: `${(lines - to) * ROW}px` }} /></tr>}
          </tbody>
        </table>
      </div>
      <p class="small wrongwords cellsaid" role="status">{spotSaid}</p>
    </>
  );
}

interface HeadProps { columns: readonly FormColumn[]; begins: readonly number[]; fixed: number; sort: string; onSort: (sort: string) => void }

/** Sorting by keys is a field above the grid; the heads are for the pointer. */
function Head({ columns, begins, fixed, sort, onSort }: HeadProps) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" class="mark pinned" style={{ width: `${MARK}px` }}><span class="sr">{t("edit.row")}</span></th>
        {columns.map((column, k) => {
          const mine = sort.replace(/^-/, "") === column.name;
          const unit = column.unit === "currency" ? "" : unitOf(column, undefined);
          return (
            <th key={column.name} scope="col" class={[isNumeric(column) && !isYear(column) ? "end" : "", k < fixed ? "pinned" : ""].join(" ").trim() || undefined} aria-sort={mine ? (sort.startsWith("-") ? "descending" : "ascending") : "none"}
              title={titleOf(column)} style={{ width: `${widthOf(column)}px`, ...(k < fixed ? { insetInlineStart: `${begins[k]}px` } : {}) }}>
              <button type="button" tabIndex={-1} onClick={() => onSort(mine && !sort.startsWith("-") ? `-${column.name}` : column.name)}><span class="clip">{titleOf(column)}</span></button>
              {unit && <small class="muted">{unit}</small>}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
