/** Found clusters as a scene: boundaries or centres over a calm base. */
import { nameOf } from "../../app/i18n";
import type { FoundRow } from "../../app/answers";
import type { Dot, Ink, Label, Paint, Scene, Zone } from "../../map/drawing";
import type { Project } from "../../map/projection";
import { type Shape, pointShape } from "../../map/shapes";
import { type ZoneFeatures, zoneOf } from "../../map/zones";
import { type By, categoryOfRow, doubtOf, lookOf, placeName } from "./looks";

interface Ask {
  shapes: Shape[]; outlines: Shape[]; project: Project; rows: readonly FoundRow[]; features: ZoneFeatures | undefined;
  few: boolean; chosen: string | undefined; by: By; ink: Ink; named?: boolean;
}

export function foundScene({ shapes, outlines, project, rows, features, few, chosen, by, ink, named = true }: Ask): Scene {
  const known = new Map(rows.map((row) => [row.cluster, row]));
  const zones: Zone[] = (features?.features ?? []).flatMap((feature) => {
    const row = known.get(String(feature.id ?? feature.properties.cluster));
    if (!row || (!few && row.cluster !== chosen)) return [];
    const zone = zoneOf(feature, project, { colour: lookOf(row, by).colour, doubt: doubtOf(row) });
    if (!zone) return [];
    const at = row.lon !== null && row.lat !== null ? project(row.lon, row.lat) : zone.shape.centre;
    return [zone.shape.rings.length > 0 || !at.every(Number.isFinite) ? zone : { ...zone, shape: { ...zone.shape, centre: at } }];
  });
  const dots = rows.flatMap((row, k) => dotOf(row, zones, project, by, k < MANY || row.cluster === chosen, rows));
  return { shapes, outlines, paint: basePaint(shapes, ink), dots: [...baseDots(shapes, ink), ...dots], labels: labelsOf(named ? rows : [], dots, outlines), ink, zones };
}

const MANY = 400;
const NAMED = 14;

/** A sign at the middle of each cluster, sized by employment. */
function dotOf(row: FoundRow, zones: Zone[], project: Project, by: By, shown: boolean, rows: readonly FoundRow[]): Dot[] {
  if (!shown) return [];
  const zone = zones.find((one) => one.shape.id === row.cluster);
  const most = Math.max(1, rows[0]?.size ?? 1, rows[0]?.organisations ?? 1);
  const size = Math.sqrt(Math.max(0, row.size ?? row.organisations ?? 0) / most);
  const look = lookOf(row, by);
  const at = zone && zone.shape.rings.length > 0 ? zone.shape.centre : row.lon !== null && row.lat !== null ? project(row.lon, row.lat) : zone?.shape.centre;
  if (!at || !at.every(Number.isFinite)) return [];
  const shape: Shape = { ...pointShape(row.cluster, 0, 0, () => at, row) };
  return [{ shape, declared: false, colour: look.colour, sign: look.sign, radius: zone ? 4 : 3 + 9 * size, doubt: doubtOf(row) }];
}

/** Regions without boundaries are small grey places, so that a cluster still lies somewhere. */
const baseDots = (shapes: readonly Shape[], ink: Ink): Dot[] =>
  shapes.filter((shape) => shape.rings.length === 0).map((shape) => ({ shape, declared: false, colour: ink.firm, radius: 1.8 }));

const basePaint = (shapes: readonly Shape[], ink: Ink): Map<string, Paint> =>
  new Map(shapes.map((shape) => [shape.id, { colour: ink.empty, patterns: [] }]));

/** Names of the largest clusters; of the coarser places beneath them only where there is room. */
function labelsOf(rows: readonly FoundRow[], dots: readonly Dot[], outlines: readonly Shape[]): Label[] {
  // of one category the places tell clusters apart, of many the categories do
  const alone = new Set(rows.map((row) => row.category)).size === 1;
  const at = new Map(dots.map((dot) => [dot.shape.id, dot]));
  const own = rows.flatMap((row, k) => {
    const dot = at.get(row.cluster);
    return dot ? [{ text: shorter(alone ? placeName(row) : categoryOfRow(row)), at: dot.shape.centre, width: 0, weight: 1e6 - k, dy: -dot.radius - 9, from: k < NAMED ? 0 : k < 5 * NAMED ? 2.5 : 6 }] : [];
  });
  const under = outlines.map((shape) => ({ text: nameOf(shape, shape.id), at: shape.centre, width: shape.box[2] - shape.box[0], weight: 0.5, faint: true }));
  return [...own, ...under];
}

const LONG = 34;
const shorter = (text: string): string => ([...text].length > LONG ? `${[...text].slice(0, LONG - 1).join("")}…` : text);
