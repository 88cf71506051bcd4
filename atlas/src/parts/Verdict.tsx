/** A scheme's verdict, as the pages of a cell and of a cluster show it. */
import { say, t } from "../app/i18n";
import { link } from "../app/router";
import { workspace } from "../app/state";
import type { SchemeRating } from "../app/answers";
import { Icon } from "./Icon";
import { Swatch, rankOf, ratingColour, ratingTitle } from "./Rating";

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
export function Flip({ rating }: { rating: Pick<SchemeRating, "scheme" | "rating_low" | "rating_high" | "flips"> }) {
  const scheme = workspace.value?.schemes.find((one) => one.scheme === rating.scheme);
  if (!rating.flips) return null;
  return <p class="range"><span class="flip"><Icon sign="flip" /></span>{t("rating.flips", { low: ratingTitle(scheme, rating.rating_low), high: ratingTitle(scheme, rating.rating_high) })}</p>;
}
