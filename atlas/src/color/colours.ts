/** Colours as culori computes them: OKLCH to sRGB, mixtures, contrast. */
import { formatHex, interpolate, lerp, modeLrgb, modeOklch, modeRgb, useMode, wcagContrast, wcagLuminance } from "culori/fn";

useMode(modeRgb);
useMode(modeLrgb);
useMode(modeOklch);

/** Lightness 0–1, chroma, hue in degrees. */
export interface Lch { l: number; c: number; h: number }

const oklch = (colour: Lch) => ({ mode: "oklch" as const, ...colour });

/** As #rrggbb, clipped to sRGB. */
export const hex = (colour: Lch): string => formatHex(oklch(colour));

/** ``share`` of the way between two colours; chroma swells before the lightness ends, so that middle steps are not dull. */
export function swell(from: Lch, to: Lch, share: number): string {
  const between = interpolate([oklch(from), oklch(to)], "oklch")(share);
  return formatHex({ ...between, c: lerp(from.c, to.c, Math.sin((share * Math.PI) / 2)) });
}

/** ``share`` of the way from one colour to another, in sRGB. */
export const mix = (from: string, to: string, share: number): string => formatHex(interpolate([from, to], "rgb")(share));

/** Relative luminance and contrast as WCAG defines them. */
export const luminance = (colour: string): number => wcagLuminance(colour);
export const contrast = (one: string, other: string): number => wcagContrast(one, other);
