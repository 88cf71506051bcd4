/** What the colours and patterns mean, with the spread of the values in the same colours. */
import { tick } from "../app/format";
import { lang, t } from "../app/i18n";
import { mix } from "../color/colours";
import { type Scale, ascending, classOf, position, quantile } from "../color/scales";
import { workspace } from "../app/state";
import type { Ink, Pattern } from "../map/drawing";
import { shareSaid, withheldLegend } from "../parts/published/Published";
import { type Place, MOSTLY_IMPUTED, unsure } from "./scene";

const WIDTH = 380;
const HEIGHT = 62;
const BARS = 54;
const FLOOR = 40;

interface Props {
  places: readonly Place[]; scale: Scale; unit: string; neutral: number | null; ink: Ink;
  regions: number; ratingNames?: string[]; declared?: number; label: string;
}

export function Legend(props: Props) {
  const { places, scale, neutral, ink, regions } = props;
  const unjudged = places.filter((place) => place.unjudged).length;
  const empty = places.filter((place) => place.unjudged && place.value === null).length;
  const shown = places.filter((place) => place.value !== null && !place.unjudged);
  const open = shown.filter((place) => unsure(place, neutral)).length;
  const imputed = shown.filter((place) => (place.imputed ?? 0) >= MOSTLY_IMPUTED).length;
  const withheld = places.filter((place) => place.value === null && !place.unjudged && (place.withheld ?? 0) > 0).length;
  const none = Math.max(0, regions - places.filter((place) => place.value !== null).length - empty - withheld);
  const middle = scale.colours[Math.floor(scale.colours.length * 0.75)] ?? "#888888";
  return (
    <div class="legend">
      {scale.kind === "ordinal" ? <Classes {...props} /> : <Histogram {...props} />}
      <ul class="swatches">
        {open > 0 && <Entry colour={mix(middle, ink.empty, 0.42)} pattern="unsure" ink={ink} text={scale.kind === "ordinal" ? t("legend.chance", { n: open }) : t("legend.unsure", { n: open, neutral: neutral === null ? "" : tick(neutral, lang.value, props.unit) })} />}
        {unjudged > 0 && <Entry colour={ink.page} pattern="unjudged" ink={ink} text={t("legend.unjudged", { n: unjudged, least: shareSaid(workspace.value?.least_visible) })} />}
        {imputed > 0 && <Entry colour={middle} pattern="imputed" ink={ink} text={t("legend.imputed", { n: imputed })} />}
        {withheld > 0 && <Entry colour={ink.empty} pattern="withheld" ink={ink} text={withheldLegend(withheld)} />}
        {none > 0 && <Entry colour={ink.empty} ink={ink} text={t("legend.none", { n: none })} />}
        {(props.declared ?? 0) > 0 && (
          <li><svg viewBox="0 0 18 12" aria-hidden="true"><path d="M9 1l5 5-5 5-5-5Z" fill={ink.declared} /></svg>{t("legend.declared", { n: props.declared ?? 0 })}</li>
        )}
      </ul>
    </div>
  );
}

function Entry({ colour, pattern, ink, text }: { colour: string; pattern?: Pattern; ink: Ink; text: string }) {
  return (
    <li>
      <svg viewBox="0 0 18 12" aria-hidden="true">
        <rect width="18" height="12" fill={colour} />
        {pattern === "unsure" && <path d="M-2 8L8 -2M0 12L12 0M6 14L20 0M12 14L20 6" stroke={ink.hatch} />}
        {pattern === "withheld" && <path d="M-2 8L8 -2M0 12L12 0M6 14L20 0M12 14L20 6M-2 4L8 14M0 0L12 12M6 -2L20 12M12 -2L20 6" stroke={ink.hatch} />}
        {pattern === "unjudged" && <path d="M0 2.5H18M0 6H18M0 9.5H18" stroke={ink.hatch} />}
        {pattern === "imputed" && <g fill={ink.hatch}>{[3, 9, 15].flatMap((x) => [3, 9].map((y) => <circle key={`${x}${y}`} cx={x} cy={y} r="1.2" />))}</g>}
        <rect x="0.5" y="0.5" width="17" height="11" fill="none" stroke="var(--strong-line)" stroke-width="0.6" rx="1.5" />
      </svg>
      {text}
    </li>
  );
}

