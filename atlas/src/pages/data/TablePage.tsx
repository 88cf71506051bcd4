/** One table of the workspace: its rows as they are stored, its origins, its record. */
import { useEffect } from "preact/hooks";
import { useApi } from "../../app/api";
import { askEditState, editState } from "../../app/editing/writing";
import { integer, plainly } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { address, choose, here, link } from "../../app/router";
import type { TableAnswer } from "../../app/answers";
import { Downloads } from "../../lists/Downloads";
import { Icon } from "../../parts/Icon";
import { Skeleton, Trouble } from "../../parts/States";
import { type Column, Virtual } from "../../lists/Virtual";
import { OriginLine, RecordFacts } from "../../parts/Why";
import { ProtectedNumber } from "../../parts/protected/Protected";
import { usePages } from "../../lists/paging";

type Row = Record<string, unknown>;

function shown(value: unknown, type: string): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return /int/i.test(type) && value < 10000 ? String(value) : plainly(value, lang.value);
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function columnsOf(answer: TableAnswer): Column<Row>[] {
  return answer.columns.filter((c) => c.name !== "geometry").map((c) => {
    const numeric = /int|float|number|double|decimal/i.test(c.type);
    // a column that has no number anywhere holds nothing that is protected
    const told = numeric && answer.items.some((row) => row[c.name] != null);
    return {
      key: c.name, title: say(c.title) || c.name, sort: c.name, end: numeric, width: c.name === "cluster" ? "300px" : numeric ? "120px" : "180px",
      cell: (row) => (told && row[c.name] == null && row.protected === true ? <ProtectedNumber title={say(c.title) || c.name} />
        : <span title={String(row[c.name] ?? "")}>{shown(row[c.name], c.type)}</span>),
    };
  });
}

const widthOf = (answer: TableAnswer): number => columnsOf(answer).reduce((sum, column) => sum + Number.parseInt(column.width ?? "150", 10), 0);

export default function TablePage() {
  const name = address.value.id;
  const sort = address.value.params.sort ?? "";
  const rows = usePages("/tables/{name}", { name, sort });
  const origin = useApi("/provenance/{name}", { name });
  const tables = useApi("/tables");
  const title = say(tables.data?.items.find((one) => one.table === name)?.title) || name;
  const kind = tables.data?.items.find((one) => one.table === name)?.kind;
  const mayEdit = editState.value?.held === true && kind !== undefined && kind !== "result";
  useEffect(() => { if (!editState.peek()?.held) askEditState(); }, []);
  if (rows.error) return <div class="page"><Trouble error={rows.error} /></div>;
  return (
    <div class="page wide">
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("data")}>{t("page.data")}</a></li><li><code>{name}</code></li></ol></nav>
      <div class="head"><div><h1>{title}</h1></div>{mayEdit && <a class="button" href={here({ view: "edit", sort: undefined })}><Icon sign="pencil" />{t("data.edit")}</a>}</div>
      <div class="count">
        <span role="status">{rows.total === undefined ? t("state.loading") : t("data.count", { n: integer(rows.total, lang.value) })}</span>
        <Downloads path="/tables/{name}" query={{ name, sort }} />
      </div>
      {rows.first ? <Virtual<Row> label={title} columns={columnsOf(rows.first)} total={rows.total ?? 0} row={rows.row} keyOf={(row) => JSON.stringify(row)} onRange={rows.onRange}
        sort={sort} onSort={(next) => choose({ sort: next })} minWidth={widthOf(rows.first)} height="60vh" reset={rows.key} /> : <Skeleton lines={10} />}
      <section class="section">
        <h2>{t("why.data")}</h2>
        {origin.data?.origins.map((one, k) => <OriginLine key={k} origin={one} />)}
        {origin.data && origin.data.origins.length === 0 && <p class="muted">{t("why.noorigin")}</p>}
        {origin.data?.record && <div class="drawer"><RecordFacts record={origin.data.record} /></div>}
        {origin.data?.digest && <p class="small muted wrap">{t("data.digest")} <code>{origin.data.digest}</code></p>}
      </section>
    </div>
  );
}
