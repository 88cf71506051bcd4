/** The same scene as a vector drawing, for print and for taking away. */
import { standalone } from "../figures/export";
import type { Pattern, Scene } from "./drawing";
import { fitted } from "./stage";
import { type Shape, boxOf } from "./shapes";
import { signPath } from "../figures/signs";
import { DASHES, FILLS, WIDTHS, arcPath } from "./zones";

const NS = "http://www.w3.org/2000/svg";

function make(name: string, attributes: Record<string, string | number>, parent?: Element): SVGElement {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  parent?.appendChild(element);
  return element;
}

function tiles(svg: Element, colour: string): void {
  const defs = make("defs", {}, svg);
  const line = { stroke: colour, "stroke-width": 1, fill: "none" };
  const unsure = make("pattern", { id: "unsure", width: 7, height: 7, patternUnits: "userSpaceOnUse" }, defs);
  make("path", { d: "M-1 1L1 -1M0 7L7 0M6 8L8 6", ...line }, unsure);
  const withheld = make("pattern", { id: "withheld", width: 7, height: 7, patternUnits: "userSpaceOnUse" }, defs);
  make("path", { d: "M0 7L7 0M0 0L7 7", ...line }, withheld);
  const unjudged = make("pattern", { id: "unjudged", width: 4, height: 4, patternUnits: "userSpaceOnUse" }, defs);
  make("path", { d: "M0 1.5H4", ...line }, unjudged);
  const imputed = make("pattern", { id: "imputed", width: 7, height: 7, patternUnits: "userSpaceOnUse" }, defs);
  make("circle", { cx: 3.5, cy: 3.5, r: 1.05, fill: colour }, imputed);
}

/** The legend's entries, signs and words, as one drawing. */
export function entriesSvg(entries: readonly HTMLElement[], width: number): SVGSVGElement {
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
  const svg = make("svg", { xmlns: NS, width }) as SVGSVGElement;
  let [x, y] = [0, 6];
  for (const entry of entries) {
    const words = entry.textContent?.trim() ?? "";
    const space = 30 + [...words].reduce((sum, c) => sum + (c > "\u2E7F" ? 12.5 : 6.8), 0) + 20;
    if (x + space > width && x > 0) [x, y] = [0, y + 22];
    const sign = entry.querySelector("svg");
    if (sign) {
      const copy = standalone(sign);
      for (const [key, value] of Object.entries({ x, y, width: 18, height: 12 })) copy.setAttribute(key, String(value));
      svg.appendChild(copy);
    }
    make("text", { x: x + 26, y: y + 10.5, "font-size": 12, fill: colour }, svg).textContent = words;
    x += space;
  }
  svg.setAttribute("height", String(y + 20));
  svg.setAttribute("viewBox", `0 0 ${width} ${y + 20}`);
  return svg;
}

export function mapSvg(scene: Scene, width: number, height: number): SVGSVGElement {
  const svg = make("svg", { xmlns: NS, width, height, viewBox: `0 0 ${width} ${height}` }) as SVGSVGElement;
  tiles(svg, scene.ink.hatch);
  const places = scene.shapes.length > 0 ? scene.shapes : scene.dots.map((dot) => dot.shape);
  if (places.length === 0) return svg;
  const view = fitted(boxOf(places), [width, height], 6);
  const d = (shape: Shape): string => shape.rings.map((ring) => {
    let text = "";
    for (let k = 0; k < ring.length; k += 2) {
      const x = (ring[k] ?? 0) * view.k + view.x;
      const y = (ring[k + 1] ?? 0) * view.k + view.y;
      text += `${k === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    }
    return `${text}Z`;
  }).join("");
  for (const shape of scene.ground ?? []) make("path", { d: d(shape), fill: scene.ink.empty, stroke: scene.ink.firm, "stroke-width": 0.5 }, svg);
  const edge = { stroke: scene.shapes.length > 400 ? scene.ink.line : scene.ink.firm, "stroke-width": 0.45, "fill-rule": "evenodd" };
  for (const shape of scene.shapes) {
    if (shape.rings.length === 0) continue;
    const paint = scene.paint.get(shape.id);
    const path = d(shape);
    make("path", { d: path, fill: paint?.colour ?? scene.ink.empty, ...edge }, svg);
    for (const pattern of paint?.patterns ?? []) make("path", { d: path, fill: `url(#${pattern satisfies Pattern})` }, svg);
  }
  const outline = { fill: "none", stroke: scene.ink.outline, "stroke-width": 0.8 };
  for (const shape of scene.outlines) make("path", { d: d(shape), ...outline }, svg);
  for (const zone of scene.zones ?? []) {
    const line = { stroke: zone.colour, "stroke-width": WIDTHS[zone.doubt], "stroke-linejoin": "round", ...(zone.doubt === "none" ? {} : { "stroke-dasharray": DASHES[zone.doubt].join(" ") }) };
    if (zone.shape.rings.length > 0) make("path", { d: d(zone.shape), fill: zone.colour, "fill-opacity": zone.bare ? 0 : FILLS[zone.doubt], "fill-rule": "evenodd", ...line }, svg);
    for (const tie of zone.ties) make("path", { d: arcPath(tie, view), fill: "none", "stroke-opacity": 0.7, ...line, "stroke-width": 0.8 }, svg);
    for (const place of zone.places) make("circle", { cx: place[0] * view.k + view.x, cy: place[1] * view.k + view.y, r: 2, fill: zone.colour }, svg);
  }
  for (const dot of scene.dots) {
    const [x, y] = [dot.shape.centre[0] * view.k + view.x, dot.shape.centre[1] * view.k + view.y];
    const r = dot.radius;
    const look: Record<string, string | number> = dot.doubt && dot.doubt !== "none" ? { "fill-opacity": dot.doubt === "some" ? 0.5 : 0.15, stroke: dot.colour } : { stroke: scene.ink.halo };
    if (dot.declared) make("path", { d: `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`, fill: dot.colour, stroke: scene.ink.halo }, svg);
    else if (dot.sign && dot.sign !== "circle") make("path", { d: signPath(dot.sign, x, y, r), fill: dot.colour, ...look }, svg);
    else make("circle", { cx: x, cy: y, r, fill: dot.colour, ...look }, svg);
  }
  return svg;
}
