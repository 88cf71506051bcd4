/** Rows of long lists: fetched in pages as they come into view, or all of them. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, type AnswerOf, type ApiError, type Ask, type Path, type RowOf, apiUrl, get, troubleOf } from "../app/api";

const SIZE = 200;
/** As many as one request gives. */
const MOST_ROWS = 1000;

interface Listed<R> { items: R[]; total: number }
/** One part of a list that the API gives in parts. */
const partOf = <P extends Path>(path: P, query: Ask<P>, limit: number, offset: number): Promise<AnswerOf<P> & Listed<RowOf<P>>> =>
  get(path, { ...query, limit, offset }) as Promise<AnswerOf<P> & Listed<RowOf<P>>>;

export interface Rows<P extends Path> {
  total: number | undefined;
  first: AnswerOf<P> | undefined;
  row: (index: number) => RowOf<P> | undefined;
  onRange: (from: number, to: number) => void;
  error: ApiError | undefined;
  key: string;
}

export function usePages<P extends Path>(path: P, query: Ask<P>): Rows<P> {
  const key = apiUrl(path, query);
  const pages = useRef(new Map<number, AnswerOf<P> & Listed<RowOf<P>>>());
  const asked = useRef("");
  const [, redraw] = useState(0);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  if (asked.current !== key) {
    asked.current = key;
    pages.current = new Map();
  }
  const fetchPage = (page: number): void => {
    if (pages.current.has(page)) return;
    partOf(path, query, SIZE, page * SIZE).then(
      (answer) => {
        if (asked.current !== key) return;
        pages.current.set(page, answer);
        setError(undefined);
        redraw((n) => n + 1);
      },
      (problem: unknown) => { if (asked.current === key) setError(troubleOf(problem)); },
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

/** All rows of a list, asked for in as many parts as it takes. */
export function useAll<P extends Path>(path: P, query: Ask<P>): Answer<RowOf<P>[]> {
  const key = apiUrl(path, query);
  const [state, setState] = useState<{ key: string | null; data?: RowOf<P>[]; error?: ApiError }>({ key: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let wanted = true;
    const part = (offset: number) => partOf(path, query, MOST_ROWS, offset);
    part(0).then(async (first) => {
      const offsets = Array.from({ length: Math.max(0, Math.ceil(first.total / MOST_ROWS) - 1) }, (_, k) => (k + 1) * MOST_ROWS);
      const rest = await Promise.all(offsets.map(part));
      if (wanted) setState({ key, data: [first, ...rest].flatMap((one) => one.items) });
    }).catch((error: unknown) => {
      if (wanted) setState({ key, error: troubleOf(error) });
    });
    return () => { wanted = false; };
  }, [key, attempt]);
  const mine = state.key === key;
  return { data: state.data, error: mine ? state.error : undefined, stale: !mine, again: () => setAttempt(attempt + 1) };
}
