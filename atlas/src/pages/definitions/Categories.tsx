/** The categories of a set; one opened shows its industries, how near each is, and which would fit elsewhere. */
import { integer, number } from "../../app/format";
import { lang, nameOf, t } from "../../app/i18n";
import { quantityTitle } from "../../app/names";
import { address, choose, link } from "../../app/router";
import type { DefinitionCategory, DefinitionDetail, DefinitionIndustry } from "../../app/answers";
import { Figure } from "../../figures/Figure";
import { type Axis, Span } from "../../parts/Span";
import { Empty } from "../../parts/States";
import { type Column, Virtual } from "../../lists/Virtual";
import { reasonOf } from "./reason";

export function Categories({ data }: { data: DefinitionDetail }) {
  const chosen = address.value.params.category;
  const open = data.categories.find((one) => one.category === chosen);
  const rows = [...data.categories].sort((a, b) => (b.employment ?? 0) - (a.employment ?? 0) || nameOf(a).localeCompare(nameOf(b)));
  const title = t("definition.categories");
  const axis = axisOf(rows);
  const scored = rows.some((one) => one.within !== null);
  const columns: Column<DefinitionCategory>[] = [
    { key: "name", title: t("column.category"), cell: (one) => <button type="button" class="linkish link start" aria-pressed={one.category === chosen} onClick={() => choose({ category: one.category === chosen ? undefined : one.category }, { replace: true })}>{nameOf(one, one.category)}</button> },
    { key: "n", title: quantityTitle("industries"), end: true, width: "84px", cell: (one) => integer(one.industries, lang.value) },
    { key: "employment", title: quantityTitle("employment"), end: true, width: "92px", cell: (one) => number(one.employment, lang.value, { unit: "persons" }) },
    { key: "within", title: quantityTitle("within"), width: "132px", cell: (one) => <Within one={one} axis={axis} /> },
  ];
  return (
    <>
      <Figure class={scored || open ? "half" : undefined} title={title} definition={t(scored ? "definition.categories.definition" : "definition.pick")} reason={() => reasonOf(data, title, t("map.values", { n: rows.length }))} table={() => categoryTable(data)}>
        <Virtual<DefinitionCategory> label={title} total={rows.length} row={(k) => rows[k]} keyOf={(one) => one.category} chosen={chosen ?? null} height="520px" minWidth={scored ? 500 : 300} columns={scored ? columns : columns.slice(0, 2)} />
      </Figure>
      {open ? <Opened data={data} category={open} /> : scored && <Outliers data={data} />}
    </>
  );
}

/** One axis for the column: similarities are standardised, so they may lie below 0 and above 1. */
function axisOf(rows: readonly DefinitionCategory[]) {
  const all = rows.flatMap((one) => [one.within, one.between_p95]).filter((v): v is number => v !== null);
  return { min: Math.min(0, ...all), max: Math.max(0.1, ...all), log: false };
}

/** Relatedness inside against that to other categories: above the tick is nearer than 95 % of the others. */
function Within({ one, axis }: { one: DefinitionCategory; axis: Axis }) {
  if (one.within === null) return <span class="muted">–</span>;
  const said = `${quantityTitle("within")} ${number(one.within, lang.value, { unit: "1" })}; ${quantityTitle("between_mean")} ${number(one.between_mean, lang.value, { unit: "1" })} / ${number(one.between_p95, lang.value, { unit: "1" })}`;
  return (
    <span class="tag" title={said}>
      <span class="num">{number(one.within, lang.value, { unit: "1" })}</span>
      <Span value={one.within} axis={{ ...axis, neutral: one.between_p95 }} colour={one.beats_p95 ? "var(--accent)" : "var(--doubt)"} width={56} />
      <span class={one.beats_p95 ? "good" : "doubt"} aria-label={t(one.beats_p95 ? "definition.beats" : one.beats_mean ? "definition.beatsmean" : "definition.beatsnot")}>{one.beats_p95 ? "✓" : one.beats_mean ? "~" : "✗"}</span>
    </span>
  );
}

const categoryTable = (data: DefinitionDetail) => ({
  columns: [t("column.code"), t("column.category"), quantityTitle("industries"), quantityTitle("employment"), quantityTitle("within"), quantityTitle("between_mean"), quantityTitle("between_p95"), t("definition.nearest"), quantityTitle("nearest_relatedness")],
  rows: data.categories.map((one) => [one.category, nameOf(one, one.category), one.industries, one.employment, one.within, one.between_mean, one.between_p95, one.nearest, one.nearest_relatedness]),
});

