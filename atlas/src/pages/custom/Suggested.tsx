/** What could be added, and what of it stands in categories already. */
import { integer, number } from "../../app/format";
import { lang, nameOf, t } from "../../app/i18n";
import { matrixName, quantityTitle, setTitle } from "../../app/names";
import { link } from "../../app/router";
import type { TryAnswer } from "../../app/answers";
import { Figure } from "../../figures/Figure";
import { Icon } from "../../parts/Icon";
import { Empty } from "../../parts/States";
import { picked, setPicked } from "./picked";
import type { Industries } from "./Picker";

export function Related({ data, industries }: { data: TryAnswer; industries: Industries }) {
  const named = (one: TryAnswer["related"][number]): string => nameOf(one.name || one.name_zh ? one : industries.get(one.industry) ?? one, one.industry);
  const rows = data.related.filter((one) => !picked().includes(one.industry)).slice(0, 14);
  const title = t("custom.related");
  return (
    <Figure class="half" title={title} definition={t("custom.related.definition", { matrix: matrixName(data.matrix) })} table={() => ({ columns: [t("column.code"), t("column.industry"), quantityTitle("relatedness")], rows: data.related.map((one) => [one.industry, named(one), one.relatedness]) })}>
      {rows.length === 0 ? <Empty inline title={t("custom.related.none")} /> : (
        <ul class="chips">{rows.map((one) => (
          <li key={one.industry}><button type="button" class="chip add" onClick={() => setPicked([...picked(), one.industry])}><Icon sign="plus" />{named(one)} <code>{one.industry}</code> <span class="num muted" title={quantityTitle("relatedness")}>{number(one.relatedness, lang.value, { unit: "1" })}</span></button></li>
        ))}</ul>
      )}
    </Figure>
  );
}

export function Overlaps({ data, n }: { data: TryAnswer; n: number }) {
  const title = t("custom.overlaps");
  return (
    <Figure class="half" title={title} definition={t("custom.overlaps.definition", { n })} table={() => ({ columns: [t("cluster.definition.choice"), t("column.category"), quantityTitle("industries"), t("column.share")], rows: data.overlaps.map((one) => [setTitle(one.definition), nameOf(one, one.category), one.industries, one.share]) })}>
      {data.overlaps.length === 0 ? <Empty inline title={t("custom.overlaps.none")} /> : (
        <div class="scroll" tabIndex={0} role="region" aria-label={title} style={{ maxHeight: "320px", border: 0 }}>
          <table class="grid">
            <thead><tr><th scope="col">{t("column.category")}</th><th scope="col">{t("cluster.definition.choice")}</th><th scope="col" class="end">{t("custom.ofyours")}</th><th scope="col" class="end">{t("custom.ofcategory")}</th></tr></thead>
            <tbody>{data.overlaps.map((one) => (
              <tr key={`${one.definition}${one.category}`}>
                <td><a href={link("definitions", one.definition, { category: one.category })}>{nameOf(one, one.category)}</a></td><td class="small muted">{setTitle(one.definition)}</td>
                <td class="end num">{integer(one.industries, lang.value)} / {n}</td><td class="end num">{number(one.share, lang.value, { unit: "share" })}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </Figure>
  );
}
