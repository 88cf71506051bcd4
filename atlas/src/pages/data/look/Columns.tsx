/** The file's columns: what each becomes, why, how surely, in which unit. */
import type { ColumnSeen } from "../../../app/editing/shapes";
import { plainly } from "../../../app/format";
import { lang, say, t } from "../../../app/i18n";
import { Certainty } from "./Certainty";
import type { Looked } from "./useLook";
import { LEFT_OUT, MAY_BECOME, columnTitle } from "./words";

export function Columns({ looked }: { looked: Looked }) {
  const report = looked.report;
  if (!report || report.columns.length === 0) return null;
  return (
    <section class="section" aria-labelledby="columns">
      <h2 id="columns">{t("look.columns")}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="columns">
        <table class="grid lookcolumns">
          <thead><tr><th scope="col">{t("look.column")}</th><th scope="col">{t("look.becomes")}</th><th scope="col">{t("look.unit")}</th><th scope="col">{t("look.why")}</th><th scope="col">{t("look.examples")}</th></tr></thead>
          <tbody>{report.columns.map((one) => (
            <tr key={one.name}>
              <th scope="row" class="wrap">{one.name}</th>
              <td>{report.layout === "long" && report.table === "activity" ? <Becomes one={one} looked={looked} /> : one.becomes === null ? <span class="muted">{t("look.left")}</span> : columnTitle(one.becomes)}</td>
              <td>{unitOf(one)}</td>
              <td class="reason"><Certainty value={one.certainty} /> {say(one.reason)}</td>
              <td class="muted small wrap">{one.examples.join(" · ")}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

const unitOf = (one: ColumnSeen): string =>
  one.unit === null || one.unit === "" ? (one.scale === 1 ? "–" : `× ${plainly(one.scale, lang.value)}`) : one.scale === 1 ? one.unit : `${one.unit} (× ${plainly(one.scale, lang.value)})`;

function Becomes({ one, looked }: { one: ColumnSeen; looked: Looked }) {
  const now = one.becomes ?? LEFT_OUT;
  const known: readonly string[] = MAY_BECOME;
  return (
    <select aria-label={t("look.becomes.of", { name: one.name })} value={now} onChange={(event) => looked.answer({ [`column.${one.name}`]: event.currentTarget.value })}>
      {!known.includes(now) && now !== LEFT_OUT && <option value={now}>{columnTitle(now)}</option>}
      {known.map((name) => <option key={name} value={name}>{columnTitle(name)}</option>)}
      <option value={LEFT_OUT}>{t("look.left")}</option>
    </select>
  );
}
