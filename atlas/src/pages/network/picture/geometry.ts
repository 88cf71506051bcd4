/** From places within 0–1 to the canvas, and back to what lies under a pointer. Pure functions. */
export interface Circle { x: number; y: number; radius: number }
/** Pixels: scale and shift. */
export interface Frame { k: number; x: number; y: number }

const MARGIN = 14;

/** The frame in which all circles just fit. */
export function frameOf(circles: readonly Circle[], width: number, height: number): Frame {
  if (circles.length === 0) return { k: Math.min(width, height), x: 0, y: 0 };
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, radius } of circles) {
    [x0, y0, x1, y1] = [Math.min(x0, x - radius), Math.min(y0, y - radius), Math.max(x1, x + radius), Math.max(y1, y + radius)];
  }
  const k = Math.min((width - 2 * MARGIN) / Math.max(x1 - x0, 1e-6), (height - 2 * MARGIN) / Math.max(y1 - y0, 1e-6));
  return { k, x: width / 2 - ((x0 + x1) / 2) * k, y: height / 2 - ((y0 + y1) / 2) * k };
}

export const placeOf = (frame: Frame, x: number, y: number): [number, number] => [frame.x + x * frame.k, frame.y + y * frame.k];

/** The nearest circle at a point, at most ``slack`` pixels outside it; -1 where there is none. */
export function hit(circles: readonly Circle[], frame: Frame, at: readonly [number, number], slack = 4): number {
  let [best, least] = [-1, Infinity];
  circles.forEach((one, k) => {
    const [x, y] = placeOf(frame, one.x, one.y);
    const far = Math.hypot(x - at[0], y - at[1]);
    if (far <= one.radius * frame.k + slack && far < least) [best, least] = [k, far];
  });
  return best;
}

/** The next circle in a direction: near, and not far off the straight line. */
export function nextTo(circles: readonly Circle[], from: number, dx: number, dy: number): number {
  const start = circles[from];
  if (!start) return circles.length > 0 ? 0 : -1;
  let [best, least] = [from, Infinity];
  circles.forEach((one, k) => {
    const along = (one.x - start.x) * dx + (one.y - start.y) * dy;
    const aside = Math.abs((one.x - start.x) * dy) + Math.abs((one.y - start.y) * dx);
    if (k !== from && along > 1e-9 && along + 2 * aside < least) [best, least] = [k, along + 2 * aside];
  });
  return best;
}

/** Of bundles, the heaviest ones of each end: so that a picture of hundreds of communities stays readable. */
export function strongest<B extends { source: number; target: number; weight: number }>(bundles: readonly B[], each: number): B[] {
  const count = new Map<number, number>();
  return [...bundles].sort((a, b) => b.weight - a.weight).filter(({ source, target }) => {
    const [a, b] = [count.get(source) ?? 0, count.get(target) ?? 0];
    if (a >= each && b >= each) return false;
    count.set(source, a + 1);
    count.set(target, b + 1);
    return true;
  });
}
