import { describe, expect, it } from "vitest";
import { changed, parseAddress, towards, writeAddress } from "./address";

const at = (url: string) => {
  const [path = "", query = ""] = url.split("?");
  return parseAddress(path, query, "en");
};

describe("address", () => {
  it("comes back as it was written, whatever the id holds", () => {
    for (const url of [
      "/en/map?category=automotive&level=county&measure=quotient&year=2019",
      "/zh/clusters/dps-2016:automotive:26163?year=2020",
      "/en/compare?with=06037,26163",
      "/zh/regions/440300",
      "/en/clusters?category=automotive&cluster=points:dps-2016:automotive:26163~2&view=found",
      "/zh/clusters/found/links:dps-2016:-:26163~2",
      "/en/definitions/custom?industries=3361,3362&name=My%20cluster",
    ]) expect(writeAddress(at(url))).toBe(url);
    const odd = { lang: "en" as const, page: "regions" as const, id: "a b&c?d", params: { q: "深圳 & 无锡" } };
    expect(at(writeAddress(odd))).toEqual(odd);
  });
  it("falls back to the map and to the reader's language", () => {
    expect(parseAddress("/", "", "zh")).toMatchObject({ lang: "zh", page: "map" });
    expect(at("/en/nowhere").page).toBe("unknown");
    expect(at("/en/regions/%E0%A4%A").id).toBe("%E0%A4%A");
  });
  it("takes an industry for a category on the map", () => {
    expect(at("/en/map?industry=automotive").params).toEqual({ category: "automotive" });
  });
  it("carries lasting choices along and drops the others", () => {
    const from = at("/en/map?category=automotive&year=2019&as_of=3");
    expect(towards(from, "clusters")).toBe("/en/clusters?as_of=3&year=2019");
  });
  it("removes a choice by an empty value", () => {
    expect(changed(at("/en/map?category=automotive&region=06"), { region: "" }))
      .toBe("/en/map?category=automotive");
  });
});
