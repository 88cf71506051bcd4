"""The ground: small convex cells of a noisy island, put together to counties, cities, provinces.

The island is a Voronoi diagram of a jittered lattice in a plane that is an affine image of
longitude and latitude. Every region is a union of its cells, so neighbours share their border
vertex by vertex, and a point is in the region of the cell whose generator is nearest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Voronoi, cKDTree

from jiqun.kernels.sphere import KM_A_DEGREE
from jiqun.planted.ground.countries import grouped, thinned
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Where no land is: the southern Indian Ocean.
LON, LAT = 85.0, -25.0
COUNTY_KM2 = 1500.0
CELLS_PER_COUNTY = 16
URBAN_SHARE = 0.62


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Land:
    """Cells and what they belong to.

    Attributes
    ----------
    generators
        Shape (M, 2), km in the plane, of the land cells.
    polygons
        Shape (M,), shapely polygons in degrees.
    edges
        Shape (E, 2): neighbouring cells.
    density
        Shape (M,): share of the population in each cell; sums to 1.
    centres
        Cells of the urban centres, the largest first.
    county, city, province, area
        Shape (M,), (R,), (C,), (R,): county of each cell, city of each county, province of each
        city, economic area of each county.
    country
        Shape (P,): country of each province, 0 the one at home.
    """

    generators: Float
    polygons: NDArray[Any]
    edges: Int
    density: Float
    centres: Int
    county: Int
    city: Int
    province: Int
    area: Int
    country: Int

    @property
    def county_country(self) -> Int:
        """Country of each county, shape (R,)."""
        return np.asarray(self.country[self.province[self.city]])

    @property
    def county_density(self) -> Float:
        """Share of the population in each county, shape (R,)."""
        return sums(self.county, self.density, len(self.city))

    def county_edges(self) -> Int:
        """Pairs of neighbouring counties, each once, shape (E, 2)."""
        return _pairs(self.county[self.edges])


def sums(of: NDArray[Any], values: NDArray[Any], n: int) -> Float:
    """Add up values by their number ``of``, 0 to ``n`` - 1."""
    return np.asarray(np.bincount(of, weights=values, minlength=n), dtype=np.float64)


def to_degrees(km: Float) -> Float:
    """Turn plane coordinates in km into longitude and latitude; affine."""
    scale = [KM_A_DEGREE * np.cos(np.radians(LAT)), KM_A_DEGREE]
    return np.asarray(km / scale + [LON, LAT], dtype=np.float64)


def make_land(plan: EconomyPlan) -> Land:
    """Raise the island and divide it."""
    points, land = _island(plan)
    voronoi = Voronoi(points)
    land = land[_largest(_among(voronoi.ridge_points, land, len(points)), np.ones(len(land), bool))]
    edges = _among(voronoi.ridge_points, land, len(points))
    generators = points[land]
    centres, density = _population(plan, generators)
    county = _counties(plan, generators, edges, density)
    people = sums(county, density, plan.regions)
    city, province, country, area = _hierarchy(plan, generators, edges, county, centres, people)
    return Land(
        generators=generators,
        polygons=_polygons(voronoi, land),
        edges=edges,
        density=thinned(density, at=generators, country=country[province[city[county]]]),
        centres=centres,
        county=county,
        city=city,
        province=province,
        area=area,
        country=country,
    )


def _island(plan: EconomyPlan) -> tuple[Float, Int]:
    """Give lattice points on and beside the island, and which are land."""
    rng = plan.stream("coast")
    wanted = plan.regions * CELLS_PER_COUNTY
    spacing = np.sqrt(COUNTY_KM2 / CELLS_PER_COUNTY)
    reach = np.sqrt(wanted / np.pi) * spacing
    ticks = np.arange(-2.2 * reach, 2.2 * reach, spacing)
    x, y = np.meshgrid(ticks, ticks)
    x = x + np.where(np.arange(len(ticks)) % 2 == 0, 0.0, spacing / 2)[:, None]
    points = np.column_stack([x.ravel(), y.ravel()])
    points += rng.uniform(-0.3, 0.3, points.shape) * spacing
    height = _height(points / reach, rng)
    raised = np.zeros(len(points), dtype=bool)
    raised[np.argsort(-height, kind="stable")[:wanted]] = True
    land = _one_piece(points, raised, spacing)
    near = cKDTree(points[land]).query(points, distance_upper_bound=4 * spacing)[0]
    kept = np.flatnonzero(np.isfinite(near))
    return points[kept], np.flatnonzero(land[kept])


def _height(at: Float, rng: np.random.Generator) -> Float:
    """Give a hill with bays and capes, the same at every scale; ``at`` in island radii."""
    height = -np.hypot(at[:, 0], at[:, 1])
    for octave in range(1, 6):
        for _ in range(4):
            angle, phase = rng.uniform(0, 2 * np.pi, 2)
            wave = octave * 1.7 * (at[:, 0] * np.cos(angle) + at[:, 1] * np.sin(angle))
            height = height + 0.13 / octave * np.sin(wave + phase)
    return np.asarray(height, dtype=np.float64)


def _one_piece(points: Float, raised: NDArray[np.bool_], spacing: float) -> NDArray[np.bool_]:
    """Keep the largest piece of land and fill its lakes."""
    pairs = cKDTree(points).query_pairs(1.5 * spacing, output_type="ndarray")
    land = raised & _largest(pairs, raised)
    return ~_largest(pairs, ~land)


def _among(pairs: Int, chosen: Int, n: int) -> Int:
    """Give the pairs of chosen points, by their numbers among the chosen."""
    number = np.full(n, -1)
    number[chosen] = np.arange(len(chosen))
    ends = number[pairs]
    return ends[(ends >= 0).all(axis=1)]


def _largest(pairs: Int, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the largest connected piece among the marked points."""
    kept = pairs[mask[pairs].all(axis=1)]
    _, piece = connected_components(_graph(kept, np.ones(len(kept)), len(mask)), directed=False)
    sizes = np.bincount(piece[mask])
    return np.asarray(mask & (piece == sizes.argmax()))


