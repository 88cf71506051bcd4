/** Paints discs with bundles of ties, and the organisations of those that are open. */
import type { NetworkLayout } from "../../../app/answers";
import { type Sign, signPoints } from "../../../figures/signs";
import { type Circle, type Frame, placeOf } from "./geometry";
import type { Tokens } from "./ink";

export interface Slice { colour: string; share: number }
export interface DrawnDisc extends Circle { community: number; slices: readonly Slice[]; label: string; open: boolean; faint: boolean }
export interface DrawnNode extends Circle { organisation: string; colour: string; sign: Sign; name: string; faint: boolean }
export interface Picture {
  discs: readonly DrawnDisc[]; nodes: readonly DrawnNode[];
  bundles: readonly NetworkLayout["bundles"][number][]; edges: NetworkLayout["edges"];
}
/** What the pointer or the keys are on: places in ``discs`` and ``nodes``. */
export interface On { disc: number; node: number }

export function paint(c: CanvasRenderingContext2D, picture: Picture, frame: Frame, on: On, ink: Tokens): void {
  c.clearRect(0, 0, c.canvas.width, c.canvas.height);
  paintBundles(c, picture, frame, on, ink);
  picture.discs.forEach((disc, k) => paintDisc(c, disc, frame, k === on.disc, ink));
  paintEdges(c, picture, frame, on, ink);
  paintNodes(c, picture.nodes, frame, ink);
  const marked = picture.nodes[on.node];
  if (marked) ring(c, marked, frame, ink.ink, 3);
  paintLabels(c, picture, frame, on, ink);
}

function paintBundles(c: CanvasRenderingContext2D, { discs, bundles }: Picture, frame: Frame, on: On, ink: Tokens): void {
  const by = new Map(discs.map((disc) => [disc.community, disc]));
  const most = Math.max(1e-9, ...bundles.map((one) => one.weight));
  const mine = discs[on.disc]?.community;
  c.lineCap = "round";
  for (const one of bundles) {
    const [from, to] = [by.get(one.source), by.get(one.target)];
    if (!from || !to) continue;
    const touched = one.source === mine || one.target === mine;
    const [[x0, y0], [x1, y1]] = [placeOf(frame, from.x, from.y), placeOf(frame, to.x, to.y)];
    c.strokeStyle = touched ? ink.accent : ink.line;
    c.globalAlpha = touched ? 0.75 : on.disc >= 0 ? 0.07 : 0.12 + 0.3 * Math.sqrt(one.weight / most);
    c.lineWidth = 0.6 + 7 * Math.sqrt(one.weight / most);
    c.beginPath();
    c.moveTo(x0, y0);
    // a slight bend tells two bundles on one line apart
    c.quadraticCurveTo((x0 + x1) / 2 + (y1 - y0) * 0.12, (y0 + y1) / 2 - (x1 - x0) * 0.12, x1, y1);
    c.stroke();
  }
  c.globalAlpha = 1;
}

function paintDisc(c: CanvasRenderingContext2D, disc: DrawnDisc, frame: Frame, marked: boolean, ink: Tokens): void {
  const [x, y] = placeOf(frame, disc.x, disc.y);
  const r = Math.max(1.5, disc.radius * frame.k);
  const band = Math.min(9, Math.max(1.5, r * 0.28));
  c.globalAlpha = disc.faint ? 0.35 : 1;
  c.fillStyle = ink.surface;
  c.beginPath();
  c.arc(x, y, r, 0, 2 * Math.PI);
  c.fill();
  let from = -Math.PI / 2;
  c.lineWidth = disc.open ? Math.min(4, band) : band;
  c.lineCap = "butt";
  for (const { colour, share } of disc.slices) {
    c.strokeStyle = colour;
    c.beginPath();
    c.arc(x, y, r - c.lineWidth / 2, from, from + share * 2 * Math.PI);
    c.stroke();
    from += share * 2 * Math.PI;
  }
  c.globalAlpha = 1;
  if (marked) ring(c, disc, frame, ink.accent, 2);
}

function ring(c: CanvasRenderingContext2D, one: Circle, frame: Frame, colour: string, gap: number): void {
  const [x, y] = placeOf(frame, one.x, one.y);
  c.strokeStyle = colour;
  c.lineWidth = 2;
  c.beginPath();
  c.arc(x, y, one.radius * frame.k + gap, 0, 2 * Math.PI);
  c.stroke();
}

/** Of many organisations only ties of the one that is pointed at; of a few all of them, faint. */
function paintEdges(c: CanvasRenderingContext2D, { nodes, edges, discs }: Picture, frame: Frame, on: On, ink: Tokens): void {
  const opened = discs.some((disc) => disc.open && !disc.faint) && discs.some((disc) => disc.faint);
  for (const touched of [false, true]) {
    if (!touched && !opened) continue;
    c.strokeStyle = touched ? ink.accent : ink.line;
    c.globalAlpha = touched ? 0.8 : on.node >= 0 ? 0.08 : 0.22;
    c.lineWidth = touched ? 1.4 : 0.7;
    c.beginPath();
    for (const [a, b] of edges) {
      const [from, to] = [nodes[a], nodes[b]];
      if (!from || !to || (a === on.node || b === on.node) !== touched) continue;
      c.moveTo(...placeOf(frame, from.x, from.y));
      c.lineTo(...placeOf(frame, to.x, to.y));
    }
    c.stroke();
  }
  c.globalAlpha = 1;
}

function paintNodes(c: CanvasRenderingContext2D, nodes: readonly DrawnNode[], frame: Frame, ink: Tokens): void {
  const groups = new Map<string, DrawnNode[]>();
  for (const node of nodes) {
    const key = `${node.colour}|${node.faint}`;
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  c.lineWidth = 0.8;
  c.strokeStyle = ink.surface;
  for (const group of groups.values()) {
    c.fillStyle = group[0]?.colour ?? "";
    c.globalAlpha = group[0]?.faint ? 0.12 : 1;
    c.beginPath();
    for (const node of group) trace(c, node, frame);
    c.fill();
    c.stroke();
  }
  c.globalAlpha = 1;
}

function trace(c: CanvasRenderingContext2D, node: DrawnNode, frame: Frame): void {
  const [x, y] = placeOf(frame, node.x, node.y);
  const r = node.radius * frame.k;
  const corners = signPoints(node.sign, r);
  if (corners.length === 0) {
    c.moveTo(x + r, y);
    c.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], k) => (k === 0 ? c.moveTo(x + dx, y + dy) : c.lineTo(x + dx, y + dy)));
  c.closePath();
}

/** Numbers in closed discs that are large enough; names of what is pointed at. */
function paintLabels(c: CanvasRenderingContext2D, { discs, nodes }: Picture, frame: Frame, on: On, ink: Tokens): void {
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.fillStyle = ink.ink;
  for (const disc of discs) {
    if (disc.open || disc.faint || disc.radius * frame.k < 13) continue;
    c.font = `600 ${Math.min(16, 6 + disc.radius * frame.k * 0.3)}px ${ink.font}`;
    c.fillText(disc.label, ...placeOf(frame, disc.x, disc.y));
  }
  const node = nodes[on.node];
  if (!node) return;
  const [x, y] = placeOf(frame, node.x, node.y);
  c.font = `500 12px ${ink.font}`;
  c.lineWidth = 3.5;
  c.lineJoin = "round";
  c.strokeStyle = ink.surface;
  c.strokeText(node.name, x, y - node.radius * frame.k - 10);
  c.fillText(node.name, x, y - node.radius * frame.k - 10);
}
