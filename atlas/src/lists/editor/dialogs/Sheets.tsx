/** A table to a spreadsheet and back: what the sheet changes is shown first, and saved only when somebody says so. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../../app/api";
import { sendSheet, sheetUrl } from "../../../app/editing/rows";
import type { SheetProblem, SheetReport, SheetRow } from "../../../app/editing/tables";
import { editState } from "../../../app/editing/writing";
import { integer, moment, number } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { Drawer } from "../../../parts/form/Drawer";
import { Problem } from "../../../parts/form/Form";
import { Icon } from "../../../parts/Icon";
import { Keys } from "../../../parts/Keys";
import { Problems } from "../../../parts/States";
import type { Editor } from "../useEditor";
import { changesSaid, keySaid, listed } from "../words";

const MEGABYTE = 1024 * 1024;
/** Of what a preview shows: rows, problems. */
const TOLD = 60;

interface Now { file?: File; busy: boolean; report?: SheetReport; error?: ApiError; large?: boolean }
interface Props { editor: Editor; /** A file that was dropped on the page. */ dropped: File | undefined; saved: (report: SheetReport) => void; close: () => void }

export function Sheets({ editor, dropped, saved, close }: Props) {
  const { table } = editor.form;
  const [now, setNow] = useState<Now>({ busy: false });
  const [remove, setRemove] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const look = (file: File, gone: boolean): void => {
    if (file.size > (editState.peek()?.most_bytes ?? Infinity)) { setNow({ busy: false, large: true, file }); return; }
    setNow((before) => ({ file, busy: true, report: before.file === file ? before.report : undefined }));
    sendSheet(table, file, { dry_run: true, remove: gone }).then((report) => setNow({ file, busy: false, report }), (error: unknown) => setNow({ file, busy: false, error: troubleOf(error) }));
  };
  useEffect(() => { if (dropped) look(dropped, remove); }, [dropped]);
  const save = (): void => {
    if (!now.file || !now.report) return;
    setNow({ ...now, busy: true });
    sendSheet(table, now.file, { dry_run: false, remove, preview: now.report.preview }).then(
      (report) => (report.saved ? saved(report) : setNow({ file: now.file, busy: false, report })),
      (error: unknown) => setNow({ ...now, busy: false, error: troubleOf(error) }),
    );
  };
  return (
    <Drawer title={t("edit.sheet")} wide close={close}>
      <div class="sheetway">
        <section><h3>{t("edit.sheet.out")}</h3><p class="small muted">{t("edit.sheet.out.means")}</p>
          <p class="actions"><a class="button" href={sheetUrl(table, "xlsx")} download><Icon sign="down" />{t("edit.sheet.excel")}</a><a class="button" href={sheetUrl(table, "csv")} download><Icon sign="down" />CSV</a></p></section>
        <section><h3>{t("edit.sheet.in")}</h3><p class="small muted">{t("edit.sheet.in.means")}</p>
          <p class="actions"><button type="button" class="button primary" disabled={now.busy} onClick={() => chooser.current?.click()}><Icon sign="plus" />{t(now.file ? "edit.sheet.another" : "edit.sheet.choose")}</button></p>
          <input ref={chooser} type="file" hidden accept=".xlsx,.csv,.tsv,.txt" aria-label={t("edit.sheet.choose")} onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) look(file, remove);
          }} /></section>
      </div>
      <p role="status" class="small muted">{now.busy ? t("edit.sheet.looking", { name: now.file?.name ?? "" }) : now.large ? t("edit.sheet.large", { most: number((editState.value?.most_bytes ?? 0) / MEGABYTE, lang.value, { unit: "count" }) }) : ""}</p>
      {now.error && <div class="notices wrong" role="alert">{now.error.problems.length > 0 ? <Problems all={now.error.problems} /> : <p>{now.error.status === 0 ? t("error.unreachable.next") : now.error.message}</p>}</div>}
      {now.report && now.file && <Preview editor={editor} report={now.report} busy={now.busy} remove={remove} save={save} setRemove={(gone) => { setRemove(gone); look(now.file as File, gone); }} />}
    </Drawer>
  );
}

interface PreviewProps { editor: Editor; report: SheetReport; busy: boolean; remove: boolean; setRemove: (gone: boolean) => void; save: () => void }

