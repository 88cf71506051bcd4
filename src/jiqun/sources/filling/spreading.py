"""What is missing in totals over regions and over classes, spread over the cells not shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.ties import levelled

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: Establishments that a wider class, or the whole region, counts for in a narrower one's shares.
FAITH = 20.0
#: Power of the expected establishments by which what is missing is shared among kept cells: the
#: likeliest cell is no surer to hold the largest establishment.
EVEN = 0.5
#: How much likelier than any that chance expects a cell is that a neighbouring year shows.
LIKELY = 2.0
#: Times that both margins are met in turn.
TURNS = 30
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Margin:
    """What totals leave; NaN where nothing is known.

    Attributes
    ----------
    plants, jobs, least, most
        Establishments; employment, estimated and at either end.
    loose
        True where the totals are of another scope than the cells.
    """

    plants: Float
    jobs: Float
    least: Float
    most: Float
    loose: bool

    @property
    def known(self) -> Bool:
        """Say which totals say something."""
        return ~np.isnan(self.jobs)

    @property
    def missing(self) -> Bool:
        """Say which totals have something missing, in establishments where they are counted."""
        uncounted = np.isnan(self.plants) & (self.jobs > HALF)
        return np.asarray(((self.plants > HALF) | uncounted) & (self.jobs > 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Regions by leaf classes, one year.

    Attributes
    ----------
    regions, industries, year
        The axes' numbers, R and I of them; the year.
    below
        Cells with fewer establishments are left out by the publisher; 0: no such rule.
    shown, plants, once
        (R, I): which cells are shown, their establishments (employment where not counted),
        and which are shown in a neighbouring year.
    chains
        (K, I): the classes above each leaf, nearest first.
    column, margin
        What is left in each leaf's total over the regions, and in each region's totals over
        classes.
    block
        (R, I): which of the latter a cell is in; -1: none.
    """

    regions: Int
    industries: Int
    year: int
    below: float
    shown: Bool
    plants: Float
    once: Bool
    chains: Int
    column: Margin
    margin: Margin
    block: Int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Hidden cells of a plot: places on its axes, and their numbers."""

    region: Int
    industry: Int
    numbers: tuple[Float, Float, Float, Float, Bool]
    unplaced: float
    against: int


def spread(plot: Plot) -> Spread:
    """Choose the likeliest cells, and give them what both margins leave.

    A cell not shown holds fewer establishments than the publisher's rule: their expected number
    is that of a Poisson count with the region's share of the class, cut off at the rule. Both
    margins are met in turn; as many of the likeliest cells are kept as establishments are
    missing, and the missing employment is shared among them in the same way.
    """
    column, margin = plot.column, plot.margin
    open_cells = _candidates(plot)
    expected, some = _expected(plot)
    expected, some = np.where(open_cells, expected, 0.0), np.where(open_cells, some, 0.0)
    cells = _quotas(plot, expected, some)
    expected = np.where(plot.once & open_cells, np.maximum(expected, 1.0) * LIKELY, expected)
    cap = plot.below - 1 if plot.below > 1 else np.inf
    expected = _met(expected, plot, (column.plants, margin.plants), cap)
    kept = _kept(plot, expected, open_cells, cells)
    plants = _met(np.where(kept, expected**EVEN, 0.0), plot, (column.plants, margin.plants), cap)
    jobs = _met(plants * _sizes(plot), plot, (_wanted(plot, plants), margin.jobs), np.inf)
    region, industry = np.nonzero(kept & (jobs > 0))
    at = (region, industry)
    least, most, sole = _ends(plot, open_cells, at)
    counted = np.isfinite(np.where(plot.block[at] >= 0, _of(margin.plants, plot)[at], np.nan))
    counted |= np.isfinite(column.plants[industry])
    value = np.clip(jobs[at], least, most)
    return Spread(
        region=region,
        industry=industry,
        numbers=(np.where(counted, plants[at], np.nan), value, least, most, sole),
        unplaced=_unplaced(plot, jobs),
        against=int(((column.plants > HALF) & (column.jobs <= 0)).sum()),
    )


def _unplaced(plot: Plot, jobs: Float) -> float:
    """Give the employment missing in totals that have no cell for it."""
    column, margin = plot.column, plot.margin
    if column.known.any():
        lacking = column.missing & ~(jobs > 0).any(axis=0)
        return float(column.jobs[lacking].sum())
    there = np.zeros(len(margin.jobs), dtype=bool)
    there[plot.block[(jobs > 0) & (plot.block >= 0)]] = True
    return float(margin.jobs[margin.missing & ~there].sum())


def _of(values: Float | Bool, plot: Plot) -> NDArray[np.float64]:
    """Give each cell its region total's value; NaN where it is in none."""
    if not len(values):
        return np.full(plot.block.shape, np.nan)
    found = np.asarray(values, dtype=np.float64)[np.maximum(plot.block, 0)]
    return np.where(plot.block >= 0, found, np.nan)


