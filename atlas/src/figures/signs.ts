/** Signs that tell kinds apart without colour: of one area, so that none looks heavier. */
/** Horizontal and vertical place on a drawing. */
type Point = [number, number];

export const SIGNS = ["circle", "square", "triangle", "diamond"] as const;
export type Sign = (typeof SIGNS)[number];

/** Corners around the middle; a circle has none. ``r`` is the radius of the circle of the same area. */
export function signPoints(sign: Sign, r: number): Point[] {
  if (sign === "square") {
    const a = r * 0.886;
    return [[-a, -a], [a, -a], [a, a], [-a, a]];
  }
  if (sign === "diamond") {
    const a = r * 1.253;
    return [[0, -a], [a, 0], [0, a], [-a, 0]];
  }
  if (sign === "triangle") {
    const a = r * 1.555;
    return [[0, -a], [a * 0.866, a * 0.5], [-a * 0.866, a * 0.5]];
  }
  return [];
}

/** The outline of a sign as an SVG path. */
export function signPath(sign: Sign, x: number, y: number, r: number): string {
  const corners = signPoints(sign, r);
  const f = (v: number): string => v.toFixed(1);
  if (corners.length === 0) return `M${f(x - r)} ${f(y)}a${f(r)} ${f(r)} 0 1 0 ${f(2 * r)} 0a${f(r)} ${f(r)} 0 1 0 ${f(-2 * r)} 0Z`;
  return `M${corners.map(([dx, dy]) => `${f(x + dx)} ${f(y + dy)}`).join("L")}Z`;
}
