/** The finds that are this one cluster, each with its way's own numbers, and the denser cores inside. */
import { interval, number } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { quantityTitle } from "../../../app/names";
import type { FoundDetail, FoundRow } from "../../../app/answers";
import { sizeTitle, sizeUnit } from "../../../app/leading";
import { Figure } from "../../../figures/Figure";
import { Doubted } from "../Stability";
import { SignMark, foundName, wayLook } from "../looks";
import { chanceText } from "../seen";

export function Evidence({ data }: { data: FoundDetail }) {
  const title = t("evidence.title");
  return (
    <Figure title={title} definition={t(data.finds.length === 1 ? "evidence.definition.one" : "evidence.definition", { n: data.finds.length })}
      table={() => ({
        columns: [t("column.code"), t("cluster.way"), t("column.cluster"), sizeTitle(), quantityTitle("quotient"), t("column.low"), t("column.high"), t("again.title"), t("evidence.shared")],
        rows: data.finds.map((one) => [one.cluster, t(`way.${one.way}`), foundName(one), one.size, one.quotient, one.quotient_low, one.quotient_high, one.chance, one.jaccard]),
      })}>
      <div class="scroll" tabIndex={0} role="region" aria-label={title} style={{ border: 0 }}>
        <table class="grid wide">
          <thead><tr><th scope="col">{t("cluster.way")}</th><th scope="col" class="end">{sizeTitle()}</th><th scope="col" class="end">{quantityTitle("quotient")}</th><th scope="col" class="end">{t("again.short")}</th><th scope="col" class="end">{t("evidence.shared")}</th></tr></thead>
          <tbody>{data.finds.map((one) => (
            <tr key={one.cluster}>
              <td><span class="tag"><SignMark look={wayLook(one.way)} />{t(`way.${one.way}`)}</span>{foundName(one) !== foundName(data.cluster) && <div class="muted small">{foundName(one)}</div>}{one.inside && <div class="muted small">{t("evidence.inside")}</div>}</td>
              <Numbers row={one} />
              <td class="end num">{number(one.jaccard, lang.value, { unit: "share" })}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
      {data.cores.length > 0 && <Cores rows={data.cores} />}
    </Figure>
  );
}

function Cores({ rows }: { rows: FoundRow[] }) {
  return (
    <details>
      <summary>{t(rows.length === 1 ? "evidence.cores.one" : "evidence.cores", { n: rows.length })}</summary>
      <table class="grid wide">
        <thead><tr><th scope="col">{t("column.cluster")}</th><th scope="col" class="end">{sizeTitle()}</th><th scope="col" class="end">{quantityTitle("quotient")}</th><th scope="col" class="end">{t("again.short")}</th></tr></thead>
        <tbody>{rows.map((row) => <tr key={row.cluster}><td>{foundName(row)}</td><Numbers row={row} /></tr>)}</tbody>
      </table>
    </details>
  );
}

/** Employment, quotient with its interval, and chance of a row, as three cells. */
export function Numbers({ row }: { row: FoundRow }) {
  const range = interval(row.quotient_low, row.quotient_high, lang.value, { unit: "1" });
  return (
    <>
      <td class="end num">{number(row.size, lang.value, { unit: sizeUnit() })}</td>
      <td class="end num">{number(row.quotient, lang.value, { unit: "1" })}{range && <div class="muted small">{range}</div>}</td>
      <td class="end num"><Doubted row={row}>{row.chance === null ? "–" : chanceText(row.chance)}</Doubted></td>
    </>
  );
}