function Opened({ data, category }: { data: DefinitionDetail; category: DefinitionCategory }) {
  const names = new Map(data.categories.map((one) => [one.category, nameOf(one, one.category)]));
  const rows = data.industries.filter((one) => one.category === category.category).sort((a, b) => (b.within ?? 0) - (a.within ?? 0));
  const name = nameOf(category, category.category);
  const title = t("definition.inside", { name });
  return (
    <Figure class="half" title={title} reason={() => reasonOf(data, title, t("map.values", { n: rows.length }))} table={() => industryTable(rows, names)}
      definition={category.nearest ? t("definition.inside.definition", { n: rows.length, nearest: names.get(category.nearest) ?? category.nearest, value: number(category.nearest_relatedness, lang.value, { unit: "1" }) }) : t("industry.inside.definition", { n: rows.length })}>
      <p class="actions small"><a href={link("industries", category.category, { definition: data.definition })}>{t("definition.page")}</a><a href={link("clusters", "", { category: category.category, definition: data.definition })}>{t("definition.found")}</a>
        <a href={link("definitions", "custom", { industries: rows.map((one) => one.industry).join(","), name })}>{t("definition.copy")}</a></p>
      <IndustryRows rows={rows} names={names} label={title} bare={rows.every((one) => one.within === null)} />
    </Figure>
  );
}

function Outliers({ data }: { data: DefinitionDetail }) {
  const names = new Map(data.categories.map((one) => [one.category, nameOf(one, one.category)]));
  const rows = data.industries.filter((one) => one.outlier || one.moved_from).sort((a, b) => (a.margin ?? 0) - (b.margin ?? 0));
  const title = t("definition.outliers.title");
  return (
    <Figure class="half" title={title} definition={t("definition.outliers.definition")} reason={() => reasonOf(data, title, t("map.values", { n: rows.length }))} table={() => industryTable(rows, names)}>
      {rows.length === 0 ? <Empty inline title={t("definition.outliers.none")}><p>{t("definition.pick")}</p></Empty> : <IndustryRows rows={rows} names={names} label={title} own />}
    </Figure>
  );
}

function IndustryRows({ rows, names, label, own = false, bare = false }: { rows: DefinitionIndustry[]; names: Map<string, string>; label: string; own?: boolean; bare?: boolean }) {
  const called = (code: string | null): string => (code ? names.get(code) ?? code : "–");
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label} style={{ maxHeight: "520px", border: 0 }}>
      <table class="grid">
        <thead><tr><th scope="col">{t("column.industry")}</th>{!bare && <><th scope="col" class="end">{quantityTitle("within")}</th><th scope="col">{t("definition.next")}</th><th scope="col" class="end">{t("definition.next.value")}</th></>}</tr></thead>
        <tbody>{rows.map((one) => (
          <tr key={one.industry}>
            <td><a href={link("industries", one.industry)}>{nameOf(one, one.industry)}</a> <code class="muted small">{one.industry}</code>
              {own && <div class="muted small">{called(one.category)}</div>}
              {one.moved_from && <div class="small"><span class="pill">{t("definition.moved")}</span> {called(one.moved_from)}</div>}</td>
            {!bare && <><td class="end num">{number(one.within, lang.value, { unit: "1" })}{one.outlier && <div><span class="pill doubt">{t("definition.outlier")}</span></div>}</td>
            <td class="small">{called(one.next)}</td>
            <td class="end num">{number(one.next_within, lang.value, { unit: "1" })}</td></>}
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

const industryTable = (rows: DefinitionIndustry[], names: Map<string, string>) => ({
  columns: [t("column.code"), t("column.industry"), t("column.category"), quantityTitle("within"), t("definition.next"), t("definition.next.value"), t("definition.moved"), t("definition.outlier")],
  rows: rows.map((one) => [one.industry, nameOf(one, one.industry), names.get(one.category) ?? one.category, one.within, one.next ? names.get(one.next) ?? one.next : null, one.next_within, one.moved_from, one.outlier === null ? null : t(one.outlier ? "value.yes" : "value.no")]),
});
