/** Which measure of the register explains a quantity of the map. */
const METHODS: Record<string, string> = {
  quotient: "location-quotient", micro_share: "micro-specialisation", macro_share: "macro-specialisation",
  herfindahl: "herfindahl", diversity: "diversity", strength: "cluster-strength",
};

export function methodOf(quantity: string): string | undefined {
  if (quantity.startsWith("rating:")) return `scheme:${quantity.slice(7)}`;
  return METHODS[quantity];
}
