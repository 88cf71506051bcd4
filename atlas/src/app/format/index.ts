/**
 * Numbers and dates as each language writes them.
 *
 * The digits of a number follow from itself and its unit alone: the rule of `jiqun.core.digits`,
 * which the command line, briefs and charts are written with. Both are held to
 * `tests/core/digits.json`. What is doubtful is said by the interval beside the number.
 */
import type { Lang } from "../address";

const LOCALE: Record<Lang, string> = { en: "en-GB", zh: "zh-CN" };
const NONE = "–";
/** Below this a number is a leftover of adding up others. */
const LEFTOVER = 1e-12;
const SIGNIFICANT = 4;
const LARGE: Record<Lang, readonly (readonly [number, string])[]> = {
  en: [[12, " tn"], [9, " bn"], [6, " m"]],
  zh: [[12, "万亿"], [8, "亿"], [4, "万"]],
};
const IN_FULL: Record<Lang, number> = { en: 6, zh: 5 };
const RATIOS = new Set(["", "1", "index", "standard deviations", "bits", "nats", "1/distance"]);
const cache = new Map<string, Intl.NumberFormat>();

export interface NumberStyle {
  /** Unit as the API names it: "persons", "share", "1", a currency code, … */
  unit?: string;
  /** Show a sign before positive numbers; growth has one anyway. */
  signed?: boolean;
  /** An interval may be told with its number; it takes no digit from it. */
  low?: number | null;
  high?: number | null;
}

/** A number's size as digits and the power of ten of the last: 1.25 is 125 with -2. */
interface Digits { digits: bigint; last: number }

const sized = (value: number): Digits => {
  const [mantissa = "0", power = "0"] = Math.abs(value).toExponential().split("e");
  const [whole = "0", rest = ""] = mantissa.split(".");
  return { digits: BigInt(whole + rest), last: Number(power) - rest.length };
};

/** Power of ten of the first digit. */
const first = (size: Digits): number => (size.digits === 0n ? 0 : String(size.digits).length - 1 + size.last);

/** Round half up at a power of ten, as the number itself is written. */
function at(size: Digits, place: number): Digits {
  const fewer = place - size.last;
  if (fewer <= 0) return { digits: size.digits * 10n ** BigInt(-fewer), last: place };
  const step = 10n ** BigInt(fewer);
  return { digits: (2n * size.digits + step) / (2n * step), last: place };
}

/** Round where the rule says, and again where that brought a digit more. */
function rounded(size: Digits, rule: (first: number) => number): Digits {
  const once = at(size, rule(first(size)));
  return at(once, rule(first(once)));
}

