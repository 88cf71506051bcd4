/** How likely, or how often, a cluster is found again: a bar, with its interval where there is one; the half is marked. */
import { interval, number } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { doubtOf } from "./looks";
import { chanceText } from "./seen";
import type { ComponentChildren } from "preact";

export function StabilityBar({ value, low = null, high = null, chance = false, doubt = false, width = 74, label = t("again.title") }: { value: number | null; low?: number | null; high?: number | null; chance?: boolean; doubt?: boolean; width?: number; label?: string }) {
  if (value === null) return <span class="muted">–</span>;
  const style = { unit: "share", low, high };
  const said = chance ? chanceText(value) : number(value, lang.value, style);
  const range = interval(low, high, lang.value, { unit: "share" });
  const x = (v: number): number => 1 + v * (width - 2);
  return (
    <span class="stable" title={`${label}: ${said}${range ? ` (${range})` : ""}`}>
      <svg viewBox={`0 0 ${width} 12`} width={width} height="12" aria-hidden="true">
        <rect x="1" y="3" width={width - 2} height="6" rx="1.5" fill="var(--sunken)" />
        <rect x="1" y="3" width={Math.max(1, value * (width - 2))} height="6" rx="1.5" fill={doubt ? "var(--doubt)" : "var(--accent)"} fill-opacity={doubt ? 0.55 : 1} />
        {low !== null && high !== null && high > low && <line x1={x(low)} x2={x(high)} y1="6" y2="6" stroke="var(--ink)" stroke-width="1.2" />}
        <line x1={x(0.5)} x2={x(0.5)} y1="0" y2="12" stroke="var(--strong-line)" stroke-dasharray="2 1.5" />
      </svg>
      <span class="num">{said}</span>
    </span>
  );
}

/** A chance below one half stands in the colour of doubt. */
export const Doubted = ({ row, children }: { row: { chance: number | null }; children: ComponentChildren }) =>
  (doubtOf(row) === "much" ? <span class="doubt">{children}</span> : <>{children}</>);
