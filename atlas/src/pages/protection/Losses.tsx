/** What readers lose, level by level and year by year. */
import { integer, number } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { quantityTitle } from "../../app/names";
import type { Protection, ProtectionLoss } from "../../app/answers";
import { lossGrid } from "./grid";

export function Losses({ now }: { now: Protection }) {
  const { years, rows } = lossGrid(now.losses, now.levels);
  if (rows.length === 0) return null;
  const shown = now.losses.some((one) => one.shown_share !== null);
  return (
    <section class="section">
      <h2>{t("protection.losses")}</h2>
      <p class="small muted">{t("protection.losses.means")}{shown && ` ${t("protection.losses.shown", { what: quantityTitle(now.quantity ?? "employment") })}`}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("protection.losses")}>
        <table class="grid losses">
          <thead><tr><th scope="col">{t("protection.regions")}</th><th scope="col">{t("protection.industries")}</th>{years.map((year) => <th key={year} scope="col" class="end">{year}</th>)}</tr></thead>
          <tbody>{rows.map(({ key, first, cells }) => (
            <tr key={key}><th scope="row">{say(first.title) || first.level}</th><td>{say(first.industry_title) || first.industry_level}</td>{cells.map((one, k) => <Cell key={years[k]} one={one} />)}</tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

function Cell({ one }: { one: ProtectionLoss | undefined }) {
  if (!one) return <td class="end">–</td>;
  const said = one.primary === null || one.secondary === null ? undefined
    : t("protection.cell", { primary: integer(one.primary, lang.value), secondary: integer(one.secondary, lang.value) });
  return (
    <td class="end num" title={said}>
      <strong>{integer(one.withheld, lang.value)}</strong> / {integer(one.cells, lang.value)}
      <meter min={0} max={one.cells} value={one.withheld} aria-hidden="true" />
      {one.shown_share !== null && <small>{number(one.shown_share, lang.value, { unit: "share" })}</small>}
    </td>
  );
}
