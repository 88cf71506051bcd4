/** The atlas's data colours: warm is above the neutral value, blue below, in both themes. */
import { type Lch, hex } from "./oklab";

interface Poles { low: Lch; middle: Lch; high: Lch }
const DIVERGING: Record<"light" | "dark", Poles> = {
  light: {
    low: { l: 0.40, c: 0.105, h: 250 }, middle: { l: 0.95, c: 0.012, h: 90 }, high: { l: 0.46, c: 0.15, h: 38 },
  },
  dark: {
    low: { l: 0.76, c: 0.115, h: 245 }, middle: { l: 0.30, c: 0.012, h: 260 }, high: { l: 0.78, c: 0.145, h: 58 },
  },
};
const SEQUENTIAL: Record<"light" | "dark", { from: Lch; to: Lch }> = {
  light: { from: { l: 0.945, c: 0.03, h: 110 }, to: { l: 0.36, c: 0.085, h: 232 } },
  dark: { from: { l: 0.30, c: 0.035, h: 240 }, to: { l: 0.90, c: 0.11, h: 115 } },
};

const between = (a: Lch, b: Lch, s: number): Lch => ({
  l: a.l + (b.l - a.l) * s, c: a.c + (b.c - a.c) * s, h: a.h + (b.h - a.h) * s,
});

/** Chroma swells before the lightness ends, so that middle steps are not dull. */
const swell = (from: Lch, to: Lch, s: number): Lch => {
  const at = between(from, to, s);
  return { ...at, c: from.c + (to.c - from.c) * Math.sin((s * Math.PI) / 2) };
};

/** ``below`` steps under the neutral value and ``above`` steps over it. */
export function diverging(below: number, above: number, dark: boolean): string[] {
  const { low, middle, high } = DIVERGING[dark ? "dark" : "light"];
  const hued = (n: number, pole: Lch): string[] => {
    const start = { ...middle, h: pole.h };
    return n === 0 ? [] : Array.from({ length: n }, (_, k) => hex(swell(start, pole, (k + 0.7) / (n - 0.3))));
  };
  return [...hued(below, low).reverse(), ...hued(above, high)];
}

export function sequential(steps: number, dark: boolean): string[] {
  const { from, to } = SEQUENTIAL[dark ? "dark" : "light"];
  return Array.from({ length: steps }, (_, k) => hex(swell(from, to, steps === 1 ? 0.6 : k / (steps - 1))));
}

/** Ordered classes of a rating: the same warm hue as "above the neutral value". */
export function ordinal(steps: number, dark: boolean): string[] {
  const { middle, high } = DIVERGING[dark ? "dark" : "light"];
  const start = { ...middle, h: high.h };
  return Array.from({ length: steps }, (_, k) => hex(swell(start, high, steps === 1 ? 1 : k / (steps - 1))));
}

/** At most eight kinds, told apart by hue and by lightness (after Okabe and Ito's choice of hues). */
export const KINDS: readonly string[] = [
  "#2f6d8c", "#c8702a", "#5b8c3e", "#9a5b8f", "#b0912a", "#4a9fb5", "#b14a4a", "#6b6f78",
];
