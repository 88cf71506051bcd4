/** What makes a cluster vanish, in a sentence. */
import { has, say, t } from "../../app/i18n";
import { setTitle } from "../../app/names";
import { levelTitle } from "../../app/state";

/** "level:state" or "sampling": the kind of change, and which one. */
export function vanishSaid(row: { vanishes: string | null }): string {
  const [kind = "", ...rest] = (row.vanishes ?? "").split(":");
  if (!has(`vanish.${kind}`)) return t("vanish.other", { what: row.vanishes ?? "" });
  return t(`vanish.${kind}`, { detail: detailSaid(kind, rest.join(":")) });
}

/** The changed level or definition by its title. */
export function detailSaid(test: string, detail: string | null): string {
  if (!detail) return "";
  if (test === "level") return say(levelTitle(detail)) || detail;
  if (test === "definition") return setTitle(detail);
  return test === "sampling" ? "" : detail;
}
