/** A table of the workspace to be edited. */
import { useEffect } from "preact/hooks";
import { askEditState, editState } from "../../../app/editing/writing";
import { say, t } from "../../../app/i18n";
import { address, choose, here, link } from "../../../app/router";
import { workspace } from "../../../app/state";
import { TableEditor } from "../../../lists/editor/TableEditor";
import { Skeleton } from "../../../parts/States";
import { Closed } from "../Closed";

export default function EditPage() {
  const { id: table, params } = address.value;
  const state = editState.value;
  useEffect(() => { if (!editState.peek()?.held) askEditState(); }, []);
  const known = workspace.value?.tables.find((one) => one.table === table);
  return (
    <div class="page wide">
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("data")}>{t("page.data")}</a></li><li><a href={here({ view: undefined, sort: undefined, q: undefined })}><code>{table}</code></a></li></ol></nav>
      <div class="head"><div><h1>{t("edit.title", { table: say(known?.title) || table })}</h1></div></div>
      {state === null ? <Skeleton lines={8} /> : !state.held
        ? <p class="empty inline"><Closed of="edit" editing={state.editing} /></p>
        : <TableEditor table={table} mayEdit search={params.q ?? ""} sort={params.sort ?? ""} choose={(patch) => choose(patch, { replace: true })} />}
    </div>
  );
}
