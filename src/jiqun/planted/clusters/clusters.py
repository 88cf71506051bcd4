"""The planted clusters: where, of what, how strong, how old, how connected, and what they lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from jiqun.planted.clusters.lives import Lives, make_lives
from jiqun.planted.clusters.traits import make_traits, technologies
from jiqun.planted.clusters.weaknesses import (
    CROWDED,
    CROWDING_YEARS,
    LEAST_MEMBERS,
    LOCKED,
    LOCKED_TURNOVER,
    MISSING,
    SLOWED,
    WEAK_LEAD,
    make_concerns,
    make_weaknesses,
    needed_classes,
)
from jiqun.planted.ground import ABROAD, Industries, Land, sums
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Dense in space and in links; dense in space only; dense in links only.
KINDS: Final = ("cluster", "agglomeration", "virtual")
KIND_SHARES: Final = (0.72, 0.18, 0.10)
#: Half a cell: places in a cell are so far from its generator, or nearer.
CELL_KM = 7.0
#: Share of a group's classes that its others do not need and a cluster has all the same.
SPARE_SHARE = 0.6
#: Share of the establishments that are members at most, for a guess at members.
MEMBER_SHARE = 0.42


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """K planted clusters.

    Attributes
    ----------
    codes
        "P0001"...
    kind, group
        Shape (K,): number in :data:`KINDS`; group of industries.
    centre
        Shape (K,): cell of the centre.
    radius_km
        Shape (K,): all members are within; NaN for a virtual cluster.
    strength
        Shape (K,): the location quotient aimed at when mature, against the same place without.
    links
        Shape (K,): internal links of a member aimed at when mature.
    industries
        Shape (K, I): which classes it has.
    lives
        Path, birth, stage, size and quality of each.
    technology, driver, structure
        Shape (K,): numbers in :data:`TECHNOLOGIES`, :data:`DRIVERS`, :data:`STRUCTURES`.
    weakness, concern
        Shape (K,): number in :data:`WEAKNESSES`; the class, leg or group that it is about, -1
        where it is about the whole.
    absent
        Shape (A, 2): county and class that nobody may be in, for missing links.
    cells, cell_start, cell_weight
        Land cells within reach, one cluster after the other, and how members spread over them.
    """

    codes: list[str]
    kind: Int
    group: Int
    centre: Int
    radius_km: Float
    strength: Float
    links: Float
    industries: NDArray[np.bool_]
    lives: Lives
    technology: Int
    driver: Int
    structure: Int
    weakness: Int
    concern: Int
    absent: Int
    cells: Int
    cell_start: Int
    cell_weight: Float

    @property
    def born(self) -> Int:
        """First year, shape (K,)."""
        return self.lives.born

    @property
    def stage(self) -> Int:
        """Stage by year, -1 before birth, shape (K, T)."""
        return self.lives.stage

    @property
    def size(self) -> Float:
        """Size by year against the mature one, shape (K, T)."""
        return self.lives.size

    @property
    def quality(self) -> Float:
        """What R&D and patents are multiplied by in each year, shape (K, T)."""
        return self.lives.quality

    @property
    def pace(self) -> Float:
        """What multiplies members' sizes in each year, 1 in the last, shape (K, T).

        Half of a cluster's growth is that of its members, the other half is their number. Those of
        a crowded one grow less year by year. 1 for the far-flung.
        """
        size = np.sqrt(np.maximum(self.size, 0.02) / self.size[:, -1:])
        years = np.arange(size.shape[1] - 1, -1, -1)
        slowed = np.exp(SLOWED * np.minimum(years, CROWDING_YEARS))
        pace = size * np.where((self.weakness == CROWDED)[:, None], slowed[None, :], 1.0)
        return np.where(self.local[:, None], pace, 1.0)

    @property
    def turnover(self) -> Float:
        """Births and deaths of members against others', shape (K,): few where it is locked in."""
        return np.where(self.weakness == LOCKED, LOCKED_TURNOVER, 1.0)

    @property
    def local(self) -> NDArray[np.bool_]:
        """Which are dense in space."""
        return np.asarray(self.kind != KINDS.index("virtual"))

    @property
    def linked(self) -> NDArray[np.bool_]:
        """Which are dense in links."""
        return np.asarray(self.kind != KINDS.index("agglomeration"))


