/** A rating as swatch and words, a scheme's verdict; the mark says that it would flip within its interval. */
import { ordinal } from "../color/palettes";
import { say, t } from "../app/i18n";
import { link } from "../app/router";
import { workspace } from "../app/state";
import { dark } from "../app/theme";
import type { Rating, Scheme, SchemeRating } from "../app/answers";
import { Icon } from "./Icon";
import { Unjudged } from "./published/Published";

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

/** ``visible``: the published share of what is rated, for the reason why it is not. */
export function RatingTag({ scheme, rating, visible }: { scheme: Scheme | undefined; rating: Rating | undefined; visible?: number | null }) {
  if (!rating) return <span class="muted">–</span>;
  if (rating.unjudged) return <Unjudged visible={visible} />;
  if (rating.rating === null) return <span class="muted">{t("rating.undecided")}</span>;
  return (
    <span class="tag">
      <Swatch colour={ratingColour(scheme, rating.rating)} />
      {ratingTitle(scheme, rating.rating)}
      <Flip scheme={scheme} rating={rating} />
    </span>
  );
}

/** What a scheme says of a cell or a cluster: its name, the rating in words, the steps reached. */
export function Verdict({ rating }: { rating: Pick<SchemeRating, "scheme" | "title" | "rating"> }) {
  const scheme = workspace.value?.schemes.find((one) => one.scheme === rating.scheme);
  const ladder = [...(scheme?.ratings ?? [])].sort((a, b) => a.rank - b.rank);
  const at = rankOf(scheme, rating.rating) ?? -1;
  return (
    <>
      <h3><a href={link("methods", `scheme:${rating.scheme}`)}>{say(rating.title)}</a></h3>
      <p class="verdict"><Swatch colour={ratingColour(scheme, rating.rating)} />{ratingTitle(scheme, rating.rating)}</p>
      <div class="ladder" aria-hidden="true">
        {ladder.map((step) => <i key={step.code} title={say(step.title)} style={step.rank <= at ? { background: ratingColour(scheme, rating.rating) } : undefined} />)}
      </div>
    </>
  );
}

/** That a rating is another at a limit of its interval. */
export function Flips({ rating }: { rating: Pick<SchemeRating, "scheme" | "rating_low" | "rating_high" | "flips"> }) {
  const scheme = workspace.value?.schemes.find((one) => one.scheme === rating.scheme);
  if (!rating.flips) return null;
  return <p class="range"><span class="flip"><Icon sign="flip" /></span>{t("rating.flips", { low: ratingTitle(scheme, rating.rating_low), high: ratingTitle(scheme, rating.rating_high) })}</p>;
}
