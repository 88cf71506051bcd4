/** Loading what was looked at: nothing is taken that was not shown, and nothing half-done stays. */
import { useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../../app/api";
import type { LoadReport, LoadWanted, LookReport } from "../../../app/editing/shapes";
import { loadInto, lookAt, rejectsUrl } from "../../../app/editing/writing";
import { integer } from "../../../app/format";
import { lang, say, t } from "../../../app/i18n";
import { link } from "../../../app/router";
import { workspace } from "../../../app/state";
import { Problems } from "../../../parts/States";
import { Running } from "./Running";
import { type Looked, proposals, wanted, withoutProposal } from "./useLook";

type Mode = "upsert" | "replace" | "append";
const MODES: readonly Mode[] = ["upsert", "append", "replace"];
const tableTitle = (table: string): string => say(workspace.value?.tables.find((one) => one.table === table)?.title) || table;
/** What is said of a load that was refused once. */
type Further = Partial<Pick<LoadWanted, "accept_good" | "empty">>;
interface Told { busy: boolean; report?: LoadReport; error?: ApiError; more?: boolean }

export function Loading({ looked, upload }: { looked: Looked; upload: string }) {
  const [mode, setMode] = useState<Mode>("upsert");
  const [told, setTold] = useState<Told>({ busy: false });
  const report = looked.report;
  if (!report) return null;
  const [open, without] = [report.questions.length, withoutProposal(report.questions)];
  const load = (further: Further): void => {
    setTold({ busy: true });
    settled(looked, report, upload).then(async (map) => {
      if (map === undefined) { setTold({ busy: false, more: true }); return; }
      const loaded = await loadInto(upload, { table: report.table, map, mode, answers: {}, accept_good: false, empty: "ask", ...further });
      setTold({ busy: false, report: loaded });
    }).catch((error: unknown) => setTold({ busy: false, error: troubleOf(error) }));
  };
  return (
    <section class="section loadbar" aria-labelledby="load">
      <h2 id="load">{t("look.load.title")}</h2>
      <div class="filters">
        <label class="field"><span>{t("look.mode")}</span>
          <select value={mode} onChange={(event) => setMode(event.currentTarget.value as Mode)}>{MODES.map((one) => <option key={one} value={one}>{t(`look.mode.${one}`)}</option>)}</select>
        </label>
        <button type="button" class="button primary" disabled={told.busy || looked.stale || without > 0} onClick={() => load({})}>{told.busy ? t("look.loading") : t("look.load", { table: tableTitle(report.table) })}</button>
        <p class="small muted" role="status">{without > 0 ? t("look.open.none", { n: without }) : open > 0 ? t("look.open", { n: open }) : ""}{told.more ? ` ${t("look.more")}` : ""}</p>
      </div>
      {told.error && <div class="empty inline error" role="alert">{told.error.problems.length > 0 ? <Problems all={told.error.problems} /> : <p>{told.error.message}</p>}</div>}
      {told.report && <Loaded report={told.report} upload={upload} again={load} />}
      {told.report?.commit != null && <Running />}
    </section>
  );
}

/** The map once every proposal is taken; nothing where the answers raise another question. */
async function settled(looked: Looked, report: LookReport, upload: string): Promise<string | undefined> {
  if (report.questions.length === 0) return report.map;
  const taken = { ...looked.answers, ...proposals(report.questions) };
  looked.answer(taken);
  const then = await lookAt(upload, wanted(taken, looked.saved), new AbortController().signal);
  return then.questions.length > 0 ? undefined : then.map;
}

function Loaded({ report, upload, again }: { report: LoadReport; upload: string; again: (further: Further) => void }) {
  const counts = { read: integer(report.read, lang.value), accepted: integer(report.accepted, lang.value), rejected: integer(report.rejected, lang.value), table: tableTitle(report.table), commit: report.commit ?? 0 };
  const refused = report.commit === null;
  const kind = refused ? "none" : report.unchanged ? "same" : report.rejected > 0 ? "part" : "all";
  const emptied = refused && report.problems.some((one) => one.code === "values-emptied");
  return (
    <div class={`empty inline${refused ? " error" : ""}`} role={refused ? "alert" : "status"}>
      <h3>{t(`look.loaded.${kind}`, counts)}</h3>
      {report.filled.length > 0 && <p>{report.filled.map((one) => t("look.filled", { n: integer(one.rows, lang.value), table: tableTitle(one.table), list: say(one.title) })).join(" ")}</p>}
      <Problems all={report.problems} />
      {report.cautions.length > 0 && <details open={refused}><summary class="muted">{t("look.cautions", { n: report.cautions.length })}</summary><Problems all={report.cautions} /></details>}
      <p class="actions">
        {emptied ? (
          <>
            <button type="button" class="button" onClick={() => again({ empty: "keep" })}>{t("look.keep")}</button>
            <button type="button" class="button" onClick={() => again({ empty: "allow" })}>{t("look.allow")}</button>
          </>
        ) : refused && report.accepted > 0 && <button type="button" class="button" onClick={() => again({ accept_good: true })}>{t("look.good", counts)}</button>}
        {report.rejected > 0 && <a class="button" href={rejectsUrl(upload)} download="rejects.csv">{t("look.rejects")}</a>}
        {!refused && <a class="button" href={link("data", report.table)}>{t("look.totable")}</a>}
      </p>
    </div>
  );
}
