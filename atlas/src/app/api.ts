/** Asking the server, once per question; the last answer stays while the next one comes. */
import { useEffect, useRef, useState } from "preact/hooks";
import { address } from "./router";
import type { Problem } from "./types";

const ROOT = "/api/v1";
const KEPT = 80;
const answers = new Map<string, Promise<unknown>>();
const settled = new Map<string, unknown>();

export class ApiError extends Error {
  constructor(readonly status: number, readonly problems: Problem[], message: string) {
    super(message);
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** The address of an answer; ``as_of`` of the page goes along. */
export function apiUrl(path: string, query: Query = {}): string {
  const all: Query = { ...query, as_of: query.as_of ?? address.peek().params.as_of };
  const text = Object.entries(all)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .join("&");
  const mark = path.includes("?") ? "&" : "?";
  return `${ROOT}${path}${text ? `${mark}${text}` : ""}`;
}

async function ask(url: string): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(url, { headers: { accept: "application/json" } });
  } catch {
    throw new ApiError(0, [], "unreachable");
  }
  if (answer.ok) return answer.json() as Promise<unknown>;
  const body = (await answer.json().catch(() => ({}))) as { detail?: unknown; problems?: Problem[] };
  const detail = typeof body.detail === "string" ? body.detail : answer.statusText;
  throw new ApiError(answer.status, body.problems ?? [], detail);
}

export function get<T>(path: string, query: Query = {}): Promise<T> {
  const url = apiUrl(path, query);
  const known = answers.get(url);
  if (known) return known as Promise<T>;
  const asked = ask(url);
  answers.set(url, asked);
  asked.then((value) => settled.set(url, value), () => answers.delete(url));
  if (answers.size > KEPT) {
    const oldest = answers.keys().next().value as string;
    answers.delete(oldest);
    settled.delete(oldest);
  }
  return asked as Promise<T>;
}

export interface Answer<T> {
  data: T | undefined;
  error: ApiError | undefined;
  /** The data shown belongs to the previous question. */
  stale: boolean;
  again: () => void;
}

/** Ask while mounted; ``null`` as path asks nothing. */
export function useApi<T>(path: string | null, query: Query = {}): Answer<T> {
  const url = path === null ? null : apiUrl(path, query);
  const now = url === null ? undefined : (settled.get(url) as T | undefined);
  const last = useRef<T | undefined>(undefined);
  const [state, setState] = useState<{ url: string | null; data?: T; error?: ApiError }>({ url: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (path === null || url === null) return undefined;
    let wanted = true;
    get<T>(path, query).then(
      (data) => { if (wanted) setState({ url, data }); },
      (error: unknown) => {
        if (!wanted) return;
        setState({ url, error: error instanceof ApiError ? error : new ApiError(0, [], String(error)) });
      },
    );
    return () => { wanted = false; };
  }, [url, attempt]);
  const fresh = now ?? (state.url === url ? state.data : undefined);
  if (fresh !== undefined) last.current = fresh;
  const error = state.url === url && fresh === undefined ? state.error : undefined;
  return {
    data: url === null ? undefined : fresh ?? (error ? undefined : last.current),
    error,
    stale: fresh === undefined && !error,
    again: () => setAttempt(attempt + 1),
  };
}

const MOST_ROWS = 1000;

/** All rows of a list, asked for in as many pages as it takes; ``null`` as path asks nothing. */
export function useAll<T>(path: string | null, query: Query = {}): Answer<T[]> {
  const key = path === null ? null : apiUrl(path, query);
  const [state, setState] = useState<{ key: string | null; data?: T[]; error?: ApiError }>({ key: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (path === null) return undefined;
    let wanted = true;
    const page = (offset: number) => get<{ items: T[]; total: number }>(path, { ...query, limit: MOST_ROWS, offset });
    page(0).then(async (first) => {
      const offsets = Array.from({ length: Math.max(0, Math.ceil(first.total / MOST_ROWS) - 1) }, (_, k) => (k + 1) * MOST_ROWS);
      const rest = await Promise.all(offsets.map(page));
      if (wanted) setState({ key, data: [first, ...rest].flatMap((one) => one.items) });
    }).catch((error: unknown) => {
      if (wanted) setState({ key, error: error instanceof ApiError ? error : new ApiError(0, [], String(error)) });
    });
    return () => { wanted = false; };
  }, [key, attempt]);
  const mine = state.key === key;
  return { data: state.data, error: mine ? state.error : undefined, stale: !mine, again: () => setAttempt(attempt + 1) };
}
