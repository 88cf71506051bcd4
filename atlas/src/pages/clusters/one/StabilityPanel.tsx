/** How sure: how often the cluster is found again when the data, the level or the definition change a little. */
import { interval, number } from "../../../app/format";
import { has, lang, say, t } from "../../../app/i18n";
import { quantityTitle } from "../../../app/names";
import type { FoundDetail, StabilityRow } from "../../../app/answers";
import { Figure } from "../../../figures/Figure";
import { Empty } from "../../../parts/States";
import { reasonOf } from "./reason";
import { StabilityBar } from "../Stability";
import { doubtful } from "../looks";
import { detailSaid, vanishSaid } from "../vanish";

const ORDER = ["sampling", "level", "resolution", "definition"];
const testName = (test: string): string => (has(`stability.test.${test}`) ? t(`stability.test.${test}`) : test);

export function StabilityPanel({ data }: { data: FoundDetail }) {
  const rows = [...data.stability].sort((a, b) => ORDER.indexOf(a.test) - ORDER.indexOf(b.test));
  const title = t("stability.title");
  return (
    <Figure class="third" title={title} definition={t("stability.definition")} reason={() => reasonOf(data, title, verdict(data))}
      table={rows.length > 0 ? () => tableOf(rows) : undefined}>
      <p class={`lead-note${doubtful(data.cluster) ? " doubt" : ""}`}>{verdict(data)}</p>
      {rows.length === 0 ? <Empty inline title={t("stability.none")}><code class="code">jiqun clusters stability WORKSPACE {data.cluster.cluster}</code></Empty>
        : <ul class="tests">{rows.map((row) => <Test key={`${row.test}${row.detail ?? ""}`} row={row} />)}</ul>}
    </Figure>
  );
}

/** The sentence, with the changed definition by its title. */
function saidOf(row: StabilityRow): string {
  const said = say(row.title);
  return row.test === "definition" && row.detail ? said.replace(row.detail, detailSaid(row.test, row.detail)) : said;
}

function Test({ row }: { row: StabilityRow }) {
  const vanishes = row.vanishes === true;
  return (
    <li>
      <div class="testhead"><strong>{testName(row.test)}</strong>{row.detail && <span class="muted"> {detailSaid(row.test, row.detail)}</span>}
        <span class={`pill ${vanishes ? "doubt" : "good"}`}>{t(vanishes ? "stability.gone" : "stability.kept")}</span></div>
      <StabilityBar value={row.survival ?? row.overlap} low={row.low} high={row.high} doubt={vanishes} width={150} label={quantityTitle(row.survival === null ? "overlap" : "stability")} />
      <p class="small muted">{saidOf(row)}{row.draws !== null && row.draws > 1 && !say(row.title) ? ` ${t("stability.draws", { n: row.draws })}` : ""}</p>
    </li>
  );
}

function verdict({ cluster: row, stability }: FoundDetail): string {
  if (doubtful(row)) return vanishSaid(row);
  if (stability.length === 0) return t("stability.untested");
  return t("stability.holds.all", { n: stability.length, share: number(row.stability, lang.value, { unit: "share", low: row.stability_low, high: row.stability_high }), interval: interval(row.stability_low, row.stability_high, lang.value, { unit: "share" }) || "–" });
}

const tableOf = (rows: StabilityRow[]) => ({
  columns: [t("stability.test"), t("stability.detail"), quantityTitle("stability"), t("column.low"), t("column.high"), quantityTitle("overlap"), t("stability.drawn"), t("stability.gone")],
  rows: rows.map((row) => [testName(row.test), row.detail, row.survival, row.low, row.high, row.overlap, row.draws, row.vanishes === null ? null : t(row.vanishes ? "value.yes" : "value.no")]),
});

