/** The organisations beside the picture: where each stands by a measure that the reader chooses. */
import type { ActorRow, NetworkAnswer } from "../../app/answers";
import { integer, number } from "../../app/format";
import { lang, nameOf, regionName, say, t } from "../../app/i18n";
import { address, choose, link } from "../../app/router";
import { Downloads } from "../../lists/Downloads";
import { usePages } from "../../lists/paging";
import { type Column, Virtual } from "../../lists/Virtual";
import { Empty, Skeleton, Trouble } from "../../parts/States";
import { TextFilter } from "../../parts/TextFilter";
import { KindMark, kindTitle } from "./looks";
import { actorQuery } from "./query";

/** Columns that stand always; another is chosen. */
const ALWAYS = ["degree", "strength"];

export const chosenMeasure = (measures: NetworkAnswer["measures"]): string | undefined => {
  const others = measures.filter(({ id }) => !ALWAYS.includes(id));
  const asked = address.value.params.measure;
  return others.find(({ id }) => id === asked)?.id ?? others.find(({ id }) => id === "betweenness")?.id ?? others[0]?.id;
};

export function ActorTable({ measures }: { measures: NetworkAnswer["measures"] }) {
  const query = actorQuery();
  const rows = usePages("/network/nodes", query);
  const title = t("network.list");
  return (
    <aside class="right" aria-label={title}>
      <header><h2>{title}</h2><span class="muted small" role="status">{rows.total === undefined ? "" : t("network.organisations.n", { n: integer(rows.total, lang.value) })}</span></header>
      <div class="find"><TextFilter name="q" label={t("filter.text")} hidden /></div>
      <div class="count"><Downloads path="/network/nodes" query={query} /></div>
      {rows.error ? <Trouble error={rows.error} /> : rows.total === undefined ? <div class="card padded"><Skeleton lines={9} /></div>
        : rows.total === 0 ? <div class="card padded"><Empty inline title={t("network.none")}><p>{t("network.none.next")}</p></Empty></div>
          : <Virtual<ActorRow> label={title} columns={columnsOf(measures)} total={rows.total} row={rows.row} keyOf={(row) => row.organisation} onRange={rows.onRange} sort={query.sort}
            onSort={(sort) => choose({ sort: sort === "-degree" ? undefined : sort }, { replace: true })} minWidth={560} reset={rows.key} />}
    </aside>
  );
}

function columnsOf(measures: NetworkAnswer["measures"]): Column<ActorRow>[] {
  const further = chosenMeasure(measures);
  const measured = measures.filter(({ id }) => ALWAYS.includes(id) || id === further).map(({ id, title }): Column<ActorRow> => ({
    key: id, title: say(title), sort: id, end: true, width: "104px", cell: (row) => valueSaid(id, row.values[id]),
  }));
  return [
    {
      key: "name", title: t("network.organisation"), sort: "name", cell: (row) => (
        <span class="twoline"><a href={link("network", row.organisation)} title={nameOf(row, row.organisation)}>{nameOf(row, row.organisation)}</a>
          <small><KindMark kind={row.kind} />{[kindTitle(row.kind), regionName(row)].filter(Boolean).join(" · ")}</small></span>
      ),
    },
    { key: "community", title: t("network.community"), sort: "community", end: true, width: "92px", cell: (row) => row.community ?? "–" },
    ...measured,
  ];
}

export const valueSaid = (id: string, value: number | null | undefined): string =>
  (id === "degree" ? integer(value, lang.value) : number(value, lang.value, { unit: "1" }));
