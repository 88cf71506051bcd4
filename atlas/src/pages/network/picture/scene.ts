/** From the API's layout to what is painted: discs, organisations, bundles. */
import type { NetworkGroup, NetworkLayout } from "../../../app/answers";
import { nameOf } from "../../../app/i18n";
import { type Circle, strongest } from "./geometry";
import { kindLook } from "../looks";
import type { DrawnDisc, DrawnNode, Picture, Slice } from "./paint";

/** So many of each community's bundles are drawn: more would hide one another. */
const EACH = 3;

/** Kinds of a community's members as parts of its ring, the most numerous first. */
export function slicesOf(actors: Readonly<Record<string, number>>): Slice[] {
  const total = Object.values(actors).reduce((sum, n) => sum + n, 0);
  return Object.entries(actors).sort((a, b) => b[1] - a[1]).map(([kind, n]) => ({ colour: kindLook(kind).colour, share: n / Math.max(1, total) }));
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
    const largest = disc.radius * Math.min(0.16, 0.8 / Math.sqrt(Math.max(disc.organisations, so.count)));
    return largest * (0.45 + 0.55 * Math.sqrt(degree / so.most));
  });
}

interface Choice { community: number | undefined; kinds: ReadonlySet<string>; open: boolean }

export function sceneOf(layout: NetworkLayout, groups: readonly NetworkGroup[], choice: Choice): Picture {
  const rings = new Map(groups.map((one) => [one.community, slicesOf(one.actors)]));
  const discs: DrawnDisc[] = layout.communities.map((one) => ({
    ...one, label: String(one.community), slices: rings.get(one.community) ?? [],
    open: choice.open && (choice.community === undefined || choice.community === one.community), faint: choice.community !== undefined && choice.community !== one.community,
  }));
  const radii = radiiOf(layout.nodes, layout.communities);
  const nodes: DrawnNode[] = choice.open ? layout.nodes.map((one, k) => {
    const look = kindLook(one.kind);
    return { organisation: one.organisation, name: nameOf(one, one.organisation), x: one.x, y: one.y, radius: radii[k] ?? 0, colour: look.colour, sign: look.sign, faint: choice.kinds.size > 0 && !choice.kinds.has(one.kind) };
  }) : [];
  return { discs, nodes, bundles: strongest(layout.bundles, EACH), edges: choice.open ? layout.edges : [] };
}

/** What must fit the picture: the open community, or all. */
export const withinOf = (discs: readonly (Circle & { community: number })[], community: number | undefined): readonly Circle[] => {
  const own = discs.filter((one) => one.community === community);
  return own.length > 0 ? own : discs;
};
