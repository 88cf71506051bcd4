/** One cell, a category in a region: numbers, ratings, trend, members, and its relatives. */
import { useApi } from "../../app/api";
import { leading, sizeTitle, sizeUnit, tLed } from "../../app/leading";
import { interval, number } from "../../app/format";
import { categoryName, lang, regionName, say, t } from "../../app/i18n";
import { methodOf, quantityMeaning, quantityTitle } from "../../app/names";
import { address, link } from "../../app/router";
import { levelTitle, workspace, year } from "../../app/state";
import type { CellAnswer, CellRow } from "../../app/answers";
import { DotPlot } from "../../figures/DotPlot";
import { Figure } from "../../figures/Figure";
import { Trend } from "../../figures/Trend";
import { ratingColour, ratingTitle } from "../../parts/Rating";
import { type Reason, WhyNumber } from "../../parts/Why";
import { Briefs } from "../../parts/Briefs";
import { Keys } from "../../parts/Keys";
import { PublishedBar, UnjudgedMark, isPartly, tooLittle, whyUnjudged } from "../../parts/published/Published";
import { Skeleton, Trouble } from "../../parts/States";
import { quotientRows, quotientTable, sourceLine } from "../../figures/rows";
import { MemberFigure } from "./Members";
import { DoubtParts } from "./DoubtParts";
import { Schemes } from "./Schemes";

export default function CellPage() {
  const answer = useApi("/cells/{cell}", { cell: address.value.id, year: year.value });
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  if (!answer.data) return <div class="page"><Skeleton tall lines={6} /></div>;
  return <Cell data={answer.data} stale={answer.stale} />;
}

function Cell({ data, stale }: { data: CellAnswer; stale: boolean }) {
  const { cell, names } = data;
  const region = regionName({ ...names, region: cell.region });
  const category = categoryName({ ...names, category: cell.category });
  const other = lang.value === "zh" ? names.name : names.name_zh;
  return (
    <div class={`page${stale ? " stale" : ""}`}>
      <nav aria-label={t("region.trail")}>
        <ol class="trail">
          <li><a href={link("industries", cell.category)}>{category}</a></li>
          <li><a href={link("regions", cell.region)}>{region}</a></li>
          <li>{say(levelTitle(cell.level))}, {cell.year}</li>
        </ol>
      </nav>
      <div class="head">
        <div>
          <h1>{t("cell.title", { category, region })}</h1>
          {other && other !== t("cell.title", { category, region }) && <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{other}</span>}
          <p class="lead">{leadOf(data, category, region)}{onePlant(data)}{importance(data)}</p>
          {isUnjudged(data) && <p class="notice unjudged" role="note"><UnjudgedMark /><span><strong>{t("rating.unjudged")}{lang.value === "zh" ? "：" : ". "}</strong>{whyUnjudged(cell.visible_share)}</span></p>}
        </div>
        <div class="actions">
          <a class="button" href={link("map", "", { category: cell.category, level: cell.level, region: cell.region })}>{t("region.onmap")}</a>
          <a class="button" href={link("clusters", "", { category: cell.category, region: cell.region })}>{t("tab.clusters")}</a>
          <a class="button" href={link("compare", "", { with: [cell.cell, ...data.neighbours.slice(0, 3).map((row) => row.cell)].join(",") })}>{t("action.comparelike")}</a>
          <Briefs kind="cell" id={cell.cell} />
        </div>
      </div>
      <Numbers data={data} />
      <DoubtParts doubt={data.doubt} cell={data.cell} />
      {isPartly(cell) && (
        <section class="card padded made" aria-label={tLed("kinds.title")}>
          <h2>{tLed("kinds.title")}</h2>
          <PublishedBar row={cell} />
        </section>
      )}
      <div class="gridded">
        <Figure title={t("cell.ratings")} definition={t("cell.ratings.definition")} source={sourceLine(data.provenance.origins)} table={() => ratingTable(data)} reason={figureReason(data, t("cell.ratings"))}>
          <Schemes ratings={data.ratings} visible={cell.visible_share} />
        </Figure>
        <Trends data={data} />
        <MemberFigure data={data} />
        <Relatives class="half" data={data} rows={data.neighbours} by="region" title={t("cell.neighbours", { category })} definition={t("cell.neighbours.definition", { year: cell.year, level: say(levelTitle(cell.level)) })} />
        <Relatives class="half" data={data} rows={data.siblings} by="category" title={t("cell.siblings", { region })} definition={t("cell.siblings.definition", { year: cell.year })} />
      </div>
    </div>
  );
}

