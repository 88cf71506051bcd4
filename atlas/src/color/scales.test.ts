import { describe, expect, it } from "vitest";
import { wcagContrast as contrast, wcagLuminance as luminance } from "culori";
import { hex, mix } from "./colours";
import { KINDS, QUADRANTS, WAYS_COLOURS, diverging, kinds, ordinal, sequential } from "./palettes";
import { classOf, isUnsure, makeScale, position, quantile, ratingScale, roundStep, ticks } from "./scales";

const spread = Array.from({ length: 500 }, (_, k) => Math.exp((k - 250) / 120));

describe("colours", () => {
  it("knows white, black and a published grey", () => {
    expect(hex({ l: 1, c: 0, h: 0 })).toBe("#ffffff");
    expect(hex({ l: 0, c: 0, h: 0 })).toBe("#000000");
    expect(contrast("#ffffff", "#767676")).toBeCloseTo(4.54, 1); // WCAG's own example
    expect(mix("#000000", "#ffffff", 0.5)).toBe("#808080");
  });
  it.each([false, true])("sequential lightness runs one way (dark: %s)", (dark) => {
    const light = sequential(7, dark).map(luminance);
    const sign = dark ? 1 : -1;
    light.slice(1).forEach((l, k) => expect(sign * (l - (light[k] ?? 0))).toBeGreaterThan(0));
  });
  it.each([false, true])("diverging sides are even: strength shows as distance from the middle (dark: %s)", (dark) => {
    const light = diverging(4, 4, dark).map(luminance);
    const below = light.slice(0, 4).reverse();
    const above = light.slice(4);
    const sign = dark ? 1 : -1;
    for (const side of [below, above]) {
      side.slice(1).forEach((l, k) => expect(sign * (l - (side[k] ?? 0))).toBeGreaterThan(0));
    }
    below.forEach((l, k) => expect(Math.abs(l - (above[k] ?? 0))).toBeLessThan(0.13));
  });
  it("offers at most eight kinds", () => expect(new Set(KINDS).size).toBe(8));
  it.each([["light", "#eceae3"], ["dark", "#20262b"]] as const)("quadrants, ways and kinds stand out from the map (%s)", (theme, ground) => {
    const all = [...Object.values(QUADRANTS[theme]), ...Object.values(WAYS_COLOURS[theme])];
    for (const colour of all) expect([colour, contrast(colour, ground) >= 3]).toEqual([colour, true]);
    if (theme === "dark") for (const colour of kinds(true)) expect([colour, contrast(colour, "#191e23") >= 3]).toEqual([colour, true]);
  });
  it("orders ratings", () => expect(new Set(ordinal(5, false)).size).toBe(5));
});

describe("scales", () => {
  it("centres quotients on 1, evenly in logs", () => {
    const scale = makeScale(spread, { scale: "log", neutral: 1, dark: false });
    expect(scale.breaks).toHaveLength(7);
    expect(scale.breaks[3]).toBe(1);
    for (let k = 0; k < 3; k += 1) {
      expect((scale.breaks[k] ?? 0) * (scale.breaks[6 - k] ?? 0)).toBeCloseTo(1, 1);
    }
    expect(scale.colours).toHaveLength(8);
  });
  it("centres growth on 0 with round steps", () => {
    const scale = makeScale([-0.1, -0.02, 0, 0.03, 0.12], { scale: "linear", neutral: 0, dark: false });
    expect(scale.breaks[3]).toBe(0);
    expect(scale.breaks[4]).toBeCloseTo(-(scale.breaks[2] ?? 0));
  });
  it("puts a value that equals a break above it", () => {
    const scale = makeScale(spread, { scale: "log", neutral: 1, dark: false });
    expect(classOf(scale, 1)).toBe(4);
    expect(classOf(scale, 0.9999)).toBe(3);
    expect(classOf(scale, 1e9)).toBe(7);
    expect(classOf(scale, 0)).toBe(0);
  });
  it("gives every rank its class", () => {
    const scale = ratingScale(5, true);
    expect([0, 1, 2, 3, 4].map((r) => classOf(scale, r))).toEqual([0, 1, 2, 3, 4]);
  });
  it("stands empty and constant input", () => {
    for (const values of [[], [null], [3, 3, 3]]) {
      for (const scale of ["log", "linear"] as const) {
        const made = makeScale(values, { scale, neutral: null, dark: false });
        expect(made.colours.length).toBe(made.breaks.length + 1);
      }
    }
  });
  it("says unsure only where the interval holds the neutral value", () => {
    expect(isUnsure(1, 0.8, 1.3)).toBe(true);
    expect(isUnsure(1, 1.1, 1.3)).toBe(false);
    expect(isUnsure(null, 0.8, 1.3)).toBe(false);
    expect(isUnsure(1, 1, 1)).toBe(false);
  });
});

describe("axes", () => {
  it("interpolates quantiles linearly", () => {
    expect(quantile([1, 2, 3, 4], 0.75)).toBeCloseTo(3.25); // numpy.percentile([1,2,3,4], 75)
  });
  it("places values on log axes", () => {
    expect(position(1, 0.1, 10, true)).toBeCloseTo(0.5);
    expect(position(100, 0.1, 10, true)).toBe(1);
  });
  it("chooses round ticks", () => {
    expect(ticks(0, 100, false, 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticks(0.1, 10, true)).toContain(1);
    expect(roundStep(0.13)).toBeCloseTo(0.2);
  });
});
