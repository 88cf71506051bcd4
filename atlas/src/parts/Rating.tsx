/** A rating as swatch and words, a scheme's verdict, and the chance that it is the same next year; "~" marks one below 0.9. */
import { ordinal } from "../color/palettes";
import { chance, integer } from "../app/format";
import { lang, say, t } from "../app/i18n";
import { link } from "../app/router";
import { workspace } from "../app/state";
import { dark } from "../app/theme";
import type { Rating, Scheme, SchemeRating } from "../app/answers";
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

export { SURE } from "./ratings/counted";

/** What is told of a rating. */
export type Told = Pick<Rating, "rating" | "chance" | "chance_strong" | "rating_range_low" | "rating_range_high" | "unsure" | "unjudged"> & Partial<Pick<Rating, "alone" | "peers" | "notes">>;

/** A rating by itself: of a legend, or of a class that a scheme knows. */
export const bare = (rating: string | null): Told => ({ rating, chance: null, chance_strong: null, rating_range_low: null, rating_range_high: null, unsure: null, unjudged: false });

/** Whether a scheme calls it strong; then the chance to be so is told apart. */
export function isStrong(scheme: Scheme | undefined, code: string | null | undefined): boolean {
  const least = rankOf(scheme, scheme?.strong);
  return least !== undefined && (rankOf(scheme, code) ?? -1) >= least;
}

/** The chance of the same rating next year; "~" before one below 0.9. */
export function Chance({ scheme, rating, words = false }: { scheme: Scheme | undefined; rating: Told; words?: boolean }) {
  if (rating.chance === null) return words ? null : <span class="muted">–</span>;
  const told = chance(rating.chance, lang.value);
  const strong = isStrong(scheme, rating.rating) && rating.chance_strong !== null ? t("chance.strong", { chance: chance(rating.chance_strong, lang.value) }) : "";
  const title = [t("chance.same", { chance: told }), strong].filter(Boolean).join(" · ");
  return (
    <span class={`chance num${rating.unsure ? " unsure" : ""}`} title={title}>
      {rating.unsure && <span aria-hidden="true">~ </span>}<span aria-hidden="true">{words ? t("chance.short", { chance: told }) : told}</span><span class="sr">{title}</span>
    </span>
  );
}

/** ``visible``: the published share of what is rated, for the reason why it is not; ``alone``: its chance stands elsewhere. */
export function RatingTag({ scheme, rating, visible, alone = false }: { scheme: Scheme | undefined; rating: Told | undefined; visible?: number | null; alone?: boolean }) {
  if (!rating) return <span class="muted">–</span>;
  if (rating.unjudged) return <Unjudged visible={visible} />;
  if (rating.rating === null) return <span class="muted" title={rating.alone ? t("rating.alone") : undefined}>{t(rating.alone ? "rating.alone.short" : "rating.undecided")}</span>;
  return (
    <span class="tag">
      <Swatch colour={ratingColour(scheme, rating.rating)} />
      {ratingTitle(scheme, rating.rating)}
      {!alone && <Chance scheme={scheme} rating={rating} words />}
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

/** What to know of a rating: judged among few, or exactly on a threshold. */
const notesSaid = (rating: Told): string[] =>
  (rating.notes ?? []).map((note) => t(`rating.note.${note}`, { peers: integer(rating.peers ?? 0, lang.value) }));

/** How likely a rating is to stay, and to stay strong; what the data allow, where that is more than one rating. */
export function Chances({ rating }: { rating: Told & Pick<SchemeRating, "scheme"> }) {
  const scheme = workspace.value?.schemes.find((one) => one.scheme === rating.scheme);
  const { rating_range_low: low, rating_range_high: high } = rating;
  return (
    <>
      {rating.chance !== null && (
        <p class="range chances"><span class={rating.unsure ? "unsure" : undefined}>{rating.unsure && "~ "}{t("chance.same", { chance: chance(rating.chance, lang.value) })}</span>
          {isStrong(scheme, rating.rating) && rating.chance_strong !== null && <><br />{t("chance.strong", { chance: chance(rating.chance_strong, lang.value) })}</>}</p>
      )}
      {notesSaid(rating).map((said) => <p class="range" key={said}>{said}</p>)}
      {low !== null && high !== null && low !== high && <p class="range">{t("rating.range", { low: ratingTitle(scheme, low), high: ratingTitle(scheme, high) })}</p>}
    </>
  );
}
