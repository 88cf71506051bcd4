/** How far this set agrees with others that sort the same industries. */
import { integer } from "../../app/format";
import { has, lang, t } from "../../app/i18n";
import { quantityTitle, setTitle } from "../../app/names";
import type { DefinitionDetail } from "../../app/answers";
import { DotPlot } from "../../figures/DotPlot";
import { Figure } from "../../figures/Figure";
import { reasonOf } from "./reason";

/** A given set, or this one's recipe on other samples of the data. */
const otherTitle = (other: string): string => (has(`agreement.${other}`) ? t(`agreement.${other}`) : setTitle(other));

export function Agreement({ data }: { data: DefinitionDetail }) {
  const rows = data.agreement.filter((one) => one.value !== null);
  const others = [...new Set(rows.map((one) => one.other))];
  const title = others.length === 1 ? t("agreement.title.one", { other: otherTitle(others[0] ?? "") }) : t("agreement.title");
  const n = Math.max(0, ...rows.map((one) => one.industries ?? 0));
  return (
    <Figure title={title} definition={t("agreement.definition", { n: integer(n, lang.value) })} reason={() => reasonOf(data, title, t("map.values", { n: rows.length }))}
      table={() => ({ columns: [t("agreement.other"), t("agreement.statistic"), t("column.value"), t("column.low"), t("column.high"), quantityTitle("industries")], rows: data.agreement.map((one) => [otherTitle(one.other), quantityTitle(one.statistic), one.value, one.low, one.high, one.industries]) })}>
      <DotPlot label={title} unit="1" zero rows={rows.map((one) => ({ key: `${one.other}${one.statistic}`, label: others.length === 1 ? quantityTitle(one.statistic) : `${quantityTitle(one.statistic)} · ${otherTitle(one.other)}`, value: one.value, low: one.low, high: one.high }))} />
    </Figure>
  );
}
