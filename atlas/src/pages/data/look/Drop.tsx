/** Where a file is dropped: anywhere on the page, or by a button. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../../app/api";
import { askEditState, editState, sendFile } from "../../../app/editing/writing";
import { number } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { go, link } from "../../../app/router";
import { Icon } from "../../../parts/Icon";
import { useDropped } from "../../../lists/useDropped";
import { Problems } from "../../../parts/States";
import { Closed } from "../Closed";

const MEGABYTE = 1024 * 1024;
/** What the chooser offers first; any other file may be dropped as well. */
const KINDS = ".csv,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods,.parquet,.geojson,.json,.topojson";

interface Sending { busy: boolean; said: string; error?: ApiError }

/** ``small``: a button among others, on the page of a file that is there already. */
export function Drop({ small = false }: { small?: boolean }) {
  const state = editState.value;
  const chooser = useRef<HTMLInputElement>(null);
  const [now, setNow] = useState<Sending>({ busy: false, said: "" });
  useEffect(() => { if (!state?.held) askEditState(); }, []);
  const take = useRef((files: FileList): void => {
    const file = files[0];
    const most = editState.peek()?.most_bytes ?? Infinity;
    if (!file) return;
    if (file.size > most) {
      setNow({ busy: false, said: t("look.large", { name: file.name, command: "jiqun load", most: number(most / MEGABYTE, lang.peek(), { unit: "count" }) }) });
      return;
    }
    setNow({ busy: true, said: files.length > 1 ? t("look.onefile", { name: file.name }) : t("look.sending", { name: file.name }) });
    sendFile(file).then(
      ({ upload }) => { setNow({ busy: false, said: "" }); go(link("data", "", { view: "look", upload })); },
      (error: unknown) => setNow({ busy: false, said: "", error: troubleOf(error) }),
    );
  });
  const open = state?.held === true && !now.busy;
  const over = useDropped(open, take.current);
  if (state === null) return null;
  if (!state.held) return small ? null : <p class="closed small muted"><Closed of="look" editing={state.editing} /></p>;
  return (
    <section class={small ? "dropping small" : "dropping"} aria-label={t("look.add")}>
      {!small && <div><h2>{t("look.add")}</h2><p class="muted">{t("look.add.means")}</p></div>}
      <button type="button" class={small ? "button" : "button primary"} disabled={now.busy} onClick={() => chooser.current?.click()}>
        <Icon sign="plus" />{t(small ? "look.another" : "look.choose")}
      </button>
      <input ref={chooser} type="file" accept={KINDS} hidden aria-label={t("look.choose")} onChange={(event) => {
        if (event.currentTarget.files) take.current(event.currentTarget.files);
        event.currentTarget.value = "";
      }} />
      <p role="status" class="small muted">{now.said}</p>
      {now.error && <div class="empty inline error" role="alert">{now.error.problems.length > 0 ? <Problems all={now.error.problems} /> : <p>{now.error.status === 0 ? t("error.unreachable.next") : now.error.message}</p>}</div>}
      {over && <div class="overdrop" aria-hidden="true"><strong>{t("look.letgo")}</strong></div>}
    </section>
  );
}
