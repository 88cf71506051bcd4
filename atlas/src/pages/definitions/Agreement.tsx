/** How far this set agrees with others that sort the same industries. */
import { integer } from "../../app/format";
import { has, lang, say, t } from "../../app/i18n";
import { workspace } from "../../app/state";
import type { DefinitionDetail } from "../../app/types.finding";
import { DotPlot } from "../../figures/DotPlot";
import { Figure } from "../../figures/Figure";
import { reasonOf } from "../DefinitionPage";

const statisticName = (id: string): string => (has(`agreement.${id}`) ? t(`agreement.${id}`) : id);

export function Agreement({ data }: { data: DefinitionDetail }) {
  const titled = (id: string): string => say(workspace.value?.definitions.find((one) => one.definition === id)?.title) || id;
  const rows = data.agreement.filter((one) => one.value !== null);
  const title = t("agreement.title");
  const n = Math.max(0, ...rows.map((one) => one.industries ?? 0));
  return (
    <Figure title={title} definition={t("agreement.definition", { n: integer(n, lang.value) })} reason={() => reasonOf(data, title, t("map.values", { n: rows.length }))}
      table={() => ({ columns: [t("agreement.other"), t("agreement.statistic"), t("column.value"), t("column.low"), t("column.high"), t("definitions.industries")], rows: data.agreement.map((one) => [titled(one.other), statisticName(one.statistic), one.value, one.low, one.high, one.industries]) })}>
      <DotPlot label={title} unit="1" zero rows={rows.map((one) => ({ key: `${one.other}${one.statistic}`, label: `${statisticName(one.statistic)} · ${titled(one.other)}`, value: one.value, low: one.low, high: one.high }))} />
    </Figure>
  );
}
