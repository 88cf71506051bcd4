/** The figures of a found cluster: the three that it opens with, and the further ones of a section. */
import { integer, interval, number } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { quantityHead, quantityMeaning, quantityTitle, unitWords } from "../../../app/names";
import type { FoundDetail } from "../../../app/answers";
import { sizeUnit } from "../../../app/leading";
import { Keys, type Key } from "../../../parts/Keys";
import { type Reason, WhyNumber } from "../../../parts/Why";
import { chanceText } from "../seen";
import { times } from "../times";

/** Units that are told with their number. */
const SAID: ReadonlySet<string> = new Set(["km²", "km"]);

interface Told { data: FoundDetail; key: string; unit: string; value: number | null; low?: number | null; high?: number | null; note?: string }

function told({ data, key, unit, value, low, high, note }: Told): Key[] {
  if (value === null) return [];
  const title = quantityTitle(key);
  const said = [key === "chance" ? chanceText(value) : number(value, lang.value, { unit, low, high }), SAID.has(unit) ? unitWords(unit) : ""].filter(Boolean).join("\u00a0");
  const range = interval(low, high, lang.value, { unit });
  const reason = (): Reason => ({ title, value: said, interval: range, definition: quantityMeaning(key), record: data.record });
  return [{ title, value: <WhyNumber reason={reason}>{said}</WhyNumber>, note: [range && t("figure.interval", { interval: range }), note].filter(Boolean).join(" · ") }];
}

/** How large, how strong, how sure. What is not known stands as a dash. */
export function Three({ data }: { data: FoundDetail }) {
  const row = data.cluster;
  const { regions = 0, organisations = 0 } = data.members.totals;
  const size = [regions > 0 && t(regions === 1 ? "cluster.regions.one" : "cluster.regions", { n: integer(regions, lang.value) }), organisations > 0 && t("cluster.organisations", { n: integer(organisations, lang.value) })].filter(Boolean).join(" · ");
  const resampled = row.survival === null ? "" : t("again.resampled", { share: number(row.survival, lang.value, { unit: "share" }), interval: interval(row.survival_low, row.survival_high, lang.value, { unit: "share" }) || "–" });
  const open = (key: string, note: string): Key => ({ title: quantityTitle(key), value: "–", note });
  const one = (key: string, unit: string, value: number | null, note: string, low?: number | null, high?: number | null): Key =>
    told({ data, key, unit, value, low, high, note })[0] ?? open(key, note);
  return (
    <div class="three">
      <Keys items={[
        one(row.quantity, sizeUnit(), row.size, size),
        one("quotient", "1", row.quotient, "", row.quotient_low, row.quotient_high),
        { ...one("chance", "share", row.chance, resampled), title: t("again.title") },
      ]} />
    </div>
  );
}

export function Strength({ data }: { data: FoundDetail }) {
  const row = data.cluster;
  const mass = row.critical_mass === null ? "" : t(row.critical_mass ? "cluster.mass" : "cluster.nomass");
  const items = [
    ...told({ data, key: "establishments", unit: "establishments", value: row.establishments, note: mass }),
    ...told({ data, key: "excess", unit: "1", value: row.excess }),
    ...told({ data, key: "area_km2", unit: "km²", value: row.area_km2 }),
  ];
  return items.length > 0 ? <Keys items={items} /> : null;
}

export function Tightness({ data }: { data: FoundDetail }) {
  const row = data.cluster;
  const ratio = (key: string, log: number | null): Key[] => {
    if (log === null) return [];
    const [title, said] = [quantityHead(key), times(log)];
    const reason = (): Reason => ({ title, value: said, definition: quantityMeaning(key), record: data.record });
    return [{ title, value: <WhyNumber reason={reason}>{said}</WhyNumber>, note: "" }];
  };
  const items = [
    ...told({ data, key: "links_per_member", unit: "1", value: row.links_per_member }),
    ...told({ data, key: "inside_share", unit: "share", value: row.inside_share }),
    ...told({ data, key: "span_km", unit: "km", value: row.span_km }),
    ...ratio("concentration", row.concentration), ...ratio("linking", row.linking),
  ];
  return items.length > 0 ? <Keys items={items} /> : null;
}
