import { describe, expect, it } from "vitest";
import { type Standing, backTo, mayIn, placeOf } from "./rights";

const nobody: Standing = { accounts: true, name: null, rights: [] };
const anybody: Standing = { accounts: false, name: null, rights: ["read"] };
const juror: Standing = { accounts: true, name: "王芳", rights: ["score"] };
const editor: Standing = { accounts: true, name: "li", rights: ["read", "confidential", "edit"] };

describe("what is opened", () => {
  it("is the page where nobody needs to sign in, or as long as nobody knows", () => {
    expect(placeOf(null, "map")).toBe("page");
    expect(placeOf(anybody, "map")).toBe("page");
  });
  it("is signing in where only people may read", () => expect(placeOf(nobody, "map")).toBe("signing"));
  it("is the juror's list on whatever page he asks for, but his account", () => {
    for (const page of ["map", "cells", "data", "protection"]) expect(placeOf(juror, page)).toBe("assigned");
    expect(placeOf(juror, "account")).toBe("page");
    expect(placeOf(juror, "account", "people")).toBe("page");
  });
  it("is signing in on pages about people, but not where one's own account says so itself", () => {
    expect(placeOf(nobody, "account", "people")).toBe("signing");
    expect(placeOf(nobody, "account")).toBe("page");
    expect(placeOf({ ...nobody, rights: ["read"] }, "account", "audit")).toBe("signing");
    expect(placeOf(anybody, "account", "audit")).toBe("page");
  });
  it("is the page for those who may read", () => expect(placeOf(editor, "cells")).toBe("page"));
});

describe("a right", () => {
  it("is had as the server says, and by nobody before it has said", () => {
    expect(mayIn(editor, "edit")).toBe(true);
    expect(mayIn(editor, "administer")).toBe(false);
    expect(mayIn(null, "read")).toBe(false);
  });
});

describe("the way back after signing in", () => {
  it("leads to a page of the atlas", () => {
    expect(backTo("/zh/cells?sort=-quotient")).toBe("/zh/cells?sort=-quotient");
    expect(backTo("/en/account/people")).toBe("/en/account/people");
    expect(backTo("/en/regions/330200")).toBe("/en/regions/330200");
  });
  it("leads nowhere else", () => {
    for (const text of [undefined, "", "https://elsewhere.example/en/map", "//elsewhere.example/en/", "/en//elsewhere.example", "/api/v1/session", "/en/..\\x", "javascript:alert(1)"]) expect(backTo(text)).toBeUndefined();
  });
  it("does not lead to signing in again", () => {
    expect(backTo("/en/account")).toBeUndefined();
    expect(backTo("/zh/account?back=%2Fen%2Fmap")).toBeUndefined();
  });
});
