/** How many cells have each rating, as bars: solid where it is sure to be the same next year, pale where it is not. */
import { integer } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import type { Scheme } from "../../app/answers";
import { type Held, counted, whole } from "./counted";
import { Swatch, ratingColour } from "../Rating";

export function RatingBars({ scheme, told }: { scheme: Scheme | undefined; told: readonly (Held | undefined)[] }) {
  const rows = counted(scheme, told);
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(whole));
  const sum = (of: "sure" | "unsure" | "open"): number => rows.reduce((all, one) => all + one[of], 0);
  const kinds = (["sure", "unsure", "open"] as const).filter((kind) => sum(kind) > 0 || kind === "sure");
  return (
    <div class="ratingbars">
      <dl>
        {rows.map((row) => (
          <div key={row.code}>
            <dt><Swatch colour={ratingColour(scheme, row.code)} />{say(scheme?.ratings.find((one) => one.code === row.code)?.title)}</dt>
            <dd>
              <span class="track" aria-hidden="true" style={{ "--rating": ratingColour(scheme, row.code) }}>
                {kinds.map((kind) => row[kind] > 0 && <i key={kind} class={kind} style={{ width: `${(100 * row[kind]) / most}%` }} />)}
              </span>
              <span class="num">{integer(whole(row), lang.value)}</span>
              <span class="small muted">{t("ratings.sure.of", { sure: integer(row.sure, lang.value), n: integer(whole(row), lang.value) })}</span>
            </dd>
          </div>
        ))}
      </dl>
      <ul class="swatches">
        {kinds.map((kind) => <li key={kind}><span class="track sample" aria-hidden="true"><i class={kind} /></span>{t(`ratings.key.${kind}`, { n: integer(sum(kind), lang.value) })}</li>)}
      </ul>
    </div>
  );
}
