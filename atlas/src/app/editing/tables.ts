/** Rows of a table to be changed one by one: what the server says of them, and what it is asked. */
import type { Problem, Words } from "../answers";

/** A value as the table's file types it; null is unknown. What cannot be read as the type stays the text it was. */
export type Value = string | number | boolean | readonly string[] | null;
export type Row = Readonly<Record<string, Value>>;

export interface Choice { code: string; name: Words }
export interface FormColumn {
  name: string;
  title: Words;
  help: Words;
  type: "code" | "text" | "integer" | "number" | "boolean" | "codes" | "geometry";
  unit: string;
  required: boolean;
  key: boolean;
  default: string;
  minimum: number | null;
  maximum: number | null;
  pattern: string;
  longest: number | null;
  /** All it may hold, unless they are to be looked up in ``table`` or it is free. */
  choices: readonly Choice[];
  table: string;
  column: string;
  look_up: boolean;
}
export interface Form { table: string; title: Words; row: Words; key: readonly string[]; columns: readonly FormColumn[]; rows: number }

/** A row with the mark by which the server knows whether somebody changed it since. */
export interface Marked { values: Row; tag: string }
export interface RowsPage { items: readonly Marked[]; total: number }
/** ``key``, ``seen``: the row that is meant, as its author saw it; null of a new one. ``values``: what becomes other; null removes. */
export interface RowChange { key: Row | null; seen: string | null; values: Row | null }
/** What is wrong with a row, from 0, of those that were sent. */
export interface RowProblem { row: number; columns: readonly string[]; problem: Problem }
export interface Checked { problems: readonly RowProblem[]; cautions: readonly RowProblem[] }
export interface Saved extends Checked { saved: boolean; batch: number | null; edits: number }
/** Somebody was there before: the row as it is now, and who made it so. */
export interface Clash { key: Row; author: string; time: string; row: Row | null; tag: string | null }
export interface EditMade { number: number; batch: number; time: string; author: string; table: string; key: Row; before: Row | null; after: Row | null; changed: readonly string[]; note: string; undoes: number | null }
/** What a sheet changes, or changed. ``meanwhile``: rows that only others changed; ``missing``: rows that it does not have and that stay. */
export interface SheetReport {
  table: string; file: string; read: number; added: number; changed: number; removed: number; unchanged: number; meanwhile: number; missing: number;
  rows: readonly SheetRow[]; conflicts: readonly SheetConflict[]; problems: readonly SheetProblem[]; cautions: readonly SheetProblem[]; ignored: readonly string[];
  saved: boolean; batch: number | null; preview: string;
}
export interface SheetRow { line: number | null; kind: "added" | "changed" | "removed"; key: Row; before: Row | null; after: Row | null; changed: readonly string[] }
export interface SheetConflict { line: number; key: Row; mine: Row; theirs: Marked | null; author: string; time: string }
export interface SheetProblem { line: number; columns: readonly string[]; problem: Problem }
