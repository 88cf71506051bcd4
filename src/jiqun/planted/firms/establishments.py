"""Establishments: each with a place, an industry, a size and a life; clusters among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from jiqun.planted.clusters import Clusters, present, shaped
from jiqun.planted.firms.lives import NEVER, make_lives, member_rows, rows_a_place
from jiqun.planted.firms.moves import make_moves
from jiqun.planted.firms.owners import make_owners
from jiqun.planted.ground import Industries, Land, Places, sums, to_degrees
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: So many rows are placed at once: bounds memory, changes nothing.
CHUNK = 1_000_000
#: Share of the establishments that may be in clusters; more, and all clusters shrink.
MOST_MEMBERS = 0.42
#: Members that the smallest cluster is meant to have in the last year.
FEWEST = 5.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Establishments:
    """N establishments: what is not in a cluster first, by county and industry.

    Attributes
    ----------
    county, industry
        Shape (N,), int32 and int16.
    cluster
        Shape (N,), int32: number of the planted cluster, -1 in none.
    lon, lat
        Shape (N,), degrees.
    size
        Shape (N,), float32: employment in the last year before rounding and shocks.
    dither
        Shape (N,), float32 in [0, 1): decides how the size is rounded, the same in every year.
    founded, closed
        Shape (N,), int16; ``closed`` is the first year without it, 0 where it is open.
    moves
        Shape (T, N), float32: what its own luck multiplies its size by in each year.
    owner
        Shape (N,): row of the largest establishment of its firm in the last year, often its own.
    """

    county: NDArray[np.int32]
    industry: NDArray[np.int16]
    cluster: NDArray[np.int32]
    lon: Float
    lat: Float
    size: NDArray[np.float32]
    dither: NDArray[np.float32]
    founded: NDArray[np.int16]
    closed: NDArray[np.int16]
    moves: NDArray[np.float32]
    owner: Int

    def __len__(self) -> int:
        return len(self.county)

    def alive(self, year: int, rows: Any = slice(None)) -> NDArray[np.bool_]:
        """Say which are there in a year."""
        closed = self.closed[rows]
        return np.asarray((self.founded[rows] <= year) & ((closed == NEVER) | (closed > year)))

    def employment(self, factor: NDArray[np.float32], rows: Any = slice(None)) -> Float:
        """Round sizes times a factor to persons, at least one."""
        persons = np.floor(self.size[rows] * factor + self.dither[rows])
        return np.asarray(np.maximum(persons, 1.0), dtype=np.float64)


def make_establishments(
    plan: EconomyPlan, places: Places, industries: Industries, clusters: Clusters, scale: Float
) -> Establishments:
    """Draw all establishments; ``scale`` thins the classes that the chain lacks, shape (I,)."""
    land = places.land
    weight = industries.weight * scale
    members = _member_counts(plan, places, industries, clusters)
    open_land = plan.establishments - int(members.sum())
    county, industry = _scattered(plan, places, industries, clusters, weight, open_land)
    cell = _cells_by_density(land, county, plan.stream("places"))
    of = np.repeat(np.arange(plan.clusters, dtype=np.int32), members)
    member_cell = _cells_in_reach(clusters, of, plan.stream("member-places"))
    member_county = land.county[member_cell].astype(np.int32)
    member_industry = _member_industries(plan, clusters, of, weight)
    member_industry = present(plan, clusters, member_county, member_industry, of, weight)
    county = np.concatenate([county, member_county])
    industry = np.concatenate([industry, member_industry])
    cell = np.concatenate([cell, member_cell.astype(np.int32)])
    cluster = np.concatenate([np.full(open_land, -1, dtype=np.int32), of])
    size, founded, closed = make_lives(plan, clusters, cluster)
    size *= industries.of_group("size").astype(np.float32)[industry]
    np.maximum(size, np.float32(1), out=size)
    still = closed == NEVER
    scattered = np.flatnonzero(still[:open_land])
    virtual = _virtual(plan, industries, clusters, industry[scattered], county[scattered])
    cluster[scattered[virtual[0]]] = virtual[1]
    size = shaped(plan, clusters, cluster, size, still & (founded <= plan.calendar[0]))
    kind = industries.group[industry] * (1 + places.country.max()) + places.country[county]
    lon, lat = _scatter_in_cells(land, cell, plan.stream("points"))
    return Establishments(
        county=county,
        industry=industry,
        cluster=cluster,
        lon=lon,
        lat=lat,
        size=size,
        dither=plan.stream("dither").random(len(cell), dtype=np.float32),
        founded=founded,
        closed=closed,
        moves=make_moves(plan, size, founded),
        owner=make_owners(plan, kind, size, still),
    )


def _member_counts(
    plan: EconomyPlan, places: Places, industries: Industries, clusters: Clusters
) -> Int:
    """Give each local cluster so many members that its place reaches the planted quotient."""
    land = places.land
    of = np.repeat(np.arange(plan.clusters), np.diff(clusters.cell_start))
    people = sums(of, land.density[clusters.cells], plan.clusters)
    share = sums(industries.group, industries.weight, len(industries.groups))[clusters.group]
    usual = plan.establishments / rows_a_place(plan) * share * people
    last = clusters.size[:, -1]
    least = np.clip(plan.establishments / 4_000, 12, 40)
    wanted = np.maximum(np.maximum((clusters.strength - 1) * usual, least) * last, FEWEST)
    members = np.round(wanted * member_rows(plan, clusters)).astype(np.int64)
    members[~clusters.local] = 0
    too_many = max(1.0, members.sum() / (MOST_MEMBERS * plan.establishments))
    return np.asarray(np.floor(members / too_many), dtype=np.int64)


def _scattered(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    weight: Float,
    n: int,
) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Spread what is in no cluster: after people, unevenly as noise has it, many groups absent."""
    rng = plan.stream("scatter")
    people = places.land.county_density
    groups = len(industries.groups)
    with np.errstate(divide="ignore"):
        reach = 0.85 + 0.1 * np.log2(people / np.median(people))
    present = rng.random((len(people), groups)) < np.clip(reach, 0.5, 1.0)[:, None]
    uneven = np.exp(1.5 * plan.noise * rng.standard_normal((len(people), groups)))
    local = ~industries.traded[None, :]
    strength = np.where(local, uneven**0.25, np.where(present, uneven, 0.0)) * people[:, None]
    strength[places.empty] = 0
    strength /= strength.sum(axis=0)
    fine = np.exp(plan.noise * rng.standard_normal((len(people), len(weight))))
    cells = strength[:, industries.group] * fine
    cells[clusters.absent[:, 0], clusters.absent[:, 1]] = 0
    cells *= (weight / np.maximum(cells.sum(axis=0), 1e-300))[None, :]
    counts = rng.multinomial(n, (cells / cells.sum()).ravel()).reshape(cells.shape)
    county = np.repeat(np.arange(len(people), dtype=np.int32), counts.sum(axis=1))
    every = np.tile(np.arange(len(weight), dtype=np.int16), len(people))
    return county, np.repeat(every, counts.ravel())


