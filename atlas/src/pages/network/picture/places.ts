/** Where organisations stand in their disc and how large; which communities are drawn. Pure functions. */
import type { NetworkLayout } from "../../../app/answers";

/** As many as the API tells; with fewer, what has none is tied to no other. */
const MOST_BUNDLES = 2000;
/** Part of the largest below which a community is small; part of its disc that organisations fill. */
const SMALL = 0.05;
const FILLED = 0.95;
const largestOf = (radius: number, count: number): number => radius * Math.min(0.12, 0.72 / Math.sqrt(count));

/** The API places all members; where only the best-tied are drawn, they spread over the whole disc. */
export function spread(nodes: NetworkLayout["nodes"], discs: NetworkLayout["communities"]): { x: number; y: number }[] {
  const by = new Map(discs.map((disc) => [disc.community, disc]));
  const far = new Map<number, number>();
  const from = (one: NetworkLayout["nodes"][number]): number => {
    const disc = by.get(one.community);
    return disc ? Math.hypot(one.x - disc.x, one.y - disc.y) : 0;
  };
  const count = new Map<number, number>();
  for (const one of nodes) {
    far.set(one.community, Math.max(far.get(one.community) ?? 0, from(one)));
    count.set(one.community, (count.get(one.community) ?? 0) + 1);
  }
  return nodes.map((one) => {
    const disc = by.get(one.community);
    const most = far.get(one.community) ?? 0;
    if (!disc || most < 1e-9) return { x: one.x, y: one.y };
    const room = disc.radius * FILLED - largestOf(disc.radius, count.get(one.community) ?? 1);
    const wider = room / most;
    return { x: disc.x + (one.x - disc.x) * wider, y: disc.y + (one.y - disc.y) * wider };
  });
}

/** Small communities that are tied to no other: a picture of ties has nothing to say of them. */
export function tied(layout: NetworkLayout): NetworkLayout["communities"] {
  if (layout.bundles.length >= MOST_BUNDLES) return layout.communities;
  const ends = new Set(layout.bundles.flatMap(({ source, target }) => [source, target]));
  const most = Math.max(0, ...layout.communities.map((one) => one.organisations));
  return layout.communities.filter((one) => ends.has(one.community) || one.organisations >= most * SMALL);
}

/** Radii of organisations in the unit of the layout: by partners, none larger than the room it has. */
export function radiiOf(nodes: NetworkLayout["nodes"], discs: NetworkLayout["communities"]): number[] {
  const room = new Map(discs.map((disc) => [disc.community, disc]));
  const drawn = new Map<number, { count: number; most: number }>();
  for (const { community, degree } of nodes) {
    const so = drawn.get(community) ?? { count: 0, most: 1e-9 };
    drawn.set(community, { count: so.count + 1, most: Math.max(so.most, degree) });
  }
  return nodes.map(({ community, degree }) => {
    const [disc, so] = [room.get(community), drawn.get(community)];
    if (!disc || !so) return 0;
    return largestOf(disc.radius, so.count) * (0.45 + 0.55 * Math.sqrt(degree / so.most));
  });
}
