/** What is asked of the found clusters, as the address says it. */
import { address } from "../../app/router";
import type { Quadrant } from "../../app/answers";
import type { By } from "./looks";

export function foundQuery() {
  const { params } = address.value;
  return {
    way: params.way, definition: params.definition, category: params.category, quadrant: params.quadrant, region: params.region,
    least_chance: params.least_chance, below_chance: params.below_chance, virtual: params.virtual, q: params.q, sort: params.sort ?? "-size",
  };
}
export type FoundQuery = ReturnType<typeof foundQuery>;

/** Coloured as the address says; by quadrant where ties are known, otherwise by the way of finding. */
export function byNow(rows: readonly { quadrant: Quadrant | null }[]): By {
  const asked = address.value.params.colour;
  if (asked === "way" || asked === "quadrant") return asked;
  return rows.length === 0 || rows.some((row) => row.quadrant !== null) ? "quadrant" : "way";
}