def _pick(total: Float, start: Float, width: Float, rng: np.random.Generator) -> Int:
    """Draw one position of a cumulated weight within each given stretch of it."""
    at = start + rng.random(len(start)) * width
    return np.minimum(np.searchsorted(total, at, side="right"), len(total) - 1)


def _cells_by_density(
    land: Land, county: NDArray[np.int32], rng: np.random.Generator
) -> NDArray[np.int32]:
    order = np.argsort(land.county, kind="stable")
    total = np.cumsum(land.density[order])
    width = land.county_density
    start = np.concatenate([[0.0], np.cumsum(width)[:-1]])
    cell = np.empty(len(county), dtype=np.int32)
    for low in range(0, len(county), CHUNK):
        rows = county[low : low + CHUNK]
        cell[low : low + CHUNK] = order[_pick(total, start[rows], width[rows] * (1 - 1e-9), rng)]
    return _held(cell, county, land, order)


def _held(
    cell: NDArray[np.int32], county: NDArray[np.int32], land: Land, order: Int
) -> NDArray[np.int32]:
    """Put right the few that rounding carried over a county's end."""
    wrong = np.flatnonzero(land.county[cell] != county)
    first = np.searchsorted(land.county[order], county[wrong])
    cell[wrong] = order[first]
    return cell


