import { describe, expect, it } from "vitest";
import { SIGNS, signPath, signPoints } from "../figures/signs";
import { DASHES, FILLS, arcPath, smallest, zoneOf, type ZoneFeatures } from "./zones";

const flat = (lon: number, lat: number): [number, number] => [lon, -lat];
const look = { colour: "#123456", doubt: "none" as const };
const feature = (id: string, geometry: unknown) =>
  ({ type: "Feature", id, geometry, properties: { cluster: id, name: id, name_zh: null } }) as ZoneFeatures["features"][number];
const square = (x: number, size: number) => ({ type: "Polygon", coordinates: [[[x, 0], [x + size, 0], [x + size, size], [x, size], [x, 0]]] });

describe("signs", () => {
  it("have one area, so that no kind looks heavier", () => {
    for (const sign of SIGNS) {
      const corners = signPoints(sign, 10);
      if (corners.length === 0) continue;
      let twice = 0;
      corners.forEach(([x, y], k) => {
        const [u, v] = corners[(k + 1) % corners.length] ?? [0, 0];
        twice += x * v - u * y;
      });
      expect(Math.abs(twice) / 2 / (Math.PI * 100)).toBeCloseTo(1, 1);
    }
  });
  it("are drawn around their place", () => expect(signPath("diamond", 5, 5, 0)).toBe("M5.0 5.0L5.0 5.0L5.0 5.0L5.0 5.0Z"));
});

describe("zones", () => {
  it("have rings where there is a territory, places and ties where there is none", () => {
    const area = zoneOf(feature("a", square(0, 2)), flat, look);
    expect(area?.shape.rings).toHaveLength(1);
    expect(area?.ties).toHaveLength(0);
    const arcs = zoneOf(feature("b", { type: "GeometryCollection", geometries: [
      { type: "MultiPoint", coordinates: [[0, 0], [4, 2]] }, { type: "MultiLineString", coordinates: [[[0, 0], [4, 2]], [[4, 2], [8, 1]]] },
    ] }), flat, look);
    expect(arcs?.shape.rings).toHaveLength(0);
    expect(arcs?.ties).toHaveLength(2);
    expect(arcs?.places).toHaveLength(3); // a place named twice is one
    expect(arcs?.shape.centre).toEqual([4, -1]);
    expect(zoneOf(feature("c", { type: "LineString", coordinates: [[0, 0], [1, 1], [2, 0]] }), flat, look)?.ties).toHaveLength(2);
  });
  it("are left out where nothing of them is on the map", () => {
    expect(zoneOf(feature("d", null), flat, look)).toBeNull();
    expect(zoneOf(feature("e", { type: "Point", coordinates: [0, 0] }), () => [Number.NaN, 0], look)).toBeNull();
  });
  it("give the smallest of those over a place", () => {
    const zones = [["wide", square(0, 10)], ["inner", square(2, 3)]].map(([id, g]) => zoneOf(feature(String(id), g), flat, look)!);
    expect(smallest(zones, [3, -1])?.id).toBe("inner");
    expect(smallest(zones, [9, -9])?.id).toBe("wide");
    expect(smallest(zones, [20, 0])).toBeNull();
  });
  it("are the paler and the more broken the less sure they are", () => {
    expect(FILLS.much).toBeLessThan(FILLS.some);
    expect(FILLS.some).toBeLessThan(FILLS.none);
    expect([DASHES.none.length, DASHES.some.length, DASHES.much.length]).toEqual([0, 2, 2]);
  });
  it("bend their arcs to one side", () => expect(arcPath([[0, 0], [10, 0]], { k: 1, x: 0, y: 0 })).toBe("M0.0 0.0Q5.0 -1.8 10.0 0.0"));
});
