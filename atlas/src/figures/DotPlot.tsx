/** Values with intervals on one axis, one row each: the atlas's main chart. */
import { interval, number, tick } from "../app/format";
import { lang, t } from "../app/i18n";
import { position, ticks } from "../color/scales";
import { wrapText } from "./export";
import { useWidth } from "./useWidth";

export interface DotRow {
  key: string; label: string; href?: string; value: number | null;
  low?: number | null; high?: number | null; least?: number | null; most?: number | null; colour?: string; note?: string; unsure?: boolean;
  /** Too little is published to judge it: drawn hollow and broken. */
  unjudged?: boolean;
}

interface Props {
  rows: DotRow[]; label: string; unit: string; log?: boolean; neutral?: number | null;
  neutralLabel?: string; zero?: boolean;
  /** Whether the chart says itself what a broken ring means. */
  legend?: boolean;
}

const LINE = 14;
const TOP = 26;

/** The ends of the axis: all values and intervals, the neutral value, and 0 where asked. */
function extent(rows: readonly DotRow[], log: boolean, neutral: number | null, zero: boolean): [number, number] {
  const all = rows.flatMap((r) => [r.value, r.low, r.high]).filter((v): v is number => v != null && Number.isFinite(v) && (!log || v > 0));
  if (neutral != null) all.push(neutral);
  if (zero) all.push(0);
  if (all.length === 0) return [0, 1];
  const [min, max] = [Math.min(...all), Math.max(...all)];
  if (!log) return min === max ? [min - 1, max + 1] : [min, max + (max - min) * 0.02];
  const floor = Math.max(min, max / 2000);
  return floor === max ? [floor / 2, max * 2] : [floor * 0.92, max * 1.08];
}

export function DotPlot({ rows, label, unit, log = false, neutral = null, neutralLabel, zero = false, legend = true }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const chars = Math.floor(Math.min(width * 0.36, 280) / 6.5);
  const labelWidth = Math.min(width * 0.36, 280);
  const valueWidth = width < 480 ? 52 : 118;
  const [min, max] = extent(rows, log, neutral, zero);
  const left = labelWidth + 12;
  const right = width - valueWidth - 10;
  const x = (v: number): number => left + position(v, min, max, log) * (right - left);
  let y = TOP;
  const placed = rows.map((row) => {
    const lines = wrapText(row.label, chars).slice(0, 2);
    const height = Math.max(25, lines.length * LINE + 8);
    const at = y;
    y += height;
    return { row, lines, top: at, height };
  });
  const axis = ticks(min, max, log, width < 560 ? 3 : 6);
  return (
    <div ref={ref}>
      <svg class="chart" width={width} height={y + 6} viewBox={`0 0 ${width} ${y + 6}`} role="group" aria-label={label}>
        {axis.map((at) => (
          <g key={at}>
            <line class="grid" x1={x(at)} x2={x(at)} y1={TOP - 4} y2={y} />
            <text class="tick" x={x(at)} y={TOP - 10} text-anchor="middle">{tick(at, lang.value, unit)}</text>
          </g>
        ))}
        {neutral != null && <line class="neutral" x1={x(neutral)} x2={x(neutral)} y1={TOP - 4} y2={y} />}
        {neutral != null && neutralLabel && <text class="tick" x={x(neutral) + 4} y={y + 4}>{neutralLabel}</text>}
        {placed.map(({ row, lines, top, height }) => (
          <Row key={row.key} row={row} lines={lines} top={top} height={height} unit={unit} x={x} labelWidth={labelWidth} width={width} short={width < 480} />
        ))}
      </svg>
      {legend && rows.some((row) => row.unsure !== undefined || row.unjudged) && <ul class="swatches">
        {rows.some((row) => row.unsure !== undefined && row.low != null && row.low !== row.high) && <li><svg viewBox="0 0 18 12" aria-hidden="true"><path d="M1 6H17" stroke="var(--soft)" stroke-width="2" /></svg>{t("dots.line")}</li>}
        {rows.some((row) => row.unsure) && <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="4" fill="var(--surface)" stroke="var(--accent)" stroke-width="1.75" /></svg>{t("dots.hollow", { neutral: neutral ?? 1 })}</li>}
        {rows.some((row) => row.unjudged) && <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="4" fill="var(--surface)" stroke="var(--accent)" stroke-width="1.5" stroke-dasharray="2 1.6" /></svg>{t("rating.unjudged")}</li>}
      </ul>}
    </div>
  );
}

function Row({ row, lines, top, height, unit, x, labelWidth, width, short }: {
  row: DotRow; lines: string[]; top: number; height: number; unit: string; x: (v: number) => number;
  labelWidth: number; width: number; short: boolean;
}) {
  const middle = top + height / 2;
  // what a value bears: its data range where that is told apart from where it will be next year
  const style = row.least === undefined ? { unit, low: row.low, high: row.high } : { unit, low: row.least, high: row.most };
  const said = number(row.value, lang.value, style);
  const range = interval(row.low, row.high, lang.value, { unit });
  const name = (
    <text text-anchor="end" x={labelWidth}>
      {lines.map((line, k) => <tspan key={k} x={labelWidth} y={middle + 4 + (k - (lines.length - 1) / 2) * LINE}>{line}</tspan>)}
    </text>
  );
  return (
    <g>
      <rect class="hit" x="0" y={top} width={width} height={height}>
        <title>{`${row.label}: ${said}${range ? ` (${range})` : ""}${row.note ? ` · ${row.note}` : ""}`}</title>
      </rect>
      {row.href ? <a href={row.href} aria-label={`${row.label}: ${said}${range ? ` (${range})` : ""}`}>{name}</a> : name}
      {row.low != null && row.high != null && row.low < row.high && <line class="span" x1={x(row.low)} x2={x(row.high)} y1={middle} y2={middle} />}
      {row.value != null && row.unjudged && <circle class="dot unjudged" cx={x(row.value)} cy={middle} r="4.4" style={{ stroke: row.colour ?? "var(--accent)" }} />}
      {row.value != null && !row.unjudged && <circle class="dot" cx={x(row.value)} cy={middle} r={row.unsure ? 4 : 4.75}
        fill={row.unsure ? "var(--surface)" : row.colour ?? "var(--accent)"} stroke={row.unsure ? row.colour ?? "var(--accent)" : undefined}
        {...(row.unsure ? { style: { stroke: row.colour ?? "var(--accent)", strokeWidth: 1.75 } } : {})} />}
      <text class="num" x={width} y={middle + 4} text-anchor="end">
        <tspan class="strongtext">{said}</tspan>{!short && range ? <tspan class="tick" dx="6">{range}</tspan> : null}
      </text>
    </g>
  );
}
