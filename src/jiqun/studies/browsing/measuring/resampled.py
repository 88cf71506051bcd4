"""How sure a complexity is: the same number over resampled columns of the table."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import InputError, stream
from jiqun.measures import Measured
from jiqun.tables import Counts

Float = NDArray[np.float64]
#: Resamples, and the share of them between the ends that are told.
DRAWS, LEVEL = 40, 0.95
#: Of a table with more cells than this, which takes seconds.
LARGE, FEW_DRAWS = 50_000, 24
#: With fewer resamples that can be computed nothing is told.
LEAST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled:
    """Ends of values and ranks over the resamples, each of shape (N,); NaN where unknown."""

    low: Float
    high: Float
    best: Float
    worst: Float

    def columns(self) -> dict[str, pl.Series]:
        """Give the ends as columns of a ranking, unknown ones null."""
        named = {"value_low": self.low, "value_high": self.high,
                 "rank_low": self.best, "rank_high": self.worst}  # fmt: skip
        return {name: pl.Series(name, own).fill_nan(None) for name, own in named.items()}


def resampled(
    counts: Counts, compute: Callable[[Counts], Measured], *, over: int, seed: int = 0
) -> Resampled:
    """Compute a complexity again over categories (or regions) drawn with replacement.

    A region's complexity rests on which categories there happen to be, a category's on which
    regions: what changes much when they are drawn anew is not sure. The sign of a draw is that
    which agrees with the whole table.

    Parameters
    ----------
    counts
        The table, shape (R, I).
    compute
        The complexity; its values are standardised, so that draws can be set beside each other.
    over
        The axis that is drawn: 1 for regions' complexity, 0 for categories'.
    seed
        Of what is drawn.

    Returns
    -------
    Resampled
        For each of the other axis the ends that hold 95 of 100 resamples. NaN where fewer than
        20 of 40 resamples (of 24 where the table has more than 50,000 cells) could be computed:
        a table that falls into pieces has no complexity.
    """
    draws = DRAWS if counts.values.size <= LARGE else FEW_DRAWS
    values = np.full((draws, counts.values.shape[1 - over]), np.nan)
    whole = compute(counts).values
    for draw in range(draws):
        drawn = stream(seed=seed, replicate=draw, name="complexity")
        many = counts.values.shape[over]
        pick = np.asarray(drawn.integers(many, size=many), dtype=np.int64)
        values[draw] = _turned(_once(counts, compute, pick, over), whole)
    return _ends(values)


def _once(
    counts: Counts, compute: Callable[[Counts], Measured], pick: NDArray[np.int64], over: int
) -> Float:
    kept = np.full(counts.values.shape[1 - over], np.nan)
    drawn = counts.values.take(pick, axis=over)
    there = np.flatnonzero((drawn > 0).any(axis=over))
    labels = [f"{k}" for k in range(len(pick))]
    own = [str(k) for k in there]
    rows, columns = (own, labels) if over else (labels, own)
    table = Counts(
        values=drawn.take(there, axis=1 - over),
        regions=tuple(rows),
        industries=tuple(columns),
        unit=counts.unit,
    )
    try:
        kept[there] = compute(table).values
    except InputError:
        return kept
    return kept


def _turned(values: Float, whole: Float) -> Float:
    """Turn a draw's axis the way of the whole table's: its sign is a convention."""
    known = ~np.isnan(values) & ~np.isnan(whole)
    return -values if known.any() and math.fsum(values[known] * whole[known]) < 0 else values


def _ends(values: Float) -> Resampled:
    rest = (1 - LEVEL) / 2
    ranks = np.full(values.shape, np.nan)
    for draw, own in enumerate(values):
        known = np.flatnonzero(~np.isnan(own))
        ranks[draw, known[np.argsort(-own[known], kind="stable")]] = np.arange(1, len(known) + 1)
    told = (~np.isnan(values)).sum(axis=0) >= LEAST
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        low, high = np.nanquantile(values, [rest, 1 - rest], axis=0)
        best, worst = np.nanquantile(ranks, [rest, 1 - rest], axis=0, method="nearest")
    return Resampled(
        **{
            name: np.where(told, own, np.nan)
            for name, own in (("low", low), ("high", high), ("best", best), ("worst", worst))
        }
    )
