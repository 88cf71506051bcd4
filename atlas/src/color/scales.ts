/** From a value to a class: breaks that fit the data, centred on the neutral value where there is one. */
import { ticks as evenTicks, bisectRight, quantileSorted } from "d3-array";
import { diverging, ordinal, sequential } from "./palettes";

export interface Scale {
  /** Inner breaks, ascending; class k holds values with breaks[k-1] <= value < breaks[k]. */
  breaks: number[];
  colours: string[];
  kind: "diverging" | "sequential" | "ordinal";
  log: boolean;
  neutral: number | null;
}

export interface ScaleRequest {
  scale: "log" | "linear";
  neutral: number | null;
  dark: boolean;
}

/** Quantile by linear interpolation of ascending values. */
export const quantile = (sorted: readonly number[], q: number): number => quantileSorted(sorted as number[], q) ?? Number.NaN;

export const ascending = (values: readonly (number | null)[]): number[] =>
  values.filter((v): v is number => v != null && Number.isFinite(v)).sort((a, b) => a - b);

/** A round number (1, 2, 2.5 or 5 times a power of ten) at or above ``x``. */
export function roundStep(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  for (const m of [1, 2, 2.5, 5, 10]) if (m * power >= x * 0.9999) return m * power;
  return 10 * power;
}

function divergingLog(sorted: number[], neutral: number): number[] {
  const spread = Math.max(
    Math.abs(Math.log(quantile(sorted, 0.97) / neutral)),
    Math.abs(Math.log(Math.max(quantile(sorted, 0.05), 1e-6) / neutral)) * 0.6, Math.log(1.2),
  );
  const factor = [1.1, 1.25, 1.5, 2, 3].find((f) => Math.log(f) * 3.3 >= spread) ?? 4;
  return [-3, -2, -1, 0, 1, 2, 3].map((k) => Number((neutral * factor ** k).toPrecision(3)));
}

function divergingLinear(sorted: number[], neutral: number): number[] {
  const reach = Math.max(
    Math.abs(quantile(sorted, 0.96) - neutral), Math.abs(quantile(sorted, 0.04) - neutral), 1e-9,
  );
  const step = roundStep(reach / 3.5);
  return [-3, -2, -1, 0, 1, 2, 3].map((k) => Number((neutral + k * step).toPrecision(6)));
}

function logBreaks(sorted: number[]): number[] {
  const positive = sorted.filter((v) => v > 0);
  const low = quantile(positive, 0.05);
  const high = quantile(positive, 0.985);
  if (!(high > low)) return [];
  const series = [1, 2, 5];
  const coarse = Math.log10(high / low) > 3 ? [1, 3] : series;
  const out: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e += 1) {
    for (const m of coarse) {
      const value = Number((m * 10 ** e).toPrecision(2));
      if (value > low && value < high) out.push(value);
    }
  }
  return thin(out, 7);
}

function thin(breaks: number[], most: number): number[] {
  if (breaks.length <= most) return breaks;
  const every = Math.ceil(breaks.length / most);
  return breaks.filter((_, k) => (breaks.length - 1 - k) % every === 0);
}

/** Even steps, or rounded quantiles where the values are lopsided. */
function linearBreaks(sorted: number[]): number[] {
  const [low, middle, high] = [0.02, 0.5, 0.98].map((q) => quantile(sorted, q)) as [number, number, number];
  if (!(high > low)) return [];
  if (high - middle > 3.5 * (middle - low) || middle === 0) {
    const some = [0.2, 0.4, 0.6, 0.75, 0.87, 0.95].map((q) => Number(quantile(sorted, q).toPrecision(2)));
    return [...new Set(some)].filter((b) => b > (sorted[0] ?? 0));
  }
  const step = roundStep((high - low) / 7);
  const out: number[] = [];
  for (let b = Math.ceil(low / step) * step; b < high; b += step) out.push(Number(b.toPrecision(8)));
  return out;
}

export function makeScale(values: readonly (number | null)[], ask: ScaleRequest): Scale {
  const sorted = ascending(values);
  const { neutral, dark } = ask;
  const log = ask.scale === "log";
  if (neutral != null && sorted.length > 0) {
    const breaks = log ? divergingLog(sorted, neutral) : divergingLinear(sorted, neutral);
    return { breaks, colours: diverging(4, 4, dark), kind: "diverging", log, neutral };
  }
  const breaks = log ? logBreaks(sorted) : linearBreaks(sorted);
  return { breaks, colours: sequential(breaks.length + 1, dark), kind: "sequential", log, neutral };
}

/** One class a rank, from 0 to ``ranks - 1``. */
export function ratingScale(ranks: number, dark: boolean): Scale {
  const breaks = Array.from({ length: Math.max(0, ranks - 1) }, (_, k) => k + 0.5);
  return { breaks, colours: ordinal(ranks, dark), kind: "ordinal", log: false, neutral: null };
}

/** A value that equals a break is above it. */
export const classOf = (scale: Scale, value: number): number => bisectRight(scale.breaks, value);

export const colourOf = (scale: Scale, value: number): string =>
  scale.colours[classOf(scale, value)] ?? scale.colours[scale.colours.length - 1] ?? "#888888";

/** Whether the interval leaves open on which side of the neutral value the truth lies. */
export const isUnsure = (neutral: number | null, low: number | null | undefined, high: number | null | undefined): boolean =>
  neutral != null && low != null && high != null && low < high && low <= neutral && neutral <= high;

/** Position 0–1 on an axis from ``min`` to ``max``, clipped. */
export function position(value: number, min: number, max: number, log: boolean): number {
  const f = (x: number): number => (log ? Math.log(Math.max(x, 1e-9)) : x);
  const span = f(max) - f(min);
  return span === 0 ? 0.5 : Math.min(1, Math.max(0, (f(value) - f(min)) / span));
}

/** Round ticks between two ends. */
export function ticks(min: number, max: number, log: boolean, most = 6): number[] {
  if (!(max > min)) return [min];
  if (log) {
    const out: number[] = [];
    const wide = Math.log10(max / min);
    const series = wide > 3.2 ? [1] : wide > 1.6 ? [1, 3] : [1, 2, 5];
    for (let e = Math.floor(Math.log10(min)); e <= Math.ceil(Math.log10(max)); e += 1) {
      for (const m of series) {
        const value = Number((m * 10 ** e).toPrecision(2));
        if (value >= min * 0.999 && value <= max * 1.001) out.push(value);
      }
    }
    return thin(out, most + 1);
  }
  return evenTicks(min, max, most);
}
