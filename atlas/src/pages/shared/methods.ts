/** Which measure of the register explains a quantity of the map. */
const METHODS: Record<string, string> = {
  quotient: "location-quotient", micro_share: "micro-share", macro_share: "macro-share",
  herfindahl: "herfindahl", diversity: "diversity", growth: "growth", strength: "scheme:us-cluster-mapping",
};

export function methodOf(quantity: string): string | undefined {
  if (quantity.startsWith("rating:")) return `scheme:${quantity.slice(7)}`;
  return METHODS[quantity];
}
