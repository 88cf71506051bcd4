/** Draws a scene on a canvas. Regions of one colour are filled as one path: 3,100 counties in one frame. */
import type { Mark, Pattern, Scene, View } from "./drawing";
import type { Point } from "./projection";
import type { Shape } from "./shapes";
import { signPoints } from "../figures/signs";
import { DASHES, drawZones } from "./zones";

export interface Batches {
  fills: Map<string, Path2D>;
  patterns: Map<Pattern, Path2D>;
  borders: Path2D;
  outlines: Path2D;
  ground: Path2D;
}

const paths = new WeakMap<Shape, Path2D>();

function pathOf(shape: Shape): Path2D {
  const known = paths.get(shape);
  if (known) return known;
  const path = new Path2D();
  for (const ring of shape.rings) {
    path.moveTo(ring[0] ?? 0, ring[1] ?? 0);
    for (let k = 2; k < ring.length; k += 2) path.lineTo(ring[k] ?? 0, ring[k + 1] ?? 0);
    path.closePath();
  }
  paths.set(shape, path);
  return path;
}

function gather<K>(into: Map<K, Path2D>, key: K, path: Path2D): void {
  let whole = into.get(key);
  if (!whole) {
    whole = new Path2D();
    into.set(key, whole);
  }
  whole.addPath(path);
}

export function batch(scene: Scene): Batches {
  const out: Batches = { fills: new Map(), patterns: new Map(), borders: new Path2D(), outlines: new Path2D(), ground: new Path2D() };
  for (const shape of scene.shapes) {
    if (shape.rings.length === 0) continue;
    const path = pathOf(shape);
    const paint = scene.paint.get(shape.id);
    gather(out.fills, paint?.colour ?? scene.ink.empty, path);
    for (const pattern of paint?.patterns ?? []) gather(out.patterns, pattern, path);
    out.borders.addPath(path);
  }
  for (const shape of scene.outlines) out.outlines.addPath(pathOf(shape));
  for (const shape of scene.ground ?? []) out.ground.addPath(pathOf(shape));
  return out;
}

const TILE = 7;
/** Level lines stand closer than slanted ones. */
const LEVEL = 4;
/** With more places than this, borders are light, or they would darken the map. */
const DENSE = 400;

/** A small tile of each pattern: slanted lines for doubt, crosses for withheld, dots for imputed, level lines for what cannot be judged. */
function tile(pattern: Pattern, colour: string, dpr: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const side = pattern === "unjudged" ? LEVEL : TILE;
  canvas.width = canvas.height = side * dpr;
  const ctx = canvas.getContext("2d");
  if (!ctx) return canvas;
  ctx.scale(dpr, dpr);
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = 1;
  const rising = (): void => {
    for (const shift of [-TILE, 0, TILE]) {
      ctx.beginPath();
      ctx.moveTo(shift - 1, TILE + 1);
      ctx.lineTo(shift + TILE + 1, -1);
      ctx.stroke();
    }
  };
  if (pattern === "unsure") rising();
  else if (pattern === "withheld") {
    rising();
    ctx.translate(TILE, 0);
    ctx.scale(-1, 1);
    rising();
  } else if (pattern === "unjudged") {
    ctx.fillRect(0, 1, side, 1);
  } else {
    ctx.beginPath();
    ctx.arc(TILE / 2, TILE / 2, 1.05, 0, 2 * Math.PI);
    ctx.fill();
  }
  return canvas;
}

function fillPattern(ctx: CanvasRenderingContext2D, path: Path2D, pattern: Pattern, scene: Scene, view: View, dpr: number): void {
  const made = ctx.createPattern(tile(pattern, scene.ink.hatch, dpr), "repeat");
  if (!made) return;
  made.setTransform(new DOMMatrix().scale(1 / (view.k * dpr)));
  ctx.fillStyle = made;
  ctx.fill(path, "evenodd");
}

export function draw(ctx: CanvasRenderingContext2D, scene: Scene, batches: Batches, view: View, dpr: number, zoom: number): void {
  const { canvas } = ctx;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  ctx.setTransform(view.k * dpr, 0, 0, view.k * dpr, view.x * dpr, view.y * dpr);
  if (scene.ground) {
    ctx.fillStyle = scene.ink.empty;
    ctx.fill(batches.ground);
    ctx.strokeStyle = scene.ink.firm;
    ctx.lineWidth = 0.6 / view.k;
    ctx.stroke(batches.ground);
  }
  for (const [colour, path] of batches.fills) {
    ctx.fillStyle = colour;
    ctx.fill(path, "evenodd");
  }
  for (const [pattern, path] of batches.patterns) fillPattern(ctx, path, pattern, scene, view, dpr);
  ctx.lineJoin = "round";
  ctx.strokeStyle = scene.shapes.length > DENSE ? scene.ink.line : scene.ink.firm;
  ctx.lineWidth = (scene.shapes.length > DENSE ? 0.5 : 0.75) / view.k;
  ctx.stroke(batches.borders);
  ctx.strokeStyle = scene.ink.outline;
  ctx.lineWidth = 0.9 / view.k;
  ctx.stroke(batches.outlines);
  drawZones(ctx, scene.zones ?? [], view, dpr);
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  drawDots(ctx, scene, view);
  drawLabels(ctx, scene, view, zoom);
}

