/** Parts of a whole as bars, the largest first. */
import { number } from "../app/format";
import { lang } from "../app/i18n";
import { wrapText } from "./export";
import { useWidth } from "./useWidth";

export interface ShareRow { key: string; label: string; share: number | null; href?: string; note?: string }

export function ShareBars({ rows, label, unit = "share" }: { rows: ShareRow[]; label: string; unit?: string }) {
  const [ref, width] = useWidth<HTMLDivElement>(480);
  const labelWidth = Math.min(width * 0.48, 330);
  const chars = Math.floor(labelWidth / 6.5);
  const most = Math.max(1e-9, ...rows.map((row) => row.share ?? 0));
  const space = Math.max(20, width - labelWidth - 76);
  let y = 4;
  const placed = rows.map((row) => {
    const lines = wrapText(row.label, chars).slice(0, 2);
    const top = y;
    const height = Math.max(24, lines.length * 14 + 8);
    y += height;
    return { row, lines, middle: top + height / 2, height };
  });
  return (
    <div ref={ref}>
      <svg class="chart" width={width} height={y + 4} viewBox={`0 0 ${width} ${y + 4}`} role="group" aria-label={label}>
        {placed.map(({ row, lines, middle, height }) => {
          const said = number(row.share, lang.value, { unit });
          const w = ((row.share ?? 0) / most) * space;
          const name = <text text-anchor="end">{lines.map((line, k) => <tspan key={k} x={labelWidth} y={middle + 4 + (k - (lines.length - 1) / 2) * 14}>{line}</tspan>)}</text>;
          return (
            <g key={row.key}>
              <rect class="hit" x="0" y={middle - height / 2} width={width} height={height}><title>{`${row.label}: ${said}${row.note ? ` · ${row.note}` : ""}`}</title></rect>
              {row.href ? <a href={row.href} aria-label={`${row.label}: ${said}`}>{name}</a> : name}
              <rect x={labelWidth + 12} y={middle - 6} width={Math.max(1.5, w)} height="12" rx="1.5" fill="var(--accent)" />
              <text class="num strongtext" x={labelWidth + 18 + w} y={middle + 4}>{said}</text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
