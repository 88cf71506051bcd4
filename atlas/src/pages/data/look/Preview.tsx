/** The first rows as they would be loaded. */
import type { LookReport } from "../../../app/editing/shapes";
import { integer, plainly } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { columnTitle } from "./words";

type Value = LookReport["preview"][number][string];

function shown(column: string, value: Value | undefined): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return column === "year" ? String(value) : plainly(value, lang.value);
  return value;
}

export function Preview({ report }: { report: LookReport }) {
  const columns = [...new Set(report.preview.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return null;
  const numeric = (name: string): boolean => name !== "year" && report.preview.some((row) => typeof row[name] === "number");
  return (
    <section class="section" aria-labelledby="preview">
      <h2 id="preview">{t("look.preview", { table: report.table })}</h2>
      <p class="muted">{t("look.preview.means", { n: integer(report.preview.length, lang.value), total: integer(report.rows, lang.value) })}</p>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="preview">
        <table class="grid">
          <thead><tr>{columns.map((name) => <th key={name} scope="col" class={numeric(name) ? "end" : undefined}>{columnTitle(name)}</th>)}</tr></thead>
          <tbody>{report.preview.map((row, k) => (
            <tr key={k}>{columns.map((name) => <td key={name} class={numeric(name) ? "end num" : undefined}>{shown(name, row[name])}</td>)}</tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