def _candidates(plot: Plot) -> Bool:
    """Say which cells not shown may hold something: no margin that is known forbids it."""
    inside = plot.block >= 0
    open_block = np.nan_to_num(_of(plot.margin.missing, plot)) > 0
    column = plot.column
    open_column = column.missing | ~column.known
    some = open_block | (column.missing & ~inside)
    return np.asarray(~plot.shown & some & (open_block | ~inside) & open_column)


def _expected(plot: Plot) -> tuple[Float, Float]:
    """Give the expected establishments of cells before margins, and the chance of any."""
    total = plot.plants.sum(axis=1, keepdims=True)
    share = np.broadcast_to(total / max(total.sum(), 1.0), plot.plants.shape)
    for above in plot.chains[::-1]:
        inner = _gathered(plot.plants, above)
        wider = (inner + FAITH * share) / (inner.sum(axis=0) + FAITH)
        share = np.where(above >= 0, wider, share)
    count = np.where(np.isnan(plot.column.plants), 0.0, plot.column.plants)
    whole = plot.plants.sum(axis=0) + np.maximum(count, 1.0)
    mean = share * whole + 1e-9
    return _cut_off(np.asarray(mean), plot.below)


def _cut_off(mean: Float, below: float) -> tuple[Float, Float]:
    """Give a Poisson count's expectation, and chance of any, if it must be less than ``below``."""
    if below <= 1:
        return mean, np.ones_like(mean)
    term, top, base = np.ones_like(mean), np.zeros_like(mean), np.ones_like(mean)
    for k in range(1, int(below)):
        term = term * mean / k
        top, base = top + k * term, base + term
    return top / base, (base - 1.0) / base


def _gathered(plants: Float, above: Int) -> Float:
    """Give for each cell the region's establishments in the class above it."""
    groups, own = np.unique(above, return_inverse=True)
    sums = np.zeros((plants.shape[0], len(groups)))
    for at in range(plants.shape[1]):
        sums[:, own[at]] += plants[:, at]
    return np.asarray(sums[:, own])


def _met(values: Float, plot: Plot, margins: tuple[Float, Float], cap: float) -> Float:
    """Scale cells to both margins in turn, the region's own last; NaN margins do not scale."""
    columns, blocks = margins
    inside = np.flatnonzero((plot.block >= 0).ravel() & (values > 0).ravel())
    own = plot.block.ravel()[inside]
    found = np.minimum(values, cap)
    some, told = columns[~np.isnan(columns)], len(own) > 0
    for _ in range(TURNS if told and len(some) else 2):
        factor = _factor(columns, found.sum(axis=0))
        found = np.minimum(found * factor, cap)
        if told:
            flat = found.ravel()
            sums = _sums(own, flat[inside], len(blocks))
            flat[inside] = np.minimum(flat[inside] * _factor(blocks, sums)[own], cap)
            found = flat.reshape(values.shape)
    return found


def _sums(own: Int, values: Float, many: int) -> Float:
    return np.asarray(np.bincount(own, weights=values, minlength=many), dtype=np.float64)


def _factor(wanted: Float, sums: Float) -> Float:
    usable = (sums > 0) & ~np.isnan(wanted)
    return np.where(usable, np.maximum(wanted, 0.0) / np.where(usable, sums, 1.0), 1.0)


