/** One category, or one industry inside a category: where it is and what belongs to it. */
import { useApi } from "../../app/api";
import { leading as ledBy, sizeTitle, sizeUnit, tLed } from "../../app/leading";
import { integer, number } from "../../app/format";
import { lang, nameOf, otherName, say, t } from "../../app/i18n";
import { quantityHead, quantityTitle, setTitle } from "../../app/names";
import { address, link } from "../../app/router";
import { categories, categoryOf, definition, level, levelTitle, year } from "../../app/state";
import type { Category } from "../../app/answers";
import { DotPlot } from "../../figures/DotPlot";
import { Figure } from "../../figures/Figure";
import { Trend } from "../../figures/Trend";
import { Empty, Skeleton, Trouble } from "../../parts/States";
import { Concentration } from "./Concentration";
import { LevelChoice } from "../../parts/Choices";
import { Keys } from "../../parts/Keys";
import { quotientRows, quotientTable } from "../../figures/rows";
import { numberOf, textOf, useTable } from "../../lists/tables";

const LEADING = 20;

export default function IndustryPage() {
  const { id } = address.value;
  const known = categoryOf(id);
  if (known) return <OneCategory category={known} />;
  if (categories.value.length === 0) return <div class="page"><Skeleton tall /></div>;
  return <OneIndustry id={id} />;
}

function Head({ title, other, lead, children }: { title: string; other: string; lead: string; children?: preact.ComponentChildren }) {
  return (
    <div class="head">
      <div><h1>{title}</h1>{other && <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{other}</span>}<p class="lead">{lead}</p></div>
      <div class="actions">{children}</div>
    </div>
  );
}

function OneCategory({ category }: { category: Category }) {
  const profiles = useTable(year.value ? "category_profiles" : null, { definition: definition.value, level: level.value, category: category.category });
  const now = profiles.data?.items.find((row) => row.year === year.value);
  const leading = useApi("/cells", { definition: definition.value, category: category.category, level: level.value, year: year.value, sort: "-size", limit: LEADING });
  const title = nameOf(category, category.category);
  const rows = leading.data?.items ?? [];
  return (
    <div class="page">
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("industries")}>{t("page.industries")}</a></li><li>{t(category.traded === false ? "industry.local" : "industry.traded")}</li></ol></nav>
      <Head title={title} other={otherName(category)} lead={t(category.traded === false ? "industry.local.means" : "industry.traded.means", { n: category.industries })}>
        <a class="button" href={link("map", "", { category: category.category })}>{t("region.onmap")}</a>
        <a class="button" href={link("cells", "", { category: category.category })}>{t("page.cells")}</a>
        <a class="button" href={link("clusters", "", { category: category.category })}>{t("tab.clusters")}</a>
        <a class="button" href={link("definitions", category.definition, { category: category.category })}>{t("definitions.this")}</a>
      </Head>
      <div class="filters"><LevelChoice now={level.value} cases={false} /></div>
      {now && <Keys items={[
        { title: sizeTitle(), value: number(numberOf(now, ledBy.value), lang.value, { unit: sizeUnit() }) },
        { title: quantityTitle("establishments"), value: integer(numberOf(now, "establishments"), lang.value) },
        { title: quantityTitle("regions"), value: integer(numberOf(now, "regions"), lang.value) },
        { title: quantityTitle("ubiquity"), value: integer(numberOf(now, "ubiquity"), lang.value) },
        { title: quantityHead("strong_regions"), value: integer(numberOf(now, "strong"), lang.value) },
        { title: quantityTitle("visible_share"), value: number(numberOf(now, "visible_share"), lang.value, { unit: "share" }) },
        { title: quantityHead("category_herfindahl"), value: number(numberOf(now, "herfindahl"), lang.value, { unit: "1" }) },
      ]} />}
      <div class="gridded">
        {leading.error ? <Trouble error={leading.error} again={leading.again} /> : (
          <Figure class="twothirds" title={t("industry.leading", { name: title })} definition={tLed("industry.leading.definition", { level: say(levelTitle(level.value)), year: year.value ?? "", n: rows.length })} table={() => quotientTable(rows, "region")} method="location-quotient">
            {leading.data ? rows.length > 0 ? <DotPlot rows={quotientRows(rows, "region")} label={t("industry.leading", { name: title })} unit="1" log neutral={1} /> : <Empty inline title={t("cells.none")} /> : <Skeleton lines={8} />}
          </Figure>
        )}
        <div class="third" style={{ display: "grid", gap: "var(--gap)", alignContent: "start" }}>
          {(profiles.data?.items.length ?? 0) > 1 && (
            <Figure title={t("industry.trend")} definition={tLed("industry.trend.definition")} table={() => ({ columns: [t("column.year"), sizeTitle()], rows: (profiles.data?.items ?? []).map((r) => [numberOf(r, "year"), numberOf(r, ledBy.value)]) })}>
              <Trend points={[...(profiles.data?.items ?? [])].map((r) => ({ year: numberOf(r, "year") ?? 0, value: numberOf(r, ledBy.value) })).sort((a, b) => a.year - b.year)} label={t("industry.trend")} unit="persons" now={year.value} />
            </Figure>
          )}
          <Inside category={category} />
        </div>
      </div>
    </div>
  );
}

