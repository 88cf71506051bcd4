/** Nodes at positions computed beforehand; hovering or focusing one shows it and its neighbours. */
import { useState } from "preact/hooks";
import { useWidth } from "./useWidth";

interface MapNode { key: string; name: string; x: number; y: number; size: number; colour: string; said: string }

interface Props {
  nodes: MapNode[]; edges: readonly [number, number, number][]; label: string; chosen?: number | null;
  onPick: (index: number) => void;
}

interface Drawn extends MapNode { index: number; px: number; py: number; r: number }

export function NodeMap({ nodes, edges, label, chosen = null, onPick }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>(900);
  const [over, setOver] = useState<number | null>(null);
  const on = over ?? chosen;
  const height = Math.max(380, Math.min(640, width * 0.58));
  const drawn = placed(nodes, width, height);
  const near = new Set(edges.filter(([a, b]) => a === on || b === on).flatMap(([a, b]) => [a, b]));
  const heavy = Math.max(1e-9, ...edges.map(([, , w]) => w));
  const named = names(drawn, on, near, width);
  return (
    <div ref={ref}>
      <svg class="chart network" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label} onPointerLeave={() => setOver(null)}>
        {edges.map(([a, b, w]) => {
          const [from, to] = [drawn[a], drawn[b]];
          if (!from || !to) return null;
          const mine = a === on || b === on;
          return <line key={`${a}-${b}`} class={`tie${mine ? " on" : on !== null ? " off" : ""}`} x1={from.px} y1={from.py} x2={to.px} y2={to.py} stroke-width={0.5 + (Math.max(0, w) / heavy) * 2.5} />;
        })}
        {drawn.map((node) => (
          <g key={node.key} class="node" role="button" tabIndex={0} aria-label={node.said} aria-pressed={node.index === chosen} onPointerEnter={() => setOver(node.index)} onFocus={() => setOver(node.index)} onBlur={() => setOver(null)}
            onClick={() => onPick(node.index)} onKeyDown={(event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); onPick(node.index); } }}>
            <circle class="dot" cx={node.px} cy={node.py} r={node.r} fill={node.colour} opacity={on !== null && on !== node.index && !near.has(node.index) ? 0.25 : 0.92} />
            {node.index === chosen && <circle cx={node.px} cy={node.py} r={node.r + 3.5} fill="none" stroke="var(--ink)" stroke-width="1.5" />}
            <title>{node.said}</title>
          </g>
        ))}
        {named.map((node) => <text key={node.key} class="halo" x={middleOf(node, width)} y={node.py - node.r - 5} text-anchor="middle">{node.name}</text>)}
      </svg>
    </div>
  );
}

function placed(nodes: MapNode[], width: number, height: number): Drawn[] {
  const [xs, ys] = [nodes.map((n) => n.x), nodes.map((n) => n.y)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const most = Math.max(1e-9, ...nodes.map((n) => n.size));
  const margin = Math.min(60, width * 0.09);
  return nodes.map((node, index) => ({
    ...node, index, px: margin + ((node.x - x0) / (x1 - x0 || 1)) * (width - 2 * margin), py: 30 + ((node.y - y0) / (y1 - y0 || 1)) * (height - 58),
    r: (width < 560 ? 0.7 : 1) * (4 + 15 * Math.sqrt(Math.max(0, node.size) / most)),
  }));
}

const halfOf = (name: string): number => [...name].reduce((sum, c) => sum + (c > "\u2E7F" ? 6.1 : 3.3), 0);

/** The middle of a name that stays inside the drawing. */
function middleOf(node: Drawn, width: number): number {
  const half = halfOf(node.name);
  return Math.max(half + 2, Math.min(width - half - 2, node.px));
}

/** Names of the largest that do not meet; of the chosen one and its neighbours first. */
function names(drawn: Drawn[], on: number | null, near: Set<number>, width: number): Drawn[] {
  const taken: [number, number, number, number][] = [];
  const first = (node: Drawn): number => (node.index === on ? 2 : near.has(node.index) ? 1 : 0);
  return [...drawn].sort((a, b) => first(b) - first(a) || b.size - a.size).filter((node) => {
    if (on !== null && first(node) === 0) return false;
    const half = halfOf(node.name);
    const left = middleOf(node, width) - half;
    const y = node.py - node.r - 5;
    const box: [number, number, number, number] = [left, y - 11, left + 2 * half, y + 3];
    if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) return false;
    taken.push(box);
    return true;
  });
}
