/** Rows of a table to be changed one by one: fields are those of the API's document. */
import type { components } from "../api-types";

type Shape<N extends keyof components["schemas"]> = components["schemas"][N];

/** A value as the table's file types it; null is unknown. What cannot be read as the type stays the text it was. */
export type Value = string | number | boolean | readonly string[] | null;
export type Row = Readonly<Record<string, Value>>;

export type Choice = Shape<"FormChoice">;
export type FormColumn = Shape<"FormColumn">;
export type Form = Shape<"Form">;
export type RowsPage = Shape<"EditablePage">;
/** A row with the mark by which the server knows whether somebody changed it since. */
export interface Marked { values: Row; tag: string }
/** As ``RowWanted``; a row that is read is never written into. */
export interface RowChange { key: Row | null; seen: string | null; values: Row | null }
export type Checked = Pick<Shape<"RowsChecked">, "problems" | "cautions">;
export type Saved = Shape<"RowsSaved">;
export type EditMade = Shape<"EditTold">;
export type EditsMade = Shape<"EditList">;
export type Undone = Shape<"Undone">;
export type SheetReport = Shape<"SheetReport">;
export type SheetRow = Shape<"SheetRow">;
export type SheetProblem = Shape<"SheetProblem">;
/** Values of the problem ``edit-conflict``: the row as it is now, what is unknown left out; who made it so, nobody where a load did. */
export interface Clash { key: Row; author: string; time: string; row: Row | null; tag: string | null }