function Preview({ editor, report, busy, remove, setRemove, save }: PreviewProps) {
  const n = (count: number): string => integer(count, lang.value);
  const bad = report.problems.length > 0 || report.conflicts.length > 0;
  const all = report.added + report.changed + report.removed;
  return (
    <section class={busy ? "preview stale" : "preview"} aria-busy={busy}>
      <h3 class="wrap">{report.file}</h3>
      <Keys items={[
        { title: t("edit.added"), value: n(report.added) }, { title: t("edit.changed"), value: n(report.changed) }, { title: t("edit.removed"), value: n(report.removed) },
        { title: t("edit.unchanged"), value: n(report.unchanged), note: report.meanwhile > 0 ? t("edit.sheet.meanwhile", { n: n(report.meanwhile) }) : undefined },
      ]} />
      {(report.missing > 0 || remove) && <label class="check"><input type="checkbox" checked={remove} onChange={(event) => setRemove(event.currentTarget.checked)} /><span>{remove ? t("edit.sheet.remove.some", { n: n(report.removed) }) : t("edit.sheet.remove", { n: n(report.missing) })}</span></label>}
      {report.ignored.length > 0 && <p class="small muted">{t("edit.sheet.ignored", { names: listed(report.ignored) })}</p>}
      {report.problems.length > 0 && <Told title={t("edit.sheet.problems", { n: n(report.problems.length) })} all={report.problems} editor={editor} doubt={false} />}
      {report.conflicts.length > 0 && (
        <div class="notices wrong" role="alert"><strong>{t("edit.sheet.conflicts", { n: n(report.conflicts.length) })}</strong>
          <ul class="small">{report.conflicts.slice(0, TOLD).map((one) => <li key={one.line}>{t("edit.sheet.line", { n: one.line })} · {keySaid(editor.form, { ...one.mine, ...one.key })} · {t(one.theirs === null ? "edit.conflict.removed" : "edit.conflict.changed", { who: one.author || t("edit.aload"), when: one.time ? moment(one.time, lang.value) : "" })}</li>)}</ul>
          <p class="small muted">{t("edit.sheet.conflicts.fix")}</p></div>
      )}
      {report.cautions.length > 0 && <Told title={t("edit.sheet.cautions", { n: n(report.cautions.length) })} all={report.cautions} editor={editor} doubt />}
      <p class="actions formactions">
        <button type="button" class="button primary" disabled={busy || bad || all === 0} onClick={save}>{all === 0 ? t("edit.sheet.nothing") : t("edit.sheet.save", { n: n(all) })}</button>
        {bad && <span class="small muted">{t("edit.sheet.bad")}</span>}
      </p>
      {report.rows.length > 0 && <Changes editor={editor} rows={report.rows} all={all} />}
    </section>
  );
}

function Told({ title, all, editor, doubt }: { title: string; all: readonly SheetProblem[]; editor: Editor; doubt: boolean }) {
  const column = (names: readonly string[]): string => listed(names.map((name) => changesSaid(editor.form, null, { [name]: "·" }, [name])[0]?.title ?? name));
  return (
    <div class={`notices${doubt ? "" : " wrong"}`} role={doubt ? undefined : "alert"}>
      <strong>{title}</strong>
      <ul class="small celltold">{all.slice(0, TOLD).map((one, k) => (
        <li key={k}>{one.line > 0 && <span class="pill">{t("edit.sheet.line", { n: one.line })}{one.columns.length > 0 && ` · ${column(one.columns)}`}</span>} <Problem wrong={{ ...one, doubt }} /></li>
      ))}</ul>
      {all.length > TOLD && <p class="small muted">{t("edit.more", { n: integer(all.length - TOLD, lang.value) })}</p>}
    </div>
  );
}

function Changes({ editor, rows, all }: { editor: Editor; rows: readonly SheetRow[]; all: number }) {
  const label = t("edit.sheet.changes");
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="grid sheetrows">
        <caption class="sr">{label}</caption>
        <thead><tr><th scope="col">{t("edit.line")}</th><th scope="col">{t("edit.row")}</th><th scope="col">{t("edit.what")}</th></tr></thead>
        <tbody>{rows.slice(0, TOLD).map((row, k) => (
          <tr key={k}>
            <td class="num">{row.line ?? "–"}</td><th scope="row">{keySaid(editor.form, { ...(row.after ?? row.before), ...row.key })}</th>
            <td>{row.kind === "changed" ? changesSaid(editor.form, row.before, row.after, row.changed).map((one) => <div key={one.name}><span class="muted">{one.title}</span> <del>{one.before}</del> → <ins>{one.after}</ins></div>)
              : <span class={`pill ${row.kind === "added" ? "good" : "doubt"}`}>{t(`edit.kind.${row.kind}`)}</span>}</td>
          </tr>
        ))}</tbody>
      </table>
      {all > Math.min(rows.length, TOLD) && <p class="small muted padded">{t("edit.more", { n: integer(all - Math.min(rows.length, TOLD), lang.value) })}</p>}
    </div>
  );
}