def make_clusters(plan: EconomyPlan, land: Land, industries: Industries, empty: Int) -> Clusters:
    """Decide the clusters; nothing of an establishment yet."""
    k = plan.clusters
    rng = plan.stream("clusters")
    kind = rng.permutation(np.searchsorted(np.cumsum(KIND_SHARES), (np.arange(k) + 0.5) / k))
    traded = np.flatnonzero(industries.traded)
    group = np.concatenate([rng.permutation(traded) for _ in range(k // len(traded) + 1)])[:k]
    radius = np.clip(rng.lognormal(np.log(26), 0.35, k), 14, 60)
    links = np.where(kind == KINDS.index("agglomeration"), 0.04, rng.uniform(3, 7, k))
    strength = np.clip(4 + rng.exponential(3, k), 4, 16)
    centre = _centres(plan, land, group, radius, empty)
    cells, start, weight = _reach(land, centre, radius, empty)
    lives = make_lives(plan)
    technology = technologies(industries, group)
    driver, structure = make_traits(plan, technology)
    needed = needed_classes(industries)
    people = sums(np.repeat(np.arange(k), np.diff(start)), land.density[cells], k)
    members = _expected(plan, industries, group, people, strength, lives) * (kind != 2)  # noqa: PLR2004 - virtual
    weakness = make_weaknesses(
        plan,
        able=(kind == 0) & (members >= LEAST_MEMBERS),
        stage=lives.stage[:, -1],
        technology=technology,
        longest=sums(industries.group, needed, len(industries.groups))[group],
    )
    concern = make_concerns(plan, industries, weakness, group, needed)
    missing = np.where(weakness == MISSING, concern, -1)
    return Clusters(
        codes=[f"P{i + 1:04d}" for i in range(k)],
        kind=kind,
        group=group,
        centre=centre,
        radius_km=np.where(kind == KINDS.index("virtual"), np.nan, radius),
        strength=strength,
        links=links,
        industries=_masks(plan, industries, group, needed, missing),
        lives=lives,
        technology=technology,
        driver=driver,
        structure=np.where(weakness == WEAK_LEAD, np.minimum(structure, 1), structure),
        weakness=weakness,
        concern=concern,
        absent=_absent(land, centre, missing),
        cells=cells,
        cell_start=start,
        cell_weight=weight,
    )


def _centres(plan: EconomyPlan, land: Land, group: Int, radius: Float, empty: Int) -> Int:
    """Choose cells, more often where people are, apart from others of the same group."""
    rng = plan.stream("cluster-places")
    weight = np.sqrt(land.density)
    weight[np.isin(land.county, empty)] = 0
    tries = rng.choice(len(weight), size=(len(group), 12), p=weight / weight.sum())
    centre = tries[:, 0].copy()
    for k in range(len(group)):
        same = np.flatnonzero(group[:k] == group[k])
        if not len(same):
            continue
        gap = land.generators[tries[k]][:, None] - land.generators[centre[same]][None]
        room = (np.hypot(gap[..., 0], gap[..., 1]) - radius[same] - radius[k]).min(axis=1)
        centre[k] = tries[k][np.argmax(room > 0) if (room > 0).any() else np.argmax(room)]
    return centre


def _masks(
    plan: EconomyPlan,
    industries: Industries,
    group: Int,
    needed: NDArray[np.bool_],
    missing: Int,
) -> NDArray[np.bool_]:
    """Give each cluster what its group needs and most of the rest, at least two classes."""
    rng = plan.stream("cluster-industries")
    inside = industries.group[None, :] == group[:, None]
    draw = np.where(inside, rng.random(inside.shape) * ~needed[None, :], 2.0)
    rank = np.argsort(np.argsort(draw, axis=1, kind="stable"), axis=1)
    least = np.minimum(2, inside.sum(axis=1))[:, None]
    chosen = inside & ((draw < SPARE_SHARE) | (rank < least))
    at = np.flatnonzero(missing >= 0)
    chosen[at, missing[at]] = False
    return np.asarray(chosen)


def _expected(
    plan: EconomyPlan,
    industries: Industries,
    group: Int,
    people: Float,
    strength: Float,
    lives: Lives,
) -> Float:
    """Guess how many members each would have in the last year if it were local, shape (K,)."""
    turnover = 1 + 0.1 * plan.turbulence * (plan.years - 1)
    share = sums(industries.group, industries.weight, len(industries.groups))[group]
    usual = plan.establishments / turnover * share * people
    least = np.clip(plan.establishments / 4_000, 12, 40)
    wanted = np.maximum((strength - 1) * usual, least) * lives.size[:, -1]
    crowd = wanted.sum() * turnover / (MEMBER_SHARE * plan.establishments)
    return np.asarray(wanted / max(1.0, crowd))


def _absent(land: Land, centre: Int, missing: Int) -> Int:
    """List the counties of the city of each missing link's cluster with the missing class."""
    pairs = [np.empty((0, 2), dtype=np.int64)]
    for k in np.flatnonzero(missing >= 0):
        counties = np.flatnonzero(land.city == land.city[land.county[centre[k]]])
        pairs.append(np.column_stack([counties, np.full(len(counties), missing[k])]))
    return np.unique(np.concatenate(pairs), axis=0)


def _reach(land: Land, centre: Int, radius: Float, empty: Int) -> tuple[Int, Int, Float]:
    """List the cells around each centre; nearer and more peopled ones get more members."""
    inner = np.maximum(radius - CELL_KM, CELL_KM)
    tree = cKDTree(land.generators)
    lists = tree.query_ball_point(land.generators[centre], inner, return_sorted=True)
    cells = np.concatenate([np.asarray(cells, dtype=np.int64) for cells in lists])
    of = np.repeat(np.arange(len(centre)), [len(found) for found in lists])
    away = np.hypot(*(land.generators[cells] - land.generators[centre[of]]).T)
    weight = np.sqrt(land.density[cells]) * np.exp(-1.5 * (away / inner[of]) ** 2)
    weight[np.isin(land.county[cells], empty)] = 0
    country = land.county_country[land.county]
    weight[country[cells] != country[centre[of]]] *= ABROAD
    start = np.searchsorted(of, np.arange(len(centre) + 1))
    return cells, start, weight
