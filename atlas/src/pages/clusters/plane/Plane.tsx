/** The plane of spatial concentration and network density with its cut-off lines. */
import { useState } from "preact/hooks";
import { tick } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { quantityHead } from "../../../app/names";
import { go, link } from "../../../app/router";
import type { PlaneAnswer, PlanePoint } from "../../../app/answers";
import { tLed } from "../../../app/leading";
import { useWidth } from "../../../figures/useWidth";
import { signPath } from "../../../figures/signs";
import { ColourChoice } from "../Filters";
import { factorAxis } from "./axes";
import { type By, QUADRANTS, SignMark, WAYS, foundName, lookOf, quadrantLook, wayLook } from "../looks";
import { times } from "../times";

/** So many are links of their own; the rest are drawn together and still answer to the pointer. */
const LINKED = 60;
const NAMED = 12;
const NEAR = 18;

export function Plane({ points, cutoffs, by }: { points: PlanePoint[]; cutoffs: PlaneAnswer["cutoffs"]; by: By }) {
  const [ref, width] = useWidth<HTMLDivElement>(760);
  const [on, setOn] = useState<PlanePoint | null>(null);
  const height = Math.max(360, Math.min(560, width * 0.72));
  const box = { left: 52, right: width - 16, top: 22, bottom: height - 44 };
  const xs = factorAxis(points.map((p) => p.concentration), cutoffs.concentration);
  const ys = factorAxis(points.map((p) => p.linking), cutoffs.linking);
  const x = (v: number): number => box.left + xs.at(v) * (box.right - box.left);
  const y = (v: number): number => box.bottom - ys.at(v) * (box.bottom - box.top);
  const most = Math.max(1, ...points.map((p) => p.size ?? 0));
  const r = (p: PlanePoint): number => 3 + 9 * Math.sqrt(Math.max(0, p.size ?? 0) / most);
  const placed = [...points].sort((a, b) => (b.size ?? 0) - (a.size ?? 0)).map((p) => ({ p, x: x(p.concentration ?? 0), y: y(p.linking ?? 0), r: r(p) }));
  const nearest = (event: PointerEvent): PlanePoint | null => {
    const plane = (event.currentTarget as SVGElement).getBoundingClientRect();
    const [px, py] = [event.clientX - plane.left, event.clientY - plane.top];
    const found = placed.map((one) => ({ one, d: Math.hypot(one.x - px, one.y - py) - one.r })).sort((a, b) => a.d - b.d)[0];
    return found && found.d < NEAR ? found.one.p : null;
  };
  const chosen = placed.find((one) => one.p === on);
  const named = spaced(placed.slice(0, width < 560 ? NAMED / 2 : NAMED), width);
  return (
    <div ref={ref} class="plane">
      <svg class="chart" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={t("plane.figure")}
        onPointerMove={(event) => setOn(nearest(event))} onPointerLeave={() => setOn(null)} onClick={() => { if (on) go(link("clusters", on.cluster)); }}>
        {xs.ticks.map((v) => <g key={v}><line class="grid" x1={x(Math.log(v))} x2={x(Math.log(v))} y1={box.top} y2={box.bottom} /><text class="tick" x={x(Math.log(v))} y={box.bottom + 16} text-anchor="middle">{tick(v, lang.value, "1")}×</text></g>)}
        {ys.ticks.map((v) => <g key={v}><line class="grid" x1={box.left} x2={box.right} y1={y(Math.log(v))} y2={y(Math.log(v))} /><text class="tick" x={box.left - 6} y={y(Math.log(v)) + 4} text-anchor="end">{tick(v, lang.value, "1")}×</text></g>)}
        <text x={box.right} y={height - 8} text-anchor="end">{quantityHead("concentration")} →</text>
        <text x={box.left} y={box.top - 9}>↑ {quantityHead("linking")}</text>
        {cutoffs.concentration !== null && <line class="cut" x1={x(cutoffs.concentration)} x2={x(cutoffs.concentration)} y1={box.top} y2={box.bottom} />}
        {cutoffs.linking !== null && <line class="cut" x1={box.left} x2={box.right} y1={y(cutoffs.linking)} y2={y(cutoffs.linking)} />}
        <Corners box={box} cutX={cutoffs.concentration === null ? null : x(cutoffs.concentration)} />
        {[...placed].slice(LINKED).reverse().map(({ p, ...at }) => <path key={p.cluster} class="dot" d={signPath(lookOf(p, by).sign, at.x, at.y, at.r)} fill={lookOf(p, by).colour} fill-opacity="0.6" />)}
        {placed.slice(0, LINKED).reverse().map(({ p, ...at }) => {
          const look = lookOf(p, by);
          return (
            <a key={p.cluster} href={link("clusters", p.cluster)} aria-label={said(p)} onFocus={() => setOn(p)} onBlur={() => setOn(null)}>
              <path class="dot" d={signPath(look.sign, at.x, at.y, at.r)} fill={look.colour} fill-opacity="0.82" />
            </a>
          );
        })}
        {chosen && <circle cx={chosen.x} cy={chosen.y} r={chosen.r + 4} fill="none" stroke="var(--ink)" stroke-width="1.5" />}
        {named.map(({ p, x: tx, y: ty, r: tr }) => <text key={p.cluster} class="halo" x={within(tx, halfOf(shortName(p)), width)} y={ty - tr - 5} text-anchor="middle">{shortName(p)}</text>)}
      </svg>
      <p class="readout" aria-live="polite">{on ? said(on) : t("plane.hint")}</p>
      <ColourChoice now={by} />
      <ul class="swatches">
        {(by === "way" ? WAYS.map(wayLook) : QUADRANTS.map(quadrantLook)).map((look) => <li key={look.key}><SignMark look={look} />{look.title}</li>)}
        <li>{tLed("plane.size")}</li>
      </ul>
    </div>
  );
}

