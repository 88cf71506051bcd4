import { describe, expect, it } from "vitest";
import type { Clash } from "../../../app/editing/tables";
import { changeOf, draftOf, NONE } from "./drafts";
import { decided, differing, merged, rebased } from "./merge";
import { FORM, ROW } from "../../../app/editing/sample";

const { columns } = FORM;
const base = ROW.values;
const mine = { ...base, jobs: 6, name: "mine", kind: "loan" };
const theirs = { ...base, jobs: 8, currency: "USD", kind: "loan" };
const clash: Clash = { key: { code: "A", year: 2020 }, author: "Li", time: "2026-01-01T00:00:00.000Z", row: theirs, tag: "t9" };

describe("two who changed one row", () => {
  const all = differing(columns, base, mine, theirs);
  it("have to choose only where both did, and differently", () => {
    expect(all.map(({ column, taken }) => [column.name, taken])).toEqual([["jobs", undefined], ["name", "mine"], ["currency", "theirs"]]);
    expect(decided(all, {})).toBe(false);
    expect(decided(all, { jobs: "mine" })).toBe(true);
  });
  it("lose nothing that one of them alone wrote", () => {
    expect(merged(all, { jobs: "theirs" }, theirs)).toEqual({ ...theirs, name: "mine" });
    expect(merged(all, { jobs: "mine", currency: "mine" }, theirs)).toEqual({ ...theirs, jobs: 6, name: "mine", currency: null });
  });
  it("send the outcome with the other's mark, never with the old one", () => {
    const draft = { ...draftOf(NONE, FORM, ROW), now: mine };
    const again = rebased(FORM, draft, clash, merged(all, { jobs: "mine" }, theirs));
    expect(changeOf(FORM, again)).toEqual({ key: { code: "A", year: 2020 }, seen: "t9", values: { jobs: 6, name: "mine" } });
  });
  it("can put back a row that is gone, as a new one", () => {
    const again = rebased(FORM, { ...draftOf(NONE, FORM, ROW), now: mine }, { ...clash, row: null, tag: null }, mine);
    expect(changeOf(FORM, again)).toMatchObject({ key: null, seen: null, values: { code: "A", year: 2020, jobs: 6, name: "mine" } });
  });
});
