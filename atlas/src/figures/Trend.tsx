/** A quantity over the years, what the data allow as a band, where it will be next year as a fan; the rating of each year below. */
import { interval, number, tick } from "../app/format";
import { lang, t } from "../app/i18n";
import { position, ticks } from "../color/scales";
import { useWidth } from "./useWidth";

interface TrendPoint { year: number; value: number | null; low?: number | null; high?: number | null; unjudged?: boolean }
/** Where the value will be in the year after the last. */
interface Ahead { low: number | null; high: number | null }
interface Strip { label: string; cells: { year: number; colour: string; said: string; unjudged?: boolean }[] }

interface Props {
  points: TrendPoint[]; label: string; unit: string; neutral?: number | null; log?: boolean;
  now?: number; strips?: Strip[]; height?: number; ahead?: Ahead;
  /** The band is the data range, and the key says so; else the page does. */
  bandMeans?: boolean;
}

/** A band narrower than this share of its value is not seen. */
const SEEN = 0.01;

export function Trend({ points, label, unit, neutral = null, log = false, now, strips = [], height = 190, ahead, bandMeans = false }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>(480);
  const known = points.filter((p) => p.value != null);
  const last = points[points.length - 1];
  const fan = last?.value != null && ahead?.low != null && ahead.high != null && ahead.low < ahead.high ? { from: last, low: ahead.low, high: ahead.high } : null;
  if (known.length < 2 && !fan) return <p class="muted small" ref={ref}>{t("figure.oneyear")}</p>;
  const all = known.flatMap((p) => [p.value, p.low, p.high]).filter((v): v is number => v != null && (!log || v > 0));
  if (neutral != null) all.push(neutral);
  if (fan) all.push(fan.high, ...(log && fan.low <= 0 ? [] : [fan.low]));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  // values that differ by rounding only are one value: it needs room around it, not a scale of its own
  const span = high - low > 1e-9 * Math.abs(high) ? high - low : Math.abs(high);
  const ends = log ? [low * 0.9, high * 1.1] as const : [low > 0 && low < high * 0.6 ? 0 : low - span * 0.12, high + span * 0.1 || 1] as const;
  const box = { left: 54, right: width - 60, top: 12, bottom: height - 24 };
  const years = [...points.map((p) => p.year), ...(fan ? [fan.from.year + 1] : [])];
  const [first, newest] = [Math.min(...years), Math.max(...years)];
  const x = (year: number): number => box.left + ((year - first) / Math.max(1, newest - first)) * (box.right - box.left);
  const y = (v: number): number => box.bottom - position(v, ends[0], ends[1], log) * (box.bottom - box.top);
  const band = known.filter((p) => p.low != null && p.high != null);
  const hasBand = bandMeans && band.some((p) => (p.high ?? 0) - (p.low ?? 0) > SEEN * Math.abs(p.high ?? 0));
  const end = known[known.length - 1];
  const step = Math.ceil((newest - first + 1) / Math.max(2, Math.floor((box.right - box.left) / 46)));
  return (
    <div ref={ref}>
      <svg class="chart" width={width} height={height + strips.length * 34} viewBox={`0 0 ${width} ${height + strips.length * 34}`} role="img"
        aria-label={`${label}: ${known.map((p) => `${p.year} ${number(p.value, lang.value, { unit, low: p.low, high: p.high })}`).join(", ")}`}>
        {ticks(ends[0], ends[1], log, 4).map((at) => (
          <g key={at}>
            <line class="grid" x1={box.left} x2={box.right} y1={y(at)} y2={y(at)} />
            <text class="tick" x={box.left - 8} y={y(at) + 4} text-anchor="end">{tick(at, lang.value, unit)}</text>
          </g>
        ))}
        {neutral != null && <line class="neutral" x1={box.left} x2={box.right} y1={y(neutral)} y2={y(neutral)} />}
        {years.filter((year) => (newest - year) % step === 0).map((year) => <text key={year} class="tick" x={x(year)} y={height - 6} text-anchor="middle">{year}</text>)}
        {band.length > 1 && <path class="band" d={`M${band.map((p) => `${x(p.year)} ${y(p.high ?? 0)}`).join("L")}L${[...band].reverse().map((p) => `${x(p.year)} ${y(Math.max(p.low ?? 0, log ? ends[0] : -Infinity))}`).join("L")}Z`} />}
        {fan && (
          <g>
            <title>{`${fan.from.year + 1}: ${interval(fan.low, fan.high, lang.value, { unit })}`}</title>
            <path class="fan" d={`M${x(fan.from.year)} ${y(fan.from.value ?? 0)}L${x(fan.from.year + 1)} ${y(fan.high)}V${y(Math.max(fan.low, log ? ends[0] : -Infinity))}Z`} />
            <line class="fanend" x1={x(fan.from.year + 1)} x2={x(fan.from.year + 1)} y1={y(fan.high)} y2={y(Math.max(fan.low, log ? ends[0] : -Infinity))} />
          </g>
        )}
        <path class="curve" d={`M${known.map((p) => `${x(p.year)} ${y(p.value ?? 0)}`).join("L")}`} />
        {known.map((p) => (
          <circle key={p.year} class={`mark${p.year === now ? " now" : ""}${p.unjudged ? " unjudged" : ""}`} cx={x(p.year)} cy={y(p.value ?? 0)} r="3.8">
            <title>{`${p.year}: ${number(p.value, lang.value, { unit, low: p.low, high: p.high })} ${interval(p.low, p.high, lang.value, { unit })}${p.unjudged ? ` · ${t("rating.unjudged")}` : ""}`}</title>
          </circle>
        ))}
        {end && !fan && <text class="strongtext" x={box.right + 9} y={y(end.value ?? 0) + 4}>{number(end.value, lang.value, { unit, low: end.low, high: end.high })}</text>}
        {end && fan && <text class="strongtext" x={x(end.year)} y={y(end.value ?? 0) - 9} text-anchor="middle">{number(end.value, lang.value, { unit, low: end.low, high: end.high })}</text>}
        {fan && [fan.high, fan.low].map((at, k) => <text key={k} class="tick" x={box.right + 7} y={y(Math.max(at, log ? ends[0] : -Infinity)) + 4}>{number(at, lang.value, { unit, low: fan.low, high: fan.high })}</text>)}
        {strips.map((strip, k) => <Ribbon key={strip.label} strip={strip} top={height + k * 34} x={x} left={box.left} right={box.right} count={points.length + (fan ? 1 : 0)} />)}
      </svg>
      {(fan || hasBand || points.some((p) => p.unjudged && p.value != null)) && (
        <ul class="swatches">
          {fan && <li><svg viewBox="0 0 18 12" aria-hidden="true"><path d="M1 6L15 1V11Z" fill="var(--accent)" fill-opacity="0.2" /><path d="M15 1V11" stroke="var(--accent)" stroke-width="1.5" /></svg>{t("trend.fan")}</li>}
          {hasBand && <li><svg viewBox="0 0 18 12" aria-hidden="true"><path d="M1 3H17V9H1Z" fill="var(--accent)" fill-opacity="0.15" /></svg>{t("trend.band")}</li>}
          {points.some((p) => p.unjudged && p.value != null) && <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle class="mark unjudged" cx="9" cy="6" r="4" fill="var(--surface)" stroke="var(--accent)" stroke-width="2" stroke-dasharray="2 1.6" /></svg>{t("rating.unjudged")}</li>}
        </ul>
      )}
    </div>
  );
}

function Ribbon({ strip, top, x, left, right, count }: { strip: Strip; top: number; x: (year: number) => number; left: number; right: number; count: number }) {
  const w = Math.min(34, ((right - left) / Math.max(1, count - 1)) * 0.7);
  return (
    <g>
      {strip.cells.map((cell, k) => (
        <g key={cell.year}>
        <rect x={x(cell.year) - w / 2} y={top + 3} width={w} height="11" rx="2.5" fill={cell.unjudged ? "var(--page)" : cell.colour} stroke="var(--strong-line)" stroke-width="0.6">
          <title>{`${strip.label}, ${cell.year}: ${cell.said}`}</title>
        </rect>
        {cell.unjudged && <path d={`M${x(cell.year) - w / 2 + 2} ${top + 6.5}h${w - 4}m0 4h${4 - w}`} stroke="var(--strong-line)" pointer-events="none" />}
        {cell.said !== strip.cells[k - 1]?.said && <text class="tick" x={x(cell.year)} y={top + 27} text-anchor="middle">{cell.said}</text>}
        </g>
      ))}
    </g>
  );
}
