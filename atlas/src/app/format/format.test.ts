import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { against, chance, cutChance, interval, number, score, tick } from "./index";

interface Case {
  what: "number" | "interval" | "chance" | "cut chance" | "score" | "against"; unit?: string;
  value?: number | null; low?: number | null; high?: number | null; threshold?: number; en: string; zh: string;
}

// what the command line, briefs and charts are held to as well
const SHARED = JSON.parse(readFileSync(new URL("../../../../tests/core/digits.json", import.meta.url), "utf8")) as Case[];

function told(one: Case, lang: "en" | "zh"): string {
  const { unit = "", value, threshold = 0 } = one;
  switch (one.what) {
    case "number": return number(value, lang, { unit });
    case "interval": return interval(one.low, one.high, lang, { unit });
    case "chance": return chance(value, lang);
    case "cut chance": return cutChance(value);
    case "score": return score(value);
    case "against": return against(value, threshold, lang, unit);
  }
}

describe("the rule that every face keeps", () => {
  it("has cases enough", () => expect(SHARED.length).toBeGreaterThan(300));
  it.each(SHARED)("$what $value $low $high $unit", (one) => {
    expect([told(one, "en"), told(one, "zh")]).toEqual([one.en, one.zh]);
  });
});

describe("digits", () => {
  it("do not follow the interval", () => {
    expect(number(1.8342, "en", { unit: "1", low: 1, high: 9 })).toBe("1.83");
    expect(number(17_512, "en", { unit: "persons", low: 10_000, high: 24_999 })).toBe("17,512");
  });
  it("write money with its currency", () => {
    expect(number(52_310, "en", { unit: "USD" })).toBe("USD 52,310");
    expect(number(2.3e12, "zh", { unit: "CNY" })).toBe("2.3万亿元");
  });
  it("give a sign where one is asked for", () => {
    expect(number(0.25, "en", { unit: "share", signed: true })).toBe("+25.0%");
    expect(interval(-0.23, 0.39, "zh", { unit: "share", signed: true })).toBe("−23.0%至+39.0%");
  });
  it("are no more on an axis than a round number has", () => {
    expect([tick(0.5, "en", "share"), tick(2, "en", "1"), tick(200_000, "zh", "persons")]).toEqual(["50%", "2", "20万"]);
  });
});

describe("what is not known", () => {
  it("is a dash, never 0", () => {
    expect(number(null, "en")).toBe("–");
    expect(number(Number.NaN, "zh")).toBe("–");
  });
});
