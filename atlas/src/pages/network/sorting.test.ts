import { describe, expect, it } from "vitest";
import { mainOf, unitOf, unseenOf } from "./sorting";

const figure = (name: string, of: string | null, value: number) =>
  ({ section: "unseen", figure: name, of, title: { en: name, zh: name }, value, low: null, high: null, expected: null, z: null, p: null });

describe("measures", () => {
  it("are those that are not another's limit or z", () => {
    const ids = ["degree", "betweenness", "betweenness_low", "betweenness_high", "alone_z", "brokerage", "brokerage_z"];
    expect(mainOf(ids.map((id) => ({ id }))).map(({ id }) => id)).toEqual(["degree", "betweenness", "alone_z", "brokerage"]);
  });
});

describe("the unit of a figure", () => {
  it("is a share, a count or a plain number", () => {
    expect(unitOf({ figure: "giant-share", value: 1 })).toBe("share");
    expect(unitOf({ figure: "ties", value: 706585 })).toBe("count");
    expect(unitOf({ figure: "modularity", value: 0.42 })).toBe("1");
    expect(unitOf({ figure: "ties", value: null })).toBe("1");
  });
});

describe("figures at unseen ties", () => {
  it("stand by way and share, the shares in order, gaps as gaps", () => {
    const told = unseenOf([figure("ties", "random:0.5", 5), figure("ties", "random:0.1", 1), figure("density", "random:0.1", 2), figure("ties", "kind:0.1", 3)]);
    expect(told.map(({ way, shares }) => [way, shares])).toEqual([["random", ["0.1", "0.5"]], ["kind", ["0.1"]]]);
    expect(told[0]?.rows.map((row) => [row.figure, ...row.at.map((one) => one?.value)])).toEqual([["ties", 1, 5], ["density", 2, undefined]]);
  });
});
