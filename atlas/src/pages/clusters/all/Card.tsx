/** The card at the pointer: one found cluster in a few lines. */
import { integer, interval, number } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { quantityTitle, unitWords, waysSaid } from "../../../app/names";
import type { FoundRow } from "../../../app/answers";
import { leading, sizeTitle, sizeUnit } from "../../../app/leading";
import { Unjudged } from "../../../parts/published/Published";
import { StabilityBar } from "../Stability";
import { LookTag, categoryOfRow, doubtOf, foundName, quadrantLook } from "../looks";
import { seenSaid } from "../seen";

/** Where the quotient will be next year; empty where nobody knows. */
export function nextYear(row: FoundRow): string {
  const range = interval(row.quotient_low, row.quotient_high, lang.value, { unit: "1" });
  return range && t("figure.interval", { interval: range });
}

export function FoundCard({ row }: { row: FoundRow }) {
  return (
    <>
      <strong>{foundName(row)}</strong>
      <p class="muted">{categoryOfRow(row)} · {waysSaid(row.ways)}</p>
      <p><LookTag look={quadrantLook(row.quadrant)} /></p>
      {row.quotient !== null && <p>{quantityTitle("quotient")} <strong style={{ display: "inline" }} class="num">{number(row.quotient, lang.value, { unit: "1" })}</strong> <span class="muted num">{nextYear(row)}</span></p>}
      <p>{sizeSaid(row)}</p>
      {row.unjudged && <p><Unjudged /></p>}
      <p>{t("again.title")} <StabilityBar value={row.chance} chance doubt={doubtOf(row) === "much"} /></p>
      {row.seen_at && <p class="muted">{seenSaid(row)}</p>}
    </>
  );
}

/** Size in the words that the way knows. */
export function sizeSaid(row: Pick<FoundRow, "size" | "regions" | "organisations">): string {
  const parts = [
    row.size !== null && `${number(row.size, lang.value, { unit: sizeUnit() })} ${leading.value === "employment" ? unitWords("persons") : sizeTitle()}`,
    row.regions !== null && row.regions > 0 && t(row.regions === 1 ? "cluster.regions.one" : "cluster.regions", { n: integer(row.regions, lang.value) }),
    row.organisations !== null && t("cluster.organisations", { n: integer(row.organisations, lang.value) }),
  ];
  return parts.filter(Boolean).join(" · ");
}
