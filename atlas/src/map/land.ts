/** Land without borders, for places that the workspace has no boundaries around (Natural Earth, 1:50m). */
import landUrl from "world-atlas/land-50m.json?url";
import type { Features } from "./shapes";
import type { Extent, Point } from "./projection";

interface Topology {
  transform: { scale: Point; translate: Point };
  arcs: Point[][];
  objects: { land: { geometries: { arcs: number[][][] | number[][]; type: string }[] } };
}

let kept: Promise<Point[][]> | null = null;

/** Every ring of land in degrees, fetched once. */
function rings(): Promise<Point[][]> {
  kept ??= fetch(landUrl).then((answer) => answer.json() as Promise<Topology>).then(decode);
  return kept;
}

function decode(topology: Topology): Point[][] {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]): Point => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
  const ring = (indices: number[]): Point[] => indices.flatMap((k, n) => {
    const arc = k >= 0 ? arcs[k] ?? [] : [...(arcs[~k] ?? [])].reverse();
    return n === 0 ? arc : arc.slice(1);
  });
  return topology.objects.land.geometries.flatMap((shape) =>
    (shape.type === "Polygon" ? [shape.arcs as number[][]] : shape.arcs as number[][][]).flatMap((polygon) => polygon.map(ring)));
}

/** The part of a ring inside a window (Sutherland and Hodgman's way, one edge after another). */
function clipped(ring: readonly Point[], [west, south, east, north]: Extent): Point[] {
  const edges: [(p: Point) => boolean, (a: Point, b: Point) => Point][] = [
    [(p) => p[0] >= west, (a, b) => atX(a, b, west)], [(p) => p[0] <= east, (a, b) => atX(a, b, east)],
    [(p) => p[1] >= south, (a, b) => atY(a, b, south)], [(p) => p[1] <= north, (a, b) => atY(a, b, north)],
  ];
  let out = [...ring];
  for (const [inside, cut] of edges) {
    const next: Point[] = [];
    out.forEach((point, k) => {
      const before = out[(k + out.length - 1) % out.length] ?? point;
      if (inside(point) !== inside(before)) next.push(cut(before, point));
      if (inside(point)) next.push(point);
    });
    out = next;
  }
  return out;
}

const atX = (a: Point, b: Point, x: number): Point => [x, a[1] + ((b[1] - a[1]) * (x - a[0])) / (b[0] - a[0])];
const atY = (a: Point, b: Point, y: number): Point => [a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]), y];

/** Long edges of the window are divided, so that they bend with the projection. */
function divided(ring: Point[]): Point[] {
  return ring.flatMap((point, k) => {
    const next = ring[(k + 1) % ring.length] ?? point;
    const steps = Math.max(1, Math.ceil(Math.hypot(next[0] - point[0], next[1] - point[1]) / 2));
    return Array.from({ length: steps }, (_, n): Point => [
      point[0] + ((next[0] - point[0]) * n) / steps, point[1] + ((next[1] - point[1]) * n) / steps,
    ]);
  });
}

/** Land within a window, as one feature a ring. */
export async function landWithin(window: Extent): Promise<Features> {
  const parts = (await rings()).map((ring) => clipped(ring, window)).filter((ring) => ring.length > 3);
  return {
    type: "FeatureCollection",
    features: parts.map((ring, k) => ({
      type: "Feature", id: `land-${k}`, properties: {}, geometry: { type: "Polygon", coordinates: [divided(ring)] },
    })),
  };
}
