import { describe, expect, it } from "vitest";
import { columnOf } from "./sample";
import { exact, fault, read, shortened, written } from "./values";

const jobs = columnOf("jobs");
const year = columnOf("year");

describe("what is written", () => {
  it("is read as the column's type; nothing is unknown, not 0", () => {
    expect(read(jobs, "")).toBeNull();
    expect(read(jobs, "  ")).toBeNull();
    expect(read(jobs, "0")).toBe(0);
    expect(read(jobs, "1,234,567.5")).toBe(1234567.5);
    expect(read(jobs, "１２３．５")).toBe(123.5);
    expect(read(jobs, "−5")).toBe(-5);
    expect(read(columnOf("withheld"), "是")).toBe(true);
    expect(read(columnOf("withheld"), "No")).toBe(false);
    expect(read(columnOf("classes"), "H01；B02 | C03、D04")).toEqual(["H01", "B02", "C03", "D04"]);
    expect(read(columnOf("name"), " a ")).toBe(" a ");
    expect(read(columnOf("code"), " 01 ")).toBe("01");
  });
  it("stays what it was where it cannot be read: the server says what is wrong", () => {
    for (const text of ["abc", "1,23", "1.2.3", "1e999", "12万"]) expect(read(jobs, text)).toBe(text);
    expect(read(year, "12345678901234567890")).toBe("12345678901234567890");
    expect(read(columnOf("withheld"), "maybe")).toBe("maybe");
  });
  it("comes back from its field as it was", () => {
    for (const value of [0, -0.1, 1e-12, 123456789.125, 1e21]) expect(read(jobs, written(value))).toBe(value);
    expect(read(columnOf("classes"), written(["a", "b"]))).toEqual(["a", "b"]);
  });
  it("is shown with every digit", () => {
    expect(exact(1234567.123456789, jobs)).toBe("1,234,567.123456789");
    expect(exact(2020, year)).toBe("2020");
    expect(exact(-1234, jobs)).toBe("−1,234");
  });
});

describe("what a field can say at once", () => {
  it.each([
    [year, null, "required"], [year, 999, "low"], [year, 3001, "high"], [year, 2020.5, "type"], [year, "x", "type"], [year, 2020, undefined],
    [jobs, null, undefined], [jobs, -1, "low"], [jobs, 0, undefined],
    [columnOf("kind"), "gift", "choice"], [columnOf("kind"), "loan", undefined], [columnOf("currency"), "usd", "pattern"], [columnOf("code"), "123456789", "long"],
    [columnOf("classes"), ["a", "123456"], "long"], [columnOf("withheld"), "maybe", "type"],
  ])("%#", (column, value, told) => expect(fault(column, value)).toBe(told));
  it("judges nothing by a pattern that only the server can read", () => expect(fault({ ...columnOf("name"), pattern: "(?P<x>a)[" }, "b")).toBeUndefined());
});

describe("what a narrow cell shows", () => {
  it.each([[86.671095417123, 86.6711], [-25.69791635, -25.69792], [59831.778627, 59831.78], [1234567890, 1234567890], [null, null], ["a", "a"]])("%#", (value, told) => expect(shortened(value)).toBe(told));
});
