/** Colours as culori computes them: OKLCH to sRGB, mixtures. */
import { convertLchToLab, convertOklabToRgb, lerp, parseHex, serializeHex } from "culori/fn";

/** Lightness 0–1, chroma, hue in degrees. */
export interface Lch { l: number; c: number; h: number }

/** As #rrggbb, clipped to sRGB. */
export const hex = (colour: Lch): string =>
  serializeHex(convertOklabToRgb(convertLchToLab(colour)));

/** ``share`` of the way between two colours; chroma swells before the lightness ends, so that middle steps are not dull. */
export const swell = (from: Lch, to: Lch, share: number): string => hex({
  l: lerp(from.l, to.l, share), c: lerp(from.c, to.c, Math.sin((share * Math.PI) / 2)), h: lerp(from.h, to.h, share),
});

/** ``share`` of the way from one colour to another, in sRGB. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [parseHex(from), parseHex(to)];
  if (!a || !b) return from;
  return serializeHex({ mode: "rgb", r: lerp(a.r, b.r, share), g: lerp(a.g, b.g, share), b: lerp(a.b, b.b, share) });
}
