/** What makes a cluster vanish, in a sentence. */
import { has, t } from "../../app/i18n";

/** "level:state" or "sampling": the kind of change, and which one. */
export function vanishSaid(row: { vanishes: string | null }): string {
  const [kind = "", ...rest] = (row.vanishes ?? "").split(/[:：]\s*/);
  const detail = rest.join(":");
  if (!has(`vanish.${kind}`)) return t("vanish.other", { what: row.vanishes ?? "" });
  return t(`vanish.${kind}`, { detail });
}
