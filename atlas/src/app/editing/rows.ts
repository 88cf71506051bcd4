/** Asking the server for the rows of a table that may be changed, and for the changes. */
import { ApiError } from "../api";
import { changed, sent } from "./writing";
import type { Checked, Clash, EditsMade, Form, Row, RowChange, RowsPage, Saved, SheetReport, Undone } from "./tables";

type Said = string | number | boolean | undefined | readonly string[];
const query = (all: Record<string, Said>): string => {
  const said = Object.entries(all).flatMap(([key, value]) => (Array.isArray(value) ? value as readonly string[] : value === undefined || value === "" ? [] : [String(value)]).map((one) => `${key}=${encodeURIComponent(one)}`));
  return said.length > 0 ? `?${said.join("&")}` : "";
};
const at = (table: string, rest: string): string => `/tables/${encodeURIComponent(table)}/${rest}`;
const json = (value: unknown, signal?: AbortSignal): [string, { type: string; signal?: AbortSignal }] => [JSON.stringify(value), { type: "application/json", signal }];

/** Boundaries are no text that somebody writes: they stay as they are. */
export async function formOf(table: string): Promise<Form> {
  const form = await sent<Form>("GET", at(table, "form"));
  return { ...form, columns: form.columns.filter(({ type }) => type !== "geometry") };
}

export interface RowsWanted { search?: string; sort?: string; offset?: number; limit?: number }
export const rowsOf = (table: string, wanted: RowsWanted, signal?: AbortSignal): Promise<RowsPage> =>
  sent("GET", at(table, `rows${query({ ...wanted })}`), undefined, { signal });

/** What the loader would say of these rows; nothing is written. */
export const checkRows = (table: string, changes: readonly RowChange[], signal: AbortSignal): Promise<Checked> =>
  sent("POST", at(table, "check"), ...json({ changes }, signal));

/** Save changes, all or none; with the number by which they can be undone. */
export async function saveRows(table: string, changes: readonly RowChange[], note: string): Promise<Saved> {
  const answer = await sent<Saved>("POST", at(table, "edits"), ...json({ changes, note }));
  if (answer.saved) changed();
  return answer;
}

export interface EditsWanted { table: string; key?: Row; before?: number; limit?: number }
export const editsOf = ({ key, ...wanted }: EditsWanted): Promise<EditsMade> =>
  sent("GET", `/edits${query({ ...wanted, key: key && Object.entries(key).map(([name, value]) => `${name}=${value ?? ""}`) })}`);

export async function undoEdits(batch: number): Promise<number> {
  const undone = await sent<Undone>("POST", `/edits/${batch}/undo`);
  changed();
  return undone.batch;
}

export const sheetUrl = (table: string, format: "xlsx" | "csv"): string => `/api/v1${at(table, `sheet?format=${format}`)}`;

/** ``preview``: what the dry run named, so that nothing is saved that was not shown. */
export interface SheetWanted { dry_run: boolean; remove: boolean; preview?: string; note?: string }
export async function sendSheet(table: string, file: File, how: SheetWanted): Promise<SheetReport> {
  const report = await sent<SheetReport>("POST", at(table, `sheet${query({ file: file.name, ...how })}`), file, { type: "application/octet-stream" });
  if (report.saved) changed();
  return report;
}

const CONFLICT = "edit-conflict";
/** Who was there before, of an answer that says so; nothing of any other. */
export const clashesOf = (error: unknown): Clash[] =>
  (error instanceof ApiError ? error.problems : []).filter(({ code }) => code === CONFLICT).map(({ values }) => values as unknown as Clash);
