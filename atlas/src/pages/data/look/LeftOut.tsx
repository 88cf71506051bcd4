/** Totals, compared with the sum of their parts; notes and rows that are left out. */
import type { LookReport } from "../../../app/editing/shapes";
import { integer, plainly } from "../../../app/format";
import { lang, t } from "../../../app/i18n";

const shown = (value: number | null): string => (value === null ? "–" : plainly(value, lang.value));

export function LeftOut({ report }: { report: LookReport }) {
  return (
    <>
      {report.totals.length > 0 && <Totals report={report} />}
      {(report.dropped.length > 0 || report.notes.length > 0) && (
        <section class="section leftout" aria-labelledby="leftout">
          <h2 id="leftout">{t("look.leftout")}</h2>
          {report.dropped.length > 0 && <p>{t("look.dropped")} {report.dropped.map((one) => <span key={one} class="pill">{one}</span>)}</p>}
          {report.notes.map((one) => <p key={one} class="quote">{one}</p>)}
        </section>
      )}
    </>
  );
}

function Totals({ report }: { report: LookReport }) {
  const wrong = report.totals.filter((one) => !one.agrees).length;
  return (
    <section class="section" aria-labelledby="totals">
      <h2 id="totals">{t("look.totals")}</h2>
      <p class={wrong > 0 ? "doubt" : "muted"}>{wrong > 0 ? t("look.totals.wrong", { n: integer(wrong, lang.value), of: integer(report.totals.length, lang.value) }) : t("look.totals.right")}</p>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="totals">
        <table class="grid looktotals">
          <thead><tr><th scope="col">{t("look.total")}</th><th scope="col">{t("look.column")}</th><th scope="col" class="end">{t("look.stated")}</th><th scope="col" class="end">{t("look.summed")}</th><th scope="col" class="end">{t("look.difference")}</th><th scope="col">{t("needs.state")}</th></tr></thead>
          <tbody>{report.totals.map((one) => (
            <tr key={`${one.label}/${one.column}`}>
              <th scope="row">{one.label}</th><td class="wrap">{one.column}</td>
              <td class="end num">{shown(one.stated)}</td><td class="end num">{shown(one.summed)}</td><td class="end num">{shown(one.difference)}</td>
              <td><span class={`pill ${one.agrees ? "good" : "doubt"}`}>{t(one.agrees ? "look.agrees" : "look.differs")}</span>{one.unknown > 0 && <span class="small muted"> {t("look.unknown", { n: integer(one.unknown, lang.value) })}</span>}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
