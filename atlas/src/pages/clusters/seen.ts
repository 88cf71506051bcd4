/** How likely a cluster is found again next year, and where else it is seen, in sentences. */
import { cutChance } from "../../app/format";
import { say, t } from "../../app/i18n";
import { setTitle } from "../../app/names";
import { levelTitle } from "../../app/state";

/** "Found again next year with a chance of 93 %." */
export function chanceSaid(row: { chance: number | null }): string {
  return row.chance === null ? t("again.unknown") : t("again.said", { share: chanceText(row.chance) });
}

/** In whole per cent, cut off: a chance below 90 % is never written as 90 %, nor one as certain. */
export const chanceText = (value: number): string => cutChance(value);

/** "resolution:12,level:state" as a sentence: the other scales, definitions and levels that see it. */
export function seenSaid(row: { seen_at: string | null }): string {
  if (row.seen_at === null) return t("seen.unknown");
  if (row.seen_at === "") return t("seen.nowhere");
  const places = row.seen_at.split(",").map((one) => {
    const [kind = "", ...rest] = one.split(":");
    const detail = detailSaid(kind, rest.join(":"));
    return t(`seen.${kind}`, { detail: kind === "level" ? detail.toLowerCase() : detail });
  });
  return t("seen.at", { places: places.join(t("seen.and")) });
}

/** The changed level or definition by its title, a scale in kilometres. */
export function detailSaid(test: string, detail: string | null): string {
  if (!detail) return "";
  if (test === "level") return say(levelTitle(detail)) || detail;
  if (test === "definition") return setTitle(detail);
  if (test === "resolution") return `${detail}\u00a0km`;
  return test === "sampling" ? "" : detail;
}
