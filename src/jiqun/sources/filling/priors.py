"""First estimates of cells without a number: own size in a neighbouring year, else means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.sources.filling.means import MEAN, MIDPOINT, size_means
from jiqun.sources.filling.plans import FillPlan, Start
from jiqun.sources.filling.trees import Cells

Float = NDArray[np.float64]
Int = NDArray[np.int64]
NEIGHBOUR = "neighbouring-year"
#: Steps by number; 0 is none.
STEPS = ("", NEIGHBOUR, MEAN, MIDPOINT)
#: How far a total may move an estimate against one from means: the squared ratio of their usual
#: errors (0.13 and 0.66 of a logarithm).
FIRM = 0.04
#: Least estimate of a cell that has establishments.
SEED = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """First estimates, one entry a cell.

    Attributes
    ----------
    value
        NaN where nothing is known yet; published cells have their number.
    step
        Number in ``STEPS``.
    give
        How far totals may move it; 0 for published cells.
    usual
        Largest employment that so many establishments of the industry usually have; NaN where
        no mean was used.
    """

    value: Float
    step: Int
    give: Float
    usual: Float


def priors_of(rows: pl.DataFrame, cells: Cells, *, plan: FillPlan, midpoint: Float) -> Priors:
    """Give first estimates, clipped to what the publisher's words admit.

    Parameters
    ----------
    rows, cells
        The rows with unknown employment null, and their cells.
    plan
        How far away a published number of the same cell still helps; what to start from.
    midpoint
        Middle of each cell's size class; NaN where there is none.
    """
    free = cells.free
    value, step = cells.employment.copy(), np.zeros(len(cells), dtype=np.int64)
    mean, usual = _means(rows, cells)
    mean = _start(cells, mean, midpoint, plan.start)
    for number, found in ((1, _neighbours(cells, plan.years)), (2, mean), (3, midpoint)):
        put = free & np.isnan(value) & ~np.isnan(found)
        value[put], step[put] = found[put], number
    clipped = np.clip(value, cells.low, cells.high)
    give = np.where(free, np.where(step == 1, FIRM, 1.0), 0.0)
    return Priors(value=np.where(free, clipped, value), step=step, give=give, usual=usual)


def _start(cells: Cells, mean: Float, midpoint: Float, start: Start) -> Float:
    """Give the first estimate from sizes: the mean, or its geometric mean with the mid-point."""
    if start == "means":
        return mean
    classed = ~np.isnan(midpoint)
    if start == "midpoints":
        return np.where(classed, np.nan, mean)
    clipped = np.clip(mean, np.maximum(cells.low, SEED), cells.high)
    return np.where(classed, np.sqrt(clipped * np.where(classed, midpoint, 1.0)), mean)


def _neighbours(cells: Cells, years: int) -> Float:
    """Give own size in the nearest published years times establishments (geometric mean)."""
    found = np.full(len(cells), np.nan)
    at = np.flatnonzero(cells.free)
    if not len(at) or not years:
        return found
    keys = _keys(cells, cells.year)
    shown = np.flatnonzero(~cells.free & (cells.employment > 0))
    shown = shown[np.argsort(keys[shown], kind="stable")]
    for away in range(1, years + 1):
        logs, count = np.zeros(len(at)), np.zeros(len(at))
        for year in (cells.year[at] - away, cells.year[at] + away):
            near = _met(_keys(cells, year, at), keys, shown)
            guess = np.where(near >= 0, _carried(cells, at, near), np.nan)
            hit = ~np.isnan(guess)
            logs[hit] += np.log(guess[hit])
            count[hit] += 1
        hit = (count > 0) & np.isnan(found[at])
        found[at[hit]] = np.exp(logs[hit] / count[hit])
    return found


def _carried(cells: Cells, at: Int, near: Int) -> Float:
    """Give the neighbour's employment, per establishment where both years count them."""
    there = np.maximum(near, 0)
    ratio = cells.establishments[at] / cells.establishments[there]
    usable = np.isfinite(ratio) & (ratio > 0)
    return cells.employment[there] * np.where(usable, ratio, 1.0)


def _keys(cells: Cells, year: Int, at: Int | None = None) -> Int:
    chosen = slice(None) if at is None else at
    many = len(cells.regions.codes)
    place = year * many + cells.region[chosen]
    return place * len(cells.industries.codes) + cells.industry[chosen]


def _met(wanted: Int, keys: Int, ranked: Int) -> Int:
    """Give the row of each wanted key among some rows, ranked by key; -1 where none is."""
    if not len(ranked):
        return np.full(len(wanted), -1, dtype=np.int64)
    spot = np.minimum(np.searchsorted(keys[ranked], wanted), len(ranked) - 1)
    return np.where(keys[ranked[spot]] == wanted, ranked[spot], -1)


def _means(rows: pl.DataFrame, cells: Cells) -> tuple[Float, Float]:
    """Give establishments times the industry's mean size, and times its upper size."""
    found = np.full((2, len(cells)), np.nan)
    at = np.flatnonzero(cells.free & (cells.establishments > 0))
    if len(at):
        spots = rows[at].select("industry", "year").with_columns(pl.Series("at", at))
        sizes = size_means(rows, spots)
        where = sizes["at"].to_numpy()
        count = cells.establishments[where]
        found[0, where] = count * sizes["mean"].to_numpy()
        found[1, where] = count * sizes["upper"].to_numpy()
    return found[0], np.fmax(found[0], found[1])
