/** The data colours of atlas and briefs alike: teal is above the neutral value, orange below, in both themes. */
import { type Lch, hex, mix, swell } from "./colours";

interface Poles { low: Lch; middle: Lch; high: Lch }
const DIVERGING: Record<"light" | "dark", Poles> = {
  light: {
    low: { l: 0.47, c: 0.135, h: 50 }, middle: { l: 0.95, c: 0.012, h: 95 }, high: { l: 0.41, c: 0.078, h: 198 },
  },
  dark: {
    low: { l: 0.77, c: 0.13, h: 62 }, middle: { l: 0.30, c: 0.012, h: 220 }, high: { l: 0.79, c: 0.1, h: 188 },
  },
};
const SEQUENTIAL: Record<"light" | "dark", { from: Lch; to: Lch }> = {
  light: { from: { l: 0.945, c: 0.025, h: 165 }, to: { l: 0.34, c: 0.07, h: 208 } },
  dark: { from: { l: 0.31, c: 0.03, h: 215 }, to: { l: 0.90, c: 0.11, h: 165 } },
};

/** ``below`` steps under the neutral value and ``above`` steps over it. */
export function diverging(below: number, above: number, dark: boolean): string[] {
  const { low, middle, high } = DIVERGING[dark ? "dark" : "light"];
  const hued = (n: number, pole: Lch): string[] => {
    // pale orange would look pink: the hue bends towards yellow on its way to the middle
    const start = { ...middle, h: pole.h < 90 ? pole.h + 28 : pole.h };
    return n === 0 ? [] : Array.from({ length: n }, (_, k) => swell(start, pole, (k + 0.7) / (n - 0.3)));
  };
  return [...hued(below, low).reverse(), ...hued(above, high)];
}

export function sequential(steps: number, dark: boolean): string[] {
  const { from, to } = SEQUENTIAL[dark ? "dark" : "light"];
  return Array.from({ length: steps }, (_, k) => swell(from, to, steps === 1 ? 0.6 : k / (steps - 1)));
}

/** Ordered classes of a rating: grey for the lowest, then the teal of "above the neutral value". */
export function ordinal(steps: number, dark: boolean): string[] {
  const { middle, high } = DIVERGING[dark ? "dark" : "light"];
  const start = { ...middle, h: high.h };
  const lowest = hex(dark ? { l: 0.36, c: 0.012, h: 250 } : { l: 0.885, c: 0.008, h: 90 });
  return Array.from({ length: steps }, (_, k) => (k === 0 ? lowest : swell(start, high, 0.18 + (0.82 * k) / Math.max(1, steps - 1))));
}

/** At most eight kinds, told apart by hue and by lightness. */
export const KINDS: readonly string[] = [
  "#0b6e6e", "#d97b16", "#5b5ea6", "#b0413e", "#7a9a2e", "#a76bb1", "#3b82b0", "#77736a",
];

/** The same kinds, lighter on a dark ground. */
export const kinds = (dark: boolean): readonly string[] => (dark ? KINDS.map((colour) => mix(colour, "#ffffff", 0.38)) : KINDS);

/** What a found cluster is on the plane of concentration and ties, and how it was found; signs go with them. */
export const QUADRANTS = {
  light: { clustered: "#0b6464", agglomerated: "#b45f06", virtual: "#5b4ea6", loose: "#6f6b62" },
  dark: { clustered: "#6fcbc4", agglomerated: "#e8a25c", virtual: "#b9a9f2", loose: "#a9a59b" },
} as const;
export const WAYS_COLOURS = {
  light: { regions: "#2463a8", points: "#ad2f72", links: "#62720f" },
  dark: { regions: "#85b8ee", points: "#f094c4", links: "#c5d260" },
} as const;
