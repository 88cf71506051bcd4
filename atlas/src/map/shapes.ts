/** Places as they will be drawn: projected rings or points, with their boxes. */
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import { type Extent, type Point, type Project, suited } from "./projection";

export interface Shape {
  id: string;
  name: string | null;
  name_zh: string | null;
  /** x, y, x, y, … of each ring; empty for a point. */
  rings: Float64Array[];
  centre: Point;
  box: Extent;
}

export type Features = FeatureCollection<Geometry | null, { region?: string; name?: string | null; name_zh?: string | null }>;

function ringsOf(geometry: Geometry | null): Position[][] {
  if (geometry?.type === "Polygon") return geometry.coordinates;
  if (geometry?.type === "MultiPolygon") return geometry.coordinates.flat();
  if (geometry?.type === "GeometryCollection") return geometry.geometries.flatMap(ringsOf);
  return [];
}

/** One place of each feature, enough to choose a projection by. */
function anchors(features: Features): Point[] {
  const out: Point[] = [];
  for (const feature of features.features) {
    if (feature.geometry?.type === "Point") out.push(feature.geometry.coordinates as Point);
    for (const ring of ringsOf(feature.geometry)) {
      const every = Math.max(1, Math.floor(ring.length / 4));
      for (let k = 0; k < ring.length; k += every) out.push(ring[k] as Point);
    }
  }
  return out;
}

export const projectionFor = (features: Features): Project => suited(anchors(features));

export function shapesOf(features: Features, project: Project): Shape[] {
  return features.features.flatMap((feature) => {
    const shape = shapeOf(feature, project);
    return shape ? [shape] : [];
  });
}

/** Regions that have values and no place: listed, not drawn. */
export const unplacedOf = (features: Features): Shape[] => features.features.filter((one) => one.geometry === null).map((one) => ({
  id: String(one.id ?? one.properties?.region ?? ""), name: one.properties?.name ?? null, name_zh: one.properties?.name_zh ?? null,
  rings: [], centre: [NaN, NaN], box: [NaN, NaN, NaN, NaN],
}));

function shapeOf(feature: Features["features"][number], project: Project): Shape | null {
  const id = String(feature.id ?? feature.properties?.region ?? "");
  const head = { id, name: feature.properties?.name ?? null, name_zh: feature.properties?.name_zh ?? null };
  if (feature.geometry?.type === "Point") {
    const [lon, lat] = feature.geometry.coordinates as Point;
    const at = project(lon, lat);
    return { ...head, rings: [], centre: at, box: [at[0], at[1], at[0], at[1]] };
  }
  const rings = ringsOf(feature.geometry).map((ring) => projected(ring, project)).filter((ring) => ring.every(Number.isFinite));
  return rings.length === 0 ? null : { ...head, rings, ...measured(rings) };
}

function projected(ring: Position[], project: Project): Float64Array {
  const out = new Float64Array(ring.length * 2);
  ring.forEach(([lon = 0, lat = 0], k) => {
    const [x, y] = project(lon, lat);
    out[2 * k] = x;
    out[2 * k + 1] = y;
  });
  return out;
}

/** The box of all rings and the centroid of the largest. */
function measured(rings: Float64Array[]): { box: Extent; centre: Point } {
  const box: Extent = [Infinity, Infinity, -Infinity, -Infinity];
  let best = -1;
  let centre: Point = [0, 0];
  for (const ring of rings) {
    let [area, cx, cy] = [0, 0, 0];
    for (let k = 0; k < ring.length; k += 2) {
      const [x, y] = [ring[k] ?? 0, ring[k + 1] ?? 0];
      const [u, v] = [ring[(k + 2) % ring.length] ?? x, ring[(k + 3) % ring.length] ?? y];
      const cross = x * v - u * y;
      area += cross;
      cx += (x + u) * cross;
      cy += (y + v) * cross;
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
    if (Math.abs(area) > best && area !== 0) {
      best = Math.abs(area);
      centre = [cx / (3 * area), cy / (3 * area)];
    }
  }
  if (best <= 0) centre = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  return { box, centre };
}

export function boxOf(shapes: readonly Shape[]): Extent {
  const out: Extent = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { box } of shapes) {
    out[0] = Math.min(out[0], box[0]);
    out[1] = Math.min(out[1], box[1]);
    out[2] = Math.max(out[2], box[2]);
    out[3] = Math.max(out[3], box[3]);
  }
  return out;
}

/** Even–odd rule over all rings. */
export function contains(shape: Shape, [x, y]: Point): boolean {
  const { box } = shape;
  if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) return false;
  let inside = false;
  for (const ring of shape.rings) {
    const last = ring.length - 2;
    for (let k = 0, j = last; k < ring.length; j = k, k += 2) {
      const [xk, yk, xj, yj] = [ring[k] ?? 0, ring[k + 1] ?? 0, ring[j] ?? 0, ring[j + 1] ?? 0];
      if (yk > y !== yj > y && x < ((xj - xk) * (y - yk)) / (yj - yk) + xk) inside = !inside;
    }
  }
  return inside;
}

/** A declared place as a shape, for drawing as a point. */
export const pointShape = (
  id: string, lon: number, lat: number, project: Project,
  names: { name: string | null; name_zh: string | null },
): Shape => shapeOf(
  { type: "Feature", id, geometry: { type: "Point", coordinates: [lon, lat] }, properties: { region: id, ...names } } as Feature as Features["features"][number],
  project,
) as Shape;
