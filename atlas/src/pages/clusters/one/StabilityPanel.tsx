/** How sure: the chance to be found again next year, what resamples leave, and where else the cluster is seen. */
import { integer, number } from "../../../app/format";
import { has, lang, say, t } from "../../../app/i18n";
import { quantityTitle } from "../../../app/names";
import type { FoundDetail, StabilityRow } from "../../../app/answers";
import { Figure, type FigureTable } from "../../../figures/Figure";
import { Empty } from "../../../parts/States";
import { reasonOf } from "./reason";
import { StabilityBar } from "../Stability";
import { doubtful } from "../looks";
import { chanceSaid, detailSaid, seenSaid } from "../seen";

const ORDER = ["sampling", "resolution", "definition", "level"];
const testName = (test: string): string => (has(`stability.test.${test}`) ? t(`stability.test.${test}`) : test);
const share = (value: number | null): string => number(value, lang.value, { unit: "share" });

export function StabilityPanel({ data }: { data: FoundDetail }) {
  const rows = [...data.stability].sort((a, b) => ORDER.indexOf(a.test) - ORDER.indexOf(b.test));
  const title = t("stability.title");
  const said = `${chanceSaid(data.cluster)}${lang.value === "zh" ? "" : " "}${seenSaid(data.cluster)}`;
  return (
    <Figure title={title} definition={t("stability.definition")} reason={() => reasonOf(data, title, said)}
      table={rows.length > 0 ? () => tableOf(rows) : undefined}>
      <p class={`lead-note${doubtful(data.cluster) ? " doubt" : ""}`}>{said}</p>
      {rows.length === 0 ? <Empty inline title={t("stability.none")}><code class="code">jiqun clusters stability WORKSPACE {data.cluster.cluster}</code></Empty>
        : <ul class="tests">{rows.map((row) => <Test key={`${row.test}${row.detail ?? ""}`} row={row} />)}</ul>}
      <Reliability data={data} />
    </Figure>
  );
}

function Test({ row }: { row: StabilityRow }) {
  return (
    <li>
      <div class="testhead"><strong>{testName(row.test)}</strong>{row.detail && <span class="muted"> {detailSaid(row.test, row.detail)}</span>}
        {row.seen !== null && <span class={`pill ${row.seen ? "good" : "quiet"}`}>{t(row.seen ? "seen.yes" : "seen.no")}</span>}</div>
      <StabilityBar value={row.survival ?? row.overlap} low={row.low} high={row.high} doubt={row.seen === false} width={150} label={quantityTitle(row.survival === null ? "overlap" : "survival")} />
      <p class="small muted">{say(row.title)}{row.draws !== null && row.draws > 1 && !say(row.title) ? ` ${t("stability.draws", { n: row.draws })}` : ""}</p>
    </li>
  );
}

/** What was predicted of clusters of earlier years, beside what came true. */
function Reliability({ data }: { data: FoundDetail }) {
  const told = data.reliability;
  if (!told) return null;
  const brier = (value: number): string => number(value, lang.value, { unit: "1" });
  const years = told.pairs.map((year) => `${year}–${year + 1}`).join(t("seen.and")) || t("again.planted");
  return (
    <details class="reliability">
      <summary>{t("again.worth")}</summary>
      <p class="small muted">{t(`again.${told.basis}`, { n: integer(told.clusters, lang.value), years, share: share(told.share), brier: brier(told.brier), base: brier(told.brier_share) })}</p>
      <table class="grid">
        <thead><tr><th>{t("again.tenth")}</th><th class="end">{t("again.clusters")}</th><th class="end">{t("again.predicted")}</th><th class="end">{t("again.came")}</th></tr></thead>
        <tbody>{told.reliability.map((row) => (
          <tr key={row.low}><td>{share(row.low)}–{share(row.high)}</td><td class="end">{integer(row.clusters, lang.value)}</td><td class="end">{share(row.chance)}</td><td class="end">{share(row.again)}</td></tr>
        ))}</tbody>
      </table>
    </details>
  );
}

const tableOf = (rows: StabilityRow[]): FigureTable => ({
  columns: [t("stability.test"), t("stability.detail"), quantityTitle("survival"), t("column.low"), t("column.high"), quantityTitle("overlap"), t("stability.drawn"), t("seen.yes")],
  rows: rows.map((row) => [testName(row.test), row.detail, row.survival, row.low, row.high, row.overlap, row.draws, row.seen === null ? null : t(row.seen ? "value.yes" : "value.no")]),
});
