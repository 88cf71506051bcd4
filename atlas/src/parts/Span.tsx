/** A value with its interval as a small drawing beside the number. */
import { position } from "../color/scales";

export interface Axis { min: number; max: number; log: boolean; neutral?: number | null }

export function Span({ value, low, high, axis, colour = "var(--accent)", width = 64 }: {
  value: number | null; low?: number | null; high?: number | null; axis: Axis; colour?: string; width?: number;
}) {
  if (value == null) return null;
  const x = (v: number): number => 3 + position(v, axis.min, axis.max, axis.log) * (width - 6);
  return (
    <svg viewBox={`0 0 ${width} 12`} width={width} height="12" aria-hidden="true">
      <line x1="0" x2={width} y1="6" y2="6" stroke="var(--line)" />
      {axis.neutral != null && <line x1={x(axis.neutral)} x2={x(axis.neutral)} y1="1" y2="11" stroke="var(--strong-line)" />}
      {low != null && high != null && <line x1={x(low)} x2={x(high)} y1="6" y2="6" stroke={colour} stroke-width="2.5" stroke-opacity="0.45" stroke-linecap="round" />}
      <circle cx={x(value)} cy="6" r="2.8" fill={colour} />
    </svg>
  );
}
