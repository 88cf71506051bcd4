/** What and who belongs to a found cluster: industries, regions, organisations, each with its share. */
import { integer, number } from "../../../app/format";
import { lang, nameOf, otherName, t } from "../../../app/i18n";
import { link } from "../../../app/router";
import type { FoundDetail } from "../../../app/answers";
import { ShareBars } from "../../../figures/ShareBars";
import { Figure } from "../../../figures/Figure";
import { reasonOf } from "./reason";

const SHOWN = 14;

const total = (data: FoundDetail, kind: string, some: number): number => data.members.totals[kind] ?? some;

export function Industries({ data }: { data: FoundDetail }) {
  const rows = [...data.members.industries].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
  if (rows.length === 0) return null;
  const n = total(data, "industries", rows.length);
  const title = t("cluster.industries");
  return (
    <Figure title={title} definition={t("cluster.industries.definition", { n: integer(n, lang.value) })} reason={() => reasonOf(data, title, t("map.values", { n }))}
      table={() => ({ columns: [t("column.code"), t("column.industry"), t("column.share")], rows: rows.map((one) => [one.industry, nameOf(one, one.industry), one.weight]) })}>
      <ShareBars label={title} rows={rows.slice(0, SHOWN).map((one) => ({ key: one.industry, label: nameOf(one, one.industry), share: one.weight, href: link("industries", one.industry) }))} />
      {n > SHOWN && <p class="small muted">{t("cluster.industries.more", { n: n - Math.min(SHOWN, rows.length) })}</p>}
      <p class="small"><a href={link("definitions", data.cluster.definition, { category: data.cluster.category ?? undefined })}>{t("cluster.definition.open")}</a></p>
    </Figure>
  );
}

export function Regions({ data }: { data: FoundDetail }) {
  const rows = [...data.members.regions].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
  if (rows.length === 0) return null;
  const n = total(data, "regions", rows.length);
  const title = t("cluster.regions.title");
  return (
    <Figure title={title} definition={t("cluster.regions.definition", { n: integer(n, lang.value) })} reason={() => reasonOf(data, title, t("map.values", { n }))}
      table={() => ({ columns: [t("column.code"), t("column.region"), t("column.share")], rows: rows.map((one) => [one.region, nameOf(one, one.region), one.weight]) })}>
      <ShareBars label={title} rows={rows.slice(0, SHOWN).map((one) => ({ key: one.region, label: nameOf(one, one.region), share: one.weight, href: link("regions", one.region) }))} />
      {n > SHOWN && <p class="small muted">{t("cluster.more", { n: n - Math.min(SHOWN, rows.length) })}</p>}
    </Figure>
  );
}

export function Organisations({ data }: { data: FoundDetail }) {
  const rows = data.members.organisations;
  if (rows.length === 0) return null;
  const n = total(data, "organisations", rows.length);
  const title = t("cluster.organisations.title");
  return (
    <Figure title={title} definition={t("cluster.organisations.definition", { n: integer(n, lang.value), shown: rows.length })} reason={() => reasonOf(data, title, t("map.values", { n }))}
      table={() => ({ columns: [t("column.code"), t("column.name"), t("column.share")], rows: rows.map((one) => [one.organisation, nameOf(one, one.organisation), one.weight]) })}>
      <div class="scroll" tabIndex={0} role="region" aria-label={title} style={{ maxHeight: "380px", border: 0 }}>
        <table class="grid">
          <thead><tr><th scope="col">{t("column.name")}</th><th scope="col" class="end">{t("column.share")}</th></tr></thead>
          <tbody>{rows.map((one) => (
            <tr key={one.organisation}><td>{nameOf(one, one.organisation)}{otherName(one) && <div class="muted small">{otherName(one)}</div>}</td><td class="end num">{number(one.weight, lang.value, { unit: "share" })}</td></tr>
          ))}</tbody>
        </table>
      </div>
    </Figure>
  );
}
