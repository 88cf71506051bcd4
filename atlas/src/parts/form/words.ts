/** What a field is called and what it takes, in words. */
import type { Choice, FormColumn, Value } from "../../app/editing/tables";
import { exact, isDate, isMoney, isNumeric, isYear } from "../../app/editing/values";
import { has, lang, say, t } from "../../app/i18n";
import { unitWords } from "../../app/names";

export const titleOf = (column: FormColumn): string => say(column.title) || column.name;

/** The unit that follows a number; of money the row's own currency. */
export function unitOf(column: FormColumn, currency: Value | undefined): string {
  if (isMoney(column)) return typeof currency === "string" && currency ? currency : t("form.nocurrency");
  return ["", "1"].includes(column.unit) ? "" : unitWords(column.unit);
}

/** A code of a vocabulary in words; of another table it has its own name. */
function choiceWords({ code, name }: Choice): string {
  const own = say(name);
  return own !== "" && own !== code ? own : vocabularyWord(code);
}

/** A code of a closed vocabulary in words; empty where it has none. */
export const vocabularyWord = (code: string): string =>
  has(`actor.${code}`) ? t(`actor.${code}`) : has(`tie.${code}`) ? t(`tie.${code}`) : has(`form.choice.${code}`) ? t(`form.choice.${code}`) : "";

export const choiceName = (one: Choice): string => {
  const name = choiceWords(one);
  return name && name !== one.code ? `${name} · ${one.code}` : one.code;
};

/** What the field takes; empty where it takes anything. */
export function allowed(column: FormColumn): string {
  if (isNumeric(column)) return allowedNumber(column);
  if (isDate(column)) return t("form.allowed.date");
  if (column.type === "codes") return t("form.allowed.codes");
  return column.pattern ? t("form.allowed.pattern", { pattern: column.pattern }) : "";
}

function allowedNumber(column: FormColumn): string {
  if (isYear(column)) return t("form.allowed.year");
  const [low, high] = [column.minimum, column.maximum].map((one) => (one === null ? null : readable(one, column)));
  const kind = column.type === "integer" ? "integer" : "number";
  if (low !== null && high !== null) return t(`form.allowed.${kind}.between`, { low: low ?? "", high: high ?? "" });
  return low !== null ? t(`form.allowed.${kind}.from`, { low: low ?? "" }) : t(`form.allowed.${kind}`);
}

/** Bounds of many zeros are powers of ten. */
const readable = (value: number, column: FormColumn): string => {
  const power = Math.log10(Math.abs(value));
  return power >= 6 && Number.isInteger(power) ? `${value < 0 ? "−" : ""}10${[...String(power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}` : exact(value, column);
};

/** A value as a cell shows it; empty where it is unknown. */
export function shown(column: FormColumn, value: Value | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return exact(value, column);
  if (Array.isArray(value)) return value.join(lang.value === "zh" ? "；" : "; ");
  return String(value);
}

/** The name behind a code, where the form's choices have it. */
export function named(column: FormColumn, value: Value | undefined): string {
  if (typeof value !== "string") return "";
  const one = column.choices.find(({ code }) => code === value);
  return one ? choiceWords(one) : "";
}
