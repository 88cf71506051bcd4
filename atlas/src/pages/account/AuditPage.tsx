/** What was done here, by whom, when, from where: only ever added to. */
import { integer, moment } from "../../app/format";
import { has, lang, t } from "../../app/i18n";
import { address, choose } from "../../app/router";
import { type AuditFilter, auditQuery } from "../../app/session/people";
import type { AuditRow } from "../../app/session/shapes";
import { type Column, Virtual } from "../../lists/Virtual";
import { Skeleton, Trouble } from "../../parts/States";
import { TextFilter } from "../../parts/TextFilter";
import { AccountTabs } from "./AccountTabs";
import { useAudit } from "./useAudit";

const ACTIONS = ["sign-in", "sign-out", "lock", "load", "run", "edit", "undo", "export", "user-add", "user-role", "user-password", "user-remove", "assign"] as const;
const RESULTS = ["done", "refused"] as const;

const actionSaid = (action: string): string => (has(`audit.action.${action}`) ? t(`audit.action.${action}`) : action);
const resultSaid = (result: string): string => (has(`audit.result.${result}`) ? t(`audit.result.${result}`) : result);

const columns = (): Column<AuditRow>[] => [
  { key: "time", title: t("audit.time"), width: "190px", cell: (row) => <time dateTime={row.time} title={row.time}>{moment(row.time, lang.value)}</time> },
  { key: "name", title: t("audit.who"), width: "160px", cell: (row) => row.name ?? <span class="muted">{t("audit.nobody")}</span> },
  { key: "action", title: t("audit.action"), width: "190px", cell: (row) => actionSaid(row.action) },
  { key: "subject", title: t("audit.subject"), cell: (row) => row.subject ?? "" },
  { key: "address", title: t("audit.address"), width: "150px", cell: (row) => <code>{row.address ?? ""}</code> },
  { key: "result", title: t("audit.result"), width: "120px", cell: (row) => <span class={`pill ${row.result === "done" ? "good" : "doubt"}`}>{resultSaid(row.result)}</span> },
];

export default function AuditPage() {
  const { name = "", action = "", result = "", since = "", until = "" } = address.value.params;
  const filter: AuditFilter = { name, action, result, since, until };
  const lines = useAudit(filter);
  if (lines.error) return <div class="page"><Trouble error={lines.error} again={lines.again} /></div>;
  return (
    <div class="page">
      <div class="head"><div><h1>{t("audit.title")}</h1><p class="lead">{t("audit.lead")}</p></div></div>
      <AccountTabs now="audit" />
      <form class="filters" aria-label={t("list.filters")} onSubmit={(event) => event.preventDefault()}>
        <TextFilter name="name" label={t("audit.who")} />
        <Choice name="action" label={t("audit.action")} now={action} all={ACTIONS} said={actionSaid} />
        <Choice name="result" label={t("audit.result")} now={result} all={RESULTS} said={resultSaid} />
        <Day name="since" label={t("audit.since")} now={since} />
        <Day name="until" label={t("audit.until")} now={until} />
      </form>
      <div class="count">
        <span role="status">{lines.total === undefined ? t("state.loading") : t("audit.count", { n: integer(lines.total, lang.value) })}</span>
        <span><button type="button" class="linkish link" onClick={lines.again}>{t("audit.again")}</button>{" · "}<a href={`/api/v1/audit${auditQuery(filter, { format: "csv" })}`} download="audit.csv">{t("figure.csv")}</a></span>
      </div>
      {lines.total === undefined ? <Skeleton lines={10} /> : (
        <Virtual<AuditRow> label={t("audit.title")} columns={columns()} total={lines.total} row={lines.row} keyOf={(row) => String(row.number)} onRange={lines.onRange} minWidth={980} height="64vh" reset={lines.key} />
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
