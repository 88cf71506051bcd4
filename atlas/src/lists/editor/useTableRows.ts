/** Rows of a table as they come into view, with their marks; asked for again after each change. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../app/api";
import { rowsOf } from "../../app/editing/rows";
import type { Marked } from "../../app/editing/tables";

const SIZE = 200;
type Pages = ReadonlyMap<number, readonly Marked[]>;

export interface TableRows {
  total: number | undefined;
  row: (index: number) => Marked | undefined;
  /** All that were fetched. */
  known: readonly Marked[];
  onRange: (from: number, to: number) => void;
  error: ApiError | undefined;
  again: () => void;
  /** Changes with the question, not with its answers. */
  key: string;
}

export function useTableRows(table: string, wanted: { search: string; sort: string }): TableRows {
  const key = JSON.stringify([table, wanted.search, wanted.sort]);
  const [state, setState] = useState<{ key: string; pages: Pages; total: number | undefined; error?: ApiError }>({ key: "", pages: new Map(), total: undefined });
  const [attempt, setAttempt] = useState(0);
  const asked = useRef({ of: "", pages: new Set<number>() });
  const range = useRef<readonly [number, number]>([0, 1]);
  const turn = `${key}#${attempt}`;
  const fetchRange = (from: number, to: number): void => {
    range.current = [from, to];
    if (asked.current.of !== turn) asked.current = { of: turn, pages: new Set() };
    for (let page = Math.floor(from / SIZE); page <= Math.floor(Math.max(from, to - 1) / SIZE); page += 1) {
      if (asked.current.pages.has(page)) continue;
      asked.current.pages.add(page);
      rowsOf(table, { ...wanted, offset: page * SIZE, limit: SIZE }).then(
        (answer) => {
          if (asked.current.of !== turn) return;
          // rows of before the change stay until those of after it are there
          setState((now) => ({ key, total: answer.total, pages: new Map([...(now.key === key ? now.pages : []), [page, answer.items]]) }));
        },
        (error: unknown) => { if (asked.current.of === turn) setState((now) => ({ ...now, key, error: troubleOf(error) })); },
      );
    }
  };
  useEffect(() => { if (asked.current.of !== turn) fetchRange(...(attempt > 0 && state.key === key ? range.current : [0, 1] as const)); }, [turn]);
  const mine = state.key === key;
  return {
    total: mine ? state.total : undefined,
    row: (index) => (mine ? state.pages.get(Math.floor(index / SIZE))?.[index % SIZE] : undefined),
    known: mine ? [...state.pages.values()].flat() : [],
    onRange: fetchRange,
    error: mine ? state.error : undefined,
    again: () => setAttempt((n) => n + 1),
    key,
  };
}
