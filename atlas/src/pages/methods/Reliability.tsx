/** Chances told beside how often they came true: on the diagonal they were right. */
import { chance, integer } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { useWidth } from "../../figures/useWidth";

export interface Tenth { tenth: number; cells: number; chance: number; came: number }

const STEPS = [0, 0.2, 0.4, 0.6, 0.8, 1];

export function Reliability({ all, strong, label }: { all: readonly Tenth[]; strong: readonly Tenth[]; label: string }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const side = Math.min(width, 340);
  const box = { left: 44, right: side - 14, top: 12, bottom: side - 44 };
  const x = (share: number): number => box.left + share * (box.right - box.left);
  const y = (share: number): number => box.bottom - share * (box.bottom - box.top);
  const most = Math.max(1, ...all.map((one) => one.cells));
  const radius = (cells: number): number => Math.max(2.5, 11 * Math.sqrt(cells / most));
  const dots = (rows: readonly Tenth[], kind: string) => rows.map((one) => (
    <circle key={`${kind}${one.tenth}`} class={`tenth ${kind}`} cx={x(one.chance)} cy={y(one.came)} r={kind === "all" ? radius(one.cells) : 3.5}>
      <title>{t("right.dot", { chance: chance(one.chance, lang.value), came: chance(one.came, lang.value), n: integer(one.cells, lang.value) })}</title>
    </circle>
  ));
  return (
    <div ref={ref}>
      <svg class="chart" width={side} height={side} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label}>
        {STEPS.map((at) => (
          <g key={at}>
            <line class="grid" x1={box.left} x2={box.right} y1={y(at)} y2={y(at)} />
            <text class="tick" x={box.left - 8} y={y(at) + 4} text-anchor="end">{at}</text>
            <text class="tick" x={x(at)} y={box.bottom + 17} text-anchor="middle">{at}</text>
          </g>
        ))}
        <line class="cut" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        <text class="tick" x={(box.left + box.right) / 2} y={side - 6} text-anchor="middle">{t("right.told")}</text>
        <text class="tick" transform={`translate(11 ${(box.top + box.bottom) / 2}) rotate(-90)`} text-anchor="middle">{t("right.came")}</text>
        {dots(all, "all")}{dots(strong, "strong")}
      </svg>
    </div>
  );
}
