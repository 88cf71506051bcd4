/** What is not saved yet, at the foot of the window as long as there is something. */
import type { RefObject } from "preact";
import { lang, t } from "../../app/i18n";
import { integer } from "../../app/format";
import { countsOf } from "./state/drafts";
import type { Editor } from "./useEditor";
import { listed } from "./words";

interface Props { editor: Editor; note: RefObject<string>; save: () => void; /** Where somebody else's changes are in the way. */ settle: (() => void) | undefined; open: (id: string) => void }

export function SaveBar({ editor, note, save, settle, open }: Props) {
  const counts = countsOf(editor.drafts);
  const said = (["added", "changed", "removed"] as const).filter((kind) => counts[kind] > 0).map((kind) => t(`edit.count.${kind}`, { n: integer(counts[kind], lang.value) }));
  const bad = [...editor.wrongs].filter(([, wrongs]) => wrongs.some(({ doubt }) => !doubt)).map(([id]) => id);
  const first = bad[0];
  return (
    <section class="savebar" aria-label={t("edit.unsaved")}>
      <p><strong>{t("edit.unsaved")}</strong> {listed(said)}
        {first !== undefined && <> · <button type="button" class="why wrongwords" onClick={() => open(first)}>{t("edit.bad", { n: integer(bad.length, lang.value) })}</button></>}
        {editor.refused && <span class="wrongwords"> {t("edit.refused")}</span>}</p>
      <input type="text" class="note" maxLength={500} aria-label={t("edit.note")} placeholder={t("edit.note")} onInput={(event) => { note.current = event.currentTarget.value.trim(); }} />
      <span class="actions">
        <button type="button" class="button quiet" disabled={editor.busy} onClick={editor.discard}>{t("edit.discard")}</button>
        {settle ? <button type="button" class="button primary" onClick={settle}>{t("edit.settle")}</button>
          : <button type="button" class="button primary" disabled={editor.busy} aria-keyshortcuts="Control+S" onClick={save}>{t(editor.busy ? "edit.saving" : "edit.save")}</button>}
      </span>
    </section>
  );
}
