/** Values of a measure come as they are shaped: one, a list, a list for each series, or deeper. */
import type { MeasureValues } from "../app/answers";

type Nested = MeasureValues["values"];
type Line = (number | null)[];

const isLine = (values: readonly unknown[]): values is Line => !values.some(Array.isArray);

/** The one line there is, or the first of several; undefined where there is none. */
export function lineOf(values: Nested | undefined): Line | undefined {
  if (values === undefined || values === null) return undefined;
  if (typeof values === "number") return [values];
  return isLine(values) ? values : lineOf(values[0] as Nested);
}
