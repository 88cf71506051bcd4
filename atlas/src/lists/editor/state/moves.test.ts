import { describe, expect, it } from "vitest";
import { cellsOf, moved, onwards } from "./moves";

const room = { rows: 100_000, columns: 5, page: 12 };

describe("keys", () => {
  it("lead one cell on, a page on, to the ends", () => {
    expect(moved({ row: 3, column: 2 }, "ArrowDown", false, room)).toEqual({ row: 4, column: 2 });
    expect(moved({ row: 3, column: 2 }, "ArrowDown", true, room)).toEqual({ row: 99_999, column: 2 });
    expect(moved({ row: 3, column: 2 }, "PageUp", false, room)).toEqual({ row: 0, column: 2 });
    expect(moved({ row: 3, column: 2 }, "End", false, room)).toEqual({ row: 3, column: 4 });
    expect(moved({ row: 3, column: 2 }, "Home", true, room)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 3, column: 2 }, "x", false, room)).toBeUndefined();
  });
  it("stay in the table", () => {
    for (const key of ["ArrowUp", "ArrowLeft"]) expect(moved({ row: 0, column: 0 }, key, false, room)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 99_999, column: 4 }, "ArrowRight", false, room)).toEqual({ row: 99_999, column: 4 });
  });
  it("go on with Tab into the next row, over what is no cell to write in", () => {
    expect(onwards({ row: 0, column: 4 }, 1, room, 1)).toEqual({ row: 1, column: 1 });
    expect(onwards({ row: 1, column: 1 }, -1, room, 1)).toEqual({ row: 0, column: 4 });
    expect(onwards({ row: 0, column: 1 }, -1, room, 1)).toBeUndefined();
  });
});

describe("a spreadsheet's clipboard", () => {
  it("is cells by tabs and lines", () => {
    expect(cellsOf("a\tb\r\nc\td")).toEqual([["a", "b"], ["c", "d"]]);
    expect(cellsOf("\t5")).toEqual([["", "5"]]);
    expect(cellsOf("5\t")).toEqual([["5", ""]]);
    expect(cellsOf("")).toEqual([[""]]);
  });
  it("keeps tabs, lines and quotes within a cell", () => {
    expect(cellsOf('"a\tb"\t"c\nd"\n"say ""x"""\te')).toEqual([["a\tb", "c\nd"], ['say "x"', "e"]]);
    expect(cellsOf('5" pipe\tx')).toEqual([['5" pipe', "x"]]);
  });
});
