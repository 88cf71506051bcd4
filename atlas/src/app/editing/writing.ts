/** Asking the server to change something; it lets only the pages of a session that was opened. */
import { ApiError, forget, get, refusal } from "../api";
import { address } from "../router";
import { loadWorkspace } from "../state";
import { signal } from "@preact/signals";
import type { EditState, LoadReport, LoadWanted, LookReport, LookWanted, Run, Upload } from "./shapes";

const ROOT = "/api/v1";
/** No other site's page can add it to a request. */
const HEADER = { "x-jiqun-edit": "1" };

/** Whether files can be loaded here; null as long as nobody asked. */
export const editState = signal<EditState | null>(null);
export const askEditState = (): void => {
  get("/editing").then((told) => { editState.value = told; }, () => undefined);
};

/** Ask for a change, or for what no other page may know. */
export async function sent<T>(method: string, path: string, body?: BodyInit, further: { signal?: AbortSignal; type?: string } = {}): Promise<T> {
  const headers = { accept: "application/json", "accept-language": address.peek().lang, ...HEADER, ...(further.type ? { "content-type": further.type } : {}) };
  let answer: Response;
  try {
    answer = await fetch(`${ROOT}${path}`, { method, headers, body, signal: further.signal ?? null });
  } catch (error) {
    if (further.signal?.aborted) throw error;
    throw new ApiError(0, [], "unreachable");
  }
  if (!answer.ok) throw await refusal(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

const asJson = (value: unknown): string => JSON.stringify(value);

/** Send a file; it is kept for an hour after its last use. */
export const sendFile = (file: File): Promise<Upload> =>
  sent("POST", `/uploads?name=${encodeURIComponent(file.name)}`, file, { type: "application/octet-stream" });

export const lookAt = (upload: string, wanted: LookWanted, signal: AbortSignal): Promise<LookReport> =>
  sent("POST", `/uploads/${upload}/look`, asJson(wanted), { type: "application/json", signal });

export const loadInto = async (upload: string, wanted: LoadWanted): Promise<LoadReport> => {
  const report = await sent<LoadReport>("POST", `/uploads/${upload}/load`, asJson(wanted), { type: "application/json" });
  if (report.commit !== null) changed();
  return report;
};

export const rejectsUrl = (upload: string): string => `${ROOT}/uploads/${upload}/rejects`;

export const beginRun = (): Promise<Run> => sent("POST", "/runs");
export const seeRun = (run: string): Promise<Run> => sent("GET", `/runs/${run}`);
export const breakOff = (run: string): Promise<void> => sent("DELETE", `/runs/${run}`);

/** What is shown is another commit's from here on. */
export function changed(): void {
  forget();
  void loadWorkspace();
}
