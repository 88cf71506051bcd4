import { describe, expect, it } from "vitest";
import { chance, decimalsFor, interval, number, round } from "./format";

describe("digits follow the interval", () => {
  it.each([
    [1.8342, 1.62, 2.05, "1.8"], // half width 0.215: first decimal
    [1.8342, 1.81, 1.86, "1.83"], // half width 0.025: second decimal
    [1.8342, 1.0, 9.0, "2"], // half width 4: no decimal
    [0.38, 0, 4, "0.4"], // its first digit is kept: not 0, whatever the interval
  ])("%d in [%d, %d] is %s", (value, low, high, told) => {
    expect(number(value, "en", { unit: "1", low, high })).toBe(told);
  });
  it("keeps two digits when the half width starts with 1", () => {
    expect(decimalsFor(0, 0.3)).toBe(2);
    expect(decimalsFor(0, 0.5)).toBe(1);
  });
  it("rounds counts to what an imputation can know", () => {
    expect(number(17_512, "en", { unit: "persons", low: 10_000, high: 24_999 })).toBe("18,000");
    expect(number(17_512, "en", { unit: "persons", low: 17_512, high: 17_512 })).toBe("17,512");
    expect(round(12_345, -3)).toBe(12_000);
  });
});

describe("languages", () => {
  it("uses separators, and millions in English", () => {
    expect(number(12_345, "en", { unit: "persons" })).toBe("12,345");
    expect(number(1_234_567, "en", { unit: "persons" })).toBe("1.23 m");
  });
  it("uses 万 and 亿 in Chinese", () => {
    expect(number(9_999, "zh", { unit: "persons" })).toBe("9,999");
    expect(number(12_345, "zh", { unit: "persons" })).toBe("1.23万");
    expect(number(123_456_789, "zh", { unit: "persons" })).toBe("1.23亿");
    expect(number(2.3e12, "zh", { unit: "CNY" })).toBe("2.3万亿元");
  });
  it("writes shares as per cent", () => {
    expect(number(0.0351, "en", { unit: "share" })).toBe("3.5 %");
    expect(number(0.0351, "zh", { unit: "share" })).toBe("3.5%");
    expect(number(-0.021, "en", { unit: "share per year", signed: true })).toBe("−2.1 %");
    expect(number(0.000271, "en", { unit: "share" })).toBe("0.027 %");
  });
  it("writes money with its currency", () => {
    expect(number(52_310, "en", { unit: "USD" })).toBe("USD 52,310");
  });
});

describe("what is not known", () => {
  it("is a dash, never 0", () => {
    expect(number(null, "en")).toBe("–");
    expect(number(Number.NaN, "zh")).toBe("–");
  });
  it("has no interval when both ends agree", () => {
    expect(interval(3, 3, "en")).toBe("");
    expect(interval(1.22, 2.48, "en", { unit: "1" })).toBe("1.2–2.5");
  });
  it("never writes what is not zero as zero, however wide its interval", () => {
    expect(number(411, "en", { unit: "persons", low: 0, high: 7000 })).toBe("400");
    expect(number(411, "zh", { unit: "persons", low: 0, high: 7000 })).toBe("400");
    expect(number(0, "en", { unit: "persons", low: 0, high: 7000 })).toBe("0");
    expect(number(7, "en", { unit: "persons", low: 0, high: 7000 })).toBe("7");
    expect(number(12_345, "en", { unit: "persons", low: 9000, high: 16_000 })).toBe("12,000");
  });
});

describe("chances", () => {
  it.each([[0.838, "0.84"], [0.8999, "0.89"], [0.9, "0.90"], [0.9951, "> 0.99"], [1, "1.00"], [0.0049, "< 0.01"], [0, "0.00"], [null, "–"]])("%d is written %s", (value, told) => {
    expect(chance(value, "en")).toBe(told);
  });
});

describe("ends with a sign", () => {
  it("are joined by a word, not by a dash", () => {
    expect(interval(-0.23, 0.39, "en", { unit: "share", signed: true })).toBe("−23 to +39 %");
    expect(interval(-0.23, 0.39, "zh", { unit: "share", signed: true })).toBe("−23至+39%");
    expect(interval(0.2, 0.39, "en", { unit: "share" })).toBe("20–39 %");
  });
});
