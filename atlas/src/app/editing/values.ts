/** What somebody writes in a field, as the column's type has it, and back. Judging is the server's; here is only what a field can say at once. */
import type { FormColumn, Row, Value } from "./tables";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Thousands in threes. */
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const YES = new Set(["true", "yes", "1", "是"]);
const NO = new Set(["false", "no", "0", "否"]);
const PARTS = /[;；|、\n]/;

/** Read a text as the column's type; what cannot be read stays as it is, for the server to say what is wrong. */
export function read(column: FormColumn, text: string): Value {
  const bare = text.trim();
  if (bare === "") return null;
  if (column.type === "integer" || column.type === "number") return readNumber(bare);
  if (column.type === "boolean") return YES.has(bare.toLowerCase()) ? true : NO.has(bare.toLowerCase()) ? false : bare;
  if (column.type === "codes") return parts(bare);
  return column.type === "code" ? bare : text;
}

function parts(text: string): readonly string[] | null {
  const all = text.split(PARTS).map((one) => one.trim()).filter(Boolean);
  return all.length > 0 ? all : null;
}

/** Wide digits of a Chinese keyboard are digits; more than a number can hold stays text. */
function readNumber(text: string): Value {
  const plain = text.normalize("NFKC").replace("−", "-").replaceAll(" ", "");
  const bare = GROUPED.test(plain) ? plain.replaceAll(",", "") : plain;
  if (!NUMBER.test(bare)) return text;
  const value = Number(bare);
  const exact = Number.isFinite(value) && (!/^[+-]?\d+$/.test(bare) || Number.isSafeInteger(value));
  return exact ? value : text;
}

/** A value as it is written in its field: reading it gives it back. */
export function written(value: Value | undefined): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join("; ");
  return String(value);
}

/** A number as a narrow cell shows it: seven digits of what is no whole number. */
export const shortened = (value: Value): Value =>
  (typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value);

/** All digits of a number, in threes; a year has no threes. */
export function exact(value: number, column: FormColumn): string {
  const text = String(value);
  if (isYear(column) || !/^-?\d+(\.\d+)?$/.test(text)) return text.replace("-", "−");
  const [whole = "", rest] = text.split(".");
  return (rest === undefined ? [whole] : [whole, rest]).map((part, k) => (k === 0 ? part.replace(/\B(?=(\d{3})+$)/g, ",") : part)).join(".").replace("-", "−");
}

export const same = (a: Value | undefined, b: Value | undefined): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
export const sameRow = (columns: readonly FormColumn[], a: Row | null, b: Row | null): boolean =>
  a === null || b === null ? a === b : columns.every(({ name }) => same(a[name], b[name]));

/** A whole number that has a year's bounds. */
export const isYear = ({ type, minimum, maximum }: FormColumn): boolean => type === "integer" && maximum === 3000 && (minimum ?? -1) >= 0;
export const isMoney = ({ unit }: FormColumn): boolean => unit === "currency";
export const isNumeric = ({ type }: FormColumn): boolean => type === "integer" || type === "number";
/** A day, a month or a year, as text. */
export const isDate = ({ type, pattern }: FormColumn): boolean => type === "text" && pattern.startsWith("^[0-9]{4}(-[0-9]{2}");
/** Of any length: a field that grows. */
export const isLong = (column: FormColumn): boolean => column.type === "text" && !column.pattern && (column.longest ?? 0) > 200;

/** Whether the form has all that the column may hold. */
export const isListed = ({ choices, look_up }: FormColumn): boolean => choices.length > 0 && !look_up;
/** More than these are found by writing, not chosen from a list. */
const MOST_CHOSEN = 60;
/** Whether a value is chosen from a list that has all there are. */
export const isChosen = (column: FormColumn): boolean => column.type === "boolean" || (column.type === "code" && isListed(column) && column.choices.length <= MOST_CHOSEN);

export type Fault = "required" | "type" | "low" | "high" | "choice" | "pattern" | "long";

/** What is wrong with a value, as far as the form's description tells; undefined where nothing is. */
export function fault(column: FormColumn, value: Value | undefined): Fault | undefined {
  if (value === null || value === undefined) return column.required ? "required" : undefined;
  if (isNumeric(column)) return faultOfNumber(column, value);
  if (column.type === "boolean") return typeof value === "boolean" ? undefined : "type";
  const texts = Array.isArray(value) ? value as readonly string[] : [String(value)];
  if (column.longest !== null && texts.some((one) => [...one].length > (column.longest ?? 0))) return "long";
  if (isListed(column) && texts.some((one) => !column.choices.some(({ code }) => code === one))) return "choice";
  return texts.every((one) => fits(column.pattern, one)) ? undefined : "pattern";
}

function faultOfNumber(column: FormColumn, value: Value): Fault | undefined {
  if (typeof value !== "number" || (column.type === "integer" && !Number.isInteger(value))) return "type";
  if (column.minimum !== null && value < column.minimum) return "low";
  return column.maximum !== null && value > column.maximum ? "high" : undefined;
}

/** Patterns are the server's; one that this browser cannot read judges nothing. */
function fits(pattern: string, text: string): boolean {
  if (!pattern) return true;
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}