/** The digits a number has, with separators. */
function fixed({ digits, last }: Digits): string {
  const decimals = Math.max(0, -last);
  const text = String(last > 0 ? digits * 10n ** BigInt(last) : digits).padStart(decimals + 1, "0");
  const whole = text.slice(0, text.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  return decimals ? `${whole}.${text.slice(-decimals)}` : whole;
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (power: number): string =>
  (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map((digit) => RAISED[Number(digit)]).join("");

const ofRatio = (k: number): number => (k >= 0 ? Math.min(0, k - 2) : k - 1);
const ofShare = (k: number): number => (k > 1 ? 0 : k >= 0 ? -1 : k - 1);
const ofCount = (k: number): number => (k > 0 ? 0 : k - 1);
const bare = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/** Digits without a sign; far from 1 with a power of ten. */
function written(value: number, rule: (first: number) => number, raise = 0): string {
  if (Math.abs(value) < LEFTOVER) return "0";
  const own = sized(value);
  const size = { digits: own.digits, last: own.last + raise };
  const k = first(size);
  if (k >= -6 && k < 15) return fixed(rounded(size, rule));
  const two = rounded(size, (one) => one - 1);
  return `${fixed({ digits: two.digits, last: -1 })}×10${raised(first(two))}`;
}

function counted(value: number, lang: Lang): string {
  const own = sized(value);
  if (first(own) < -6 || own.digits === 0n) return written(value, ofCount);
  const whole = rounded(own, ofCount);
  if (first(whole) < IN_FULL[lang]) return bare(fixed(whole));
  const size = rounded(whole, (k) => k - SIGNIFICANT + 1);
  const [power, word] = LARGE[lang].find(([from]) => first(size) >= from) ?? [0, ""];
  return bare(fixed({ digits: size.digits, last: size.last - power })) + word;
}

/** Per cent; what is not all is never written as 100 %. */
function share(value: number): string {
  const text = written(value, ofShare, 2);
  if (text !== "100" || 1 - Math.abs(value) <= LEFTOVER) return text;
  const own = sized(value);
  const size = { digits: own.digits, last: own.last + 2 };
  return fixed(at(size, first({ digits: 10n ** BigInt(2 - size.last) - size.digits, last: size.last })));
}

const isShare = (unit: string): boolean => unit.startsWith("share");
const isMoney = (unit: string): boolean => /^[A-Z]{3}$/.test(unit);
const isCount = (unit: string): boolean => !isShare(unit) && !RATIOS.has(unit);

/** Write one number; null and NaN become a dash. */
export function number(value: number | null | undefined, lang: Lang, style: NumberStyle = {}): string {
  if (value == null || !Number.isFinite(value)) return NONE;
  const { unit = "", signed = unit === "share per year" } = style;
  const size = isShare(unit) ? `${share(value)}%` : isCount(unit) ? counted(value, lang) : written(value, ofRatio);
  const none = size === "0" || size === "0%";
  const text = (none ? "" : value < 0 ? "−" : signed ? "+" : "") + size;
  return isMoney(unit) ? money(text, unit, lang) : text;
}

function money(text: string, unit: string, lang: Lang): string {
  if (lang === "en") return `${unit} ${text}`;
  const names: Record<string, string> = { USD: "美元", CNY: "元", EUR: "欧元", GBP: "英镑" };
  return `${text}${names[unit] ?? ` ${unit}`}`;
}

/** "1.20–2.40"; empty when there is no interval. Chinese writes what both ends share twice (GB/T 15835-2011). */
export function interval(
  low: number | null | undefined, high: number | null | undefined, lang: Lang, style: NumberStyle = {},
): string {
  if (low == null || high == null || !(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) return "";
  const [a, b] = [number(low, lang, style), number(high, lang, style)];
  if (a === b || a === NONE || b === NONE) return a === b ? a : "";
  // a dash before or after a sign would be read as one
  const signed = /^[−+]/.test(a) || /^[−+]/.test(b);
  const shared = lang === "en" ? ["%", " m", " bn", " tn"].find((end) => a.endsWith(end) && b.endsWith(end)) ?? "" : "";
  const joint = signed ? (lang === "zh" ? "至" : " to ") : lang === "zh" ? "～" : "–";
  return a.slice(0, a.length - shared.length) + joint + b;
}

/** A probability with two decimals, below 0.1 three; what is not sure is never written as 0 or 1. */
export function chance(value: number | null | undefined, _lang?: Lang): string {
  if (value == null || !Number.isFinite(value)) return NONE;
  if (value >= 0.995 && value < 1) return "> 0.99";
  if (value > 0 && value < 0.01) return "< 0.01";
  const text = fixed(at(sized(value), -2));
  // what is marked for lying below 0.9 is not written as 0.90
  if (value < 0.9 && text === "0.90") return "0.89";
  const finer = fixed(at(sized(value), -3));
  return value > 0 && finer < "0.1" ? finer : text;
}

/** A statistic by which sets or forecasts are compared: three decimals. */
export const score = (value: number | null | undefined): string => {
  if (value == null || !Number.isFinite(value)) return NONE;
  const size = at(sized(value), -3);
  return (value < 0 && size.digits > 0n ? "−" : "") + fixed(size);
};

/** A chance in whole per cent, cut off: none below 90 % is written as 90, none as 100. */
export const cutChance = (value: number | null | undefined): string =>
  value == null || !Number.isFinite(value) ? NONE : `${Math.floor(value * 100 + 1e-6)}%`;

/** A number beside what it is compared with, with digits enough to stand on the side on which it lies. */
export function against(value: number | null | undefined, threshold: number, lang: Lang, unit: string): string {
  const usual = number(value, lang, { unit });
  if (value == null || value === threshold || usual !== number(threshold, lang, { unit })) return usual;
  const raise = isShare(unit) ? 2 : 0;
  const [one, other] = [value, threshold].map((v) => ({ digits: sized(v).digits, last: sized(v).last + raise })) as [Digits, Digits];
  let place = 0;
  while (place > -6 && at(one, place).digits === at(other, place).digits) place -= 1;
  const sign = value < 0 ? "−" : unit === "share per year" ? "+" : "";
  return sign + fixed(at(one, place)) + (raise ? "%" : "");
}

function plain(value: number, lang: Lang, min: number, max: number, signed: boolean): string {
  const key = `${lang}|${min}|${max}|${signed}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE[lang], {
      minimumFractionDigits: min, maximumFractionDigits: max,
      signDisplay: signed ? "exceptZero" : "auto",
    });
    cache.set(key, format);
  }
  return format.format(value).replace("-", "−");
}

/** A round number on an axis: no more decimals than it has. */
export function tick(value: number, lang: Lang, unit: string): string {
  const share = isShare(unit);
  const size = Math.abs(value);
  if (!share && isCount(unit) && size >= 1e4) return number(value, lang, { unit: isMoney(unit) ? "count" : unit });
  const scaled = Number((share ? value * 100 : value).toPrecision(size < 0.1 && !share ? 2 : 6));
  return plain(scaled, lang, 0, 6, false) + (share ? "%" : "");
}

/** A stored number as it is, to six significant digits. */
export const plainly = (value: number, lang: Lang): string =>
  Math.abs(value) >= 1e6 ? plain(value, lang, 0, 0, false) : plain(Number(value.toPrecision(6)), lang, 0, 6, false);

/** Pad a ratio so that decimal points stand under one another in a column. */
export function aligned(text: string, decimals: number): string {
  const point = text.indexOf(".");
  const own = point < 0 ? 0 : text.length - point - 1;
  if (text === NONE || own >= decimals) return text;
  return text + (own === 0 ? "\u2008" : "") + "\u2007".repeat(decimals - own);
}

/** Whole numbers with separators. */
export const integer = (value: number | null | undefined, lang: Lang): string =>
  value == null || !Number.isFinite(value) ? NONE : plain(value, lang, 0, 0, false);

/** A day, from an ISO time. */
export function day(time: string | null | undefined, lang: Lang): string {
  const at = time ? new Date(time) : null;
  if (!at || Number.isNaN(at.getTime())) return time ?? NONE;
  return new Intl.DateTimeFormat(LOCALE[lang], { year: "numeric", month: lang === "zh" ? "long" : "short", day: "numeric" })
    .format(at);
}

/** A day and the minute, from an ISO time. */
export function moment(time: string, lang: Lang): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  return new Intl.DateTimeFormat(LOCALE[lang], {
    year: "numeric", month: lang === "zh" ? "long" : "short", day: "numeric", hour: "2-digit", minute: "2-digit",
  }).format(at);
}
