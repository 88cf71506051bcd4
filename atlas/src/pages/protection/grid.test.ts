import { describe, expect, it } from "vitest";
import type { ProtectionLoss } from "../../app/session/protection";
import { inked, lossGrid } from "./grid";

const loss = (level: string | null, year: number | null, share: number): ProtectionLoss =>
  ({ level, year, cells: 100, primary: 4, secondary: 6, share_cells: share, share_value: share });

describe("losses as a table", () => {
  it("stand by level and year; what was not told stays empty; wholes are left out", () => {
    const { years, rows } = lossGrid([loss("county", 2021, 0.3), loss("city", 2020, 0.1), loss(null, null, 0.2), loss("county", 2020, 0.2), loss("city", null, 0.9)]);
    expect(years).toEqual([2020, 2021]);
    expect(rows.map((one) => one.level)).toEqual(["county", "city"]);
    expect(rows.map((one) => one.cells.map((cell) => cell?.share_cells))).toEqual([[0.2, 0.3], [0.1, undefined]]);
  });
  it("are inked the more, the more is lost; nothing for nothing", () => {
    expect([null, 0, 0.01, 0.1, 0.2, 0.5].map(inked)).toEqual([0, 0, 1, 2, 3, 4]);
  });
});
