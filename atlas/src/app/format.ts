/** Numbers and dates as each language writes them; never more digits than the interval allows. */
import type { Lang } from "./address";

const LOCALE: Record<Lang, string> = { en: "en-GB", zh: "zh-CN" };
const NONE = "–";
const cache = new Map<string, Intl.NumberFormat>();

export interface NumberStyle {
  /** Unit as the API names it: "persons", "share", "1", a currency code, … */
  unit?: string;
  low?: number | null;
  high?: number | null;
  /** Show a sign before positive numbers. */
  signed?: boolean;
  /** Counts in full rather than in 万 or million. */
  full?: boolean;
}

/** Decimals that the interval's half width leaves meaningful; undefined when there is none. */
export function decimalsFor(low?: number | null, high?: number | null): number | undefined {
  if (low == null || high == null) return undefined;
  const half = Math.abs(high - low) / 2;
  if (!(half > 0) || !Number.isFinite(half)) return undefined;
  // one digit of the half width is kept, two when that digit is a 1
  const order = Math.floor(Math.log10(half));
  const lead = half / 10 ** order;
  return -order + (lead < 2 ? 1 : 0);
}

/** Round to a number of decimals, which may be negative: round(12345, -3) is 12000. */
export function round(value: number, decimals: number): number {
  if (decimals >= 0) return Number(value.toFixed(Math.min(decimals, 12)));
  const step = 10 ** -decimals;
  return Math.round(value / step) * step;
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

/** 万 and 亿 from ten thousand up; the digits follow the interval. */
function chinese(value: number, decimals: number | undefined, signed: boolean): string {
  const size = Math.abs(value);
  const [unit, power] = size >= 1e12 ? ["万亿", 12] : size >= 1e8 ? ["亿", 8] : ["万", 4];
  const scaled = value / 10 ** power;
  const natural = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(scaled))));
  const max = decimals === undefined ? natural : Math.min(natural, Math.max(0, decimals + power));
  return plain(scaled, "zh", 0, Math.min(max, 2), signed) + unit;
}

function english(value: number, decimals: number | undefined, signed: boolean): string {
  const size = Math.abs(value);
  const [unit, power] = size >= 1e12 ? [" tn", 12] : size >= 1e9 ? [" bn", 9] : [" m", 6];
  const scaled = value / 10 ** power;
  const natural = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(scaled))));
  const max = decimals === undefined ? natural : Math.min(natural, Math.max(0, decimals + power));
  return plain(scaled, "en", 0, max, signed) + unit;
}

const isShare = (unit: string): boolean => unit === "share" || unit.startsWith("share");
const isMoney = (unit: string): boolean => /^[A-Z]{3}$/.test(unit);
const isCount = (unit: string): boolean =>
  unit !== "" && unit !== "1" && !isShare(unit) && unit !== "index";

/** Write one number; null and NaN become a dash. */
export function number(value: number | null | undefined, lang: Lang, style: NumberStyle = {}): string {
  if (value == null || !Number.isFinite(value)) return NONE;
  const { unit = "", low, high, signed = false, full = false } = style;
  const fitted = decimalsFor(low, high);
  if (isShare(unit)) return percent(value, lang, fitted, signed);
  const text = isCount(unit) ? count(value, lang, fitted, signed, full) : ratio(value, lang, fitted, signed);
  return isMoney(unit) ? money(text, unit, lang) : text;
}

function percent(value: number, lang: Lang, fitted: number | undefined, signed: boolean): string {
  const hundred = value * 100;
  const natural = Math.abs(hundred) >= 9.95 ? 0 : Math.abs(hundred) >= 0.95 ? 1 : significant(hundred, 2);
  const decimals = fitted === undefined ? natural : Math.max(leading(hundred), Math.min(fitted - 2, natural + 1));
  return `${plain(round(hundred, decimals), lang, decimals, decimals, signed)}${lang === "zh" ? "%" : " %"}`;
}

function count(
  value: number, lang: Lang, fitted: number | undefined, signed: boolean, full: boolean,
): string {
  // what is not 0 is never written as 0, however wide its interval
  const rounded = fitted === undefined ? value : round(value, Math.min(0, Math.max(fitted, first(value))));
  const size = Math.abs(rounded);
  if (lang === "zh" && size >= 1e4 && !full) return chinese(rounded, fitted, signed);
  if (lang === "en" && size >= 1e6 && !full) return english(rounded, fitted, signed);
  const decimals = size >= 100 || Number.isInteger(rounded) ? 0 : 1;
  return plain(rounded, lang, 0, decimals, signed);
}

function ratio(value: number, lang: Lang, fitted: number | undefined, signed: boolean): string {
  const size = Math.abs(value);
  const natural = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : significant(value, 2);
  const decimals = fitted === undefined ? natural : Math.max(leading(value), Math.min(fitted, natural));
  return plain(round(value, decimals), lang, decimals, decimals, signed);
}

/** Place of the first digit: -2 of 411, 2 of 0.031. */
const first = (value: number): number => (value === 0 ? 0 : -Math.floor(Math.log10(Math.abs(value))));

/** Decimals that show the first digit: a value that is not 0 is never written as 0. */
function leading(value: number): number {
  return value === 0 ? 0 : Math.min(6, Math.max(0, first(value)));
}

function significant(value: number, digits: number): number {
  if (value === 0) return 0;
  return Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));
}

function money(text: string, unit: string, lang: Lang): string {
  if (lang === "en") return `${unit} ${text}`;
  const names: Record<string, string> = { USD: "美元", CNY: "元", EUR: "欧元", GBP: "英镑" };
  return `${text}${names[unit] ?? ` ${unit}`}`;
}

/** "1.2–3.4"; empty when there is no interval. */
export function interval(
  low: number | null | undefined, high: number | null | undefined, lang: Lang, style: NumberStyle = {},
): string {
  if (low == null || high == null || low === high) return "";
  const both = { ...style, low, high };
  const [a, b] = [number(low, lang, both), number(high, lang, both)].map((text, k) => (k === 0 ? text.replace(/ ?%$/, "") : text));
  // a dash before or after a sign would be read as one
  const signed = /^[−+]/.test(a ?? "") || /^[−+]/.test(b ?? "");
  return `${a}${signed ? (lang === "zh" ? "至" : " to ") : lang === "zh" ? "～" : "–"}${b}`;
}

/** A probability with two decimals; what is not sure is never written as 0 or 1. */
export function chance(value: number | null | undefined, lang: Lang): string {
  if (value == null || !Number.isFinite(value)) return NONE;
  if (value >= 0.995 && value < 1) return "> 0.99";
  // what is marked for lying below 0.9 is not written as 0.90
  if (value >= 0.895 && value < 0.9) return "0.89";
  return value > 0 && value < 0.005 ? "< 0.01" : plain(value, lang, 2, 2, false);
}

/** A round number on an axis: no more decimals than it has. */
export function tick(value: number, lang: Lang, unit: string): string {
  const share = isShare(unit);
  const size = Math.abs(value);
  if (!share && isCount(unit) && size >= 1e4) return number(value, lang, { unit: isMoney(unit) ? "count" : unit });
  const scaled = Number((share ? value * 100 : value).toPrecision(size < 0.1 && !share ? 2 : 6));
  return plain(scaled, lang, 0, 6, false) + (share ? (lang === "zh" ? "%" : " %") : "");
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
