/** Rows and what was done to them, in words. */
import type { EditMade, Form, Row } from "../../app/editing/tables";
import { lang, nameOf, say, t } from "../../app/i18n";
import { named, shown, titleOf } from "../../parts/form/words";

/** A row by its key, and by its own name where it has one. */
export function keySaid(form: Form, row: Row): string {
  const [en, zh] = [row.name, row.name_zh].map((one) => (typeof one === "string" ? one : null));
  const own = form.key.includes("name") ? "" : nameOf({ name: en ?? null, name_zh: zh ?? null });
  return [own, keyWords(form, row)].filter(Boolean).join(" · ");
}

/** Names where there are some, else codes. */
const keyWords = (form: Form, row: Row): string =>
  form.key.map((name) => {
    const column = form.columns.find((one) => one.name === name);
    const value = row[name] ?? null;
    return column ? named(column, value) || shown(column, value) || t("form.unknown") : String(value);
  }).join(" · ");

export interface Changed { name: string; title: string; before: string; after: string }

/** What an edit changed, column by column; of a new or removed row what it held. */
export function changesSaid(form: Form, before: Row | null, after: Row | null, names: readonly string[]): Changed[] {
  return form.columns.filter(({ name }) => names.includes(name) && !(before === null && after?.[name] == null) && !(after === null && before?.[name] == null)).map((column) => ({
    name: column.name, title: titleOf(column),
    before: before ? shown(column, before[column.name]) || t("form.unknown") : "", after: after ? shown(column, after[column.name]) || t("form.unknown") : "",
  }));
}

export const kindOf = ({ before, after }: Pick<EditMade, "before" | "after">): "added" | "changed" | "removed" => (before === null ? "added" : after === null ? "removed" : "changed");
export const listed = (all: readonly string[]): string => all.join(lang.value === "zh" ? "、" : ", ");
export const tableSaid = (form: Form): string => say(form.title) || form.table;
