/** What is near: clusters with some of the same members or regions, and the nearest ones. */
import { number } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { quantityTitle, unitWords, waysSaid } from "../../../app/names";
import { link } from "../../../app/router";
import type { FoundDetail, FoundRow } from "../../../app/answers";
import { sizeTitle } from "../../../app/leading";
import { Figure } from "../../../figures/Figure";
import { Empty } from "../../../parts/States";
import { foundName } from "../looks";
import { Numbers } from "./Evidence";

const MOST = 12;

export function Overlaps({ data }: { data: FoundDetail }) {
  const rows = data.overlaps.map((one) => ({ row: one, last: number(one.jaccard, lang.value, { unit: "share" }), raw: one.jaccard }));
  return <Others class="half" title={t("cluster.overlaps")} definition={t("cluster.overlaps.definition")} none={t("cluster.overlaps.none")} last={t("evidence.shared")} rows={rows} />;
}

export function Nearest({ data }: { data: FoundDetail }) {
  const rows = data.near.map((one) => ({ row: one, last: `${number(one.distance_km, lang.value, { unit: "count" })}\u00a0${unitWords("km")}`, raw: one.distance_km }));
  return <Others class="half" title={t("cluster.near")} definition={t("cluster.near.definition")} none={t("cluster.near.none")} last={t("cluster.apart")} rows={rows} />;
}

interface Other { row: FoundRow; last: string; raw: number | null }

function Others({ title, definition, none, last, rows, class: look }: { title: string; definition: string; none: string; last: string; rows: Other[]; class: string }) {
  return (
    <Figure class={look} title={title} definition={definition}
      table={() => ({ columns: [t("column.code"), t("column.cluster"), t("cluster.way"), sizeTitle(), quantityTitle("quotient"), t("again.title"), last], rows: rows.map(({ row, raw }) => [row.cluster, foundName(row), waysSaid(row.ways), row.size, row.quotient, row.chance, raw]) })}>
      {rows.length === 0 ? <Empty inline title={none} /> : (
        <div class="scroll" tabIndex={0} role="region" aria-label={title} style={{ border: 0 }}>
          <table class="grid wide">
            <thead><tr><th scope="col">{t("column.cluster")}</th><th scope="col" class="end">{sizeTitle()}</th><th scope="col" class="end">{quantityTitle("quotient")}</th><th scope="col" class="end">{t("again.short")}</th><th scope="col" class="end">{last}</th></tr></thead>
            <tbody>{rows.slice(0, MOST).map(({ row, last: said }) => (
              <tr key={row.cluster}>
                <td><a href={link("clusters", row.cluster)}>{foundName(row)}</a><div class="muted small">{waysSaid(row.ways)}</div></td>
                <Numbers row={row} />
                <td class="end num nowrap">{said}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </Figure>
  );
}
