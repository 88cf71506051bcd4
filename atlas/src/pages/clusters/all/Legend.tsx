/** What the signs, colours and lines of the found clusters mean. */
import { t } from "../../../app/i18n";
import type { FoundRow } from "../../../app/answers";
import { ColourChoice } from "../Filters";
import { type By, QUADRANTS, SignMark, WAYS, ZoneMark, doubtOf, lookOf, quadrantLook, wayLook } from "../looks";

const DOUBTS = ["none", "some", "much"] as const;

export function FoundLegend({ rows, by, few }: { rows: readonly FoundRow[]; by: By; few: boolean }) {
  const looks = by === "way" ? WAYS.map(wayLook) : [...QUADRANTS.map(quadrantLook), quadrantLook(null)];
  const count = (key: string): number => rows.filter((row) => lookOf(row, by).key === key).length;
  const virtual = rows.some((row) => row.virtual);
  return (
    <div class="legend">
      <ColourChoice now={by} />
      <ul class="swatches" aria-label={t("legend.classes")}>
        {looks.filter((look) => count(look.key) > 0).map((look) => <li key={look.key}><SignMark look={look} />{look.title} <span class="muted">{count(look.key)}</span></li>)}
        {DOUBTS.map((doubt) => ({ doubt, n: rows.filter((row) => doubtOf(row) === doubt).length })).filter(({ n }) => n > 0)
          .map(({ doubt, n }) => <li key={doubt}><ZoneMark doubt={doubt} />{t(`legend.doubt.${doubt}`, { n })}</li>)}
        {virtual && few && <li><svg viewBox="0 0 18 12" aria-hidden="true"><path d="M1 10Q9 -2 17 8" fill="none" stroke="var(--soft)" stroke-width="1.2" /><circle cx="1.6" cy="10" r="1.6" fill="var(--soft)" /><circle cx="16.6" cy="8" r="1.6" fill="var(--soft)" /></svg>{t("legend.ties")}</li>}
      </ul>
    </div>
  );
}
