/** Rows of a long list, fetched in pages as they come into view. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, type Query, apiUrl, get } from "../app/api";
import type { Page } from "../app/types";

const SIZE = 200;

export interface Rows<T, A extends Page<T>> {
  total: number | undefined;
  first: A | undefined;
  row: (index: number) => T | undefined;
  onRange: (from: number, to: number) => void;
  error: ApiError | undefined;
  key: string;
}

export function usePages<T, A extends Page<T> = Page<T>>(path: string | null, query: Query): Rows<T, A> {
  const key = path === null ? "" : apiUrl(path, query);
  const pages = useRef(new Map<number, A>());
  const asked = useRef("");
  const [, redraw] = useState(0);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  if (asked.current !== key) {
    asked.current = key;
    pages.current = new Map();
  }
  const fetchPage = (page: number): void => {
    if (path === null || pages.current.has(page)) return;
    get<A>(path, { ...query, limit: SIZE, offset: page * SIZE }).then(
      (answer) => {
        if (asked.current !== key) return;
        pages.current.set(page, answer);
        setError(undefined);
        redraw((n) => n + 1);
      },
      (problem: unknown) => { if (asked.current === key) setError(problem as ApiError); },
    );
  };
  useEffect(() => { setError(undefined); fetchPage(0); }, [key]);
  const first = pages.current.get(0) ?? [...pages.current.values()][0];
  return {
    total: first?.total,
    first,
    row: (index) => pages.current.get(Math.floor(index / SIZE))?.items[index % SIZE],
    onRange: (from, to) => {
      for (let page = Math.floor(from / SIZE); page <= Math.floor(Math.max(from, to - 1) / SIZE); page += 1) fetchPage(page);
    },
    error,
    key,
  };
}
