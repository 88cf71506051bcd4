/** What the loader would say of the drafts, asked a moment after the last change. */
import { useEffect, useState } from "preact/hooks";
import { checkRows } from "../../app/editing/rows";
import type { Checked, Form } from "../../app/editing/tables";
import { lang } from "../../app/i18n";
import type { Wrong } from "../../parts/form/Form";
import { type Drafts, changeOf } from "./state/drafts";

const WAIT_MS = 350;
/** Drafts that one question can hold. */
const MOST = 500;

export type Wrongs = ReadonlyMap<string, readonly Wrong[]>;

/** What is wrong and what deserves doubt, by the rows that were sent. */
export function wrongsOf({ problems, cautions }: Checked, ids: readonly string[]): Wrongs {
  const found = new Map<string, Wrong[]>();
  const all = [...problems.map((one) => ({ ...one, doubt: false })), ...cautions.map((one) => ({ ...one, doubt: true }))];
  for (const { row, columns, problem, doubt } of all) {
    const id = ids[row];
    if (id !== undefined) found.set(id, [...(found.get(id) ?? []), { columns, problem, doubt }]);
  }
  return found;
}
const NONE: Wrongs = new Map();

export function useChecks(form: Form | undefined, drafts: Drafts): Wrongs {
  const [wrongs, setWrongs] = useState(NONE);
  useEffect(() => {
    const some = [...drafts.all.values()].slice(0, MOST);
    if (!form || some.length === 0) { setWrongs(NONE); return undefined; }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      checkRows(form.table, some.map((draft) => changeOf(form, draft)), stop.signal).then((checked) => setWrongs(wrongsOf(checked, some.map(({ id }) => id))), () => undefined);
    }, WAIT_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [drafts.all, form?.table, lang.value]);
  return wrongs;
}
