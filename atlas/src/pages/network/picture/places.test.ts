import { describe, expect, it } from "vitest";
import type { NetworkLayout } from "../../../app/answers";
import { radiiOf, spread, tied } from "./places";

const DISCS = [{ community: 0, organisations: 100, x: 0.5, y: 0.5, radius: 0.2 }, { community: 1, organisations: 3, x: 0.9, y: 0.9, radius: 0.05 }, { community: 2, organisations: 2, x: 0.1, y: 0.9, radius: 0.04 }];
const spot = (community: number, x: number, y: number, degree: number): NetworkLayout["nodes"][number] =>
  ({ organisation: `${community}${x}`, name: null, name_zh: null, kind: "firm", community, x, y, degree, strength: degree });
const NODES = [spot(0, 0.5, 0.5, 90), spot(0, 0.52, 0.5, 10), spot(0, 0.5, 0.47, 1), spot(1, 0.9, 0.9, 2)];

describe("organisations in their disc", () => {
  it("spread over it without leaving it", () => {
    const radii = radiiOf(NODES, DISCS);
    const far = spread(NODES, DISCS).slice(0, 3).map(({ x, y }) => Math.hypot(x - 0.5, y - 0.5));
    expect(Math.max(...far.map((one, k) => one + (radii[k] ?? 0)))).toBeLessThanOrEqual(0.2);
    expect(Math.max(...far)).toBeGreaterThan(0.2 * 0.75);
    expect(far[0]).toBe(0);
  });
  it("are the larger the more partners they have, and never larger than the disc bears", () => {
    const radii = radiiOf(NODES, DISCS);
    expect(radii[0]).toBeGreaterThan(radii[1] ?? 0);
    expect(radii[1]).toBeGreaterThan(radii[2] ?? 0);
    expect(Math.max(...radii)).toBeLessThanOrEqual(0.2 * 0.12);
  });
});

describe("communities without ties to others", () => {
  const layout = (bundles: NetworkLayout["bundles"]) => ({ communities: DISCS, bundles, nodes: [], edges: [], organisations: 105, ties: 9, needs: null });
  it("are left out where they are small", () => {
    expect(tied(layout([{ source: 0, target: 1, weight: 1, pairs: 1 }])).map((one) => one.community)).toEqual([0, 1]);
    expect(tied(layout([])).map((one) => one.community)).toEqual([0]);
  });
});
