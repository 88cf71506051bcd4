import { describe, expect, it } from "vitest";
import { axisFor } from "./axes";

describe("axes of the plane", () => {
  it("show every value and the cut-off", () => {
    const axis = axisFor([-2, 0, 3, null], 5);
    expect(axis.log).toBe(false);
    for (const value of [-2, 5]) {
      expect(axis.at(value)).toBeGreaterThan(0);
      expect(axis.at(value)).toBeLessThan(1);
    }
  });
  it("are logarithmic where the largest are many times the middle, and only where all are positive", () => {
    expect(axisFor([1, 1, 2, 40], null).log).toBe(true);
    expect(axisFor([-1, 1, 2, 40], null).log).toBe(false);
    expect(axisFor([1, 1.5, 2, 3], null).log).toBe(false);
  });
  it("stand a single value and none", () => {
    for (const values of [[3], [], [null]]) expect(Number.isFinite(axisFor(values, null).at(3))).toBe(true);
  });
});