/** That most of it is one establishment, where it is. */
function onePlant({ doubt }: CellAnswer): string {
  const said = doubt.parts.find((one) => one.telling)?.said;
  return said ? `${lang.value === "zh" ? "" : " "}${say(said)}` : "";
}

/** Says that a cell holds much of its category, however its own kind of place rates it. */
function importance({ cell, base, important_from: from }: CellAnswer): string {
  if (!cell.important || !base) return "";
  const share = (value: number | null) => number(value, lang.value, { unit: "share" });
  const said = tLed("cell.important", { share: share(cell.macro_share), base: say(base.words), least: share(from.share), quotient: number(from.quotient, lang.value, { unit: "1" }) });
  return `${lang.value === "zh" ? "" : " "}${said}`;
}

/** Where a figure's numbers come from. */
export const figureReason = (data: CellAnswer, title: string, measure?: string) => (): Reason => ({
  title, value: t("map.values", { n: data.trend.length }), measure, imputedShare: data.provenance.imputed_share, visibleShare: data.provenance.visible_share,
  record: data.provenance.record, origins: data.provenance.origins,
});

const isUnjudged = (data: CellAnswer): boolean => data.ratings.some((one) => one.unjudged);

function leadOf(data: CellAnswer, category: string, region: string): string {
  const { cell } = data;
  const q = cell.quotient;
  const side = q === null ? "unknown" : isUnjudged(data) ? "estimated" : cell.quotient_low === null ? "plain" : cell.quotient_low !== null && cell.quotient_low > 1 ? "above"
    : cell.quotient_high !== null && cell.quotient_high < 1 ? "below" : "open";
  return tLed(`cell.lead.${side}`, {
    category, region, quotient: number(q, lang.value, { unit: "1", low: cell.quotient_range_low, high: cell.quotient_range_high }),
    interval: interval(cell.quotient_low, cell.quotient_high, lang.value, { unit: "1" }) || "–",
    people: number(cell.size, lang.value, { unit: sizeUnit(), low: cell.size_range_low, high: cell.size_range_high }),
    span: interval(cell.size_range_low, cell.size_range_high, lang.value, { unit: sizeUnit() }) || "–",
    range: interval(cell.quotient_range_low, cell.quotient_range_high, lang.value, { unit: "1" }) || "–",
    share: number(cell.micro_share, lang.value, { unit: "share" }),
  });
}

/** Quantities that compare with a base. */
const COMPARED: ReadonlySet<string> = new Set(["quotient", "macro_share"]);

function Numbers({ data }: { data: CellAnswer }) {
  const { cell, provenance } = data;
  const one = (key: string, unit: string, value: number | null, low?: number | null, high?: number | null, signed = false) => {
    const title = quantityTitle(key);
    const allowed = data.doubt.parts.find((part) => part.part === "range")?.bounds.find((bounds) => bounds.quantity === key);
    const said = number(value, lang.value, { unit, low: allowed?.low, high: allowed?.high, signed });
    const range = interval(low, high, lang.value, { unit, signed });
    const reason = (): Reason => ({
      title, value: said, interval: range, definition: quantityMeaning(key), measure: methodOf(key),
      imputedShare: provenance.imputed_share, visibleShare: provenance.visible_share, base: COMPARED.has(key) ? say(data.base?.words) : undefined,
      record: provenance.record, origins: provenance.origins,
    });
    const against = COMPARED.has(key) && data.base ? t(key === "quotient" ? "base.against" : "base.of", { base: say(data.base.words) }) : "";
    return { title, value: <WhyNumber reason={reason}>{said}</WhyNumber>, note: <>{range && <span>{t("figure.interval", { interval: range })}</span>}{against && <span class="base">{against}</span>}</> };
  };
  return <Keys items={[
    one("quotient", "1", cell.quotient, cell.quotient_low, cell.quotient_high),
    one(leading.value, sizeUnit(), cell.size, cell.size_low, cell.size_high),
    one("establishments", "establishments", cell.establishments),
    one("micro_share", "share", cell.micro_share, cell.micro_share_low, cell.micro_share_high), one("macro_share", "share", cell.macro_share, cell.macro_share_low, cell.macro_share_high),
    one("wage", cell.currency ?? "money", cell.wage), one("growth", "share per year", cell.growth, cell.growth_low, cell.growth_high, true),
    one("visible_share", "share", cell.visible_share),
  ]} />;
}

