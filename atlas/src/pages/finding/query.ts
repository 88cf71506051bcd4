/** What is asked of the found clusters, as the address says it. */
import { address } from "../../app/router";
import type { By } from "./looks";

export function foundQuery() {
  const { params } = address.value;
  return {
    way: params.way, definition: params.definition, category: params.category, quadrant: params.quadrant, region: params.region,
    vanishes: params.vanishes, virtual: params.virtual, q: params.q, sort: params.sort ?? "-employment",
  };
}
export type FoundQuery = ReturnType<typeof foundQuery>;

export const byNow = (): By => (address.value.params.colour === "way" ? "way" : "quadrant");
