/** The industries picked, as the address keeps them. */
import { address, choose } from "../../app/router";
import { level, year } from "../../app/state";

export const picked = (): string[] => [...new Set((address.value.params.industries ?? "").split(",").filter(Boolean))];
export const setPicked = (codes: readonly string[]): void => choose({ industries: codes.join(",") || undefined }, { replace: true });

export function customQuery() {
  const { params } = address.value;
  return { industries: picked().join(","), name: params.name, traded: params.traded ?? "true", level: level.value, year: year.value };
}