const said = (p: PlanePoint): string =>
  t("plane.said", {
    name: foundName(p), quadrant: quadrantLook(p.quadrant).title, x: times(p.concentration), y: times(p.linking),
  });

/** The names of the quadrants stand in their corners; a narrow corner has none. */
function Corners({ box, cutX }: { box: { left: number; right: number; top: number; bottom: number }; cutX: number | null }) {
  const fits = (text: string, room: number): boolean => 2.3 * halfOf(text) + 16 < room;
  const [left, right] = [cutX === null ? Infinity : cutX - box.left, cutX === null ? Infinity : box.right - cutX];
  const corner = (key: "clustered" | "agglomerated" | "virtual" | "loose", toRight: boolean, y: number) => {
    const text = t(`quadrant.${key}`);
    return fits(text, toRight ? right : left) && <text x={toRight ? box.right - 8 : box.left + 8} y={y} text-anchor={toRight ? "end" : "start"}>{text}</text>;
  };
  return (
    <g class="cornernames" aria-hidden="true">
      {corner("clustered", true, box.top + 18)}{corner("virtual", false, box.top + 18)}
      {corner("agglomerated", true, box.bottom - 10)}{corner("loose", false, box.bottom - 10)}
    </g>
  );
}

const halfOf = (text: string): number => [...text].reduce((sum, c) => sum + (c > "\u2E7F" ? 6 : 3.3), 0);

/** The middle of a name that stays inside the drawing. */
const within = (x: number, half: number, width: number): number => Math.max(half + 2, Math.min(width - half - 2, x));
const LONG = 38;
const shortName = (p: PlanePoint): string => ([...foundName(p)].length > LONG ? `${[...foundName(p)].slice(0, LONG - 1).join("")}…` : foundName(p));

interface Placed { p: PlanePoint; x: number; y: number; r: number }

/** Names that do not meet, the largest cluster's first. */
function spaced(placed: Placed[], width: number): Placed[] {
  const taken: [number, number, number, number][] = [];
  return placed.filter((one) => {
    const half = halfOf(shortName(one.p));
    const middle = within(one.x, half, width);
    const box: [number, number, number, number] = [middle - half, one.y - one.r - 17, middle + half, one.y - one.r - 3];
    if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) return false;
    taken.push(box);
    return true;
  });
}
