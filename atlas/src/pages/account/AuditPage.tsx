/** What was done here, by whom, when, from where: only ever added to. */
import { integer, moment } from "../../app/format";
import { has, lang, t } from "../../app/i18n";
import { address, choose } from "../../app/router";
import { type AuditFilter, auditQuery } from "../../app/session/people";
import { type AuditRow, NOBODY, RESULTS, WHATS } from "../../app/session/shapes";
import { type Column, Virtual } from "../../lists/Virtual";
import { Skeleton, Trouble } from "../../parts/States";
import { TextFilter } from "../../parts/TextFilter";
import { AccountTabs } from "./AccountTabs";
import { useAudit } from "./useAudit";

const whatSaid = (what: string): string => (has(`audit.what.${what}`) ? t(`audit.what.${what}`) : what);
const resultSaid = (result: string): string => t(`audit.result.${result}`);
/** The terminal is a place with a name; others are addresses. */
const fromSaid = (address: string) => (address === "terminal" ? t("audit.terminal") : <code>{address}</code>);
const detailSaid = (row: AuditRow): string => [row.subject, has(`role.${row.detail}`) ? t(`role.${row.detail}`) : row.detail].filter(Boolean).join(" · ");

const columns = (): Column<AuditRow>[] => [
  { key: "time", title: t("audit.time"), width: "168px", cell: (row) => <time dateTime={row.time} title={row.time}>{moment(row.time, lang.value)}</time> },
  { key: "who", title: t("audit.who"), width: "130px", cell: (row) => (row.who === NOBODY ? <span class="muted">{t("audit.nobody")}</span> : row.who) },
  { key: "what", title: t("audit.what"), width: "170px", cell: (row) => whatSaid(row.what) },
  { key: "subject", title: t("audit.subject"), cell: (row) => <span title={detailSaid(row)}>{detailSaid(row)}</span> },
  { key: "address", title: t("audit.address"), width: "128px", cell: (row) => fromSaid(row.address) },
  { key: "result", title: t("audit.result"), width: "96px", cell: (row) => <span class={`pill ${row.result === "done" ? "good" : "doubt"}`}>{resultSaid(row.result)}</span> },
];

export default function AuditPage() {
  const { who = "", what = "", result = "", since = "", until = "" } = address.value.params;
  const filter: AuditFilter = { who, what, result, since, until };
  const lines = useAudit(filter);
  if (lines.error) return <div class="page"><Trouble error={lines.error} again={lines.again} /></div>;
  return (
    <div class="page">
      <div class="head"><div><h1>{t("audit.title")}</h1><p class="lead">{t("audit.lead")}</p></div></div>
      <AccountTabs now="audit" />
      <form class="filters" aria-label={t("list.filters")} onSubmit={(event) => event.preventDefault()}>
        <TextFilter name="who" label={t("audit.who")} />
        <Choice name="what" label={t("audit.what")} now={what} all={WHATS} said={whatSaid} />
        <Choice name="result" label={t("audit.result")} now={result} all={RESULTS} said={resultSaid} />
        <Day name="since" label={t("audit.since")} now={since} />
        <Day name="until" label={t("audit.until")} now={until} />
      </form>
      <div class="count">
        <span role="status">{lines.total === undefined ? t("state.loading") : t("audit.count", { n: integer(lines.total, lang.value) })}</span>
        <span><button type="button" class="linkish link" onClick={lines.again}>{t("audit.again")}</button>{" · "}<a href={`/api/v1/audit${auditQuery(filter, { format: "csv" })}`} download="audit.csv">{t("figure.csv")}</a></span>
      </div>
      {lines.total === undefined ? <Skeleton lines={10} /> : (
        <Virtual<AuditRow> label={t("audit.title")} columns={columns()} total={lines.total} row={lines.row} keyOf={(row) => String(row.number)} onRange={lines.onRange} minWidth={860} height="64vh" reset={lines.key} />
      )}
    </div>
  );
}

const Choice = ({ name, label, now, all, said }: { name: string; label: string; now: string; all: readonly string[]; said: (one: string) => string }) => (
  <label class="field"><span>{label}</span>
    <select value={now} onChange={(event) => choose({ [name]: event.currentTarget.value || undefined })}>
      <option value="">{t("filter.all")}</option>
      {all.map((one) => <option key={one} value={one}>{said(one)}</option>)}
    </select>
  </label>
);

const Day = ({ name, label, now }: { name: string; label: string; now: string }) => (
  <label class="field"><span>{label}</span><input type="date" value={now} onChange={(event) => choose({ [name]: event.currentTarget.value || undefined })} /></label>
);
