/** What the card at the pointer says of a region. */
import { interval, number, tick } from "../app/format";
import { tLed } from "../app/leading";
import { lang, nameOf, otherName, say, t } from "../app/i18n";
import type { Mapped, Scheme } from "../app/answers";
import { MOSTLY_IMPUTED, type Place, unsure } from "./scene";
import type { Shape } from "../map/shapes";
import { RatingTag, type Told } from "../parts/Rating";
import { Unjudged, kindsSaid, shareSaid, whyUnjudged, withheldSaid } from "../parts/published/Published";

/** The quantity that a map shows; a rating has its scheme. */
export interface Shown { quantity: Mapped; scheme: Scheme | undefined }

function codeOfRank(choice: Shown, rank: number | null): string | null {
  return choice.scheme?.ratings.find((one) => one.rank === rank)?.code ?? null;
}

/** A place's rating, its chance, and those at the ends of the data range. */
export const ratingAt = (choice: Shown, place: Place): Told => ({
  rating: place.rating, chance: place.chance, chance_strong: null, rating_range_low: codeOfRank(choice, place.low), rating_range_high: codeOfRank(choice, place.high),
  unsure: unsure(place, null), unjudged: place.unjudged,
});

export function RegionCard({ shape, place, choice, declared }: { shape: Shape; place: Place | undefined; choice: Shown; declared: boolean }) {
  const { quantity, scheme } = choice;
  const { unit } = quantity;
  const other = otherName(shape);
  if (declared) return <><strong>{nameOf(shape, shape.id)}</strong>{other && <span class="muted">{other}</span>}<div class="small">{t("map.declared")}</div></>;
  return (
    <>
      <strong>{nameOf(shape, shape.id)}</strong>
      {other && <span class="muted">{other}</span>}
      <Value place={place} choice={choice} />
      <p class="muted">{say(quantity.title)}</p>
      {place?.unjudged && <p class="small doubt">{!scheme && <><Unjudged />{lang.value === "zh" ? "：" : ". "}</>}{whyUnjudged(place.visible)}</p>}
      {place && !place.unjudged && <Seen place={place} id={quantity.id} />}
      {place && place.value !== null && !place.unjudged && !scheme && unsure(place, quantity.neutral) && <p class="small">{t("map.unsure", { neutral: quantity.neutral === null ? "" : tick(quantity.neutral, lang.value, unit) })}</p>}
      {place && (place.imputed ?? 0) > 0 && <p class="small">{tLed(((place.imputed ?? 0) >= MOSTLY_IMPUTED) ? "map.imputed.most" : "map.imputed", { share: number(place.imputed, lang.value, { unit: "share" }) })}</p>}
    </>
  );
}

function Value({ place, choice }: { place: Place | undefined; choice: Shown }) {
  const { quantity: { unit }, scheme } = choice;
  if (scheme && place?.unjudged) return <p><Unjudged /></p>;
  if (place?.value === null && choice.quantity.id.endsWith("visible_share")) return <p class="muted">{t("map.visible.open")}</p>;
  if (!place || place.value === null) return <p class="muted">{place && (place.withheld ?? 0) > 0 ? withheldSaid() : t("map.novalue")}</p>;
  if (scheme) return <p><RatingTag scheme={scheme} rating={ratingAt(choice, place)} /></p>;
  return (
    <p><span class="big num">{number(place.value, lang.value, { unit })}</span>{" "}
      {nextYear(place, unit) && <span class="muted num nowrap">{nextYear(place, unit)}</span>}</p>
  );
}

function nextYear(place: Place, unit: string): string {
  const range = interval(place.low, place.high, lang.value, { unit });
  return range && t("figure.interval", { interval: range });
}

/** How much is published, where that is not all. */
function Seen({ place, id }: { place: Place; id: string }) {
  const { visible } = place;
  if (visible === undefined || place.value === null) return null;
  const parts = kindsSaid({ withheld: place.withheld, hidden: place.hidden });
  const share = id.endsWith("visible_share") || visible === 1 ? "" : visible === null ? t("map.visible.open") : tLed("map.visible", { share: shareSaid(visible) });
  return share || parts.length > 0 ? <p class="small">{[share, ...parts].filter(Boolean).join(lang.value === "zh" ? "；" : " · ")}</p> : null;
}
