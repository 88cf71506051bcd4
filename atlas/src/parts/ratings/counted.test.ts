import { expect, test } from "vitest";
import { counted } from "./counted";

const scheme = { ratings: [{ code: "low", rank: 0 }, { code: "high", rank: 1 }, { code: "none", rank: 2 }] };

test("ratings are counted apart by whether they are sure, the highest first", () => {
  const told = [
    { rating: "high", chance: 0.9 }, { rating: "high", chance: 0.8999 }, { rating: "high", chance: null },
    { rating: "low", chance: 1 }, { rating: null, chance: null }, undefined,
  ];
  expect(counted(scheme, told)).toEqual([
    { code: "high", sure: 1, unsure: 1, open: 1 },
    { code: "low", sure: 1, unsure: 0, open: 0 },
  ]);
});

test("nothing rated, nothing counted", () => {
  expect(counted(scheme, [undefined])).toEqual([]);
  expect(counted(undefined, [])).toEqual([]);
});
