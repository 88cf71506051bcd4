"""Cells that a publisher leaves out: how much the totals say is missing, and where it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from jiqun.sources.filling.spreading import Margin, Plot, spread
from jiqun.sources.filling.trees import Cells, Tree

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: Fewer establishments, or persons, than this are no number.
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hidden cells, one entry each.

    Attributes
    ----------
    region, industry, year
        Numbers in the trees; calendar years.
    establishments, employment
        Expected; establishments are NaN where they are not counted.
    low, high
        What totals admit.
    sole
        True where the total admits no other cell: the number is what it leaves.
    settled
        Rows of the regions and years whose left-out cells totals have settled.
    unplaced
        Employment that totals say is missing and no cell could take.
    against
        Totals with missing establishments, whose parts show more employment.
    """

    region: Int
    industry: Int
    year: Int
    establishments: Float
    employment: Float
    low: Float
    high: Float
    sole: Bool
    settled: Bool
    unplaced: float
    against: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """What the search for hidden cells starts from; one entry a cell.

    Attributes
    ----------
    value, low, high
        Employment after balancing.
    up_industry, up_region
        Each cell's total along either tree; -1: none.
    loose, whole_industry, whole_region
        By cell that is a total: of another scope over its regions; whether lists of parts of
        its kind are the whole, along either tree.
    """

    value: Float
    low: Float
    high: Float
    up_industry: Int
    up_region: Int
    loose: Bool
    whole_industry: Bool
    whole_region: Bool