function Classes({ places, scale, ratingNames = [] }: Props) {
  const counts = scale.colours.map((_, k) => places.filter((p) => p.value !== null && classOf(scale, p.value) === k).length);
  return (
    <ul class="swatches classes" aria-label={t("legend.classes")}>
      {scale.colours.map((colour, k) => (
        <li key={colour}><svg viewBox="0 0 18 12" aria-hidden="true"><rect width="18" height="12" fill={colour} /><rect x="0.5" y="0.5" width="17" height="11" fill="none" stroke="var(--strong-line)" stroke-width="0.6" rx="1.5" /></svg>
          {ratingNames[k] ?? k} <span class="muted">{counts[k]}</span></li>
      )).reverse()}
    </ul>
  );
}

/** The ends of the legend's axis; values beyond them are counted in the last bars. */
function legendEnds(scale: Scale, sorted: number[]): [number, number] {
  const { breaks, log } = scale;
  const [first, second] = [breaks[0], breaks[1]];
  const last = breaks[breaks.length - 1];
  if (scale.kind === "diverging" && first !== undefined && second !== undefined && last !== undefined) {
    return log ? [first * (first / second), last * (second / first)] : [first - (second - first), last + (second - first)];
  }
  const lowest = Math.min(quantile(sorted, 0.01), first ?? Infinity);
  const highest = Math.max(quantile(sorted, 0.99), last ?? -Infinity);
  return lowest < highest ? [lowest, highest] : [lowest - 1, highest + 1];
}

function Histogram({ places, scale, unit, neutral, ink, label }: Props) {
  const sorted = ascending(places.map((p) => p.value)).filter((v) => !scale.log || v > 0);
  if (sorted.length === 0) return null;
  const { breaks } = scale;
  const [min, max] = legendEnds(scale, sorted);
  const sure = new Array<number>(BARS).fill(0);
  const open = new Array<number>(BARS).fill(0);
  for (const place of places) {
    if (place.value === null || (scale.log && place.value <= 0)) continue;
    const bin = Math.min(BARS - 1, Math.floor(position(place.value, min, max, scale.log) * BARS));
    const into = place.unjudged || unsure(place, neutral) ? open : sure;
    into[bin] = (into[bin] ?? 0) + 1;
  }
  const most = Math.max(...sure.map((n, k) => n + (open[k] ?? 0)));
  const w = WIDTH / BARS;
  const valueAt = (k: number): number => {
    const s = (k + 0.5) / BARS;
    return scale.log ? Math.exp(Math.log(min) + s * (Math.log(max) - Math.log(min))) : min + s * (max - min);
  };
  const x = (v: number): number => position(v, min, max, scale.log) * WIDTH;
  return (
    <svg class="histogram" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${label}: ${t("legend.histogram")}`}>
      {sure.map((n, k) => {
        const both = n + (open[k] ?? 0);
        if (both === 0) return null;
        const colour = scale.colours[classOf(scale, valueAt(k))] ?? "#888888";
        const [h, full] = [(n / most) * (FLOOR - 4), (both / most) * (FLOOR - 4)];
        return (
          <g key={k}>
            {full > h && <rect x={k * w} y={FLOOR - full} width={w - 0.8} height={full - h} fill={mix(colour, ink.empty, 0.5)} />}
            <rect x={k * w} y={FLOOR - h} width={w - 0.8} height={h} fill={colour} />
          </g>
        );
      })}
      {scale.colours.map((colour, k) => {
        const from = k === 0 ? 0 : x(breaks[k - 1] ?? min);
        const to = k === scale.colours.length - 1 ? WIDTH : x(breaks[k] ?? max);
        return <rect key={colour + k} x={from} y={FLOOR + 1} width={Math.max(0, to - from)} height="7" fill={colour} stroke="var(--surface)" stroke-width="0.5" />;
      })}
      {neutral != null && neutral >= min && neutral <= max && <line x1={x(neutral)} x2={x(neutral)} y1="0" y2={FLOOR + 8} stroke="var(--ink)" stroke-width="1" stroke-dasharray="2 2" />}
      <BreakLabels breaks={breaks} x={x} unit={unit} />
    </svg>
  );
}

/** Labels of the breaks, leaving out those that would meet. */
function BreakLabels({ breaks, x, unit }: { breaks: number[]; x: (v: number) => number; unit: string }) {
  let last = -Infinity;
  return (
    <>
      {breaks.map((b) => {
        const text = tick(b, lang.value, unit);
        const half = text.length * 3.1 + 3;
        if (x(b) - half < last) return null;
        last = x(b) + half;
        return <text key={b} class="tick" x={Math.max(half - 3, Math.min(WIDTH - half + 3, x(b)))} y={HEIGHT - 2} text-anchor="middle">{text}</text>;
      })}
    </>
  );
}
