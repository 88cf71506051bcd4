/** The picture as an SVG drawing to take away: the same discs, bundles and organisations. */
import { signPath } from "../../../figures/signs";
import { type Circle, frameOf, placeOf } from "./geometry";
import { readTokens } from "./ink";
import type { Picture } from "./paint";

const SPACE = "http://www.w3.org/2000/svg";

function add(parent: SVGElement, name: string, given: Readonly<Record<string, string | number>>, text = ""): void {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, String(value));
  made.textContent = text;
  parent.append(made);
}

export function pictureSvg({ discs, nodes, bundles }: Picture, within: readonly Circle[], width: number, height: number): SVGSVGElement {
  const [svg, ink, frame] = [document.createElementNS(SPACE, "svg"), readTokens(), frameOf(within, width, height)];
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const by = new Map(discs.map((disc) => [disc.community, disc]));
  const most = Math.max(1e-9, ...bundles.map((one) => one.weight));
  for (const { source, target, weight } of bundles) {
    const [from, to] = [by.get(source), by.get(target)];
    if (!from || !to) continue;
    const [[x0, y0], [x1, y1]] = [placeOf(frame, from.x, from.y), placeOf(frame, to.x, to.y)];
    add(svg, "path", { d: `M${x0} ${y0}Q${(x0 + x1) / 2 + (y1 - y0) * 0.12} ${(y0 + y1) / 2 - (x1 - x0) * 0.12} ${x1} ${y1}`, fill: "none", stroke: ink.line, "stroke-opacity": 0.35, "stroke-width": 0.6 + 7 * Math.sqrt(weight / most) });
  }
  for (const disc of discs) {
    const [x, y] = placeOf(frame, disc.x, disc.y);
    const r = Math.max(1.5, disc.radius * frame.k);
    const band = Math.min(disc.open ? 4 : 9, Math.max(1.5, r * 0.28));
    add(svg, "circle", { cx: x, cy: y, r, fill: ink.surface });
    const round = 2 * Math.PI * (r - band / 2);
    let before = 0;
    for (const { colour, share } of disc.slices) {
      add(svg, "circle", { cx: x, cy: y, r: r - band / 2, fill: "none", stroke: colour, "stroke-width": band, "stroke-dasharray": `${share * round} ${round}`, transform: `rotate(${before * 360 - 90} ${x} ${y})` });
      before += share;
    }
    if (!disc.open && r >= 13) add(svg, "text", { x, y: y + 4, "text-anchor": "middle", "font-size": 13, fill: ink.ink }, disc.label);
  }
  for (const node of nodes) {
    const [x, y] = placeOf(frame, node.x, node.y);
    if (node.radius > 0) add(svg, "path", { d: signPath(node.sign, x, y, node.radius * frame.k), fill: node.colour, "fill-opacity": node.faint ? 0.12 : 1 });
  }
  return svg;
}