def _graph(pairs: Int, lengths: Float, n: int) -> Any:
    return coo_array((lengths, (pairs[:, 0], pairs[:, 1])), shape=(n, n)).tocsr()


def _population(plan: EconomyPlan, generators: Float) -> tuple[Int, Float]:
    """Place urban centres with sizes after Zipf's law, and people around them."""
    rng = plan.stream("population")
    wanted = max(8, round(0.15 * plan.regions))
    candidates = rng.permutation(len(generators))[: 20 * wanted]
    apart = 0.55 * np.sqrt(plan.regions * COUNTY_KM2 / wanted)
    centres: list[int] = []
    for cell in candidates:
        away = np.hypot(*(generators[centres] - generators[cell]).T) if centres else np.array([1e9])
        if away.min() > apart:
            centres.append(int(cell))
        if len(centres) == wanted:
            break
    size = np.arange(1, len(centres) + 1) ** -1.05 * rng.lognormal(0, 0.1, len(centres))
    size = np.sort(size / size.sum())[::-1]
    people = rng.lognormal(0, 0.5, len(generators))
    people *= (1 - URBAN_SHARE) / people.sum()
    for cell, share in zip(centres, size, strict=True):
        scale = 4 + 14 * (share / size[0]) ** 0.4
        around = np.exp(-np.hypot(*(generators - generators[cell]).T) / scale)
        people += URBAN_SHARE * share * around / around.sum()
    return np.array(centres), people / people.sum()


def _counties(plan: EconomyPlan, generators: Float, edges: Int, density: Float) -> Int:
    """Grow counties from seeds, smaller where more people live, along noisy distances."""
    rng = plan.stream("counties")
    keys = 0.3 * np.log(density) + rng.gumbel(size=len(density))
    seeds = np.sort(np.argsort(-keys, kind="stable")[: plan.regions])
    for _ in range(2):
        of = cKDTree(generators[seeds]).query(generators)[1]
        seeds = _middles(generators, of, plan.regions)
    lengths = np.hypot(*(generators[edges[:, 0]] - generators[edges[:, 1]]).T)
    return _grown(edges, lengths * rng.lognormal(0, 0.35, len(lengths)), seeds, len(generators))


def _middles(points: Float, of: Int, n: int) -> Int:
    """Give the point of each group that is nearest its mean."""
    count = np.bincount(of, minlength=n)
    mean = np.column_stack([np.bincount(of, weights=p, minlength=n) / count for p in points.T])
    away = np.hypot(*(points - mean[of]).T)
    order = np.lexsort((away, of))
    return order[np.searchsorted(of[order], np.arange(n))]


