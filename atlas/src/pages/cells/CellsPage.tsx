/** Which: every cluster under the chosen scheme; filter, sort, take away. */
import { useState } from "preact/hooks";
import { aligned, integer, interval, number } from "../../app/format";
import { sizeTitle, sizeUnit } from "../../app/leading";
import { categoryName, lang, otherName, regionName, say, t } from "../../app/i18n";
import { quantityHead, quantityTitle } from "../../app/names";
import { address, choose, link } from "../../app/router";
import { definition, hasResults, level, levelTitle, scheme, workspace, year } from "../../app/state";
import type { CellRow, Scheme } from "../../app/answers";
import { Downloads } from "../../lists/Downloads";
import { Chance, RatingTag } from "../../parts/Rating";
import { Span } from "../../parts/Span";
import { kindsSaid, shareSaid, tooLittle } from "../../parts/published/Published";
import { Empty, Skeleton, Trouble } from "../../parts/States";
import { type Column, Virtual } from "../../lists/Virtual";
import { usePages } from "../../lists/paging";
import { CategoryOptions, LevelChoice } from "../../parts/Choices";
import { MOST } from "../../lists/limit";
import { NothingRun } from "../../parts/NothingRun";
import { TextFilter } from "../../parts/TextFilter";

/** Traded clusters, the largest first: small cells with huge quotients would say little. */
const START = "evidence_rank";

function queryOf() {
  const { params } = address.value;
  return {
    definition: definition.value, level: level.value, year: year.value, scheme: scheme.value?.scheme,
    rating: params.rating, category: params.category, region: params.region, q: params.q,
    unsure: params.unsure, important: params.important, traded: params.traded === "all" ? undefined : params.traded ?? "true", sort: params.sort ?? START,
  };
}

export default function ClustersPage() {
  return hasResults.value ? <List /> : <NothingRun />;
}

function List() {
  const query = queryOf();
  const rows = usePages("/cells", query);
  const [marked, setMarked] = useState<readonly string[]>([]);
  const now = scheme.value;
  const toggle = (id: string): void => setMarked(marked.includes(id) ? marked.filter((one) => one !== id) : [...marked, id].slice(0, MOST));
  const { params } = address.value;
  const filtered = Boolean(query.rating ?? query.category ?? query.region ?? query.q ?? query.unsure ?? query.important ?? params.traded);
  return (
    <div class="page">
      <div class="head">
        <div>
          <h1>{t("cells.title", { level: say(levelTitle(level.value)), year: year.value ?? "" })}</h1>
          <p class="lead">{t("cells.lead", { scheme: say(now?.title) })}</p>
        </div>
        <div class="actions">
          {marked.length >= MOST && <span class="small muted" role="status">{t("compare.full", { most: MOST })}</span>}
          {marked.length > 0 && <button type="button" class="button quiet" onClick={() => setMarked([])}>{t("list.unmark")}</button>}
          <a class={`button${marked.length > 1 ? " primary" : ""}`} aria-disabled={marked.length < 2} href={link("compare", "", { with: marked.join(",") || undefined })}>{t("list.compare", { n: marked.length })}</a>
        </div>
      </div>
      <Filters now={now} />
      {rows.error ? <Trouble error={rows.error} again={() => location.reload()} /> : (
        <>
          <div class="count">
            <span role="status">{rows.total === undefined ? t("state.loading") : t("cells.count", { n: integer(rows.total, lang.value) })}{filtered && <> · <a href={link("cells", "", { level: address.value.params.level, scheme: address.value.params.scheme })}>{t("cells.clear")}</a></>}</span>
            <Downloads path="/cells" query={query} />
          </div>
          {rows.total === undefined ? <Skeleton lines={12} />
            : rows.total === 0 ? <Empty inline title={t("cells.none")}><p>{t("cells.none.next")}</p></Empty>
              : <Virtual<CellRow> label={t("page.clusters")} columns={columnsOf(now, marked, toggle)} total={rows.total} row={rows.row} keyOf={(row) => row.cell}
                onRange={rows.onRange} sort={query.sort} onSort={(sort) => choose({ sort: sort === START ? undefined : sort })} minWidth={1148} height="calc(100dvh - 200px)" reset={rows.key} />}
        </>
      )}
    </div>
  );
}

const nextYear = (low: number | null, high: number | null, unit: string): string => {
  const range = interval(low, high, lang.value, { unit });
  return range && t("figure.interval", { interval: range });
};

