/** The industry space: categories that are found strong in the same regions lie near one another. */
import { useState } from "preact/hooks";
import { useApi } from "../../app/api";
import { number } from "../../app/format";
import { lang, nameOf, say, t } from "../../app/i18n";
import { sizeUnit, tLed } from "../../app/leading";
import { quantityTitle, unitWords } from "../../app/names";
import { link } from "../../app/router";
import { definition, level, levelTitle, year } from "../../app/state";
import type { SpaceAnswer, SpaceNode } from "../../app/answers";
import { Figure } from "../../figures/Figure";
import { useWidth } from "../../figures/useWidth";
import { Skeleton, Trouble } from "../../parts/States";
import { LOCAL, TRADED, sourceLine } from "../../figures/rows";

export function Space() {
  const answer = useApi("/industry-space", { level: level.value, year: year.value, definition: definition.value });
  if (answer.error) return <Trouble error={answer.error} again={answer.again} />;
  const data = answer.data;
  if (!data) return <Skeleton tall lines={3} />;
  const names = new Map(data.nodes.map((node) => [node.category, nameOf(node, node.category)]));
  return (
    <Figure title={t("space.title")} definition={t("space.definition", { level: say(levelTitle(data.level)), year: data.year })} source={sourceLine(data.record.origins)} method="proximity"
      class={answer.stale ? "stale" : undefined} reason={() => ({ title: t("space.title"), value: t("map.values", { n: data.edges.length }), record: data.record, measure: "proximity" })}
      table={() => ({ columns: [t("space.from"), t("space.to"), quantityTitle("proximity")], rows: data.edges.map((edge) => [names.get(edge.source) ?? edge.source, names.get(edge.target) ?? edge.target, edge.proximity]) })}>
      <Network data={data} />
      <ul class="swatches">
        <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="5" fill={TRADED} /></svg>{t("industry.traded")}</li>
        <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="5" fill={LOCAL} /></svg>{t("industry.local")}</li>
        <li>{tLed("space.size")}</li>
      </ul>
    </Figure>
  );
}

function Network({ data }: { data: SpaceAnswer }) {
  const [ref, width] = useWidth<HTMLDivElement>(900);
  const [on, setOn] = useState<string | null>(null);
  const height = Math.max(380, Math.min(680, width * 0.6));
  const most = Math.max(1, ...data.nodes.map((node) => node.size));
  const x = (node: SpaceNode): number => 60 + node.x * (width - 120);
  const y = (node: SpaceNode): number => 28 + node.y * (height - 56);
  const radius = (node: SpaceNode): number => 4 + 18 * Math.sqrt(node.size / most);
  const by = new Map(data.nodes.map((node) => [node.category, node]));
  const near = new Set(data.edges.filter((edge) => edge.source === on || edge.target === on).flatMap((edge) => [edge.source, edge.target]));
  const faded = (category: string): boolean => on !== null && on !== category && !near.has(category);
  const labelled = labels(data.nodes, x, y, radius, on, near);
  return (
    <div ref={ref}>
      <svg class="chart network" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={t("space.title")} onPointerLeave={() => setOn(null)}>
        {data.edges.map((edge) => {
          const [a, b] = [by.get(edge.source), by.get(edge.target)];
          if (!a || !b) return null;
          const mine = edge.source === on || edge.target === on;
          return <line key={`${edge.source}${edge.target}`} class={`tie${mine ? " on" : on ? " off" : ""}`} x1={x(a)} y1={y(a)} x2={x(b)} y2={y(b)} stroke-width={0.6 + edge.proximity * 3} />;
        })}
        {data.nodes.map((node) => (
          <a key={node.category} href={link("industries", node.category)} aria-label={`${nameOf(node, node.category)}: ${number(node.size, lang.value, { unit: sizeUnit() })} ${unitWords(sizeUnit())}`}
            onPointerEnter={() => setOn(node.category)} onFocus={() => setOn(node.category)} onBlur={() => setOn(null)}>
            <circle class="dot" cx={x(node)} cy={y(node)} r={radius(node)} fill={node.traded === false ? LOCAL : TRADED} opacity={faded(node.category) ? 0.25 : 0.92} />
            <title>{nameOf(node, node.category)}</title>
          </a>
        ))}
        {data.nodes.filter((node) => labelled.has(node.category)).map((node) => (
          <text key={node.category} class="halo" x={x(node)} y={y(node) - radius(node) - 5} text-anchor="middle">{nameOf(node, node.category)}</text>
        ))}
      </svg>
    </div>
  );
}

/** Names of the largest that do not meet; of the chosen one and its neighbours always. */
function labels(nodes: SpaceNode[], x: (n: SpaceNode) => number, y: (n: SpaceNode) => number, radius: (n: SpaceNode) => number, on: string | null, near: Set<string>): Set<string> {
  const taken: [number, number, number, number][] = [];
  const out = new Set<string>();
  const first = (node: SpaceNode): number => (node.category === on ? 2 : near.has(node.category) ? 1 : 0);
  for (const node of [...nodes].sort((a, b) => first(b) - first(a) || b.size - a.size)) {
    if (on !== null && first(node) === 0) continue;
    const half = [...nameOf(node, node.category)].reduce((sum, c) => sum + (c > "\u2E7F" ? 6.6 : 3.8), 0);
    const at = y(node) - radius(node) - 5;
    const box: [number, number, number, number] = [x(node) - half, at - 11, x(node) + half, at + 3];
    if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) continue;
    taken.push(box);
    out.add(node.category);
  }
  return out;
}
