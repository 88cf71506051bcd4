/** Two have changed one row: column by column, what only one of them touched is theirs; the rest has to be chosen. */
import type { Clash, Form, FormColumn, Row } from "../../../app/editing/tables";
import { same } from "../../../app/editing/values";
import { type Draft, type Drafts, idOf } from "./drafts";

export type Side = "mine" | "theirs";
export interface Differing { column: FormColumn; base: Row[string]; mine: Row[string]; theirs: Row[string]; /** What follows by itself; undefined where both changed it. */ taken: Side | undefined }

/** Columns in which my row and the row as it is now differ. */
export function differing(columns: readonly FormColumn[], base: Row | null, mine: Row, theirs: Row): Differing[] {
  return columns.filter(({ name }) => !same(mine[name], theirs[name])).map((column) => {
    const at = (row: Row | null): Row[string] => row?.[column.name] ?? null;
    const [was, my, their] = [at(base), at(mine), at(theirs)];
    const taken = base === null ? undefined : same(was, their) ? "mine" : same(was, my) ? "theirs" : undefined;
    return { column, base: was, mine: my, theirs: their, taken };
  });
}

export type Choices = Readonly<Record<string, Side>>;

/** Whether every column that both changed has been chosen for. */
export const decided = (all: readonly Differing[], choices: Choices): boolean => all.every(({ column, taken }) => (choices[column.name] ?? taken) !== undefined);

/** The row that follows from the choices. */
export function merged(all: readonly Differing[], choices: Choices, theirs: Row): Row {
  const mine = all.filter(({ column, taken }) => (choices[column.name] ?? taken) === "mine");
  return { ...theirs, ...Object.fromEntries(mine.map(({ column, mine: value }) => [column.name, value])) };
}

/** My draft anew, on the row as it is now. A row that is gone can only be put back. */
export const rebased = (form: Form, draft: Draft, clash: Clash, now: Row | null): Draft =>
  (clash.row === null ? { ...draft, base: null, seen: null, now } : { ...draft, id: idOf(form, clash.row), base: clash.row, seen: clash.tag, now });

/** The draft that a clash is about. */
export const draftIn = (drafts: Drafts, form: Form, { key }: Clash): Draft | undefined =>
  [...drafts.all.values()].find(({ base, now }) => idOf(form, base ?? now ?? {}) === idOf(form, key));
