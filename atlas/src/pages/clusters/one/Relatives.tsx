/** The cluster it lies in, those in it, and those that other ways or definitions found over the same ground. */
import { number } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { quantityTitle } from "../../../app/names";
import { link } from "../../../app/router";
import type { FoundDetail, FoundRow } from "../../../app/answers";
import { Figure } from "../../../figures/Figure";
import { Empty } from "../../../parts/States";
import { sizeSaid } from "../all/Card";
import { SignMark, foundName, wayLook } from "../looks";

export function Family({ data }: { data: FoundDetail }) {
  return (
    <>
      {(data.parent !== null || data.children.length > 0) && <Hierarchy data={data} />}
      <Overlaps data={data} />
    </>
  );
}

const Item = ({ row }: { row: FoundRow }) => (
  <><SignMark look={wayLook(row.way)} /><a href={link("clusters", row.cluster)}>{foundName(row)}</a> <span class="muted small">{[row.scale_km !== null && t("cluster.atscale", { km: number(row.scale_km, lang.value, { unit: "count" }) }), sizeSaid(row)].filter(Boolean).join(" · ")}</span></>
);

function Hierarchy({ data }: { data: FoundDetail }) {
  const inside = (
    <ul>
      <li aria-current="true"><SignMark look={wayLook(data.cluster.way)} /><strong>{foundName(data.cluster)}</strong>
        {data.children.length > 0 && <ul>{data.children.map((row) => <li key={row.cluster}><Item row={row} /></li>)}</ul>}
      </li>
    </ul>
  );
  return (
    <Figure title={t("cluster.hierarchy")} definition={t("cluster.hierarchy.definition")}
      table={() => ({ columns: [t("column.code"), t("column.cluster"), t("cluster.relation")], rows: [...(data.parent ? [[data.parent.cluster, foundName(data.parent), t("cluster.parent")]] : []), ...data.children.map((row) => [row.cluster, foundName(row), t("cluster.child")])] })}>
      <div class="tree">{data.parent ? <ul><li><Item row={data.parent} />{inside}</li></ul> : inside}</div>
    </Figure>
  );
}

function Overlaps({ data }: { data: FoundDetail }) {
  const rows = [...data.overlaps].sort((a, b) => (b.jaccard ?? 0) - (a.jaccard ?? 0)).slice(0, 12);
  const title = t("cluster.overlaps");
  return (
    <Figure title={title} definition={t("cluster.overlaps.definition")}
      table={() => ({ columns: [t("column.code"), t("column.cluster"), t("cluster.way"), quantityTitle("jaccard")], rows: data.overlaps.map((one) => [one.cluster, foundName(one), t(`way.${one.way}`), one.jaccard]) })}>
      {rows.length === 0 ? <Empty inline title={t("cluster.overlaps.none")} /> : (
        <table class="grid">
          <thead><tr><th scope="col">{t("column.cluster")}</th><th scope="col">{t("cluster.way")}</th><th scope="col" class="end">{quantityTitle("jaccard")}</th></tr></thead>
          <tbody>{rows.map((one) => (
            <tr key={one.cluster}>
              <td><a href={link("clusters", one.cluster)}>{foundName(one)}</a></td>
              <td class="nowrap"><span class="tag"><SignMark look={wayLook(one.way)} />{t(`way.${one.way}.short`)}</span></td>
              <td class="end num">{number(one.jaccard, lang.value, { unit: "share" })}</td>
            </tr>
          ))}</tbody>
        </table>
      )}
    </Figure>
  );
}
