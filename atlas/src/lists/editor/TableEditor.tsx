/** The editor of any canonical table: a grid to write in, a form for one row, sheets, and who changed what. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Form } from "../../app/editing/tables";
import { integer } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { useDropped } from "../useDropped";
import { Icon } from "../../parts/Icon";
import { Skeleton, Trouble } from "../../parts/States";
import { titleOf } from "../../parts/form/words";
import { Failure } from "./Failure";
import { SaveBar } from "./SaveBar";
import { Conflicts } from "./dialogs/Conflicts";
import { History } from "./dialogs/History";
import { RowForm } from "./dialogs/RowForm";
import { Sheets } from "./dialogs/Sheets";
import { Grid } from "./grid/Grid";
import { useEditor, useForm } from "./useEditor";
import { tableSaid } from "./words";

/** ``search``, ``sort``: what the address says; ``choose`` changes it. */
interface Props { table: string; mayEdit: boolean; search: string; sort: string; choose: (patch: { sort?: string | undefined; q?: string | undefined }) => void }

export function TableEditor(props: Props) {
  const { form, error } = useForm(props.table);
  if (error) return <Trouble error={error} />;
  return form ? <Editing key={props.table} form={form} {...props} /> : <Skeleton lines={10} />;
}

type Open = { dialog: "row"; id: string } | { dialog: "history" } | { dialog: "sheet"; file?: File } | null;

function Editing({ form, mayEdit, search, sort, choose }: Props & { form: Form }) {
  const editor = useEditor(form, { search, sort });
  const [open, setOpen] = useState<Open>(null);
  const [settling, setSettling] = useState(false);
  const note = useRef("");
  const help = useId();
  const close = (): void => setOpen(null);
  const over = useDropped(mayEdit && open?.dialog !== "row", ([file]) => { if (file) setOpen({ dialog: "sheet", file }); });
  const save = async (): Promise<void> => {
    const ok = await editor.save(note.current);
    if (ok) { note.current = ""; setOpen((now) => (now?.dialog === "row" ? null : now)); }
  };
  useEffect(() => { if (editor.clashes.length > 0) { setOpen(null); setSettling(true); } }, [editor.clashes]);
  useKeys(mayEdit, () => { void save(); }, editor.undo);
  const line = open?.dialog === "row" ? lineBy(editor, open.id) : undefined;
  const total = editor.rows.total;
  return (
    <div class="editing">
      <div class="filters edittools">
        <Search search={search} choose={(q) => choose({ q })} />
        <label class="field"><span>{t("edit.sort")}</span>
          <select value={sort} onChange={(event) => choose({ sort: event.currentTarget.value || undefined })}>
            <option value="">{t("edit.sort.key")}</option>
            {form.columns.filter(({ type }) => type !== "codes").flatMap((one) => [<option key={one.name} value={one.name}>{t("edit.sort.up", { name: titleOf(one) })}</option>, <option key={`-${one.name}`} value={`-${one.name}`}>{t("edit.sort.down", { name: titleOf(one) })}</option>])}
          </select></label>
        <span class="actions">
          {mayEdit && <button type="button" class="button" onClick={() => setOpen({ dialog: "row", id: editor.add().id })}><Icon sign="plus" />{t("edit.add")}</button>}
          {mayEdit && <button type="button" class="button" onClick={() => setOpen({ dialog: "sheet" })}><Icon sign="down" />{t("edit.sheet")}</button>}
          <button type="button" class="button" onClick={() => setOpen({ dialog: "history" })}>{t("edit.history")}</button>
          {mayEdit && <button type="button" class="button" disabled={!editor.mayUndo || editor.busy} aria-keyshortcuts="Control+Z" onClick={editor.undo}><Icon sign="undo" />{t("edit.undo")}</button>}
        </span>
      </div>
      <div class="count"><span>{total === undefined ? t("state.loading") : t("data.count", { n: integer(total, lang.value) })}</span><span role="status" class="good">{editor.said}</span></div>
      {editor.error && editor.clashes.length === 0 && open === null && <Failure editor={editor} />}
      {editor.rows.error && <Trouble error={editor.rows.error} again={editor.again} />}
      {total === 0 && editor.lines === 0 ? <p class="empty inline">{t(search ? "edit.none.search" : "edit.none")}</p>
        : <Grid editor={editor} label={tableSaid(form)} mayEdit={mayEdit} help={help} open={(one) => setOpen({ dialog: "row", id: one.id })} sort={sort} onSort={(next) => choose({ sort: next })} />}
      <p id={help} class="small muted keys-help">{t("edit.keys")} <kbd>↑ ↓ ← →</kbd> {t("edit.keys.move")} <kbd>Enter</kbd> {t("edit.keys.write")} <kbd>Esc</kbd> {t("edit.keys.leave")} <kbd>Delete</kbd> {t("edit.keys.unknown")} <kbd>Ctrl+S</kbd> {t("edit.keys.save")} <kbd>Ctrl+Z</kbd> {t("edit.keys.undo")}</p>
      {mayEdit && editor.drafts.all.size > 0 && <SaveBar editor={editor} note={note} save={() => { void save(); }} settle={editor.clashes.length > 0 ? () => setSettling(true) : undefined} open={(id) => setOpen({ dialog: "row", id })} />}
      {line && <RowForm editor={editor} line={line} mayEdit={mayEdit} close={close} save={() => { void save(); }} />}
      {open?.dialog === "history" && <History editor={editor} mayEdit={mayEdit} close={close} />}
      {open?.dialog === "sheet" && <Sheets editor={editor} dropped={open.file} close={close} saved={(report) => { editor.taken(report); close(); }} />}
      {settling && editor.clashes.length > 0 && <Conflicts editor={editor} close={() => setSettling(false)} />}
      {over && <div class="overdrop" aria-hidden="true"><strong>{t("edit.letgo")}</strong></div>}
    </div>
  );
}

/** The line of that id: among those that were seen, else the draft alone. */
function lineBy(editor: ReturnType<typeof useEditor>, id: string): ReturnType<typeof editor.line> {
  const draft = editor.drafts.all.get(id);
  if (draft) return { id, row: draft.now ?? draft.base ?? {}, base: draft.base, draft, marked: draft.base && draft.seen !== null ? { values: draft.base, tag: draft.seen } : undefined };
  return editor.lineOf(id);
}

const WAIT_MS = 250;
function Search({ search, choose }: { search: string; choose: (q: string | undefined) => void }) {
  const [text, setText] = useState(search);
  useEffect(() => { setText(search); }, [search]);
  useEffect(() => {
    if (text.trim() === search) return undefined;
    const timer = setTimeout(() => choose(text.trim() || undefined), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <label class="field"><span>{t("edit.search")}</span><input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>;
}

/** Ctrl+S anywhere on the page, Ctrl+Z where nobody is writing: there the browser takes letters back. */
function useKeys(open: boolean, save: () => void, undo: () => void): void {
  const acts = useRef({ save, undo });
  acts.current = { save, undo };
  useEffect(() => {
    if (!open) return undefined;
    const key = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const writing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key.toLowerCase() === "s") acts.current.save();
      else if (event.key.toLowerCase() === "z" && !writing) acts.current.undo();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, [open]);
}
