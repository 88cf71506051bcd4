import { describe, expect, it } from "vitest";
import { type Project, albers, cylindrical, equalEarth, mainGroup, suited, unitedStates } from "./projection";
import { boxOf, contains, projectionFor, shapesOf, type Features } from "./shapes";

/** Area of a small square at a place, relative to its true area on the unit sphere. */
function areaScale(project: Project, lon: number, lat: number): number {
  const d = 1e-3;
  const corners = [[lon, lat], [lon + d, lat], [lon + d, lat + d], [lon, lat + d]].map(([a, b]) => project(a ?? 0, b ?? 0));
  let area = 0;
  corners.forEach(([x, y], k) => {
    const [u, v] = corners[(k + 1) % 4] ?? [0, 0];
    area += (x * v - u * y) / 2;
  });
  const rad = Math.PI / 180;
  return Math.abs(area) / (d * rad * (Math.sin((lat + d) * rad) - Math.sin(lat * rad)));
}

describe("projections keep areas", () => {
  it.each([
    ["albers", albers(-96, 38, 29.5, 45.5)], ["cylindrical", cylindrical(20, 0)], ["equal earth", equalEarth],
  ] as [string, Project][])("%s", (_name, project) => {
    const here = areaScale(project, -100, 30);
    for (const [lon, lat] of [[-80, 45], [-120, 35], [-95, 20]]) {
      expect(areaScale(project, lon ?? 0, lat ?? 0) / here).toBeCloseTo(1, 2);
    }
  });
  it("matches Snyder's numerical example for the Albers projection of the sphere", () => {
    // Snyder (1987) p. 291: R=1, standard parallels 29.5 and 45.5 N, origin 23 N 96 W, point 35 N 75 W
    const [x, y] = albers(-96, 23, 29.5, 45.5)(-75, 35);
    expect(x).toBeCloseTo(0.2952720, 6);
    expect(-y).toBeCloseTo(0.2416774, 6);
  });
});

describe("choice of projection", () => {
  it("sets Alaska and Hawaii in at the lower left", () => {
    const project = suited([[-150, 65], [-157, 21], [-100, 40], [-75, 41]]);
    expect(project).toBe(unitedStates);
    const [x, y] = project(-150, 64);
    expect(x).toBeLessThan(project(-110, 35)[0]);
    expect(y).toBeGreaterThan(project(-110, 40)[1]);
  });
  it("takes a conic for a country and Equal Earth for the world", () => {
    expect(suited([[73, 18], [135, 53]])).not.toBe(equalEarth);
    expect(suited([[-120, 40], [120, 30]])).toBe(equalEarth);
  });
  it("knows which places lie together", () => {
    const china = Array.from({ length: 8 }, (_, k): [number, number] => [110 + k, 30 + k / 2]);
    expect(mainGroup([...china, [-95, 30]])).toEqual([...china.map(() => true), false]);
    expect(mainGroup([[0, 0], [90, 0], [-90, 0], [0, 60]]).every(Boolean)).toBe(true);
  });
  it("stays finite near the equator and for a single place", () => {
    for (const points of [[[10, -5], [20, 6]], [[5, 5]]] as [number, number][][]) {
      expect(suited(points)(5, 5).every(Number.isFinite)).toBe(true);
    }
  });
});

const square: Features = {
  type: "FeatureCollection",
  features: [
    { type: "Feature", id: "a", properties: { name: "A" }, geometry: { type: "Polygon", coordinates: [
      [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]],
    ] } },
    { type: "Feature", id: "p", properties: {}, geometry: { type: "Point", coordinates: [2, 2] } },
    { type: "Feature", id: "none", properties: {}, geometry: null },
  ],
};

describe("shapes", () => {
  const project = projectionFor(square);
  const shapes = shapesOf(square, project);
  it("keeps polygons and points, leaves out what has no place", () => {
    expect(shapes.map((s) => s.id)).toEqual(["a", "p"]);
    expect(boxOf(shapes).every(Number.isFinite)).toBe(true);
  });
  it("knows inside, outside and holes", () => {
    const [a] = shapes;
    expect(contains(a!, project(2, 2))).toBe(true);
    expect(contains(a!, project(5, 5))).toBe(false);
    expect(contains(a!, project(12, 5))).toBe(false);
  });
});
