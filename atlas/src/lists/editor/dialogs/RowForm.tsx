/** One row in full: its fields, what is wrong with it, what was done to it before. */
import { integer } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { Drawer } from "../../../parts/form/Drawer";
import { Form, Problem } from "../../../parts/form/Form";
import { Failure } from "../Failure";
import { keyOf } from "../state/drafts";
import type { Editor, Line } from "../useEditor";
import { keySaid } from "../words";
import { Made } from "./History";

interface Props { editor: Editor; line: Line; mayEdit: boolean; close: () => void; save: () => void }

export function RowForm({ editor, line, mayEdit, close, save }: Props) {
  const { form } = editor;
  const fresh = line.base === null;
  const gone = line.draft?.now === null;
  const wrongs = editor.wrongs.get(line.id) ?? [];
  const names = form.columns.map(({ name }) => name);
  const elsewhere = wrongs.filter(({ columns }) => !names.includes(columns[0] ?? ""));
  return (
    <Drawer title={fresh ? t("edit.row.new") : keySaid(form, line.base ?? line.row)} close={close}>
      <form onSubmit={(event) => { event.preventDefault(); save(); }}>
        <Failure editor={editor} />
        {editor.refused && <p class="wrongwords" role="alert">{t("edit.refused")} {t("edit.bad", { n: integer(editor.refused.size, lang.value) })}</p>}
        {gone && <p class="notice">{t("edit.row.gone")}</p>}
        {elsewhere.map((one, k) => <Problem key={k} wrong={one} />)}
        <Form form={form} row={line.row} base={line.base} problems={wrongs} fixed={!mayEdit || gone} onValue={(column, value) => editor.set(line, column, value)} />
        {mayEdit && (
          <p class="actions formactions">
            <button type="submit" class="button primary" disabled={!line.draft || editor.busy} aria-keyshortcuts="Control+S">{t("edit.save")}</button>
            <button type="button" class="button" onClick={close}>{t("edit.later")}</button>
            {fresh ? <button type="button" class="button quiet" onClick={() => { editor.settle([], [line.id]); close(); }}>{t("edit.row.drop")}</button>
              : <button type="button" class="button quiet" onClick={() => editor.remove(line, !gone)}>{t(gone ? "edit.row.back" : "edit.row.remove")}</button>}
          </p>
        )}
      </form>
      {line.base !== null && <section class="rowmade"><h3>{t("edit.history.row")}</h3><Made editor={editor} of={keyOf(form, line.base)} mayEdit={mayEdit} /></section>}
    </Drawer>
  );
}
