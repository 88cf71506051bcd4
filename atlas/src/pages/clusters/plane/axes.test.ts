import { describe, expect, it } from "vitest";
import { factorAxis } from "./axes";

describe("axes of the plane", () => {
  it("show every value and the cut-off", () => {
    const axis = factorAxis([-2, 0, 3, null], 5);
    for (const value of [-2, 0, 5]) {
      expect(axis.at(value)).toBeGreaterThan(0);
      expect(axis.at(value)).toBeLessThan(1);
    }
  });
  it("have ticks that are ratios, inside the axis", () => {
    const axis = factorAxis([Math.log(0.5), Math.log(20)], Math.log(1.5));
    expect(axis.ticks).toContain(1);
    expect(axis.ticks).toContain(10);
    for (const tick of axis.ticks) expect(axis.at(Math.log(tick))).toBeGreaterThanOrEqual(-0.01);
  });
  it("stand a single value and none", () => {
    for (const values of [[3], [], [null]]) expect(Number.isFinite(factorAxis(values, null).at(3))).toBe(true);
  });
});