function columnsOf(now: Scheme | undefined, marked: readonly string[], toggle: (id: string) => void): Column<CellRow>[] {
  const axis = { min: 0.08, max: 40, log: true, neutral: 1 };
  return [
    {
      key: "mark", title: "", width: "38px", cell: (row) => (
        <input type="checkbox" checked={marked.includes(row.cell)} disabled={!marked.includes(row.cell) && marked.length >= MOST}
          aria-label={t("list.mark", { name: `${categoryName(row)}, ${regionName(row)}` })} onChange={() => toggle(row.cell)} />
      ),
    },
    { key: "category", title: t("column.category"), sort: "category_name", width: "21%", cell: (row) => <a href={link("cells", row.cell)}>{categoryName(row)}</a> },
    {
      key: "region", title: t("column.region"), sort: "region_name", cell: (row) => (
        <a href={link("regions", row.region)} title={otherName({ name: row.region_name, name_zh: row.region_name_zh })}>{regionName(row)}</a>
      ),
    },
    {
      key: "quotient", title: quantityTitle("quotient"), sort: "quotient", end: true, width: "146px", cell: (row) => (
        <span class="bar-cell" title={nextYear(row.quotient_low, row.quotient_high, "1")}>
          <span>{aligned(number(row.quotient, lang.value, { unit: "1", low: row.quotient_range_low, high: row.quotient_range_high }), 2)}</span>
          <Span value={row.quotient} low={row.quotient_low} high={row.quotient_high} axis={axis} />
        </span>
      ),
    },
    { key: "size", title: sizeTitle(), sort: "size", end: true, width: "104px", cell: (row) => <span title={nextYear(row.size_low, row.size_high, sizeUnit())}>{number(row.size, lang.value, { unit: sizeUnit(), low: row.size_range_low, high: row.size_range_high })}</span> },
    { key: "establishments", title: quantityTitle("establishments"), sort: "establishments", end: true, width: "108px", cell: (row) => number(row.establishments, lang.value, { unit: "establishments" }) },
    { key: "growth", title: quantityHead("growth"), sort: "growth", end: true, width: "84px", cell: (row) => <span title={nextYear(row.growth_low, row.growth_high, "share per year")}>{number(row.growth, lang.value, { unit: "share per year" })}</span> },
    { key: "visible_share", title: quantityHead("visible_share"), sort: "visible_share", end: true, width: "84px", cell: (row) => <span class={tooLittle(row.visible_share) ? "doubt" : undefined} title={kindsSaid(row).join(" · ") || undefined}>{shareSaid(row.visible_share)}</span> },
    { key: "rating", title: say(now?.title) || quantityTitle("rating"), sort: now ? `rating:${now.scheme}` : undefined, width: "148px", cell: (row) => <RatingTag alone scheme={now} rating={now ? row.ratings[now.scheme] : undefined} visible={row.visible_share} /> },
    { key: "chance", title: t("column.chance"), sort: now ? `chance:${now.scheme}` : undefined, end: true, width: "88px", cell: (row) => { const one = now ? row.ratings[now.scheme] : undefined; return one ? <Chance scheme={now} rating={one} /> : <span class="muted">–</span>; } },
  ];
}

function Filters({ now }: { now: Scheme | undefined }) {
  const { params } = address.value;
  return (
    <form class="filters" role="search" aria-label={t("list.filters")} onSubmit={(event) => event.preventDefault()}>
      <TextFilter name="q" label={t("filter.text")} />
      <label class="field"><span>{t("filter.scheme")}</span>
        <select value={now?.scheme} onChange={(event) => choose({ scheme: event.currentTarget.value, rating: undefined })}>
          {(workspace.value?.schemes ?? []).map((one) => <option key={one.scheme} value={one.scheme}>{say(one.title)}</option>)}
        </select>
      </label>
      <label class="field"><span>{quantityTitle("rating")}</span>
        <select value={params.rating ?? ""} onChange={(event) => choose({ rating: event.currentTarget.value })}>
          <option value="">{t("filter.all")}</option>
          {[...(now?.ratings ?? [])].sort((a, b) => b.rank - a.rank).map((one) => <option key={one.code} value={one.code}>{say(one.title)}</option>)}
        </select>
      </label>
      <label class="field" style={{ maxWidth: "240px" }}><span>{t("control.category")}</span>
        <select value={params.category ?? ""} onChange={(event) => choose({ category: event.currentTarget.value })}>
          <option value="">{t("filter.all")}</option><CategoryOptions />
        </select>
      </label>
      <label class="field"><span>{t("filter.traded")}</span>
        <select value={params.traded ?? ""} onChange={(event) => choose({ traded: event.currentTarget.value })}>
          <option value="">{t("industry.traded")}</option><option value="false">{t("industry.local")}</option><option value="all">{t("filter.both")}</option>
        </select>
      </label>
      <LevelChoice now={level.value} cases={false} />
      <label class="check"><input type="checkbox" checked={params.unsure === "true"} onChange={(event) => choose({ unsure: event.currentTarget.checked ? "true" : undefined })} />{t("filter.unsure")}</label>
      <label class="check"><input type="checkbox" checked={params.important === "true"} onChange={(event) => choose({ important: event.currentTarget.checked ? "true" : undefined })} />{t("filter.important")}</label>
      {params.region && <span class="check"><span class="pill">{t("column.region")}: {params.region}</span><button type="button" class="button quiet" onClick={() => choose({ region: undefined })}>{t("filter.remove")}</button></span>}
    </form>
  );
}
