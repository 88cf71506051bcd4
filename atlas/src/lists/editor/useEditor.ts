/** What a table's editor knows and does: rows, drafts, checks, saving, taking back. */
import { type Signal, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../app/api";
import { clashesOf, formOf, saveRows, undoEdits } from "../../app/editing/rows";
import type { Clash, Form, FormColumn, Marked, Row, SheetReport, Value } from "../../app/editing/tables";
import { lang, t } from "../../app/i18n";
import { session } from "../../app/session/session";
import { type Draft, type Drafts, NONE, back, blank, changeOf, countsOf, draftOf, idOf, isNew, put, putAll } from "./state/drafts";
import { draftIn } from "./state/merge";
import { type Wrongs, useChecks, wrongsOf } from "./useChecks";
import { type TableRows, useTableRows } from "./useTableRows";

/** Drafts outlive the page as long as the tab; batches saved in it can be undone by a key. */
interface Kept { drafts: Signal<Drafts>; saved: number[]; reader: string | null }
const kept = new Map<string, Kept>();
/** Of whoever is signed in: nobody finds what another has not saved. */
function keptOf(table: string): Kept {
  const reader = session.value?.name ?? null;
  const place = JSON.stringify([reader, table]);
  const known = kept.get(place) ?? { drafts: signal(NONE), saved: [], reader };
  kept.set(place, known);
  return known;
}

// whatever page is open: the tab is not closed unasked over what was not saved
window.addEventListener("beforeunload", (event) => {
  const reader = session.peek()?.name ?? null;
  if ([...kept.values()].some((one) => one.reader === reader && one.drafts.peek().all.size > 0)) event.preventDefault();
});

/** A line of the grid: a row that is there, or a draft of a new one. */
export interface Line { id: string; row: Row; base: Row | null; draft: Draft | undefined; marked: Marked | undefined }

export interface Editor {
  form: Form;
  rows: TableRows;
  drafts: Drafts;
  wrongs: Wrongs;
  lines: number;
  line: (index: number) => Line | undefined;
  /** What was said last: saved, undone. */
  said: string;
  busy: boolean;
  error?: ApiError;
  refused?: Wrongs;
  clashes: readonly Clash[];
  mayUndo: boolean;
  set: (line: Line, column: FormColumn, value: Value) => void;
  setMany: (drafts: readonly Draft[]) => void;
  add: (given?: Row) => Draft;
  remove: (line: Line, gone: boolean) => void;
  save: (note: string) => Promise<boolean>;
  undo: () => void;
  undoBatch: (batch: number) => Promise<void>;
  discard: () => void;
  settle: (changed: readonly Draft[], dropped: readonly string[]) => void;
  /** The row of that id, where it has been seen. */
  lineOf: (id: string) => Line | undefined;
  /** A sheet was saved. */
  taken: (report: SheetReport) => void;
  again: () => void;
}

/** The form of a table, asked for anew in another language. */
export function useForm(table: string): { form: Form | undefined; error: ApiError | undefined } {
  const [state, setState] = useState<{ of: string; form?: Form; error?: ApiError }>({ of: "" });
  useEffect(() => {
    let wanted = true;
    formOf(table).then((form) => { if (wanted) setState({ of: table, form }); }, (error: unknown) => { if (wanted) setState({ of: table, error: troubleOf(error) }); });
    return () => { wanted = false; };
  }, [table, lang.value]);
  return { form: state.of === table ? state.form : undefined, error: state.of === table ? state.error : undefined };
}

interface Told { busy: boolean; said: string; /** What was not saved, and why. */ refused?: Wrongs; error?: ApiError; clashes: readonly Clash[] }
const QUIET: Told = { busy: false, said: "", clashes: [] };

export function useEditor(form: Form, wanted: { search: string; sort: string }): Editor {
  const { drafts: store, saved } = keptOf(form.table);
  const drafts = store.value;
  const rows = useTableRows(form.table, wanted);
  const [told, setTold] = useState(QUIET);
  const checked = useChecks(form, drafts);
  const step = (next: Drafts): void => {
    store.value = next;
    if (told.refused || told.error) setTold(QUIET);
  };
  const fresh = [...drafts.all.values()].filter(isNew).reverse();
  const failed = (error: unknown): void => setTold({ ...QUIET, error: troubleOf(error) });
  const lineOf = (marked: Marked): Line => {
    const draft = draftOf(drafts, form, marked);
    const known = drafts.all.has(draft.id);
    return { id: draft.id, row: draft.now ?? draft.base ?? marked.values, base: draft.base, draft: known ? draft : undefined, marked };
  };
  const draftAt = (line: Line): Draft => line.draft ?? { id: line.id, base: line.base, seen: line.marked?.tag ?? null, now: line.row };
  const undoBatch = async (batch: number): Promise<void> => {
    setTold({ ...QUIET, busy: true });
    await undoEdits(batch).then(() => {
      saved.splice(0, saved.length, ...saved.filter((one) => one !== batch));
      setTold({ ...QUIET, said: t("edit.undone") });
    }, failed);
    rows.again();
  };
  return {
    form, rows, drafts, wrongs: told.refused ?? checked, ...told, lines: fresh.length + (rows.total ?? 0), mayUndo: drafts.past.length > 0 || saved.length > 0,
    line: (index) => {
      const draft = fresh[index];
      if (draft) return { id: draft.id, row: draft.now ?? {}, base: null, draft, marked: undefined };
      const marked = rows.row(index - fresh.length);
      return marked && lineOf(marked);
    },
    set: (line, column, value) => step(put(store.peek(), form.columns, { ...draftAt(line), now: { ...line.row, [column.name]: value } }, `${line.id}/${column.name}`)),
    setMany: (some) => step(putAll(store.peek(), form.columns, some)),
    add: (given) => {
      const draft = blank(store.peek(), form.columns, given);
      step(put(store.peek(), form.columns, draft));
      return draft;
    },
    remove: (line, gone) => step(put(store.peek(), form.columns, { ...draftAt(line), now: gone ? null : line.base })),
    save: async (note) => {
      const all = [...store.peek().all.values()];
      if (all.length === 0 || told.busy) return false;
      const counts = countsOf(store.peek());
      setTold({ ...QUIET, busy: true });
      try {
        const answer = await saveRows(form.table, all.map((draft) => changeOf(form, draft)), note);
        if (!answer.saved) { setTold({ ...QUIET, refused: wrongsOf(answer, all.map(({ id }) => id)) }); return false; }
        if (answer.batch !== null) saved.push(answer.batch);
      } catch (error) {
        setTold({ ...QUIET, error: troubleOf(error), clashes: clashesOf(error).filter((one) => draftIn(store.peek(), form, one)) });
        return false;
      }
      step(NONE);
      setTold({ ...QUIET, said: t("edit.saved", { n: counts.added + counts.changed + counts.removed }) });
      rows.again();
      return true;
    },
    undo: () => {
      const last = saved.at(-1);
      if (store.peek().past.length > 0) { step(back(store.peek())); setTold(QUIET); }
      else if (last !== undefined && !told.busy) void undoBatch(last);
    },
    undoBatch,
    discard: () => step({ all: new Map(), past: [...store.peek().past, { all: store.peek().all, step: "" }] }),
    settle: (changed, dropped) => {
      const left = new Map([...store.peek().all].filter(([id]) => !dropped.includes(id)));
      step({ all: putAll({ all: left, past: [] }, form.columns, changed).all, past: [] });
      setTold(QUIET);
      rows.again();
    },
    lineOf: (id) => {
      const marked = rows.known.find(({ values }) => idOf(form, values) === id);
      return marked && lineOf(marked);
    },
    taken: ({ batch, added, changed, removed }) => {
      if (batch !== null) saved.push(batch);
      setTold({ ...QUIET, said: t("edit.saved", { n: added + changed + removed }) });
      rows.again();
    },
    again: () => { setTold(QUIET); rows.again(); },
  };
}