def _cells_in_reach(clusters: Clusters, of: NDArray[np.int32], rng: np.random.Generator) -> Int:
    total = np.cumsum(clusters.cell_weight)
    ends = np.concatenate([[0.0], total])[clusters.cell_start]
    position = _pick(total, ends[of], np.diff(ends)[of] * (1 - 1e-9), rng)
    inside = np.clip(position, clusters.cell_start[of], clusters.cell_start[of + 1] - 1)
    return clusters.cells[inside]


def _member_industries(
    plan: EconomyPlan, clusters: Clusters, of: NDArray[np.int32], weight: Float
) -> NDArray[np.int16]:
    shares = np.where(clusters.industries, weight[None, :] + 1e-12 * (weight > 0), 0.0)
    fallback = shares.sum(axis=1) == 0
    shares[fallback] = clusters.industries[fallback]
    total = np.cumsum(shares.ravel())
    ends = np.concatenate([[0.0], total[shares.shape[1] - 1 :: shares.shape[1]]])
    at = _pick(total, ends[of], np.diff(ends)[of] * (1 - 1e-9), plan.stream("member-industries"))
    return np.asarray(at % shares.shape[1], dtype=np.int16)


def _scatter_in_cells(
    land: Land, cell: NDArray[np.int32], rng: np.random.Generator
) -> tuple[Float, Float]:
    """Draw a point uniformly in each cell: a triangle of its fan, then a point of that."""
    corner, of = shapely.get_coordinates(land.polygons, return_index=True)
    inner = of[:-1] == of[1:]
    a, b, of = corner[:-1][inner], corner[1:][inner], of[:-1][inner]
    heart = to_degrees(land.generators)
    u, v = a - heart[of], b - heart[of]
    size = np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
    total = np.cumsum(size)
    ends = np.concatenate([[0.0], total])[np.searchsorted(of, np.arange(len(heart) + 1))]
    lon, lat = np.empty(len(cell)), np.empty(len(cell))
    for low in range(0, len(cell), CHUNK):
        part = slice(low, low + CHUNK)
        here = cell[part]
        at = _pick(total, ends[here], np.diff(ends)[here], rng)
        at = np.where(of[at] == here, at, np.searchsorted(of, here))
        root, along = np.sqrt(rng.random(len(here))) * 0.999, rng.random(len(here))
        lon[part] = heart[here, 0] + root * (u[at, 0] * (1 - along) + v[at, 0] * along)
        lat[part] = heart[here, 1] + root * (u[at, 1] * (1 - along) + v[at, 1] * along)
    return lon, lat


def _virtual(
    plan: EconomyPlan,
    industries: Industries,
    clusters: Clusters,
    industry: NDArray[np.int16],
    county: NDArray[np.int32],
) -> tuple[Int, NDArray[np.int32]]:
    """Choose the members of virtual clusters among those in no other, all over the country."""
    rng = plan.stream("virtual")
    rows, of = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int32)]
    least = np.clip(plan.establishments / 3_000, 8, 60)
    group = industries.group.astype(np.int16)[industry]
    for k in np.flatnonzero(~clusters.local):
        pool = np.flatnonzero(group == clusters.group[k])
        pool = pool[clusters.industries[k][industry[pool]]]
        wanted = min(len(pool), int(least * rng.uniform(1, 2)))
        pool = rng.permutation(pool)
        _, one_each = np.unique(county[pool], return_index=True)
        rest = np.setdiff1d(np.arange(len(pool)), one_each)
        spread = pool[np.concatenate([rng.permutation(one_each), rest])]
        rows.append(spread[:wanted])
        of.append(np.full(len(rows[-1]), k, dtype=np.int32))
    every, owner = np.concatenate(rows), np.concatenate(of)
    _, first = np.unique(every, return_index=True)
    return every[first], owner[first]
