/** A function of distance with its envelopes: what chance gives at each distance, and over all distances. */
import { number, tick } from "../app/format";
import { lang, t } from "../app/i18n";
import { ticks } from "../color/scales";
import { useWidth } from "./useWidth";

type Line = readonly (number | null)[];
interface Props {
  radii: readonly number[]; values: Line; low?: Line; high?: Line; globalLow?: Line; globalHigh?: Line;
  expected?: Line; label: string; unit: string; height?: number;
}

const known = (v: number | null | undefined): v is number => v != null && Number.isFinite(v);

export function Curve(props: Props) {
  const { radii, values, label, height = 300 } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const all = [values, props.low, props.high, props.globalLow, props.globalHigh, props.expected].flatMap((line) => line ?? []).filter(known);
  const [floor, top] = [Math.min(0, ...all), Math.max(...all) * 1.05 || 1];
  const box = { left: 64, right: width - 16, top: 10, bottom: height - 40 };
  const last = radii[radii.length - 1] ?? 1;
  const x = (r: number): number => box.left + (r / last) * (box.right - box.left);
  const y = (v: number): number => box.bottom - ((v - floor) / (top - floor)) * (box.bottom - box.top);
  const path = (line: Line): string => {
    let text = "";
    line.forEach((v, k) => { if (known(v)) text += `${text && known(line[k - 1]) ? "L" : "M"}${x(radii[k] ?? 0).toFixed(1)} ${y(v).toFixed(1)}`; });
    return text;
  };
  const band = (low?: Line, high?: Line): string => {
    const at = radii.map((_, k) => k).filter((k) => known(low?.[k]) && known(high?.[k]));
    if (at.length < 2) return "";
    const point = (k: number, line?: Line): string => `${x(radii[k] ?? 0).toFixed(1)} ${y(line?.[k] ?? 0).toFixed(1)}`;
    return `M${at.map((k) => point(k, high)).join("L")}L${[...at].reverse().map((k) => point(k, low)).join("L")}Z`;
  };
  return (
    <div ref={ref}>
      <svg class="chart" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {ticks(floor, top, false, 5).map((at) => (
          <g key={at}><line class="grid" x1={box.left} x2={box.right} y1={y(at)} y2={y(at)} /><text class="tick" x={box.left - 8} y={y(at) + 4} text-anchor="end">{tick(at, lang.value, "1")}</text></g>
        ))}
        {ticks(0, last, false, 8).map((at) => <text key={at} class="tick" x={x(at)} y={box.bottom + 17} text-anchor="middle">{number(at, lang.value, { unit: "count" })}</text>)}
        <text class="tick" x={(box.left + box.right) / 2} y={height - 6} text-anchor="middle">{t("curve.distance")}</text>
        <path class="band wide" d={band(props.globalLow, props.globalHigh)} />
        <path class="band near" d={band(props.low, props.high)} />
        {props.expected && <path class="expected" d={path(props.expected)} />}
        <path class="curve" d={path(values)} />
      </svg>
    </div>
  );
}

/** The distances at which a line lies above the upper (or below the lower) global band. */
export function outside(radii: readonly number[], values: Line, limit: Line | undefined, side: "above" | "below"): [number, number] | null {
  const at = radii.filter((_, k) => {
    const [v, l] = [values[k], limit?.[k]];
    return known(v) && known(l) && (side === "above" ? v > l : v < l);
  });
  const [first, last] = [at[0], at[at.length - 1]];
  return first === undefined || last === undefined ? null : [first, last];
}
