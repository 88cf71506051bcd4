import { describe, expect, it } from "vitest";
import { type Drafts, NONE, back, blank, changeOf, countsOf, draftOf, idOf, put, putAll, touched } from "./drafts";
import { FORM, OTHER, ROW } from "../../../app/editing/sample";

const { columns } = FORM;
const written = (drafts: Drafts, values: Record<string, string | number | null>, step = ""): Drafts => {
  const draft = draftOf(drafts, FORM, ROW);
  return put(drafts, columns, { ...draft, now: { ...(draft.now ?? ROW.values), ...values } }, step);
};

describe("drafts", () => {
  it("send only what is other, with the mark of the row that was seen", () => {
    const drafts = written(NONE, { jobs: 6 });
    const [draft] = drafts.all.values();
    expect(draft && changeOf(FORM, draft)).toEqual({ key: { code: "A", year: 2020 }, seen: "t1", values: { jobs: 6 } });
  });
  it("hold unknown and 0 apart", () => {
    const none = written(NONE, { jobs: null });
    const [draft] = none.all.values();
    expect(draft && changeOf(FORM, draft).values).toEqual({ jobs: null });
    expect(draft && touched(draft, columns)).toEqual(["jobs"]);
    expect([...written(none, { jobs: 0 }).all.values()].map((one) => one.now?.jobs)).toEqual([0]);
  });
  it("are none where the row is as it was", () => expect(written(written(NONE, { jobs: 6 }), { jobs: 5 }).all.size).toBe(0));
  it("name a row whose key is changed by its old key", () => {
    const [draft] = written(NONE, { code: "Z" }).all.values();
    expect(draft && changeOf(FORM, draft)).toEqual({ key: { code: "A", year: 2020 }, seen: "t1", values: { code: "Z" } });
    expect(draft?.id).toBe(idOf(FORM, ROW.values));
  });
  it("add rows without a key that was seen, and only what is known of them", () => {
    const draft = blank(NONE, columns, { code: "N", year: 2021 });
    expect(changeOf(FORM, draft)).toEqual({ key: null, seen: null, values: { code: "N", year: 2021 } });
    expect(blank(put(NONE, columns, draft), columns).id).not.toBe(draft.id);
  });
  it("remove rows by their mark", () => {
    const drafts = put(NONE, columns, { ...draftOf(NONE, FORM, ROW), now: null });
    expect([...drafts.all.values()].map((one) => changeOf(FORM, one))).toEqual([{ key: { code: "A", year: 2020 }, seen: "t1", values: null }]);
    expect(countsOf(drafts)).toEqual({ added: 0, changed: 0, removed: 1 });
  });
});

describe("taking back", () => {
  it("goes step by step, letters of one field at once", () => {
    let drafts = written(NONE, { name: "b" }, "A/name");
    drafts = written(drafts, { name: "bc" }, "A/name");
    drafts = written(drafts, { jobs: 9 }, "A/jobs");
    drafts = back(drafts);
    expect([...drafts.all.values()].map((one) => one.now?.name)).toEqual(["bc"]);
    expect(back(drafts).all.size).toBe(0);
    expect(back(back(drafts))).toEqual(NONE);
  });
  it("takes a paste of many rows at once", () => {
    const some = [ROW, OTHER].map((one) => ({ ...draftOf(NONE, FORM, one), now: { ...one.values, jobs: 1 } }));
    const drafts = putAll(NONE, columns, some);
    expect(drafts.all.size).toBe(2);
    expect(back(drafts).all.size).toBe(0);
  });
});
