/** Ratings side by side: each scheme's verdict, its criteria, and how near the cell lies to each threshold. */
import { interval, number, tick } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { quantityTitle, quantityUnit } from "../../app/names";
import { link } from "../../app/router";
import type { Criterion, SchemeRating } from "../../app/answers";
import { position } from "../../color/scales";
import { Chances, Verdict } from "../../parts/Rating";
import { UnjudgedMark, whyUnjudged } from "../../parts/published/Published";

/** What a rating lacks where too little is published. */
const VISIBLE = "visible_share";

export function Schemes({ ratings, visible }: { ratings: SchemeRating[]; visible: number | null }) {
  const decided = ratings.filter((one) => one.rating !== null);
  const unjudged = ratings.filter((one) => one.unjudged);
  const open = ratings.filter((one) => one.rating === null && !one.unjudged);
  return (
    <>
      <div class="schemes">{decided.map((rating) => <OneScheme key={rating.scheme} rating={rating} />)}</div>
      {unjudged.length > 0 && (
        <div class="undecided">
          <h3 class="tag"><UnjudgedMark />{t("rating.unjudged")}</h3>
          <p class="small">{whyUnjudged(visible)}</p>
          {unjudged.map((rating) => <Conditions key={rating.scheme} rating={rating} missing={rating.missing.filter((one) => one !== VISIBLE)} />)}
        </div>
      )}
      {open.length > 0 && (
        <div class="undecided">
          <h3>{t("rating.undecided.title")}</h3>
          {open.map((rating) => <Conditions key={rating.scheme} rating={rating} missing={rating.missing} />)}
        </div>
      )}
    </>
  );
}

/** A scheme that gives no rating: what the data lack, and the conditions one by one. */
function Conditions({ rating, missing }: { rating: SchemeRating; missing: string[] }) {
  return (
    <details class="scheme-open">
      <summary><span>{say(rating.title)}</span>{missing.length > 0 && <> <span class="muted">{t("rating.missing", { what: missing.map(quantityTitle).join(lang.value === "zh" ? "、" : ", ") })}</span></>}</summary>
      {rating.alone && <p class="small">{t("rating.alone")}</p>}
      <ul class="criteria">{rating.criteria.map((criterion, k) => <Condition key={k} criterion={criterion} />)}</ul>
      <p class="small"><a href={link("methods", `scheme:${rating.scheme}`)}>{t("methods.rules")}</a></p>
    </details>
  );
}

function OneScheme({ rating }: { rating: SchemeRating }) {
  return (
    <article class="scheme">
      <Verdict rating={rating} />
      {rating.status === "recall" && <p class="small"><span class="pill doubt">{t("status.recall")}</span></p>}
      <Chances rating={rating} />
      <ul class="criteria">{rating.criteria.map((criterion, k) => <Condition key={k} criterion={criterion} />)}</ul>
      {rating.missing.length > 0 && <p class="range">{t("rating.missing", { what: rating.missing.map(quantityTitle).join(lang.value === "zh" ? "、" : ", ") })}</p>}
    </article>
  );
}


/** A threshold that is a percentile has many decimals; one that is a rule has few. */
const thresholdText = (value: number, unit: string): string =>
  Number(value.toPrecision(3)) === value ? tick(value, lang.value, unit) : number(value, lang.value, { unit });

function Condition({ criterion }: { criterion: Criterion }) {
  const { passed, value, low, high, threshold, quantity } = criterion;
  const state = passed === null ? "open" : passed ? "yes" : "no";
  const style = { unit: quantityUnit(quantity) };
  return (
    <li>
      <span class={`state ${state}`} aria-hidden="true">{passed === null ? "?" : passed ? "✓" : "✗"}</span>
      <span>
        <span class="sr">{t(`criterion.${state}`)}: </span>{say(criterion.title)}
        <span class="said">
          {value === null ? t("criterion.novalue", { what: quantityTitle(quantity) }) : `${quantityTitle(quantity)} ${number(value, lang.value, style)}`}
          {low !== null && high !== null && low < high && ` (${t("figure.interval", { interval: interval(low, high, lang.value, { unit: style.unit }) })})`}
          {threshold !== null && `${lang.value === "zh" ? "，" : ", "}${t("criterion.threshold", { value: thresholdText(threshold, style.unit) })}`}
        </span>
        {value !== null && threshold !== null && threshold > 0 && <Gauge value={value} low={low} high={high} threshold={threshold} state={state} />}
      </span>
    </li>
  );
}

/** The threshold stands in the middle; a step to the edge is a factor of eight. */
function Gauge({ value, low, high, threshold, state }: { value: number; low: number | null; high: number | null; threshold: number; state: string }) {
  const x = (v: number): number => 4 + position(v, threshold / 8, threshold * 8, true) * 192;
  const colour = state === "yes" ? "var(--good)" : state === "no" ? "var(--bad)" : "var(--doubt)";
  return (
    <svg viewBox="0 0 200 16" preserveAspectRatio="none" aria-hidden="true">
      <line x1="4" x2="196" y1="8" y2="8" stroke="var(--line)" vector-effect="non-scaling-stroke" />
      <line x1="100" x2="100" y1="2" y2="14" stroke="var(--ink)" vector-effect="non-scaling-stroke" />
      {low !== null && high !== null && low < high && <line x1={x(low)} x2={x(high)} y1="8" y2="8" stroke={colour} stroke-width="3" stroke-opacity="0.4" vector-effect="non-scaling-stroke" />}
      <line x1={x(value)} x2={x(value)} y1="4" y2="12" stroke={colour} stroke-width="4" stroke-linecap="round" vector-effect="non-scaling-stroke" />
    </svg>
  );
}
