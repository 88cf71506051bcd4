/** A small form and its rows, for tests. */
import type { Form, FormColumn, Marked } from "./tables";

const column = (name: string, type: FormColumn["type"], more: Partial<FormColumn> = {}): FormColumn => ({
  name, type, title: { en: name, zh: name }, help: { en: "", zh: "" }, unit: "", required: false, key: false, default: "", minimum: null, maximum: null, pattern: "", longest: null, choices: [], table: "", column: "", look_up: false, ...more,
});

export const FORM: Form = {
  table: "sample", title: { en: "Sample", zh: "示例" }, row: { en: "a row", zh: "一行" }, key: ["code", "year"], rows: 2, commit: 1, waiting: 0,
  columns: [
    column("code", "code", { key: true, required: true, longest: 8 }), column("year", "integer", { key: true, required: true, minimum: 1000, maximum: 3000 }),
    column("jobs", "number", { minimum: 0, maximum: 1e10, unit: "persons" }), column("withheld", "boolean"), column("kind", "code", { choices: [{ code: "loan", name: { en: "loan", zh: "贷款" } }] }),
    column("name", "text", { longest: 10_000 }), column("classes", "codes", { longest: 5 }), column("currency", "code", { pattern: "^[A-Z]{3}$" }),
  ],
};
export const columnOf = (name: string): FormColumn => FORM.columns.find((one) => one.name === name) ?? column(name, "text");
export const ROW: Marked = { tag: "t1", values: { code: "A", year: 2020, jobs: 5, withheld: null, kind: null, name: "a", classes: null, currency: null } };
export const OTHER: Marked = { tag: "t2", values: { ...ROW.values, code: "B", jobs: 7 } };
