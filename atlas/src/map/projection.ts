/**
 * Equal-area projections, chosen from the extent: a choropleth must not make the north look larger.
 * Formulae after Snyder (1987), Map Projections: A Working Manual; Equal Earth after Šavrič et al. (2019).
 */

export type Point = [number, number];
export type Project = (lon: number, lat: number) => Point;
/** West, south, east, north in degrees. */
export type Extent = [number, number, number, number];

const RAD = Math.PI / 180;

/** Albers equal-area conic; y grows downwards, as on a screen. */
export function albers(lon0: number, lat0: number, lat1: number, lat2: number): Project {
  const n = (Math.sin(lat1 * RAD) + Math.sin(lat2 * RAD)) / 2;
  const c = Math.cos(lat1 * RAD) ** 2 + 2 * n * Math.sin(lat1 * RAD);
  const radius = (lat: number): number => Math.sqrt(Math.max(0, c - 2 * n * Math.sin(lat * RAD))) / n;
  const r0 = radius(lat0);
  return (lon, lat) => {
    const turn = n * wrap(lon - lon0) * RAD;
    const r = radius(lat);
    return [r * Math.sin(turn), r * Math.cos(turn) - r0];
  };
}

/** Cylindrical equal-area with a standard parallel: for places astride the equator. */
export function cylindrical(lon0: number, lat0: number): Project {
  const k = Math.cos(lat0 * RAD);
  return (lon, lat) => [wrap(lon - lon0) * RAD * k, -Math.sin(lat * RAD) / k];
}

const A = [1.340264, -0.081106, 0.000893, 0.003796] as const;

export const equalEarth: Project = (lon, lat) => {
  const t = Math.asin((Math.sqrt(3) / 2) * Math.sin(lat * RAD));
  const t2 = t * t;
  const t6 = t2 ** 3;
  const slope = A[0] + 3 * A[1] * t2 + t6 * (7 * A[2] + 9 * A[3] * t2);
  return [
    (2 * Math.sqrt(3) * lon * RAD * Math.cos(t)) / (3 * slope),
    -t * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2)),
  ];
};

function wrap(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

/** The United States as usually drawn: Alaska (at 0.35 of its size) and Hawaii set in at the lower left. */
export const unitedStates: Project = (() => {
  const main = albers(-96, 38.7, 29.5, 45.5);
  const alaska = albers(-154, 58.5, 55, 65);
  const hawaii = albers(-157.5, 20.4, 8, 18);
  return (lon, lat) => {
    if (lat > 50 && (lon < -128 || lon > 160)) {
      const [x, y] = alaska(lon, lat);
      return [x * 0.35 - 0.307, y * 0.35 + 0.201];
    }
    // the uninhabited far islands would double the map's width: left out
    if (lat > 22.4 && lat < 35 && lon < -161) return [Number.NaN, Number.NaN];
    if (lat < 24 && lon < -140) {
      const [x, y] = hawaii(lon, lat);
      return [x - 0.205, y + 0.212];
    }
    const [x, y] = main(lon, lat);
    // Puerto Rico and the Virgin Islands come nearer, below Florida
    return lat < 19 && lon > -69 ? [x - 0.165, y - 0.055] : [x, y];
  };
})();


/** Whether the places are the fifty states, far ones included. */
function isUnitedStates(points: readonly Point[]): boolean {
  const inAlaska = points.some(([lon, lat]) => lat > 51 && lon < -129);
  const inMain = points.some(([lon, lat]) => lon > -125 && lon < -66 && lat > 24 && lat < 50);
  const outside = points.some(([lon, lat]) => lon > -60 && lon < 160 && lat > -90);
  return inAlaska && inMain && !outside;
}

/** The projection that suits a set of places. */
export function suited(points: readonly Point[]): Project {
  if (points.length === 0) return equalEarth;
  if (isUnitedStates(points)) return unitedStates;
  const [west, south, east, north] = extentOf(points);
  if (east - west > 150) return equalEarth;
  const lon0 = (west + east) / 2;
  const lat0 = (south + north) / 2;
  const sixth = Math.max((north - south) / 6, 0.05);
  const [lat1, lat2] = [south + sixth, north - sixth];
  const n = (Math.sin(lat1 * RAD) + Math.sin(lat2 * RAD)) / 2;
  return Math.abs(n) < 0.06 ? cylindrical(lon0, lat0) : albers(lon0, lat0, lat1, lat2);
}

/**
 * The places that lie together, where most of them do: those within four median distances (at least
 * ten degrees) of the median place. All of them, where fewer than seven in ten lie together.
 */
export function mainGroup(points: readonly Point[]): boolean[] {
  const middle = (k: 0 | 1): number => [...points].map((p) => p[k]).sort((a, b) => a - b)[Math.floor(points.length / 2)] ?? 0;
  const [lon, lat] = [middle(0), middle(1)];
  const away = points.map((p) => Math.hypot(p[0] - lon, p[1] - lat));
  const usual = [...away].sort((a, b) => a - b)[Math.floor(points.length / 2)] ?? 0;
  const near = away.map((d) => d <= Math.max(4 * usual, 10));
  return near.filter(Boolean).length >= 0.7 * points.length ? near : points.map(() => true);
}

export function extentOf(points: readonly Point[]): Extent {
  const out: Extent = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    out[0] = Math.min(out[0], x);
    out[1] = Math.min(out[1], y);
    out[2] = Math.max(out[2], x);
    out[3] = Math.max(out[3], y);
  }
  return out;
}
