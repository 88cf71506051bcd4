import { describe, expect, it } from "vitest";
import { csvCell, csvOf, fileName, wrapText } from "./export";

describe("csv", () => {
  it("tells a spreadsheet that a formula is text", () => {
    expect(csvCell("=1+1")).toBe("'=1+1");
    expect(csvCell("@cmd")).toBe("'@cmd");
    expect(csvCell(-3.5)).toBe("-3.5");
  });
  it("quotes commas, quotes and line ends; null is empty", () => {
    expect(csvOf(["a", "b"], [["x, y", null], ['say "q"', 2]])).toBe('\uFEFFa,b\r\n"x, y",\r\n"say ""q""",2\r\n');
  });
});

describe("captions", () => {
  it("names files in any script", () => expect(fileName("汽车：区位商 2020", "csv")).toBe("汽车-区位商-2020.csv"));
  it("breaks Chinese between characters and English between words", () => {
    expect(wrapText("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrapText("集群地图", 4)).toEqual(["集群", "地图"]);
  });
});
