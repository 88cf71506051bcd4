/** Clusters that somebody declared: a programme, a document, or the reader. */
import { integer } from "../../../app/format";
import { lang, nameOf, otherName, t } from "../../../app/i18n";
import { address, link } from "../../../app/router";
import { type DeclaredRow, isFound } from "../../../app/answers";
import { Downloads } from "../../../lists/Downloads";
import { type Column, Virtual } from "../../../lists/Virtual";
import { useAll } from "../../../lists/paging";
import { Empty, Skeleton, Trouble } from "../../../parts/States";
import { Tabs } from "../../../parts/Tabs";
import { TextFilter } from "../../../parts/TextFilter";

const QUERY = { origin: "declared" };

const regionOf = (row: DeclaredRow): string => nameOf({ name: row.region_name, name_zh: row.region_name_zh }, row.region ?? "");
const fieldOf = (row: DeclaredRow): string => nameOf({ name: row.field, name_zh: row.field_zh });

export default function DeclaredPage() {
  const answer = useAll("/clusters", QUERY);
  const asked = (address.value.params.q ?? "").toLowerCase();
  const rows = answer.data?.filter((row) => !isFound(row)).filter((row) => `${row.name ?? ""} ${row.name_zh ?? ""} ${regionOf(row)} ${fieldOf(row)} ${row.cluster}`.toLowerCase().includes(asked));
  const title = t("declared.title");
  return (
    <div class="page">
      <div class="head">
        <div><h1>{title}</h1><p class="lead">{t("declared.list.lead")}</p></div>
        <div class="actions"><a class="button" href={link("map", "", { level: "cases" })}>{t("region.onmap")}</a></div>
      </div>
      <Tabs of="clusters" now="declared" />
      {answer.error ? <Trouble error={answer.error} again={answer.again} />
        : answer.data?.length === 0 ? <Empty inline title={t("cases.none")}><p>{t("cases.none.next")}</p><code class="code">jiqun load WORKSPACE clusters my.csv</code></Empty>
          : !rows ? <Skeleton lines={10} /> : (
            <>
              <div class="filters"><TextFilter name="q" label={t("filter.text")} /></div>
              <div class="count"><span role="status">{t("cluster.count", { n: integer(rows.length, lang.value) })}</span><Downloads path="/clusters" query={QUERY} /></div>
              <Virtual<DeclaredRow> label={title} columns={columns()} total={rows.length} row={(k) => rows[k]} keyOf={(row) => row.cluster} minWidth={760} height="calc(100dvh - 260px)" reset={asked} />
            </>
          )}
    </div>
  );
}

const columns = (): Column<DeclaredRow>[] => [
  { key: "name", title: t("column.cluster"), cell: (row) => <a href={link("clusters", row.cluster)} title={otherName(row)}>{nameOf(row, row.cluster)}</a> },
  { key: "region", title: t("column.region"), width: "200px", cell: (row) => (row.region && row.region_name ? <a href={link("regions", row.region)}>{regionOf(row)}</a> : regionOf(row)) },
  { key: "field", title: t("column.field"), width: "240px", cell: fieldOf },
  { key: "since", title: t("column.since"), width: "90px", cell: (row) => row.since ?? "–" },
];
