/** What the card at the pointer says of a region. */
import { interval, number, tick } from "../app/format";
import { lang, nameOf, otherName, say, t } from "../app/i18n";
import type { Mapped, Scheme } from "../app/answers";
import { MOSTLY_IMPUTED, type Place, flips, unsure } from "./scene";
import type { Shape } from "../map/shapes";
import { RatingTag } from "../parts/Rating";

/** The quantity that a map shows; a rating has its scheme. */
export interface Shown { quantity: Mapped; scheme: Scheme | undefined }

export function codeOfRank(choice: Shown, rank: number | null): string | null {
  return choice.scheme?.ratings.find((one) => one.rank === rank)?.code ?? null;
}

export function RegionCard({ shape, place, choice, declared }: { shape: Shape; place: Place | undefined; choice: Shown; declared: boolean }) {
  const { quantity, scheme } = choice;
  const unit = quantity.unit;
  const other = otherName(shape);
  if (declared) return <><strong>{nameOf(shape, shape.id)}</strong>{other && <span class="muted">{other}</span>}<div class="small">{t("map.declared")}</div></>;
  return (
    <>
      <strong>{nameOf(shape, shape.id)}</strong>
      {other && <span class="muted">{other}</span>}
      {!place || place.value === null
        ? <p class="muted">{place && (place.withheld ?? 0) > 0 ? t("map.withheld") : t("map.novalue")}</p>
        : scheme
          ? <p><RatingTag scheme={scheme} rating={{ rating: place.rating, rating_low: codeOfRank(choice, place.low), rating_high: codeOfRank(choice, place.high), flips: flips(place) }} /></p>
          : <p><span class="big num">{number(place.value, lang.value, { unit, low: place.low, high: place.high })}</span>{" "}
            <span class="muted num">{interval(place.low, place.high, lang.value, { unit })}</span></p>}
      <p class="muted">{say(quantity.title)}</p>
      {place && place.value !== null && !scheme && unsure(place, quantity.neutral) && <p class="small">{t("map.unsure", { neutral: quantity.neutral === null ? "" : tick(quantity.neutral, lang.value, unit) })}</p>}
      {place && (place.imputed ?? 0) > 0 && <p class="small">{t(((place.imputed ?? 0) >= MOSTLY_IMPUTED) ? "map.imputed.most" : "map.imputed", { share: number(place.imputed, lang.value, { unit: "share" }) })}</p>}
    </>
  );
}
