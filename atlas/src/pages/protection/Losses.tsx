/** What readers lose, level by level and year by year: in cells, or in what the cells add up to. */
import { useState } from "preact/hooks";
import { integer, number } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import type { ProtectionLoss } from "../../app/session/protection";
import { levelTitle } from "../../app/state";
import { inked, lossGrid } from "./grid";

const BY = ["value", "cells"] as const;
type By = (typeof BY)[number];

export function Losses({ losses }: { losses: readonly ProtectionLoss[] }) {
  const [by, setBy] = useState<By>("value");
  const { years, rows } = lossGrid(losses);
  if (rows.length === 0) return null;
  return (
    <section class="section" aria-labelledby="losses">
      <h2 id="losses">{t("protection.losses")}</h2>
      <div class="filters">
        <div class="segments small" role="group" aria-label={t("protection.by")}>
          {BY.map((one) => <button key={one} type="button" aria-pressed={by === one} onClick={() => setBy(one)}>{t(`protection.by.${one}`)}</button>)}
        </div>
        <p class="small muted">{t(`protection.by.${by}.means`)}</p>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("protection.losses")}>
        <table class="grid losses">
          <thead><tr><th scope="col">{t("control.level")}</th>{years.map((year) => <th key={year} scope="col" class="end">{year}</th>)}</tr></thead>
          <tbody>{rows.map(({ level, cells }) => (
            <tr key={level}><th scope="row">{say(levelTitle(level))}</th>{cells.map((one, k) => <Cell key={years[k]} one={one} by={by} />)}</tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

function Cell({ one, by }: { one: ProtectionLoss | undefined; by: By }) {
  if (!one) return <td class="end">–</td>;
  const share = by === "value" ? one.share_value : one.share_cells;
  const said = t("protection.cell", { primary: integer(one.primary, lang.value), secondary: integer(one.secondary, lang.value), cells: integer(one.cells, lang.value) });
  return <td class="end num" data-ink={inked(share)} title={said}>{number(share, lang.value, { unit: "share" })}<small>{integer(one.primary + one.secondary, lang.value)}</small></td>;
}
