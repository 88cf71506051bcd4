import { describe, expect, it } from "vitest";
import { frameOf, hit, nextTo, placeOf, strongest } from "./geometry";

const CIRCLES = [{ x: 0.2, y: 0.2, radius: 0.1 }, { x: 0.8, y: 0.2, radius: 0.05 }, { x: 0.25, y: 0.9, radius: 0.05 }];

describe("the frame", () => {
  it("holds every circle, whatever the shape of the canvas", () => {
    for (const [w, h] of [[900, 300], [300, 700]] as const) {
      const frame = frameOf(CIRCLES, w, h);
      for (const one of CIRCLES) {
        const [x, y] = placeOf(frame, one.x, one.y);
        const r = one.radius * frame.k;
        expect(Math.min(x - r, y - r, w - x - r, h - y - r)).toBeGreaterThanOrEqual(13.99);
      }
    }
  });
  it("exists where nothing is drawn", () => expect(frameOf([], 400, 300).k).toBe(300));
});

describe("what lies at a point", () => {
  const frame = { k: 100, x: 0, y: 0 };
  it("is the nearest circle that reaches it", () => {
    expect(hit(CIRCLES, frame, [22, 21])).toBe(0);
    expect(hit(CIRCLES, frame, [87, 20])).toBe(1);
    expect(hit(CIRCLES, frame, [50, 50])).toBe(-1);
  });
});

describe("the arrow keys", () => {
  it("begin with the first and go to the nearest in their direction", () => {
    expect(nextTo(CIRCLES, -1, 1, 0)).toBe(0);
    expect(nextTo(CIRCLES, 0, 1, 0)).toBe(1);
    expect(nextTo(CIRCLES, 0, 0, 1)).toBe(2);
    expect(nextTo(CIRCLES, 1, 1, 0)).toBe(1);
    expect(nextTo([], -1, 1, 0)).toBe(-1);
  });
});

describe("bundles", () => {
  it("are each end's heaviest, the heaviest first", () => {
    const all = [[0, 1, 1], [0, 2, 9], [1, 2, 5], [0, 3, 0.1]].map(([source = 0, target = 0, weight = 0]) => ({ source, target, weight }));
    expect(strongest(all, 1).map((one) => one.weight)).toEqual([9, 5, 0.1]);
  });
});
