/** A rating as swatch and words; the mark says that it would flip within its interval. */
import { ordinal } from "../color/palettes";
import { say, t } from "../app/i18n";
import { dark } from "../app/theme";
import type { Rating, Scheme } from "../app/answers";
import { Icon } from "./Icon";

export const rankOf = (scheme: Scheme | undefined, code: string | null | undefined): number | undefined =>
  scheme?.ratings.find((one) => one.code === code)?.rank;

export const ratingTitle = (scheme: Scheme | undefined, code: string | null | undefined): string =>
  say(scheme?.ratings.find((one) => one.code === code)?.title) || code || "–";

export function ratingColour(scheme: Scheme | undefined, code: string | null | undefined): string {
  const ranks = (scheme?.ratings ?? []).map((one) => one.rank).sort((a, b) => a - b);
  const at = ranks.indexOf(rankOf(scheme, code) ?? ranks[0] ?? 0);
  return ordinal(Math.max(ranks.length, 2), dark.value)[Math.max(0, at)] ?? "#999999";
}

export function Swatch({ colour }: { colour: string }) {
  return <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect x="0.5" y="0.5" width="9" height="9" rx="2" fill={colour} stroke="var(--strong-line)" stroke-width="0.8" /></svg>;
}

export function Flip({ scheme, rating }: { scheme: Scheme | undefined; rating: Rating }) {
  if (!rating.flips) return null;
  const said = t("rating.flips", { low: ratingTitle(scheme, rating.rating_low), high: ratingTitle(scheme, rating.rating_high) });
  return <span class="flip" title={said}><Icon sign="flip" /><span class="sr">{said}</span></span>;
}

export function RatingTag({ scheme, rating }: { scheme: Scheme | undefined; rating: Rating | undefined }) {
  if (!rating) return <span class="muted">–</span>;
  if (rating.rating === null) return <span class="muted">{t("rating.undecided")}</span>;
  return (
    <span class="tag">
      <Swatch colour={ratingColour(scheme, rating.rating)} />
      {ratingTitle(scheme, rating.rating)}
      <Flip scheme={scheme} rating={rating} />
    </span>
  );
}
