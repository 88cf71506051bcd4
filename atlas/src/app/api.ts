/** Asking the server, once per question; the last answer stays while the next one comes. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "./answers";
import type { paths } from "./api-types";
import { address } from "./router";

const ROOT = "/api/v1";
type Root = typeof ROOT;
const KEPT = 80;
const answers = new Map<string, Promise<unknown>>();
const settled = new Map<string, unknown>();

type Gets = { [P in keyof paths]: paths[P] extends { get: infer G extends object } ? G : never };
/** Every address of the API that can be read, as its document writes it: "/regions/{region}". */
export type Path = { [P in keyof Gets]: [Gets[P]] extends [never] ? never : P extends `${Root}${infer R}` ? R : never }[keyof Gets];
type Get<P extends Path> = Gets[`${Root}${P}` & keyof Gets];
type Content<G> = G extends { responses: { 200: { content: infer C } } } ? C : never;
/** What the API answers at an address. */
export type AnswerOf<P extends Path> = Content<Get<P>> extends { "application/json": infer J } ? J
  : Content<Get<P>> extends { "application/geo+json": infer J } ? J : never;
/** A row of the list that the API answers at an address. */
export type RowOf<P extends Path> = AnswerOf<P> extends { items: (infer R)[] } ? R : never;

type Part<G, K extends "path" | "query"> = G extends { parameters: { [k in K]?: infer V } } ? NonNullable<V> : Record<never, never>;
type Value = string | number | boolean | null | undefined | readonly string[];
/** What an address is asked for: its places in braces, and its choices; a list is given again and again. */
export type Ask<P extends Path> = { [K in keyof Part<Get<P>, "path">]: string } & { [K in keyof Part<Get<P>, "query">]?: Value };

/** What is asked may be left out where an address needs nothing. */
type Asked<P extends Path, Or = never> = Record<never, never> extends Ask<P> ? [ask?: Ask<P> | Or] : [ask: Ask<P> | Or];

export class ApiError extends Error {
  constructor(readonly status: number, readonly problems: readonly Problem[], message: string) {
    super(message);
  }
}

const written = (key: string, value: Value): string[] =>
  (Array.isArray(value) ? value as readonly string[] : value === null || value === undefined || value === "" ? [] : [String(value)])
    .map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`);

/** The address of an answer; ``as_of`` of the page goes along. */
export function apiUrl<P extends Path>(path: P, ask: Ask<P>): string {
  const rest: Record<string, Value> = { as_of: address.peek().params.as_of, ...ask };
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name] ?? "");
    delete rest[name];
    return encodeURIComponent(value);
  });
  const query = Object.entries(rest).flatMap(([key, value]) => written(key, value)).join("&");
  return `${ROOT}${place}${query ? `?${query}` : ""}`;
}

async function fetched(url: string, lang: string): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(url, { headers: { accept: "application/json", "accept-language": lang } });
  } catch {
    throw new ApiError(0, [], "unreachable");
  }
  if (answer.ok) return answer.json() as Promise<unknown>;
  throw await refusal(answer);
}

/** Status of the last refusal: who is signed in may have changed with it. */
export const refused = signal(0);

/** What the server says where it does not answer. */
export async function refusal(answer: Response): Promise<ApiError> {
  refused.value = 0;
  refused.value = answer.status;
  const body = (await answer.json().catch(() => ({}))) as { detail?: unknown; problems?: Problem[] };
  const detail = typeof body.detail === "string" ? body.detail : answer.statusText;
  return new ApiError(answer.status, body.problems ?? [], detail);
}

/** Ask for everything again: the workspace has changed. */
export function forget(): void {
  answers.clear();
  settled.clear();
}

/** Sentences in an answer are in both languages; those of an error in the page's, so an error is asked for again in another. */
export function get<P extends Path>(path: P, ...[ask = {} as Ask<P>]: Asked<P>): Promise<AnswerOf<P>> {
  const url = apiUrl(path, ask);
  const known = answers.get(url);
  if (known) return known as Promise<AnswerOf<P>>;
  const asked = fetched(url, address.peek().lang);
  answers.set(url, asked);
  asked.then((value) => settled.set(url, value), () => answers.delete(url));
  if (answers.size > KEPT) {
    const oldest = answers.keys().next().value as string;
    answers.delete(oldest);
    settled.delete(oldest);
  }
  return asked as Promise<AnswerOf<P>>;
}

/** An error of any kind as one of the API's. */
export const troubleOf = (error: unknown): ApiError => (error instanceof ApiError ? error : new ApiError(0, [], String(error)));

export interface Answer<T> {
  data: T | undefined;
  error: ApiError | undefined;
  /** The data shown belongs to the previous question. */
  stale: boolean;
  again: () => void;
}

/** Ask while mounted; ``null`` asks nothing. */
export function useApi<P extends Path>(path: P, ...[given]: Asked<P, null>): Answer<AnswerOf<P>> {
  const ask = given === undefined ? {} as Ask<P> : given;
  const key = ask === null ? null : apiUrl(path, ask);
  const now = key === null ? undefined : (settled.get(key) as AnswerOf<P> | undefined);
  const last = useRef<AnswerOf<P> | undefined>(undefined);
  const [state, setState] = useState<{ key: string | null; data?: AnswerOf<P>; error?: ApiError }>({ key: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (ask === null) return undefined;
    let wanted = true;
    get(path, ask).then(
      (data) => { if (wanted) setState({ key, data }); },
      (error: unknown) => { if (wanted) setState({ key, error: troubleOf(error) }); },
    );
    return () => { wanted = false; };
  }, [key, attempt, address.value.lang]);
  const fresh = now ?? (state.key === key ? state.data : undefined);
  if (fresh !== undefined) last.current = fresh;
  const error = state.key === key && fresh === undefined ? state.error : undefined;
  return {
    data: key === null ? undefined : fresh ?? (error ? undefined : last.current),
    error,
    stale: fresh === undefined && !error,
    again: () => setAttempt(attempt + 1),
  };
}
