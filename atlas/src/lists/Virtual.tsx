/** A table of any length: only the rows in view exist; rows may arrive page by page. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface Column<T> {
  key: string;
  title: string;
  /** Sorting key of the API; absent when the column cannot be sorted by. */
  sort?: string;
  end?: boolean;
  width?: string;
  cell: (row: T) => ComponentChildren;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  total: number;
  row: (index: number) => T | undefined;
  keyOf: (row: T) => string;
  /** Told which rows are in view, so that they can be fetched. */
  onRange?: (from: number, to: number) => void;
  sort?: string;
  onSort?: (sort: string) => void;
  chosen?: string | null;
  onHover?: (row: T | null) => void;
  height?: string;
  /** Narrower than this the table scrolls sideways rather than squeeze its columns. */
  minWidth?: number;
  /** Changing it brings the table back to its first row. */
  reset?: string;
  /** Row to bring into view. */
  reveal?: number | null;
}

const ROW = 38;
const MARGIN = 12;

export function Virtual<T>(props: Props<T>) {
  const { columns, total, row, keyOf, onRange, height } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 640 });
  const measure = (): void => {
    if (box.current) setView({ top: box.current.scrollTop, height: box.current.clientHeight });
  };
  useEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => { if (box.current) box.current.scrollTop = 0; measure(); }, [props.reset]);
  useEffect(() => {
    if (props.reveal == null || props.reveal < 0 || !box.current) return;
    const top = props.reveal * ROW;
    const { scrollTop, clientHeight } = box.current;
    if (top < scrollTop || top > scrollTop + clientHeight - 3 * ROW) box.current.scrollTop = top - clientHeight / 2;
  }, [props.reveal]);
  const from = Math.max(0, Math.floor(view.top / ROW) - MARGIN);
  const to = Math.min(total, Math.ceil((view.top + view.height) / ROW) + MARGIN);
  useEffect(() => { onRange?.(from, to); }, [from, to, total, props.reset]);
  const shown = Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
  return (
    <div class="scroll virtual" ref={box} onScroll={measure} tabIndex={0} role="region" aria-label={props.label}
      style={height ? { maxHeight: height } : undefined} onPointerLeave={() => props.onHover?.(null)}>
      <table class="grid" aria-rowcount={total + 1} style={props.minWidth ? { minWidth: `${props.minWidth}px` } : undefined}>
        <caption class="sr">{props.label}</caption>
        <Head {...props} />
        <tbody>
          {from > 0 && <tr class="spacer" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${from * ROW}px` }} /></tr>}
          {shown.map((index) => {
            const item = row(index);
            if (item === undefined) return <tr key={index} class="waiting" aria-hidden="true">{columns.map((c) => <td key={c.key}>·</td>)}</tr>;
            const key = keyOf(item);
            return (
              <tr key={key} aria-rowindex={index + 2} class={props.chosen === key ? "chosen" : undefined}
                onPointerEnter={props.onHover ? () => props.onHover?.(item) : undefined} onFocusIn={props.onHover ? () => props.onHover?.(item) : undefined}>
                {columns.map((column) => <td key={column.key} class={column.end ? "end num" : undefined}><div class="clip">{column.cell(item)}</div></td>)}
              </tr>
            );
          })}
          {to < total && <tr class="spacer" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${(total - to) * ROW}px` }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}

function Head<T>({ columns, sort = "", onSort }: Props<T>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => {
          const mine = column.sort !== undefined && sort.replace(/^-/, "") === column.sort;
          const order = !mine ? "none" : sort.startsWith("-") ? "descending" : "ascending";
          const sortable = column.sort !== undefined && onSort !== undefined;
          return (
            <th key={column.key} scope="col" class={column.end ? "end" : undefined} style={column.width ? { width: column.width } : undefined}
              aria-sort={sortable ? order : undefined}>
              {sortable
                ? <button type="button" onClick={() => onSort(nextSort(column, order))}>{column.title}</button>
                : column.title}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** Numbers start with the largest, names with the first. */
function nextSort<T>(column: Column<T>, order: string): string {
  const down = `-${column.sort}`;
  const up = column.sort ?? "";
  if (order === "none") return column.end ? down : up;
  return order === "descending" ? up : down;
}
