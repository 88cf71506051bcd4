/** Regions and categories in the order of their economic complexity. */
import { useApi } from "../../app/api";
import { nameOf, say, t } from "../../app/i18n";
import { link } from "../../app/router";
import { definition, level, levelTitle, year } from "../../app/state";
import type { ComplexityAnswer, Ranked } from "../../app/answers";
import { DotPlot } from "../../figures/DotPlot";
import { Figure } from "../../figures/Figure";
import { Skeleton, Trouble } from "../../parts/States";
import { LOCAL, TRADED, sourceLine } from "../../figures/rows";

const SHOWN = 25;

export function Complexity() {
  const answer = useApi("/complexity", { level: level.value, year: year.value, definition: definition.value });
  if (answer.error) return <Trouble error={answer.error} again={answer.again} />;
  const data = answer.data;
  if (!data) return <Skeleton tall lines={3} />;
  return (
    <div class={`gridded${answer.stale ? " stale" : ""}`}>
      <Ranking rows={data.regions} data={data} kind="region" title={t("complexity.regions")} method="eci" />
      <Ranking rows={data.categories} data={data} kind="category" title={t("complexity.categories")} method="pci" />
    </div>
  );
}

const rankSaid = (row: Ranked): string | undefined =>
  row.rank_low === null || row.rank_high === null ? undefined : t("complexity.rank.range", { low: row.rank_low, high: row.rank_high });

function Ranking({ rows, data, kind, title, method }: { rows: Ranked[]; data: ComplexityAnswer; kind: "region" | "category"; title: string; method: string }) {
  const shown = rows.filter((row) => row.value !== null).slice(0, SHOWN);
  const code = (row: Ranked): string => ("region" in row ? row.region : row.category);
  return (
    <Figure class="half" title={title} definition={t("complexity.definition", { level: say(levelTitle(data.level)), year: data.year, n: shown.length, total: rows.length })} source={sourceLine(data.record.origins)} method={method}
      reason={() => ({ title, value: t("map.values", { n: rows.length }), record: data.record, measure: method })}
      table={() => ({ columns: [t("complexity.rank"), t("column.code"), t("column.name"), t("column.value"), t("complexity.low"), t("complexity.high"), t("complexity.rank.low"), t("complexity.rank.high")], rows: rows.map((row) => [row.rank, code(row), nameOf(row, code(row)), row.value, row.value_low, row.value_high, row.rank_low, row.rank_high]) })}>
      <DotPlot unit="1" label={title} neutral={0} rows={shown.map((row) => ({
        key: code(row), label: `${row.rank}. ${nameOf(row, code(row))}${row.rank_low !== null && row.rank_low !== row.rank_high ? ` (${row.rank_low}–${row.rank_high})` : ""}`, value: row.value, low: row.value_low, high: row.value_high, note: rankSaid(row), href: link(kind === "region" ? "regions" : "industries", code(row)),
        colour: "traded" in row && row.traded === false ? LOCAL : TRADED,
      }))} />
    </Figure>
  );
}
