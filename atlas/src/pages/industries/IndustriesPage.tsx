/** The cluster categories: how large each is, how widely spread, how concentrated. */
import { useMemo } from "preact/hooks";
import { integer, number } from "../../app/format";
import { leading, sizeTitle, sizeUnit } from "../../app/leading";
import { lang, nameOf, otherName, say, t } from "../../app/i18n";
import { quantityHead, quantityTitle } from "../../app/names";
import { address, choose, here, link } from "../../app/router";
import { categories, definition, isPresent, level, levelTitle, workspace, year } from "../../app/state";
import type { Category } from "../../app/answers";
import { type Column, Virtual } from "../../lists/Virtual";
import { Complexity } from "./Complexity";
import { Space } from "./Space";
import { LevelChoice } from "../../parts/Choices";
import { TextFilter } from "../../parts/TextFilter";
import { Needs } from "../../parts/Needs";
import { numberOf, textOf, useTable } from "../../lists/tables";

interface Row { category: Category; employment: number | null; establishments: number | null; regions: number | null; ubiquity: number | null; herfindahl: number | null; strong: number | null }

export default function IndustriesPage() {
  return isPresent("categories") ? <List /> : <Needs page="industries" tables={["industries", "categories", "activity"]} />;
}

function List() {
  const asked = address.value.params.view;
  const view: View = asked === "space" || asked === "complexity" ? asked : "list";
  const title = workspace.value?.definitions.find((one) => one.definition === definition.value)?.title;
  return (
    <div class="page">
      <div class="head"><div><h1>{t("industries.title")}</h1><p class="lead">{t("industries.lead", { definition: say(title), level: say(levelTitle(level.value)), year: year.value ?? "" })}</p></div>
        <div class="actions"><a class="button" href={link("definitions", definition.value)}>{t("definitions.this")}</a><a class="button" href={link("definitions", "custom")}>{t("definitions.own")}</a></div></div>
      <Tabs now={view} />
      <div class="filters">{view === "list" && <TextFilter name="q" label={t("filter.text")} />}<LevelChoice now={level.value} cases={false} /></div>
      {view === "space" ? <Space /> : view === "complexity" ? <Complexity /> : <Categories />}
    </div>
  );
}

const VIEWS = ["list", "space", "complexity"] as const;
type View = (typeof VIEWS)[number];

function Tabs({ now }: { now: View }) {
  return (
    <nav class="tabs" aria-label={t("industries.views")}>
      {VIEWS.map((one) => <a key={one} href={here({ view: one === "list" ? undefined : one, sort: undefined, q: undefined })} aria-current={one === now ? "page" : undefined}>{one === "complexity" ? quantityTitle("complexity") : t(`industries.${one}`)}</a>)}
    </nav>
  );
}

function Categories() {
  const profiles = useTable(year.value ? "category_profiles" : null, { definition: definition.value, level: level.value, year: year.value });
  const { params } = address.value;
  const sort = params.sort ?? "-employment";
  const rows = useMemo(() => sorted(joined(profiles.data?.items ?? []), sort, params.q ?? ""), [profiles.data, categories.value, sort, params.q, lang.value]);
  return (
    <>
      <div class="count" role="status">{t("industries.count", { n: rows.length })}</div>
      <Virtual<Row> label={t("industries.title")} columns={columnsOf()} total={rows.length} row={(k) => rows[k]} keyOf={(row) => row.category.category} sort={sort}
        onSort={(next) => choose({ sort: next }, { replace: true })} minWidth={940} height="calc(100dvh - 250px)" reset={sort + (params.q ?? "")} />
    </>
  );
}

function joined(items: Record<string, unknown>[]): Row[] {
  const by = new Map(items.map((item) => [textOf(item, "category"), item]));
  return categories.value.map((category) => {
    const item = by.get(category.category) ?? {};
    return {
      category, employment: numberOf(item, leading.value), establishments: numberOf(item, "establishments"), regions: numberOf(item, "regions"),
      ubiquity: numberOf(item, "ubiquity"), herfindahl: numberOf(item, "herfindahl"), strong: numberOf(item, "strong"),
    };
  });
}

function sorted(rows: Row[], sort: string, find: string): Row[] {
  const wanted = find.toLowerCase();
  const kept = rows.filter(({ category: c }) => `${c.name ?? ""} ${c.name_zh ?? ""} ${c.category}`.toLowerCase().includes(wanted));
  const key = sort.replace(/^-/, "");
  const sign = sort.startsWith("-") ? -1 : 1;
  const collator = new Intl.Collator(lang.value === "zh" ? "zh-Hans-CN" : "en");
  if (key === "name") return kept.sort((a, b) => sign * collator.compare(nameOf(a.category), nameOf(b.category)));
  const value = (row: Row): number => (row[key as "employment"] ?? -Infinity);
  return kept.sort((a, b) => sign * (value(a) - value(b)) || collator.compare(nameOf(a.category), nameOf(b.category)));
}

function columnsOf(): Column<Row>[] {
  const count = (key: "establishments" | "regions" | "ubiquity" | "strong", width: string): Column<Row> =>
    ({ key, title: key === "strong" ? quantityHead("strong_regions") : quantityTitle(key), sort: key, end: true, width, cell: (row) => integer(row[key], lang.value) });
  return [
    { key: "name", title: t("column.category"), sort: "name", cell: (row) => <a href={link("industries", row.category.category)} title={otherName(row.category)}>{nameOf(row.category, row.category.category)}</a> },
    { key: "traded", title: t("filter.traded"), width: "96px", cell: (row) => row.category.traded === null ? "" : t(row.category.traded ? "industry.traded" : "industry.local") },
    { key: "employment", title: sizeTitle(), sort: "employment", end: true, width: "112px", cell: (row) => number(row.employment, lang.value, { unit: sizeUnit() }) },
    count("establishments", "100px"), count("regions", "96px"), count("ubiquity", "124px"), count("strong", "92px"),
    { key: "herfindahl", title: quantityHead("category_herfindahl"), sort: "herfindahl", end: true, width: "112px", cell: (row) => number(row.herfindahl, lang.value, { unit: "1" }) },
  ];
}
