/** What is asked of the network's organisations, as the address says it. */
import { address } from "../../app/router";

/** A community's number in the address; undefined where it is none. */
export function communityOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export function actorQuery() {
  const { params } = address.value;
  return { kind: params.kind, region: params.region, community: communityOf(params.community), q: params.q, sort: params.sort ?? "-degree" };
}
export type ActorQuery = ReturnType<typeof actorQuery>;
