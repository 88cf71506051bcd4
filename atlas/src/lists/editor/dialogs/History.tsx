/** Who changed what and when, of a table or of one row; each batch can be taken back. */
import { useEffect, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../../app/api";
import { editsOf } from "../../../app/editing/rows";
import type { EditMade, EditsMade, Row } from "../../../app/editing/tables";
import { integer, moment } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { Drawer } from "../../../parts/form/Drawer";
import { Failure } from "../Failure";
import type { Editor } from "../useEditor";
import { changesSaid, keySaid, kindOf } from "../words";

const MOST = 200;
/** Rows of one batch that are told. */
const TOLD = 5;

export function History({ editor, mayEdit, close }: { editor: Editor; mayEdit: boolean; close: () => void }) {
  return <Drawer title={t("edit.history")} wide close={close}><Made editor={editor} mayEdit={mayEdit} /></Drawer>;
}

function byBatch(items: readonly EditMade[]): [number, EditMade[]][] {
  const all = new Map<number, EditMade[]>();
  for (const one of items) all.set(one.batch, [...(all.get(one.batch) ?? []), one]);
  return [...all];
}

/** ``of``: the key of the one row that is asked about. */
export function Made({ editor, of, mayEdit }: { editor: Editor; of?: Row; mayEdit: boolean }) {
  const [state, setState] = useState<EditsMade>();
  const [error, setError] = useState<ApiError>();
  const [attempt, setAttempt] = useState(0);
  const key = of && JSON.stringify(of);
  const ask = (before?: number): Promise<void> => editsOf({ table: editor.form.table, key: of, before, limit: MOST }).then(
    (page) => { setState((now) => (before === undefined || !now ? page : { ...page, items: [...now.items, ...page.items] })); setError(undefined); },
    (problem: unknown) => setError(troubleOf(problem)),
  );
  useEffect(() => { void ask(); }, [editor.form.table, key, attempt]);
  const batches = byBatch(state?.items ?? []);
  const undone = new Set((state?.items ?? []).map(({ undoes }) => undoes));
  const undo = (batch: number): void => { void editor.undoBatch(batch).then(() => setAttempt((n) => n + 1)); };
  return (
    <div class="made-edits" aria-busy={state === undefined}>
      {error && <p role="alert" class="wrong">{error.message}</p>}
      <Failure editor={editor} />
      {editor.said && <p role="status" class="small good">{editor.said}</p>}
      {state && batches.length === 0 && <p class="muted">{t("edit.history.none")}</p>}
      <ol class="timeline">
        {batches.map(([batch, edits]) => <Batch key={batch} editor={editor} edits={edits} one={of !== undefined} undone={undone.has(batch)} undo={mayEdit && !editor.busy ? () => undo(batch) : undefined} />)}
      </ol>
      {state?.next != null && <button type="button" class="button" onClick={() => { void ask(state.next ?? undefined); }}>{t("edit.history.more")}</button>}
    </div>
  );
}

function Batch({ editor, edits, one, undone, undo }: { editor: Editor; edits: readonly EditMade[]; one: boolean; undone: boolean; undo: (() => void) | undefined }) {
  const first = edits[0];
  if (!first) return null;
  return (
    <li>
      <p><strong>{first.author}</strong> <time class="muted" dateTime={first.time}>{moment(first.time, lang.value)}</time>{" "}
        {first.undoes !== null && <span class="pill">{t("edit.history.undoes")}</span>}{undone && <span class="pill doubt">{t("edit.history.undone")}</span>}</p>
      {first.note && <p class="quote">{first.note}</p>}
      <ul class="edited">
        {edits.slice(0, TOLD).map((edit) => (
          <li key={edit.number}>
            {!one && <span class="which">{keySaid(editor.form, { ...(edit.after ?? edit.before), ...edit.key })}</span>} <span class={`pill ${kindOf(edit) === "removed" ? "doubt" : kindOf(edit) === "added" ? "good" : ""}`}>{t(`edit.kind.${kindOf(edit)}`)}</span>
            {kindOf(edit) === "changed" && <Changes editor={editor} edit={edit} />}
          </li>
        ))}
        {edits.length > TOLD && <li class="muted">{t("edit.more", { n: integer(edits.length - TOLD, lang.value) })}</li>}
      </ul>
      {undo && !undone && <button type="button" class="button small" onClick={undo}>{edits.length > 1 ? t("edit.undo.rows", { n: edits.length }) : t("edit.undo")}</button>}
    </li>
  );
}

const Changes = ({ editor, edit }: { editor: Editor; edit: EditMade }) => (
  <dl class="facts small">
    {changesSaid(editor.form, edit.before, edit.after, edit.changed).map(({ name, title, before, after }) => [<dt key={name}>{title}</dt>, <dd key={`${name}.`}><del>{before}</del> → <ins>{after}</ins></dd>])}
  </dl>
);
