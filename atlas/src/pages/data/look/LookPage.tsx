/** A file as it is: what was seen in it, what it would become, what has to be asked; then it is loaded. */
import { useEffect } from "preact/hooks";
import { askEditState, editState } from "../../../app/editing/writing";
import { integer } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { address, link } from "../../../app/router";
import { Keys } from "../../../parts/Keys";
import { Problems, Skeleton, Trouble } from "../../../parts/States";
import { Tabs } from "../../../parts/Tabs";
import { Columns } from "./Columns";
import { Drop } from "./Drop";
import { LeftOut } from "./LeftOut";
import { Loading } from "./Loading";
import { MapFile } from "./MapFile";
import { Names } from "./Names";
import { Preview } from "./Preview";
import { Questions, asksNames } from "./Questions";
import { type Looked, useLook } from "./useLook";

export default function LookPage() {
  const upload = address.value.params.upload ?? "";
  useEffect(() => { if (editState.value === null) askEditState(); }, []);
  return upload === "" ? <Nothing /> : <Seen key={upload} upload={upload} />;
}

const Nothing = () => (
  <div class="page">
    <div class="head"><div><h1>{t("look.title")}</h1></div></div>
    <Tabs of="data" now="data" />
    <Drop />
  </div>
);

function Seen({ upload }: { upload: string }) {
  const looked = useLook(upload);
  const { report, error } = looked;
  const gone = error?.status === 404 && error.problems.some((one) => one.code === "upload-unknown");
  return (
    <div class="page">
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("data")}>{t("page.data")}</a></li><li>{report?.file ?? t("look.title")}</li></ol></nav>
      <div class="head"><div><h1 class="wrap">{report?.file ?? t("look.title")}</h1>{report?.title && report.title !== report.file && <p class="lead">{report.title}</p>}</div>{report && <Drop small />}</div>
      {error && !report ? gone ? <><p class="notice">{t("look.gone")}</p><Drop /></> : <><Trouble error={error} again={looked.again} /><Drop small /></>
        : !report ? <div class="looking"><p class="muted" role="status">{t("look.looking")}</p><Skeleton lines={8} /></div> : (
          <>
            {error && <div class="empty inline error" role="alert"><p>{error.message}</p></div>}
            <div class={looked.stale ? "looked stale" : "looked"} aria-busy={looked.stale}><Report looked={looked} upload={upload} /></div>
          </>
        )}
    </div>
  );
}

function Report({ looked, upload }: { looked: Looked; upload: string }) {
  const report = looked.report;
  if (!report) return null;
  return (
    <>
      <Summary looked={looked} />
      {report.problems.length > 0 && <div class="notices wrong" role="alert"><Problems all={report.problems} /></div>}
      {report.cautions.length > 0 && <div class="notices"><Problems all={report.cautions} /></div>}
      {report.changes.length > 0 && <section class="section"><h2>{t("look.changes")}</h2><Problems all={report.changes} /></section>}
      <Questions looked={looked} all={report.questions.filter((one) => !asksNames(report, one.key))} />
      <Preview report={report} />
      <Loading looked={looked} upload={upload} />
      <Columns looked={looked} />
      <Names looked={looked} />
      <LeftOut report={report} />
      <MapFile looked={looked} />
    </>
  );
}

function Summary({ looked }: { looked: Looked }) {
  const report = looked.report;
  if (!report) return null;
  const header = report.header_rows > 1 ? t("look.header.rows", { from: report.header_row, to: report.header_row + report.header_rows - 1 }) : t("look.header.row", { from: report.header_row });
  const layout = report.layout === "wide" ? t("look.wide") : t("look.long");
  const across = report.across.map((one) => (one ? t(`look.level.${one}`) : "")).filter(Boolean).join(" / ");
  const chosen = report.sheets.find((one) => one.chosen);
  return (
      <Keys items={[
        { title: t("look.rows"), value: integer(report.rows, lang.value), note: t("look.rows.means") },
        ...(chosen && chosen.name ? [{ title: t("look.sheet"), value: <Sheets looked={looked} />, note: t("look.sheet.of", { n: report.sheets.length }) }] : []),
        { title: t("look.layout"), value: layout, note: across ? t("look.across", { what: across }) : t("look.long.means") },
        { title: t("look.header"), value: header, note: [report.encoding, report.delimiter && t("look.delimiter", { sign: report.delimiter === "\t" ? "⇥" : report.delimiter }), report.decimal && t("look.decimal", { sign: report.decimal })].filter(Boolean).join(" · ") },
      ]} />
  );
}

function Sheets({ looked }: { looked: Looked }) {
  const sheets = looked.report?.sheets ?? [];
  const now = sheets.find((one) => one.chosen)?.name ?? "";
  if (sheets.length < 2) return <>{now}</>;
  return (
    <select class="sheet" aria-label={t("look.sheet")} value={now} onChange={(event) => looked.answer({ sheet: event.currentTarget.value })}>
      {sheets.map((one) => <option key={one.name} value={one.name}>{t("look.sheet.size", { name: one.name, rows: integer(one.rows, lang.value), columns: integer(one.columns, lang.value) })}</option>)}
    </select>
  );
}