def find_hidden(cells: Cells, found: Estimates, *, years: int) -> Found:
    """Look for hidden cells, one parent region, level and year after another."""
    rests = (_rest(cells, found, found.up_industry), _rest(cells, found, found.up_region))
    pieces = []
    settled = np.zeros(len(cells), dtype=bool)
    unplaced, against = 0.0, 0
    leaves, groups = _leaves(cells), list(_groups(cells))
    seen = {_of(cells, rows[0]): rows for rows, _ in groups}
    for rows, above in groups:
        plot = _plot(cells, found, rests, (rows, above), (leaves, seen, years))
        if plot is None:
            continue
        settled[rows] = True
        made = spread(plot)
        unplaced += made.unplaced
        against += made.against
        if len(made.region):
            region, industry = plot.regions[made.region], plot.industries[made.industry]
            pieces.append((region, industry, np.full(len(region), plot.year), *made.numbers))
    kinds = (*(np.int64,) * 3, *(np.float64,) * 4, np.bool_)
    joined = [
        np.concatenate([one[at] for one in pieces]) if pieces else np.empty(0, dtype=kind)
        for at, kind in enumerate(kinds)
    ]
    names = ("region", "industry", "year", "establishments", "employment", "low", "high", "sole")
    return Found(
        **dict(zip(names, joined, strict=True)),
        settled=settled, unplaced=unplaced, against=against,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What each total along one tree leaves beside its shown parts; one entry a cell.

    Attributes
    ----------
    plants, jobs
        Establishments and estimated employment; NaN where unknown.
    least, most
        What the ranges of the total and its parts leave possible.
    """

    plants: Float
    jobs: Float
    least: Float
    most: Float


def _rest(cells: Cells, found: Estimates, up: Int) -> Rest:
    inside = np.flatnonzero(up >= 0)

    def sums(parts: Float) -> Float:
        found = np.bincount(up[inside], weights=parts[inside], minlength=len(cells))
        return found.astype(np.float64)

    plants = cells.establishments
    left = plants - sums(plants)
    off = HALF + cells.half * sums(np.ones(len(cells)))
    return Rest(
        plants=np.where(np.abs(left) <= off, 0.0, left),
        jobs=found.value - sums(found.value),
        least=np.maximum(found.low - sums(found.high), 0.0),
        most=np.maximum(found.high - sums(np.nan_to_num(found.low)), 0.0),
    )


def _leaves(cells: Cells) -> dict[tuple[int, int], Int]:
    """Give the classes without shown subclasses, by level of regions and year.

    A class that a level never shows in any year is not covered there.
    """
    level = cells.regions.level[cells.region]
    leaves: dict[tuple[int, int], Int] = {}
    for one in np.unique(level):
        here = level == one
        ever = np.unique(cells.industry[here])
        for year in np.unique(cells.year[here]):
            now = np.unique(cells.industry[here & (cells.year == year)])
            inner = _ancestors(cells.industries, ever)
            leaves[int(one), int(year)] = np.union1d(now, ever[~np.isin(ever, inner)])
            leaves[int(one), int(year)] = np.setdiff1d(leaves[int(one), int(year)], inner)
    return leaves


def _of(cells: Cells, row: int) -> tuple[int, int, int]:
    """Give what makes a row's group: the region above, the level, the year."""
    region = cells.region[row]
    parent, level = cells.regions.parent[region], cells.regions.level[region]
    return int(parent), int(level), int(cells.year[row])


def _ancestors(tree: Tree, codes: Int) -> Int:
    found = []
    at = tree.parent[codes]
    while (at >= 0).any():
        at = np.unique(at[at >= 0])
        found.append(at)
        at = tree.parent[at]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def _groups(cells: Cells) -> Iterator[tuple[Int, Int]]:
    """Give rows of the regions that lie in one region, of one level and year, and its own rows."""
    parent = cells.regions.parent[cells.region]
    level = cells.regions.level[cells.region]
    many = int(level.max()) + 1 if len(level) else 1
    span = len(cells.regions.codes) + 1
    key = (cells.year * many + level) * span + parent + 1
    own = cells.year * span + cells.region + 1
    order = np.argsort(key, kind="stable")
    by_own = np.argsort(own, kind="stable")
    ranked, ranked_own = key[order], own[by_own]
    bounds = np.concatenate(
        [[0], np.flatnonzero(np.diff(ranked)) + 1, [len(ranked)]]
    ) if len(ranked) else np.array([0])  # fmt: skip
    for first, last in pairwise(bounds):
        rows = order[first:last]
        above = int(parent[rows[0]])
        wanted = int(cells.year[rows[0]]) * span + above + 1
        ends = np.searchsorted(ranked_own, [wanted, wanted + 1]) if above >= 0 else (0, 0)
        yield rows, by_own[ends[0] : ends[1]]


def _plot(
    cells: Cells,
    found: Estimates,
    rests: tuple[Rest, Rest],
    group: tuple[Int, Int],
    known: tuple[dict[tuple[int, int], Int], dict[tuple[int, int, int], Int], int],
) -> Plot | None:
    """Lay a group out as regions by leaf classes; None where nothing can be hidden in it."""
    rows, above = group
    leaves, seen, years = known
    year, level = int(cells.year[rows[0]]), int(cells.regions.level[cells.region[rows[0]]])
    industries, regions = leaves[level, year], np.unique(cells.region[rows])
    below = float(cells.dropped_below[rows].max())
    columns = above[np.isin(cells.industry[above], industries)]
    inner = rows[~np.isin(cells.industry[rows], industries)]
    if below <= 0:
        inner = inner[found.whole_industry[inner]]
        missed = len(columns) and len(regions) < cells.regions.siblings[cells.region[columns[0]]]
        columns = columns[:0] if missed else columns[found.whole_region[columns]]
    if not (len(columns) or _any_missing(rests[0], inner)):
        return None
    shape = (len(regions), len(industries))
    place = np.searchsorted(regions, cells.region[rows])
    kind = np.minimum(np.searchsorted(industries, cells.industry[rows]), shape[1] - 1)
    leaf = industries[kind] == cells.industry[rows]
    shown, plants = np.zeros(shape, dtype=bool), np.zeros(shape)
    shown[place[leaf], kind[leaf]] = True
    counted = cells.establishments[rows[leaf]]
    sized = np.where(np.isnan(counted), np.nan_to_num(found.value[rows[leaf]]), counted)
    plants[place[leaf], kind[leaf]] = sized
    block = _blocks(cells, inner, (regions, industries))
    return Plot(
        regions=regions, industries=industries, year=year, below=below, shown=shown,
        plants=plants, chains=chains(cells.industries, industries),
        once=_once(cells, seen, (regions, industries), (rows[0], years)),
        column=_column(cells, found, rests[1], columns, industries),
        block=block, margin=_margin(rests[0], inner),
    )  # fmt: skip


def _any_missing(rest: Rest, inner: Int) -> bool:
    plants, jobs = rest.plants[inner], rest.jobs[inner]
    return bool(((plants > HALF) | (np.isnan(plants) & (jobs > HALF))).any())


def chains(tree: Tree, industries: Int) -> Int:
    """Give the classes above each class, nearest first, (K, J); -1 where there is none."""
    found = []
    at = tree.parent[industries]
    while (at >= 0).any():
        found.append(at)
        at = np.where(at >= 0, tree.parent[np.maximum(at, 0)], -1)
    return np.array(found, dtype=np.int64).reshape(len(found), len(industries))


def _blocks(cells: Cells, inner: Int, axes: tuple[Int, Int]) -> Int:
    """Give for each region and leaf the number of its nearest shown total; -1: none."""
    regions, industries = axes
    nearest = np.full((len(regions), len(industries)), -1, dtype=np.int64)
    at = np.full((len(regions), len(cells.industries.codes)), -1, dtype=np.int64)
    at[np.searchsorted(regions, cells.region[inner]), cells.industry[inner]] = np.arange(len(inner))
    for above in chains(cells.industries, industries)[::-1]:
        met = np.where(above >= 0, at[:, np.maximum(above, 0)], -1)
        nearest = np.where(met >= 0, met, nearest)
    return nearest


def _once(
    cells: Cells,
    seen: dict[tuple[int, int, int], Int],
    axes: tuple[Int, Int],
    at: tuple[int, int],
) -> Bool:
    """Say which cells are shown in a neighbouring year."""
    (regions, industries), (row, years) = axes, at
    parent, level, year = _of(cells, row)
    found = np.zeros((len(regions), len(industries)), dtype=bool)
    for near in range(year - years, year + years + 1):
        there = seen.get((parent, level, near)) if near != year else None
        if there is None:
            continue
        region, industry = cells.region[there], cells.industry[there]
        place = np.minimum(np.searchsorted(regions, region), len(regions) - 1)
        kind = np.minimum(np.searchsorted(industries, industry), len(industries) - 1)
        met = (regions[place] == region) & (industries[kind] == industry)
        found[place[met], kind[met]] = True
    return found


def _column(cells: Cells, found: Estimates, rest: Rest, columns: Int, industries: Int) -> Margin:
    """Give what the parent region's rows leave for each leaf class; NaN where it has no row."""
    where = np.searchsorted(industries, cells.industry[columns])
    values = np.full((4, len(industries)), np.nan)
    loose = found.loose[columns]
    least = np.where(loose, 0.0, rest.least[columns])
    values[:, where] = (rest.plants[columns], rest.jobs[columns], least, rest.most[columns])
    plants, jobs, lowest, highest = values
    return Margin(plants, jobs, lowest, highest, loose=bool(loose.any()))


def _margin(rest: Rest, inner: Int) -> Margin:
    return Margin(
        rest.plants[inner], rest.jobs[inner], rest.least[inner], rest.most[inner], loose=False
    )
