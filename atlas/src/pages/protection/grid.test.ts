import { describe, expect, it } from "vitest";
import type { ProtectionLoss, RulesTold } from "../../app/answers";
import { lossGrid } from "./grid";
import { ruleSentences } from "./rules";

const words = { en: "", zh: "" };
const loss = (level: string, industry: string, year: number, withheld: number): ProtectionLoss => ({
  level, title: words, year, industry_level: industry, industry_title: words, cells: 100, withheld, primary: null, secondary: null, shown_share: null,
});

describe("losses as a table", () => {
  it("stand by levels of regions and industries, and by year; what was not told stays empty", () => {
    const { years, rows } = lossGrid([loss("county", "4", 2021, 30), loss("city", "2", 2020, 10), loss("county", "4", 2020, 20), loss("county", "2", 2020, 5)], ["city", "county"]);
    expect(years).toEqual([2020, 2021]);
    expect(rows.map((one) => [one.key, ...one.cells.map((cell) => cell?.withheld)])).toEqual([["city/2", 10, undefined], ["county/4", 20, 30], ["county/2", 5, undefined]]);
  });
});

describe("rules as sentences", () => {
  const none: RulesTold = { kinds: [], threshold: null, dominance_contributors: null, dominance_percent: null, p_percent: null, rounding: null };
  it("say how strict they are where the server tells it", () => {
    const told: RulesTold = { kinds: ["threshold", "dominance", "p-percent", "rounding"], threshold: 3, dominance_contributors: 1, dominance_percent: 85, p_percent: 10, rounding: 5 };
    expect(ruleSentences(told)).toEqual([
      { key: "threshold", values: { n: 3 } }, { key: "dominance.one", values: { n: 1, k: 85 } }, { key: "p", values: { p: 10 } }, { key: "rounding", values: { base: 5 } },
    ]);
    expect(ruleSentences({ ...told, dominance_contributors: 2 })[1]).toEqual({ key: "dominance", values: { n: 2, k: 85 } });
  });
  it("tell which is used, and no number, where it does not", () => {
    expect(ruleSentences({ ...none, kinds: ["threshold", "dominance", "p-percent"] })).toEqual([
      { key: "untold.threshold", values: {} }, { key: "untold.dominance", values: {} }, { key: "untold.p-percent", values: {} },
    ]);
    expect(ruleSentences(none)).toEqual([]);
  });
});
