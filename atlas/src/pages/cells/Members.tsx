/** Who belongs: the category's industries in the region, and organisations where they are known. */
import { number, integer } from "../../app/format";
import { sizeTitle, sizeUnit, tLed } from "../../app/leading";
import { lang, nameOf, otherName, t } from "../../app/i18n";
import { quantityHead, quantityTitle } from "../../app/names";
import type { CellAnswer } from "../../app/answers";
import { ProtectedNumber, ProtectedSign, whyProtected } from "../../parts/protected/Protected";
import { Figure } from "../../figures/Figure";
import { wrapText } from "../../figures/export";
import { useWidth } from "../../figures/useWidth";
import { sourceLine } from "../../figures/rows";

type Members = CellAnswer["members"];
type MemberIndustry = Members["industries"][number];

const SHOWN = 14;

export function MemberFigure({ data }: { data: CellAnswer }) {
  const { members } = data;
  const rows = [...members.industries].sort((a, b) => (b.size ?? 0) - (a.size ?? 0));
  if (rows.length === 0 && members.organisations.length === 0) return null;
  return (
    <>
      {rows.length > 0 && (
        <Figure class={members.organisations.length > 0 ? "twothirds" : undefined} title={t("cell.industries")} definition={tLed("cell.industries.definition", { n: rows.length, year: data.cell.year })} source={sourceLine(data.provenance.origins)}
          table={() => ({ columns: [t("column.code"), t("column.industry"), sizeTitle(), quantityTitle("establishments"), t("column.share"), t("map.withheld.short"), t("cell.industries.hidden"), quantityHead("imputed_share")], rows: rows.map((r) => [r.industry, nameOf(r, r.industry), r.size, r.establishments, r.share, t(r.withheld ? "value.yes" : "value.no"), t(r.hidden ? "value.yes" : "value.no"), r.imputed]) })}>
          <Bars rows={rows.slice(0, SHOWN)} label={t("cell.industries")} />
          {rows.length > SHOWN && <p class="small muted">{t("cell.industries.more", { n: rows.length - SHOWN })}</p>}
        </Figure>
      )}
      {members.organisations.length > 0 && <Organisations members={members} />}
    </>
  );
}

function Bars({ rows, label }: { rows: MemberIndustry[]; label: string }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const labelWidth = Math.min(width * 0.46, 330);
  const most = Math.max(1, ...rows.map((row) => row.size ?? 0));
  const barSpace = width - labelWidth - 96;
  let y = 4;
  return (
    <div ref={ref}>
      <svg class="chart" width={width} role="group" aria-label={label} {...sized(rows, labelWidth, width)}>
        {rows.map((row) => {
          const lines = linesOf(row, labelWidth);
          const height = Math.max(24, lines.length * 14 + 8);
          const middle = y + height / 2;
          y += height;
          const w = ((row.size ?? 0) / most) * barSpace;
          return (
            <g key={row.industry}>
              <rect class="hit" x="0" y={middle - height / 2} width={width} height={height}><title>{`${row.industry} ${nameOf(row, row.industry)}${[row.protected ? whyProtected() : row.withheld && t("map.withheld.short"), row.hidden && t("cell.industries.hidden"), row.imputed && `${quantityHead("imputed_share")}: ${row.imputed}`].filter(Boolean).map((one) => ` · ${one}`).join("")}`}</title></rect>
              <text text-anchor="end">{lines.map((line, k) => <tspan key={k} x={labelWidth - (row.protected ? 3 : 0)} y={middle + 4 + (k - (lines.length - 1) / 2) * 14}>{line}</tspan>)}</text>
              {row.protected && <ProtectedSign x={labelWidth} y={middle - 6} size={12} />}
              <rect x={labelWidth + 12} y={middle - 6} width={Math.max(1.5, w)} height="12" rx="1.5" fill="var(--accent)" fill-opacity={row.imputed ? 0.4 : 1} stroke={row.imputed ? "var(--accent)" : "none"} stroke-dasharray={row.imputed ? "3 2" : undefined} />
              <text class="num strongtext" x={labelWidth + 20 + w} y={middle + 4}>{row.size === null ? t(row.protected ? "protected.word" : row.hidden ? "cell.industries.hidden" : row.withheld ? "map.withheld.short" : "cell.industries.unknown") : `${row.imputed ? "≈ " : ""}${number(row.size, lang.value, { unit: sizeUnit() })}`}</text>
            </g>
          );
        })}
      </svg>
      {rows.some((row) => row.protected) && <p class="small muted"><ProtectedNumber title={t("cell.industries")} /> {t("protected.some")}</p>}
      {rows.some((row) => row.imputed) && (
        <ul class="swatches"><li><svg viewBox="0 0 18 12" aria-hidden="true"><rect x="1" y="1" width="16" height="10" fill="var(--accent)" fill-opacity="0.4" stroke="var(--accent)" stroke-dasharray="3 2" /></svg>{t("cell.industries.imputed")}</li></ul>
      )}
    </div>
  );
}

const linesOf = (row: MemberIndustry, labelWidth: number): string[] => wrapText(nameOf(row, row.industry), Math.floor(labelWidth / 6.5)).slice(0, 2);

function sized(rows: MemberIndustry[], labelWidth: number, width: number): { height: number; viewBox: string } {
  const height = rows.reduce((sum, row) => sum + Math.max(24, linesOf(row, labelWidth).length * 14 + 8), 8);
  return { height, viewBox: `0 0 ${width} ${height}` };
}

function Organisations({ members }: { members: Members }) {
  return (
    <Figure class="third" title={t("cell.organisations")} definition={t("cell.organisations.definition", { n: integer(members.organisations.length, lang.value) })}
      table={() => ({ columns: [t("column.code"), t("column.name"), t("column.kind")], rows: members.organisations.map((o) => [o.organisation, nameOf(o, o.organisation), o.kind]) })}>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("cell.organisations")} style={{ maxHeight: "420px", border: 0 }}>
        <table class="grid">
          <thead><tr><th scope="col">{t("column.name")}</th><th scope="col">{t("column.kind")}</th></tr></thead>
          <tbody>{members.organisations.map((one) => (
            <tr key={one.organisation}><td>{nameOf(one, one.organisation)}{otherName(one) && <div class="muted small">{otherName(one)}</div>}</td><td class="nowrap">{one.kind ? kindName(one.kind) : "–"}</td></tr>
          ))}</tbody>
        </table>
      </div>
    </Figure>
  );
}

const KINDS = ["firm", "university", "institute", "platform", "intermediary", "financier", "agency"];
const kindName = (kind: string): string => (KINDS.includes(kind) ? t(`actor.${kind}`) : kind);