def _quotas(plot: Plot, expected: Float, some: Float) -> tuple[Float, Float]:
    """Give how many cells each class's and each region total's missing establishments fill."""

    def quota(plants: Float, mean: Float) -> Float:
        return np.where(np.isnan(plants), np.inf, np.ceil(plants / mean - 1e-6))

    inside = plot.block >= 0
    own, many = plot.block[inside], len(plot.margin.plants)
    within = [_sums(own, x[inside], many) for x in (expected, some)]
    columns = quota(plot.column.plants, _ratio(expected.sum(axis=0), some.sum(axis=0)))
    return columns, quota(plot.margin.plants, _ratio(within[0][:many], within[1][:many]))


def _ratio(above: Float, below: Float) -> Float:
    usable = below > 0
    return np.maximum(np.where(usable, above / np.where(usable, below, 1.0), 1.0), 1.0)


def _kept(plot: Plot, expected: Float, open_cells: Bool, cells: tuple[Float, Float]) -> Bool:
    """Keep the likeliest cells of each total, as many as the missing establishments fill."""
    rank = np.empty(expected.shape, dtype=np.int64)
    order = np.argsort(-levelled(expected), axis=0, kind="stable")
    np.put_along_axis(rank, order, np.arange(len(expected))[:, None], axis=0)
    kept = open_cells & (rank < np.where(plot.column.known, cells[0], -1.0))
    at = np.flatnonzero((open_cells & (plot.block >= 0)).ravel())
    if len(at):
        own = plot.block.ravel()[at]
        order = np.lexsort((-levelled(expected.ravel()[at]), own))
        first = np.searchsorted(own[order], own[order], side="left")
        hit = at[order[np.arange(len(at)) - first < cells[1][own[order]]]]
        flat = kept.ravel()
        flat[hit] = True
        kept = flat.reshape(kept.shape)
    return np.asarray(kept & (expected > 0))


def _sizes(plot: Plot) -> Float:
    """Give each class's missing employment a missing establishment; the mean where unknown."""
    column, margin = plot.column, plot.margin
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.where(column.missing, column.jobs / column.plants, np.nan)
        inner = np.where(margin.missing, margin.jobs / margin.plants, np.nan)
    told = size[np.isfinite(size)]
    mean = float(told.sum() / len(told)) if len(told) else 1.0
    own = _of(inner, plot)
    own = np.where(np.isfinite(own), own, mean)
    return np.where(np.isfinite(size)[None, :], size[None, :], own)


def _wanted(plot: Plot, plants: Float) -> Float:
    """Give the employment to place in each class: of another scope, as its places allow."""
    column = plot.column
    jobs = np.where(column.missing, column.jobs, np.nan)
    if not column.loose:
        return jobs
    with np.errstate(invalid="ignore", divide="ignore"):
        part = plants.sum(axis=0) / column.plants
    return np.where(np.isfinite(part), jobs * np.minimum(part, 1.0), jobs)


def _ends(plot: Plot, open_cells: Bool, at: tuple[Int, Int]) -> tuple[Float, Float, Bool]:
    """Give the range that both margins admit, and where a margin has no other cell."""
    column, margin = plot.column, plot.margin
    many = np.bincount(
        plot.block[open_cells & (plot.block >= 0)], minlength=max(len(margin.jobs), 1)
    )
    alone = np.zeros(len(at[0]), dtype=bool)
    least = np.zeros(len(at[0]))
    most = np.fmin(column.most[at[1]], _of(margin.most, plot)[at])
    own = plot.block[at]
    alone = (own >= 0) & (many[np.maximum(own, 0)] == 1)
    if len(margin.jobs):
        least = np.where(alone, margin.least[np.maximum(own, 0)], 0.0)
    lone = (open_cells.sum(axis=0) == 1)[at[1]] & ~np.isnan(column.jobs[at[1]])
    lone &= not column.loose
    least = np.where(lone, np.fmax(least, np.nan_to_num(column.least[at[1]])), least)
    most = np.where(np.isnan(most), np.inf, most)
    return np.minimum(least, most), most, alone | lone
