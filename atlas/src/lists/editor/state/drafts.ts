/** What was changed on the page and not yet saved. Pure: every step gives new drafts; each can be taken back. */
import type { Form, FormColumn, Marked, Row, RowChange } from "../../../app/editing/tables";
import { same, sameRow } from "../../../app/editing/values";

/** ``base``: the row as it was read, null of a new one. ``now``: as it shall be, null where it shall go. */
export interface Draft { id: string; base: Row | null; seen: string | null; now: Row | null }
type Map_ = ReadonlyMap<string, Draft>;
export interface Drafts { all: Map_; past: readonly { all: Map_; step: string }[] }

export const NONE: Drafts = { all: new Map(), past: [] };
const MOST_STEPS = 200;

export const keyOf = (form: Pick<Form, "key">, row: Row): Row => Object.fromEntries(form.key.map((name) => [name, row[name] ?? null]));
/** What tells a row of the table from every other. */
export const idOf = (form: Pick<Form, "key">, row: Row): string => JSON.stringify(form.key.map((name) => row[name] ?? null));
export const isNew = ({ base }: Draft): boolean => base === null;

/** Change a draft; what equals its base is none. ``step``: steps of one name in a row are taken back at once. */
export function put(drafts: Drafts, columns: readonly FormColumn[], draft: Draft, step = ""): Drafts {
  return putAll(drafts, columns, [draft], step);
}

export function putAll(drafts: Drafts, columns: readonly FormColumn[], some: readonly Draft[], step = ""): Drafts {
  const all = new Map(drafts.all);
  for (const draft of some) {
    const nothing = draft.base === null ? draft.now === null : sameRow(columns, draft.base, draft.now);
    if (nothing) all.delete(draft.id);
    else all.set(draft.id, draft);
  }
  const going = step !== "" && drafts.past.at(-1)?.step === step;
  return { all, past: going ? drafts.past : [...drafts.past, { all: drafts.all, step }].slice(-MOST_STEPS) };
}

/** Take the last step back. */
export function back(drafts: Drafts): Drafts {
  const last = drafts.past.at(-1);
  return last ? { all: last.all, past: drafts.past.slice(0, -1) } : drafts;
}

/** The draft of a row that is there, or what would be its first. */
export const draftOf = (drafts: Drafts, form: Form, { values, tag }: Marked): Draft =>
  drafts.all.get(idOf(form, values)) ?? { id: idOf(form, values), base: values, seen: tag, now: values };

const NEW = "new:";
/** A row with nothing in it; numbers of new rows go up. */
export function blank(drafts: Drafts, columns: readonly FormColumn[], given: Row = {}): Draft {
  const last = [...drafts.all.keys()].filter((id) => id.startsWith(NEW)).map((id) => Number(id.slice(NEW.length)));
  return { id: `${NEW}${Math.max(0, ...last) + 1}`, base: null, seen: null, now: { ...Object.fromEntries(columns.map(({ name }) => [name, null])), ...given } };
}

/** Which columns a draft changes. */
export const touched = ({ base, now }: Draft, columns: readonly FormColumn[]): string[] =>
  now === null ? [] : columns.map(({ name }) => name).filter((name) => !same(base?.[name], now[name]));

/** What is sent of one draft: only what is other than it was. Columns that the page does not have stay as they are. */
export function changeOf(form: Form, draft: Draft): RowChange {
  const { base, seen, now } = draft;
  const values = now && Object.fromEntries(touched(draft, form.columns).map((name) => [name, now[name] ?? null]));
  return { key: base && keyOf(form, base), seen, values };
}

export interface Counts { added: number; changed: number; removed: number }
export function countsOf(drafts: Drafts): Counts {
  const all = [...drafts.all.values()];
  return { added: all.filter(isNew).length, removed: all.filter(({ now }) => now === null).length, changed: all.filter(({ base, now }) => base !== null && now !== null).length };
}
