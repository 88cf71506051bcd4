/** The list of found clusters beside the map. */
import { useState } from "preact/hooks";
import { aligned, integer, number } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { quantityTitle, waysSaid } from "../../../app/names";
import { address, choose, link } from "../../../app/router";
import { type FoundRow, isFound } from "../../../app/answers";
import type { RowOf } from "../../../app/api";
import { sizeTitle, sizeUnit } from "../../../app/leading";
import type { FigureTable } from "../../../figures/Figure";
import { Downloads } from "../../../lists/Downloads";
import { Icon } from "../../../parts/Icon";
import { Span } from "../../../parts/Span";
import { UnjudgedMark } from "../../../parts/published/Published";
import { Empty, Skeleton } from "../../../parts/States";
import { type Column, Virtual } from "../../../lists/Virtual";
import { usePages } from "../../../lists/paging";
import { MOST } from "../../../lists/limit";
import { nextYear, sizeSaid } from "./Card";
import { StabilityBar } from "../Stability";
import { SignMark, ZoneMark, categoryOfRow, doubtOf, doubtful, foundName, placeName, quadrantLook, wayLook } from "../looks";
import { TextFilter } from "../../../parts/TextFilter";
import type { FoundQuery } from "../query";
import { chanceSaid, seenSaid } from "../seen";

export function FoundTable({ query, pointed, onPoint }: { query: FoundQuery; pointed: string | null; onPoint: (id: string | null) => void }) {
  const rows = usePages("/clusters", query);
  const [marked, setMarked] = useState<readonly string[]>([]);
  const toggle = (id: string): void => setMarked(marked.includes(id) ? marked.filter((one) => one !== id) : marked.length < MOST ? [...marked, id] : marked);
  const chosen = address.value.params.cluster ?? null;
  const title = t("cluster.list");
  return (
    <aside class="right" aria-label={title}>
      <header><h2>{title}</h2><span class="muted small" role="status">{rows.total === undefined ? "" : t("cluster.count", { n: integer(rows.total, lang.value) })}</span></header>
      <div class="find"><TextFilter name="q" label={t("filter.text")} hidden /></div>
      <div class="count">
        <Downloads path="/clusters" query={query} />
        <span class="actions">
          {marked.length >= MOST && <span role="status">{t("compare.full", { most: MOST })}</span>}
          {marked.length > 0 && <button type="button" class="linkish link" onClick={() => setMarked([])}>{t("list.unmark")}</button>}
          <a class={`button${marked.length > 1 ? " primary" : ""}`} aria-disabled={marked.length < 2} href={link("compare", "", { with: marked.join(",") || undefined })}>{t("list.compare", { n: marked.length })}</a>
        </span>
      </div>
      {rows.total === undefined ? <div style={{ padding: "16px" }}><Skeleton lines={9} /></div>
        : rows.total === 0 ? <div style={{ padding: "16px" }}><Empty inline title={t("cells.none")}><p>{t("cluster.none.next")}</p></Empty></div>
          : <Virtual<FoundRow> label={title} columns={columnsOf(marked, toggle, chosen, Boolean(query.category))} total={rows.total} row={(k) => foundOnly(rows.row(k))} keyOf={(row) => row.cluster} onRange={rows.onRange}
            sort={query.sort} onSort={(sort) => choose({ sort: sort === "-size" ? undefined : sort }, { replace: true })} chosen={chosen ?? pointed} minWidth={640} reset={rows.key}
            onHover={(row) => onPoint(row?.cluster ?? null)} />}
    </aside>
  );
}

const foundOnly = (row: RowOf<"/clusters"> | undefined): FoundRow | undefined => (row && isFound(row) ? row : undefined);

const AXIS = { min: 0.3, max: 40, log: true, neutral: 1 };

function columnsOf(marked: readonly string[], toggle: (id: string) => void, chosen: string | null, alone: boolean): Column<FoundRow>[] {
  return [
    {
      key: "mark", title: "", width: "34px", cell: (row) => (
        <input type="checkbox" checked={marked.includes(row.cluster)} disabled={!marked.includes(row.cluster) && marked.length >= MOST} aria-label={t("list.mark", { name: foundName(row) })} onChange={() => toggle(row.cluster)} />
      ),
    },
    {
      key: "name", title: t("column.cluster"), sort: "name", cell: (row) => (
        <span class="twoline"><a href={link("clusters", row.cluster)} title={foundName(row)} aria-label={foundName(row)}>{placeName(row)}</a>
          <small title={`${waysSaid(row.ways)} · ${categoryOfRow(row)}`}>{row.ways.map((way) => <SignMark key={way} look={wayLook(way)} />)}<span class="sr">{waysSaid(row.ways)}</span>{alone ? sizeSaid({ ...row, size: null }) : categoryOfRow(row)}{row.unjudged && <> · <UnjudgedMark />{t("rating.unjudged")}</>}</small></span>
      ),
    },
    { key: "size", title: sizeTitle(), sort: "size", end: true, width: "94px", cell: (row) => number(row.size, lang.value, { unit: sizeUnit() }) },
    {
      key: "quotient", title: quantityTitle("quotient"), sort: "quotient", end: true, width: "100px", cell: (row) => (
        <span class="bar-cell tight" title={nextYear(row)}>
          <span>{aligned(number(row.quotient, lang.value, { unit: "1" }), 2)}</span>
          <Span value={row.quotient} low={row.quotient_low} high={row.quotient_high} axis={AXIS} width={48} />
        </span>
      ),
    },
    {
      key: "chance", title: t("again.title"), sort: "chance", width: "124px", cell: (row) => (
        <span title={chanceSaid(row)}><StabilityBar value={row.chance} chance doubt={doubtOf(row) === "much"} width={36} />{" "}
          {doubtful(row) && <ZoneMark doubt={doubtOf(row)} />}</span>
      ),
    },
    { key: "quadrant", title: t("cluster.quadrant"), sort: "quadrant", width: "66px", cell: (row) => { const look = quadrantLook(row.quadrant); return <span class="tag" title={look.title}>{row.quadrant === null ? "–" : <SignMark look={look} />}<span class="sr">{look.title}</span></span>; } },
    {
      key: "zoom", title: "", width: "38px", cell: (row) => (
        <button type="button" class="rowzoom" aria-pressed={chosen === row.cluster} aria-label={t("map.show", { name: foundName(row) })} title={t("map.show", { name: foundName(row) })}
          onClick={() => choose({ cluster: chosen === row.cluster ? undefined : row.cluster }, { replace: true })}><Icon sign="aim" /></button>
      ),
    },
  ];
}

/** The rows for the table view and the CSV. */
export function foundColumns(rows: readonly FoundRow[]): FigureTable {
  return {
    columns: [t("column.code"), t("column.cluster"), t("cluster.way"), t("column.category"), sizeTitle(), quantityTitle("quotient"), t("column.low"), t("column.high"), t("again.title"), quantityTitle("survival"), t("cluster.quadrant"), t("seen.title"), t("rating.unjudged")],
    rows: rows.map((row) => [row.cluster, foundName(row), waysSaid(row.ways), categoryOfRow(row), row.size, row.quotient, row.quotient_low, row.quotient_high, row.chance, row.survival, quadrantLook(row.quadrant).title, seenSaid(row), t(row.unjudged ? "value.yes" : "value.no")]),
  };
}
