/** Colours that are even to the eye: OKLCH to sRGB and back to contrast. */

export interface Lch { l: number; c: number; h: number }

const clamp = (x: number): number => Math.min(1, Math.max(0, x));
const gamma = (x: number): number => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
const linear = (x: number): number => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);

/** OKLCH (lightness 0–1, chroma, hue in degrees) as #rrggbb, clipped to sRGB. */
export function hex({ l, c, h }: Lch): string {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const p = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const q = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const r = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * p - 3.3077115913 * q + 0.2309699292 * r,
    -1.2684380046 * p + 2.6097574011 * q - 0.3413193965 * r,
    -0.0041960863 * p - 0.7034186147 * q + 1.707614701 * r,
  ];
  return `#${rgb.map((x) => Math.round(clamp(gamma(clamp(x))) * 255).toString(16).padStart(2, "0")).join("")}`;
}

export function channels(colour: string): [number, number, number] {
  const n = Number.parseInt(colour.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

/** Relative luminance as WCAG defines it. */
export function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((x) => linear(x / 255)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** ``share`` of the way from one colour to another, in sRGB. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  return `#${a.map((x, k) => Math.round(x + ((b[k] ?? 0) - x) * share).toString(16).padStart(2, "0")).join("")}`;
}
