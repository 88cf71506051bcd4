/** Quantities: their names, and the measure of the register that explains each. */
import { has, say, t } from "./i18n";
import { quantityOf } from "./state";

const METHODS: Record<string, string> = {
  quotient: "location-quotient", micro_share: "micro-share", macro_share: "macro-share",
  herfindahl: "herfindahl", diversity: "diversity", growth: "growth", strength: "scheme:us-cluster-mapping",
};

export function methodOf(quantity: string): string | undefined {
  if (quantity.startsWith("rating:")) return `scheme:${quantity.slice(7)}`;
  return METHODS[quantity];
}

export const quantityName = (id: string): string => say(quantityOf(id)?.title) || (has(`criterionquantity.${id}`) ? t(`criterionquantity.${id}`) : id.replaceAll("_", " "));