/** The industries a category is made of. */
function Inside({ category }: { category: Category }) {
  const parts = useTable("categories", { definition: category.definition, category: category.category });
  const codes = (parts.data?.items ?? []).map((row) => ({ code: textOf(row, "industry") ?? "", sub: textOf(row, "subcategory") })).filter((row) => row.code);
  const named = useNames(codes[0]?.code);
  const nameOfCode = (code: string): string => named.get(code) ?? code;
  if (codes.length === 0) return null;
  return (
    <Figure title={t("industry.inside")} definition={t("industry.inside.definition", { n: codes.length })} table={() => ({ columns: [t("column.code"), t("column.name")], rows: codes.map((c) => [c.code, nameOfCode(c.code)]) })}>
      <ul class="plain">{codes.map((c) => <li key={c.code}><a href={link("industries", c.code)}>{nameOfCode(c.code)}</a> {named.has(c.code) && <code class="muted small">{c.code}</code>}</li>)}</ul>
    </Figure>
  );
}

/** Names of the industries beside one: those of its classification at its level. */
function useNames(code: string | undefined): ReadonlyMap<string, string> {
  const one = useTable(code ? "industries" : null, { industry: code }, 1).data?.items[0];
  const all = useTable(one ? "industries" : null, one ? { system: textOf(one, "system") ?? "", level: textOf(one, "level") ?? "" } : {});
  return new Map((all.data?.items ?? []).map((row) => {
    const own = textOf(row, "industry") ?? "";
    return [own, nameOf({ name: textOf(row, "name"), name_zh: textOf(row, "name_zh") }, own)];
  }));
}

function OneIndustry({ id }: { id: string }) {
  const found = useTable("industries", { industry: id }, 5);
  const inside = useTable("categories", { industry: id }, 20);
  if (found.error) return <div class="page"><Trouble error={found.error} again={found.again} /></div>;
  if (!found.data || found.stale) return <div class="page"><Skeleton lines={5} /></div>;
  const row = found.data.items.find((one) => one.industry === id);
  if (!row) return <div class="page"><Empty title={t("industry.unknown", { id })}><p><a class="button" href={link("industries")}>{t("page.industries")}</a></p></Empty></div>;
  const names = { name: textOf(row, "name"), name_zh: textOf(row, "name_zh") };
  const parts = (inside.data?.items ?? []).filter((one) => one.industry === id);
  return (
    <div class="page">
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("industries")}>{t("page.industries")}</a></li><li>{textOf(row, "system") ?? ""}</li></ol></nav>
      <Head title={`${id} ${nameOf(names)}`} other={otherName(names)} lead={t("industry.detail")}>
        <a class="button" href={link("definitions", "custom", { industries: id })}>{t("definitions.from")}</a>
      </Head>
      <section class="section"><h2>{t("industry.belongs")}</h2>
        <div class="cards">
          {parts.map((part) => {
            const code = textOf(part, "category") ?? "";
            const names = { name: textOf(part, "name"), name_zh: textOf(part, "name_zh") };
            return <a key={`${String(part.definition)}${code}`} href={String(part.definition) === definition.value ? link("industries", code) : link("definitions", String(part.definition), { category: code })}><strong>{nameOf(names, code)}</strong><small>{setTitle(String(part.definition))}</small></a>;
          })}
        </div>
        {parts.length === 0 && <Empty inline title={t("industry.nocategory")} />}
      </section>
      <section class="section"><Concentration industry={id} name={nameOf(names, id)} /></section>
    </div>
  );
}
