/** What was not done, and why; of a row that others changed, who and when. */
import { clashesOf } from "../../app/editing/rows";
import { moment } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { Problems } from "../../parts/States";
import type { Editor } from "./useEditor";
import { keySaid } from "./words";

export function Failure({ editor }: { editor: Editor }) {
  const { error, form } = editor;
  if (!error) return null;
  const clashes = clashesOf(error);
  return (
    <div class="notices wrong" role="alert">
      {clashes.map((one, k) => (
        <p key={k}><strong>{keySaid(form, { ...one.row, ...one.key })}</strong> {t(one.row === null ? "edit.conflict.removed" : "edit.conflict.changed", { who: one.author || t("edit.aload"), when: moment(one.time, lang.value) })}</p>
      ))}
      {clashes.length === 0 && (error.problems.length > 0 ? <Problems all={error.problems} /> : <p>{error.status === 0 ? t("error.unreachable.next") : error.message}</p>)}
    </div>
  );
}
