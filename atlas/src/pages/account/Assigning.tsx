/** What is a juror's to score: given and taken back by an administrator. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../app/api";
import { say, t } from "../../app/i18n";
import { assign, assignedTo, unassign } from "../../app/session/people";
import type { Assignment } from "../../app/session/shapes";
import { workspace } from "../../app/state";
import { Skeleton } from "../../parts/States";
import { Refused } from "../../parts/signing/Refused";

const tableTitle = (table: string): string => say(workspace.value?.tables.find((one) => one.table === table)?.title) || table;

interface Held { all: readonly Assignment[] | undefined; error: ApiError | undefined; change: (what: () => Promise<unknown>) => Promise<boolean> }

function useHeld(name: string): Held {
  const [all, setAll] = useState<readonly Assignment[]>();
  const [error, setError] = useState<ApiError>();
  const change = async (what: () => Promise<unknown>): Promise<boolean> => {
    setError(undefined);
    try {
      await what();
      setAll(await assignedTo(name));
      return true;
    } catch (problem) {
      setError(troubleOf(problem));
      return false;
    }
  };
  useEffect(() => { void change(() => Promise.resolve()); }, [name]);
  return { all, error, change };
}

export function Assigning({ name, onClose }: { name: string; onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  const held = useHeld(name);
  useEffect(() => { ref.current?.showModal(); }, []);
  return (
    <dialog ref={ref} class="asking" aria-labelledby="assigning" onClose={onClose}>
      <h2 id="assigning">{t("assigning.title", { name })}</h2>
      <Refused error={held.error} />
      {held.all === undefined ? !held.error && <Skeleton lines={3} /> : <Rows held={held} all={held.all} name={name} />}
      <Add held={held} name={name} />
      <p class="actions"><button type="button" class="button" onClick={() => ref.current?.close()}>{t("assigning.close")}</button></p>
    </dialog>
  );
}

function Rows({ held, all, name }: { held: Held; all: readonly Assignment[]; name: string }) {
  if (all.length === 0) return <p class="muted">{t("assigning.none")}</p>;
  return (
    <ul class="held">
      {all.map((one) => (
        <li key={`${one.kind}/${one.subject}`}>
          <span class="wrap">{tableTitle(one.kind)} · <code>{one.subject}</code></span>
          <button type="button" class="linkish link" aria-label={t("assigning.take.of", { what: one.subject })} onClick={() => { void held.change(() => unassign(name, one)); }}>{t("assigning.take")}</button>
        </li>
      ))}
    </ul>
  );
}

function Add({ held, name }: { held: Held; name: string }) {
  const tables = (workspace.value?.tables ?? []).filter((one) => one.present);
  const [kind, setKind] = useState("");
  const [subject, setSubject] = useState("");
  const table = kind || tables[0]?.table || "";
  const send = (event: Event): void => {
    event.preventDefault();
    void held.change(() => assign(name, table, subject.trim())).then((done) => { if (done) setSubject(""); });
  };
  return (
    <form class="adding" onSubmit={send}>
      <label class="field"><span>{t("data.table")}</span>
        <select value={table} onChange={(event) => setKind(event.currentTarget.value)}>{tables.map((one) => <option key={one.table} value={one.table}>{say(one.title) || one.table}</option>)}</select>
      </label>
      <label class="field"><span>{t("assigning.key")}</span><input type="text" required spellcheck={false} value={subject} onInput={(event) => setSubject(event.currentTarget.value)} /></label>
      <button type="submit" class="button primary" disabled={!table || !subject.trim()}>{t("assigning.give")}</button>
    </form>
  );
}
