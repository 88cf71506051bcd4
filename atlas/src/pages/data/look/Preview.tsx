/** The first rows as they would be loaded. */
import type { LookReport } from "../../../app/editing/shapes";
import { integer, plainly } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { columnTitle } from "./words";

function shown(column: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return column === "year" ? String(value) : plainly(value, lang.value);
  return String(value);
}

function Cell({ name, row }: { name: string; row: Record<string, unknown> }) {
  const own = row[`${name}_name`];
  const value = shown(name, row[name]);
  return typeof own === "string" && own !== "" && own !== value ? <>{own} <small class="muted">{value}</small></> : <>{value}</>;
}

export function Preview({ report }: { report: LookReport }) {
  const all = [...new Set(report.preview.flatMap((row) => Object.keys(row)))];
  // a code stands under its name
  const columns = all.filter((name) => !(name.endsWith("_name") && all.includes(name.slice(0, -"_name".length))));
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
            <tr key={k}>{columns.map((name) => <td key={name} class={numeric(name) ? "end num" : undefined}><Cell name={name} row={row} /></td>)}</tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
