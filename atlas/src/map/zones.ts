/** Territories and ties of found clusters over the calm base of regions. */
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { Doubt, View, Zone } from "./drawing";
import { type Extent, type Point, type Project, extentOf } from "./projection";
import { type Features, type Shape, contains, shapesOf } from "./shapes";

/** How strongly a territory is filled, and how its outline is broken: the less sure, the paler and the more open. */
export const FILLS: Record<Doubt, number> = { none: 0.36, some: 0.2, much: 0.08 };
export const DASHES: Record<Doubt, number[]> = { none: [], some: [6, 3], much: [2, 3] };
export const WIDTHS: Record<Doubt, number> = { none: 1.8, some: 1.4, much: 1.2 };
const SURE: Doubt[] = ["much", "some", "none"];
const BEND = 0.18;

export interface ZoneProperties { cluster: string; name: string | null; name_zh: string | null; [key: string]: unknown }
export type ZoneFeatures = FeatureCollection<Geometry | null, ZoneProperties>;

/** Places and ties of a geometry that has no territory. */
function parts(geometry: Geometry | null): { places: Position[]; ties: [Position, Position][] } {
  if (geometry?.type === "Point") return { places: [geometry.coordinates], ties: [] };
  if (geometry?.type === "MultiPoint") return { places: geometry.coordinates, ties: [] };
  const lines = geometry?.type === "LineString" ? [geometry.coordinates] : geometry?.type === "MultiLineString" ? geometry.coordinates : [];
  const ties = lines.flatMap((line) => line.slice(1).map((end, k): [Position, Position] => [line[k] ?? end, end]));
  if (geometry?.type !== "GeometryCollection") return { places: [], ties };
  const inner = geometry.geometries.map(parts);
  return { places: inner.flatMap((one) => one.places), ties: inner.flatMap((one) => one.ties) };
}

/** A found cluster as it will be drawn; null where nothing of it lies on the map. */
export function zoneOf(feature: Feature<Geometry | null, ZoneProperties>, project: Project, look: { colour: string; doubt: Doubt }): Zone | null {
  const id = String(feature.id ?? feature.properties.cluster);
  const on = (p: Position): Point => project(p[0] ?? 0, p[1] ?? 0);
  const finite = (p: Point): boolean => p.every(Number.isFinite);
  const { places: given, ties: tied } = parts(feature.geometry);
  const ties = tied.map(([a, b]): [Point, Point] => [on(a), on(b)]).filter((tie) => tie.every(finite));
  const places = [...new Map([...given.map(on).filter(finite), ...ties.flat()].map((p) => [p.join(), p])).values()];
  const whole = { ...feature, id } as unknown as Features["features"][number];
  const area = feature.geometry?.type === "Point" ? undefined
    : shapesOf({ type: "FeatureCollection", features: [whole] }, project)[0];
  if (area) return { shape: area, places, ties, ...look };
  if (places.length === 0) return null;
  const { name, name_zh } = feature.properties;
  return { shape: scattered(id, name, name_zh, places), places, ties, ...look };
}

/** A cluster without a territory stands where the middle of its places is. */
function scattered(id: string, name: string | null, name_zh: string | null, places: Point[]): Shape {
  const mean = (k: 0 | 1): number => places.reduce((sum, p) => sum + p[k], 0) / places.length;
  return { id, name, name_zh, rings: [], centre: [mean(0), mean(1)], box: extentOf(places) };
}

/** The smallest territory over a place: one inside another can still be reached. */
export function smallest(zones: readonly Zone[], place: Point): Shape | null {
  const size = ([x0, y0, x1, y1]: Extent): number => (x1 - x0) * (y1 - y0);
  let best: Shape | null = null;
  for (const { shape } of zones) {
    if (shape.rings.length > 0 && contains(shape, place) && (!best || size(shape.box) < size(best.box))) best = shape;
  }
  return best;
}

/** The point that bends the arc between two places. */
function bend([a, b]: [Point, Point]): Point {
  return [(a[0] + b[0]) / 2 + (b[1] - a[1]) * BEND, (a[1] + b[1]) / 2 - (b[0] - a[0]) * BEND];
}

export function arcPath(tie: [Point, Point], view: View): string {
  const [a, c, b] = [tie[0], bend(tie), tie[1]].map(([x, y]) => `${(x * view.k + view.x).toFixed(1)} ${(y * view.k + view.y).toFixed(1)}`);
  return `M${a}Q${c} ${b}`;
}

function territory(shape: Shape, view: View): Path2D {
  const path = new Path2D();
  for (const ring of shape.rings) {
    for (let k = 0; k < ring.length; k += 2) {
      const [x, y] = [(ring[k] ?? 0) * view.k + view.x, (ring[k + 1] ?? 0) * view.k + view.y];
      if (k === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    path.closePath();
  }
  return path;
}

/** Draw territories, arcs and places in screen space, so that dashes keep their length at any zoom. */
export function drawZones(ctx: CanvasRenderingContext2D, zones: readonly Zone[], view: View, dpr: number): void {
  if (zones.length === 0) return;
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  ctx.lineJoin = "round";
  // the doubtful first, so that the firm outlines lie over them
  for (const zone of [...zones].sort((a, b) => SURE.indexOf(a.doubt) - SURE.indexOf(b.doubt))) {
    ctx.strokeStyle = ctx.fillStyle = zone.colour;
    ctx.setLineDash(DASHES[zone.doubt]);
    if (zone.shape.rings.length > 0) {
      const path = territory(zone.shape, view);
      ctx.globalAlpha = zone.bare ? 0 : FILLS[zone.doubt];
      ctx.fill(path, "evenodd");
      ctx.globalAlpha = 1;
      ctx.lineWidth = WIDTHS[zone.doubt];
      ctx.stroke(path);
    }
    ctx.globalAlpha = zone.doubt === "much" ? 0.6 : 0.75;
    ctx.lineWidth = 0.9;
    for (const tie of zone.ties) ctx.stroke(new Path2D(arcPath(tie, view)));
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    for (const [x, y] of zone.places) {
      ctx.beginPath();
      ctx.arc(x * view.k + view.x, y * view.k + view.y, 2, 0, 2 * Math.PI);
      ctx.fill();
    }
  }
}