def _grown(pairs: Int, lengths: Float, seeds: Int, n: int) -> Int:
    """Give each node the number of the seed that reaches it first."""
    _, _, source = dijkstra(
        _graph(pairs, lengths, n),
        directed=False,
        indices=seeds,
        min_only=True,
        return_predecessors=True,
    )
    number = np.full(n, -1)
    number[seeds] = np.arange(len(seeds))
    return np.asarray(number[source])


def _pairs(ends: Int) -> Int:
    ends = np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1)
    return np.unique(ends, axis=0)


def _hierarchy(
    plan: EconomyPlan, generators: Float, edges: Int, county: Int, centres: Int, people: Float
) -> tuple[Int, Int, Int, Int]:
    """Group counties into cities and, across them, areas; cities into provinces and countries."""
    rng = plan.stream("hierarchy")
    n = plan.regions
    middle = _means(generators, county, n)
    pairs = _pairs(county[edges])
    lengths = np.hypot(*(middle[pairs[:, 0]] - middle[pairs[:, 1]]).T)
    seats = np.array(list(dict.fromkeys(county[centres].tolist())))
    cities = min(max(4, n // 10), len(seats))
    city = _grown(pairs, lengths * rng.lognormal(0, 0.15, len(lengths)), seats[:cities], n)
    between = _pairs(city[pairs])
    heart = _means(middle, city, cities)
    province = _provinces(plan, heart, between)
    country = _countries(plan, heart, between, province, sums(city, people, cities))
    of = country[province[city]]
    apart = lengths * rng.lognormal(0, 0.15, len(lengths))
    inside = of[pairs[:, 0]] == of[pairs[:, 1]]
    area = _grown(pairs[inside], apart[inside], _area_seats(seats[:cities], of), n)
    return city, province, country, area


def _provinces(plan: EconomyPlan, heart: Float, between: Int) -> Int:
    """Group cities into provinces; two a country at the least, if there are cities enough."""
    cities = len(heart)
    usual = max(2, round(1.4 * np.sqrt(cities)))
    wanted = usual if plan.countries == 1 else max(usual, 2 * plan.countries)
    apart = np.hypot(*(heart[between[:, 0]] - heart[between[:, 1]]).T)
    return _grown(between, apart, _farthest(heart, min(wanted, cities)), cities)


def _countries(plan: EconomyPlan, heart: Float, between: Int, province: Int, people: Float) -> Int:
    """Group provinces into countries; the largest city lies in the first."""
    n = province.max() + 1
    middles = _means(heart, province, n)
    return grouped(
        plan.countries,
        people=sums(province, people, n),
        middles=middles,
        pairs=_pairs(province[between]),
        seeds=_farthest(middles, plan.countries),
    )


def _area_seats(seats: Int, of: Int) -> Int:
    """Give the counties that areas grow from: the largest seats, and one of each country."""
    _, first = np.unique(of[seats], return_index=True)
    largest = np.arange(max(2, round(0.45 * len(seats))))
    return seats[np.union1d(largest, first)]


def _means(points: Float, of: Int, n: int) -> Float:
    count = np.bincount(of, minlength=n)
    return np.column_stack([np.bincount(of, weights=p, minlength=n) / count for p in points.T])


def _farthest(points: Float, n: int) -> Int:
    """Give ``n`` points, each as far as can be from those before; the first is the first."""
    chosen, away = [0], np.hypot(*(points - points[0]).T)
    while len(chosen) < n:
        chosen.append(int(away.argmax()))
        away = np.minimum(away, np.hypot(*(points - points[chosen[-1]]).T))
    return np.array(chosen)


def _polygons(voronoi: Any, land: Int) -> NDArray[Any]:
    """Give the land cells as polygons in degrees, vertices in order around the generator."""
    rings = [voronoi.regions[voronoi.point_region[cell]] for cell in land]
    cell = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    corner = voronoi.vertices[np.concatenate([np.asarray(ring) for ring in rings])]
    turn = np.arctan2(*(corner - voronoi.points[land][cell]).T[::-1])
    order = np.lexsort((turn, cell))
    degrees = to_degrees(corner[order])
    return np.asarray(shapely.polygons(shapely.linearrings(degrees, indices=cell)))
