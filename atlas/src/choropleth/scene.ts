/** From the API's answers to what is drawn. */
import { mix } from "../color/colours";
import { type Scale, colourOf, isUnsure } from "../color/scales";
import type { DeclaredRow, MapAnswer } from "../app/answers";
import type { Dot, Ink, Label, Paint, Pattern, Scene } from "../map/drawing";
import type { Project } from "../map/projection";
import { type Shape, boxOf, pointShape } from "../map/shapes";

export interface Place {
  region: string; value: number | null; low: number | null; high: number | null;
  imputed: number | null; withheld: number | null; rating: string | null;
  /** Published share; undefined where the answer tells of none. */
  visible?: number | null;
  hidden: number | null;
  /** Of the same rating next year; null of other quantities. */
  chance: number | null;
  /** Too little is published to judge it. */
  unjudged: boolean;
}

/** From this share on, a cell's number is mostly imputed and drawn with dots. */
export const MOSTLY_IMPUTED = 0.5;

/** Values by region, as the map's and other answers carry them. */
export type Valued = Pick<MapAnswer, "regions" | "values" | "low" | "high"> & Partial<Pick<MapAnswer, "quantity" | "imputed_share" | "withheld" | "ratings" | "visible_share" | "hidden" | "unjudged" | "chance">>;

/** The share itself says how much is published. */
const TELLS_ITSELF: ReadonlySet<string> = new Set(["visible_share", "region_visible_share"]);

export function placesOf(answer: Valued): Map<string, Place> {
  const out = new Map<string, Place>();
  answer.regions.forEach((region, k) => out.set(region, {
    region, value: answer.values[k] ?? null, low: answer.low[k] ?? null, high: answer.high[k] ?? null,
    imputed: TELLS_ITSELF.has(answer.quantity ?? "") ? null : answer.imputed_share?.[k] ?? null, withheld: answer.withheld?.[k] ?? null, rating: answer.ratings?.[k] ?? null,
    visible: answer.visible_share?.[k], hidden: answer.hidden?.[k] ?? null, chance: answer.chance?.[k] ?? null, unjudged: (answer.unjudged?.[k] ?? false) && !TELLS_ITSELF.has(answer.quantity ?? ""),
  }));
  return out;
}

/** A smaller chance of the same rating next year is marked. */
const SURE = 0.9;

/** Whether next year it may well be rated otherwise, or be on the other side of the neutral value. */
export const unsure = (place: Place, neutral: number | null): boolean =>
  place.chance !== null ? place.chance < SURE : isUnsure(neutral, place.low, place.high);

/** What cannot be judged keeps but a tinge of its colour. */
const TINGE = 0.68;

function paintOf(place: Place, scale: Scale, neutral: number | null, ink: Ink): Paint {
  if (place.unjudged) return { colour: place.value === null ? ink.page : mix(colourOf(scale, place.value), ink.page, TINGE), patterns: ["unjudged"] };
  if (place.value === null) return { colour: ink.empty, patterns: (place.withheld ?? 0) > 0 ? ["withheld"] : [] };
  const colour = colourOf(scale, place.value);
  const patterns: Pattern[] = [];
  const open = unsure(place, neutral);
  if (open) patterns.push("unsure");
  if ((place.imputed ?? 0) >= MOSTLY_IMPUTED) patterns.push("imputed");
  return { colour: open ? mix(colour, ink.empty, 0.42) : colour, patterns };
}

interface SceneRequest {
  shapes: Shape[]; outlines: Shape[]; places: ReadonlyMap<string, Place>; scale: Scale;
  neutral: number | null; ink: Ink; sized: boolean; declared: Dot[]; nameOf: (shape: Shape) => string;
}

export function sceneOf(ask: SceneRequest): Scene {
  const { shapes, outlines, places, scale, neutral, ink } = ask;
  const paint = new Map<string, Paint>();
  for (const place of places.values()) paint.set(place.region, paintOf(place, scale, neutral, ink));
  const points = shapes.filter((shape) => shape.rings.length === 0);
  const most = Math.max(1e-9, ...points.map((shape) => places.get(shape.id)?.value ?? 0));
  const dots: Dot[] = points.map((shape) => {
    const value = places.get(shape.id)?.value ?? 0;
    const look = paint.get(shape.id);
    return {
      shape, declared: false, colour: look?.colour ?? ink.empty, patterns: look?.patterns,
      radius: ask.sized ? 3 + 17 * Math.sqrt(Math.max(0, value) / most) : 6.5,
    };
  });
  return { shapes, outlines, paint, dots: [...dots, ...ask.declared], labels: labelsOf(ask), ink };
}

/** Zoom from which the places' own names show beside those of the coarser ones. */
const CLOSE = 2.2;

/** Names of the coarser places first; names of the places themselves where they fit. */
function labelsOf({ shapes, outlines, nameOf }: SceneRequest): Label[] {
  const label = (shape: Shape, weight: number): Label => ({
    text: nameOf(shape), at: shape.centre, weight, width: shape.rings.length === 0 ? 0 : shape.box[2] - shape.box[0],
  });
  const area = (shape: Shape): number => (shape.box[2] - shape.box[0]) * (shape.box[3] - shape.box[1]);
  const whole = Math.max(1e-9, boxArea(shapes));
  const own = shapes.filter((shape) => shape.rings.length > 0)
    .map((shape) => ({ ...label(shape, area(shape) / whole), from: outlines.length > 0 ? CLOSE : 0 }));
  return [...outlines.map((shape) => label(shape, 1 + area(shape) / whole)), ...own];
}

function boxArea(shapes: readonly Shape[]): number {
  const [x0, y0, x1, y1] = boxOf(shapes);
  return (x1 - x0) * (y1 - y0);
}

/** Declared clusters as dots; places that share a point are set around it. */
export function declaredDots(rows: readonly DeclaredRow[], project: Project, ink: Ink, within: Shape[] | null): Dot[] {
  const box = within && within.length > 0 ? boxOf(within) : null;
  const seen = new Map<string, number>();
  return rows.flatMap((row) => {
    if (row.lon == null || row.lat == null) return [];
    const key = `${row.lon.toFixed(2)},${row.lat.toFixed(2)}`;
    const k = seen.get(key) ?? 0;
    seen.set(key, k + 1);
    const turn = k * 2.4;
    const away = k === 0 ? 0 : 0.13 * Math.sqrt(k);
    const shape = pointShape(row.cluster, row.lon + away * Math.cos(turn), row.lat + away * Math.sin(turn), project, row);
    const [x, y] = shape.centre;
    if (box && (x < box[0] || x > box[2] || y < box[1] || y > box[3])) return [];
    return [{ shape, declared: true, colour: ink.declared, radius: within ? 3.6 : 5.5 }];
  });
}