function ratingTable(data: CellAnswer) {
  return {
    columns: [t("filter.scheme"), quantityTitle("rating"), t("column.chance"), t("column.criterion"), t("column.value"), t("column.next.low"), t("column.next.high"), t("column.threshold"), t("column.met")],
    rows: data.ratings.flatMap((rating) => rating.criteria.map((c) => [
      say(rating.title), rating.rating, rating.chance, say(c.title), c.value, c.low, c.high, c.threshold, c.passed === null ? t("criterion.open") : t(c.passed ? "criterion.yes" : "criterion.no"),
    ])),
  };
}

function Trends({ data }: { data: CellAnswer }) {
  const strips = (workspace.value?.schemes ?? []).map((scheme) => ({
    label: say(scheme.title),
    cells: data.trend.map((p) => ({ year: p.year, colour: ratingColour(scheme, p.ratings[scheme.scheme]), unjudged: tooLittle(p.visible_share), said: tooLittle(p.visible_share) ? t("rating.unjudged") : ratingTitle(scheme, p.ratings[scheme.scheme]) })),
  })).slice(0, 1);
  const table = () => ({
    columns: [t("column.year"), quantityTitle("quotient"), t("column.next.low"), t("column.next.high"), sizeTitle(), t("column.next.low"), t("column.next.high"), quantityTitle("establishments"), quantityTitle("visible_share")],
    rows: data.trend.map((p) => [p.year, p.quotient, p.quotient_low, p.quotient_high, p.size, p.size_low, p.size_high, p.establishments, p.visible_share]),
  });
  const source = sourceLine(data.provenance.origins);
  const last = data.trend[data.trend.length - 1];
  return (
    <>
      <Figure class="half" title={t("cell.trend.quotient")} definition={t("cell.trend.quotient.definition", { scheme: strips[0]?.label ?? "" })} source={source} table={table} method={methodOf("quotient")} reason={figureReason(data, t("cell.trend.quotient"), methodOf("quotient"))}>
        <Trend points={data.trend.map((p) => ({ year: p.year, value: p.quotient, low: p.quotient_range_low, high: p.quotient_range_high, unjudged: tooLittle(p.visible_share) }))} label={t("cell.trend.quotient")} unit="1" neutral={1} log now={year.value} strips={strips} ahead={last && { low: last.quotient_low, high: last.quotient_high }} bandMeans />
      </Figure>
      <Figure class="half" title={tLed("cell.trend.employment")} definition={tLed("cell.trend.employment.definition")} source={source} table={table} reason={figureReason(data, tLed("cell.trend.employment"))}>
        <Trend points={data.trend.map((p) => ({ year: p.year, value: p.size, low: p.size_range_low, high: p.size_range_high, unjudged: tooLittle(p.visible_share) }))} label={tLed("cell.trend.employment")} unit={sizeUnit()} now={year.value} height={216} ahead={last && { low: last.size_low, high: last.size_high }} bandMeans />
      </Figure>
    </>
  );
}

function Relatives({ data, rows, by, title, definition, class: where }: {
  data: CellAnswer; rows: CellRow[]; by: "region" | "category"; title: string; definition: string; class: string;
}) {
  if (rows.length === 0) return null;
  const own = { ...data.cell, ...data.names, ratings: {} } as CellRow;
  const shown = [own, ...rows].sort((a, b) => (b.quotient ?? 0) - (a.quotient ?? 0));
  const plotted = quotientRows(shown, by).map((row) => row.key === own.cell ? { ...row, label: `▸ ${row.label}`, colour: "var(--warm)", href: undefined } : row);
  return (
    <Figure class={where} title={title} definition={definition} source={sourceLine(data.provenance.origins)} table={() => quotientTable(shown, by)} method={methodOf("quotient")} reason={figureReason(data, title, methodOf("quotient"))}>
      <DotPlot rows={plotted} label={title} unit="1" log neutral={1} />
    </Figure>
  );
}