export const screen = ([x, y]: Point, view: View): Point => [x * view.k + view.x, y * view.k + view.y];

function drawDots(ctx: CanvasRenderingContext2D, scene: Scene, view: View): void {
  const order = [...scene.dots].sort((a, b) => b.radius - a.radius);
  for (const dot of order) {
    const [x, y] = screen(dot.shape.centre, view);
    ctx.beginPath();
    if (dot.declared) diamond(ctx, x, y, dot.radius + 1);
    else if (dot.sign && dot.sign !== "circle") polygon(ctx, x, y, signPoints(dot.sign, dot.radius));
    else ctx.arc(x, y, dot.radius, 0, 2 * Math.PI);
    const open = dot.doubt !== undefined && dot.doubt !== "none";
    ctx.fillStyle = open ? scene.ink.page : dot.colour;
    ctx.fill();
    if (open) {
      ctx.globalAlpha = dot.doubt === "some" ? 0.5 : 0.15;
      ctx.fillStyle = dot.colour;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    ctx.lineWidth = 1.25;
    ctx.strokeStyle = open ? dot.colour : dot.patterns?.length ? scene.ink.hatch : scene.ink.halo;
    ctx.setLineDash(dot.patterns?.length || dot.doubt === "much" ? [2, 2] : []);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

function diamond(ctx: CanvasRenderingContext2D | Path2D, x: number, y: number, r: number): void {
  ctx.moveTo(x, y - r);
  ctx.lineTo(x + r, y);
  ctx.lineTo(x, y + r);
  ctx.lineTo(x - r, y);
  ctx.closePath();
}

function polygon(ctx: CanvasRenderingContext2D, x: number, y: number, corners: readonly Point[]): void {
  corners.forEach(([dx, dy], k) => (k === 0 ? ctx.moveTo(x + dx, y + dy) : ctx.lineTo(x + dx, y + dy)));
  ctx.closePath();
}

/** Names that fit their place and do not meet another name, the weightiest first. */
function drawLabels(ctx: CanvasRenderingContext2D, scene: Scene, view: View, zoom: number): void {
  const taken: [number, number, number, number][] = [];
  const wide = ctx.canvas.width / ctx.getTransform().a;
  ctx.font = scene.ink.font;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = scene.ink.halo;
  ctx.fillStyle = scene.ink.text;
  for (const label of [...scene.labels].sort((a, b) => b.weight - a.weight)) {
    if (zoom < (label.from ?? 0)) continue;
    const [middle, above] = screen(label.at, view);
    const y = above + (label.dy ?? 0);
    const w = ctx.measureText(label.text).width;
    if (middle < 0 || y < 0 || middle > wide || y > ctx.canvas.height) continue;
    // a name that is free to move stays inside the map
    const x = label.width > 0 ? middle : Math.max(w / 2 + 3, Math.min(wide - w / 2 - 3, middle));
    if (label.width > 0 && w > label.width * view.k * 0.86) continue;
    const box: [number, number, number, number] = [x - w / 2 - 4, y - 9, x + w / 2 + 4, y + 9];
    if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
    taken.push(box);
    ctx.globalAlpha = label.faint ? 0.55 : 1;
    ctx.strokeText(label.text, x, y);
    ctx.fillText(label.text, x, y);
    ctx.globalAlpha = 1;
  }
}

/** ``doubt``: dashed as the outline beneath. */

/** The place under the pointer or chosen in the table, on its own layer. */
export function drawMarks(
  ctx: CanvasRenderingContext2D, marks: readonly Mark[], scene: Scene, view: View, dpr: number,
): void {
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  for (const { shape, strong, doubt } of marks) {
    const point = shape.rings.length === 0;
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    const ring = new Path2D();
    if (point) {
      const [x, y] = screen(shape.centre, view);
      ring.arc(x, y, 11, 0, 2 * Math.PI);
    } else {
      ring.addPath(pathOf(shape), new DOMMatrix([view.k, 0, 0, view.k, view.x, view.y]));
    }
    ctx.lineJoin = "round";
    ctx.strokeStyle = scene.ink.halo;
    ctx.lineWidth = strong ? 5 : 3.5;
    ctx.stroke(ring);
    ctx.strokeStyle = strong ? scene.ink.accent : scene.ink.text;
    ctx.lineWidth = strong ? 2.5 : 1.5;
    ctx.setLineDash(DASHES[doubt ?? "none"]);
    ctx.stroke(ring);
    ctx.setLineDash([]);
  }
}
