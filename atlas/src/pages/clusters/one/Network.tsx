/** Who in the cluster is tied to whom: ties by kind, and the small network of its largest members. */
import { useState } from "preact/hooks";
import { integer, number } from "../../../app/format";
import { has, lang, nameOf, say, t } from "../../../app/i18n";
import type { FoundDetail, FoundNode } from "../../../app/answers";
import { Figure } from "../../../figures/Figure";
import { ShareBars } from "../../../figures/ShareBars";
import { useWidth } from "../../../figures/useWidth";
import { signPath } from "../../../figures/signs";
import { dark } from "../../../app/theme";
import { kinds } from "../../../color/palettes";
import { reasonOf } from "./reason";

export function LinkKinds({ data }: { data: FoundDetail }) {
  const rows = [...data.links].sort((a, b) => (b.links ?? 0) - (a.links ?? 0));
  if (rows.length === 0) return null;
  const title = t("cluster.links");
  const row = data.cluster;
  return (
    <Figure title={title} reason={() => reasonOf(data, title, integer(row.links, lang.value))}
      definition={t("cluster.links.definition", { n: integer(row.links, lang.value), per: number(row.links_per_member, lang.value, { unit: "1" }), inside: number(row.inside_share, lang.value, { unit: "share" }) })}
      table={() => ({ columns: [t("column.kind"), t("cluster.links"), t("cluster.weight")], rows: rows.map((one) => [kindOfTie(one), one.links, one.weight]) })}>
      <ShareBars label={title} unit="count" rows={rows.map((one) => ({ key: one.kind, label: kindOfTie(one), share: one.links }))} />
    </Figure>
  );
}

/** A kind of tie in the reader's language. */
const kindOfTie = (one: FoundDetail["links"][number]): string => (has(`tie.${one.kind}`) ? t(`tie.${one.kind}`) : say(one.title) || one.kind);

const ACTORS = ["firm", "university", "institute", "platform", "intermediary", "financier", "agency"];
const SIGNS = { firm: "circle", university: "square", institute: "diamond" } as const;
const signOf = (kind: string) => SIGNS[kind as keyof typeof SIGNS] ?? "triangle";
const colourOf = (kind: string): string => kinds(dark.value)[Math.max(0, ACTORS.indexOf(kind))] ?? "#77736a";
const kindName = (kind: string): string => (has(`actor.${kind}`) ? t(`actor.${kind}`) : kind || "–");

export function FoundNetwork({ data }: { data: FoundDetail }) {
  const network = data.network;
  if (!network || network.nodes.length === 0) return null;
  const title = t("cluster.network");
  const names = network.nodes.map((node) => nameOf(node, node.id));
  const kinds = [...new Set(network.nodes.map((node) => node.kind))];
  return (
    <Figure title={title} definition={t("cluster.network.definition", { n: network.nodes.length, m: network.edges.length })} reason={() => reasonOf(data, title, t("map.values", { n: network.edges.length }))}
      table={() => ({ columns: [t("cluster.from"), t("cluster.to"), t("cluster.weight")], rows: network.edges.map(([a, b, w]) => [names[a], names[b], w]) })}>
      <Drawn nodes={network.nodes} edges={network.edges} label={title} />
      <ul class="swatches">{kinds.map((kind) => <li key={kind}><svg viewBox="0 0 18 12" aria-hidden="true"><path d={signPath(signOf(kind), 9, 6, 4.2)} fill={colourOf(kind)} /></svg>{kindName(kind)}</li>)}</ul>
    </Figure>
  );
}

function Drawn({ nodes, edges, label }: { nodes: FoundNode[]; edges: [number, number, number][]; label: string }) {
  const [ref, width] = useWidth<HTMLDivElement>(560);
  const [on, setOn] = useState<number | null>(null);
  const height = Math.max(300, Math.min(440, width * 0.66));
  const [xs, ys] = [nodes.map((n) => n.x), nodes.map((n) => n.y)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const x = (n: FoundNode): number => 26 + ((n.x - x0) / (x1 - x0 || 1)) * (width - 52);
  const y = (n: FoundNode): number => 24 + ((n.y - y0) / (y1 - y0 || 1)) * (height - 48);
  const most = Math.max(1, ...nodes.map((n) => n.degree ?? 0));
  const r = (n: FoundNode): number => 3.2 + 6 * Math.sqrt((n.degree ?? 0) / most);
  const near = new Set(edges.filter(([a, b]) => a === on || b === on).flatMap(([a, b]) => [a, b]));
  const heavy = Math.max(1e-9, ...edges.map(([, , w]) => w));
  const ranked = nodes.map((_, k) => k).sort((a, b) => (nodes[b]?.degree ?? 0) - (nodes[a]?.degree ?? 0));
  const wanted = on !== null ? [on, ...[...near].filter((k) => k !== on).slice(0, 12)] : ranked.slice(0, 12);
  const named = apart(wanted.flatMap((k) => (nodes[k] ? [{ node: nodes[k], x: x(nodes[k]), y: y(nodes[k]) - r(nodes[k]) - 4 }] : [])), width);
  return (
    <div ref={ref}>
      <svg class="chart network" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label} onPointerLeave={() => setOn(null)}>
        {edges.map(([a, b, w]) => {
          const [from, to] = [nodes[a], nodes[b]];
          if (!from || !to) return null;
          return <line key={`${a}-${b}`} class={`tie${a === on || b === on ? " on" : on !== null ? " off" : ""}`} x1={x(from)} y1={y(from)} x2={x(to)} y2={y(to)} stroke-width={0.5 + 2 * (w / heavy)} />;
        })}
        {nodes.map((node, k) => (
          <g key={node.id} onPointerEnter={() => setOn(k)}>
            <path class="dot" d={signPath(signOf(node.kind), x(node), y(node), r(node))} fill={colourOf(node.kind)} opacity={on !== null && on !== k && !near.has(k) ? 0.25 : 1} />
            <title>{`${nameOf(node, node.id)} · ${kindName(node.kind)} · ${t("cluster.degree", { n: node.degree ?? 0 })}`}</title>
          </g>
        ))}
        {named.map(({ node, x: at, y: line }) => <text key={node.id} class="halo" x={at} y={line} text-anchor="middle">{nameOf(node, node.id)}</text>)}
      </svg>
    </div>
  );
}

const halfOf = (name: string): number => [...name].reduce((sum, c) => sum + (c > "\u2E7F" ? 6.1 : 3.3), 0);

interface Named1 { node: FoundNode; x: number; y: number }

/** Names inside the drawing that do not meet, the first ones first. */
function apart(wanted: Named1[], width: number): Named1[] {
  const taken: [number, number, number, number][] = [];
  return wanted.flatMap((one) => {
    const half = halfOf(nameOf(one.node, one.node.id));
    const x = Math.max(half + 2, Math.min(width - half - 2, one.x));
    const box: [number, number, number, number] = [x - half, one.y - 11, x + half, one.y + 3];
    if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) return [];
    taken.push(box);
    return [{ ...one, x }];
  });
}
