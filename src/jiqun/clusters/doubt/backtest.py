"""A back-test: what was told of a year from the years before, beside what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.doubt.calibration import Calibration
from jiqun.clusters.doubt.forecasts import SAME, STRONG, forecast, next_ranks
from jiqun.clusters.doubt.kinds import IDENTITY, comparable, following, published
from jiqun.clusters.doubt.packaged import settled_persistence, with_moves
from jiqun.clusters.doubt.persistence import Basis, Persistence
from jiqun.clusters.doubt.placing import persistence_interval
from jiqun.clusters.doubt.scoring import FORECASTS, RELIABILITY, scored
from jiqun.clusters.leading import led_by
from jiqun.clusters.percentiles import Peers
from jiqun.clusters.quantities import wanted_of
from jiqun.clusters.ratings import LEAST_VISIBLE, rate_cells
from jiqun.clusters.schemes import Scheme

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Quantities whose intervals are tested.
TESTED: Final = ("quotient", "employment", "micro_share", "macro_share", "growth")
#: Classes by the number of establishments, and by jobs where that number is unknown.
PLANTS: Final = (1, 3, 6, 11, 21, 51, 201)
JOBS: Final = (1, 10, 50, 250, 1000, 5000)
COVERAGE: Final = {
    "quantity": pl.String,
    "by": pl.String,
    "group": pl.String,
    "cells": pl.Int64,
    "covered": pl.Float64,
    "below": pl.Float64,
    "above": pl.Float64,
    "width": pl.Float64,
    "width_mean": pl.Float64,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """Intervals and chances of the year before the tested one, beside that year's numbers.

    Attributes
    ----------
    year
        The tested year; nothing of it, nor of later ones, was looked at.
    basis
        What the intervals rest on: the cells' ``own`` earlier years, or the ``packaged`` moves.
    pairs
        The pairs of years they were fitted on, by their earlier year, with how many cells each.
    cells, left
        Cells of the year before; the share (0-1) of them that had left the statistics.
    coverage
        One row a quantity and group of cells known in both years: ``by`` "all", "establishments",
        "jobs" (where the number of establishments is unknown), "level" or "published" ("mostly",
        or "less" where a named step put in more than 30 %), ``group``, ``cells``,
        ``covered`` (share, 0-1, of values inside the interval, its ends included), ``below`` and
        ``above`` (shares outside), ``width`` and ``width_mean`` (median and mean of the upper end
        over the lower one; of growth, of the growth factors).
    forecasts
        One row a scheme, forecast and population; see :data:`FORECASTS`.
    reliability
        One row a scheme, forecast, population and tenth of the chances; see :data:`RELIABILITY`.
    """

    year: int
    basis: Basis
    pairs: dict[int, int]
    cells: int
    left: float
    coverage: pl.DataFrame
    forecasts: pl.DataFrame
    reliability: pl.DataFrame


def back_test(
    cells: pl.DataFrame,
    schemes: Sequence[Scheme],
    *,
    year: int,
    level: float = 0.95,
    least_visible: float = LEAST_VISIBLE,
    persistence: Persistence | None = None,
    calibrations: Mapping[str, Mapping[str, Calibration]] | None = None,
) -> BackTest:
    """Forecast a year from the years before it, and compare.

    The cells of earlier years are cut off first: moves, thresholds and curves see nothing else.

    Parameters
    ----------
    cells
        As :attr:`jiqun.clusters.Cells.frame`, with the quantities of the schemes; the tested year,
        the one before, and as many earlier ones as there are.
    schemes
        Whose ratings are forecast.
    year
        The tested one.
    level
        Probability of the intervals, 0 < level < 1.
    least_visible
        As in :func:`jiqun.clusters.rate_cells`.
    persistence
        Moves to test; None fits them to the earlier years, and takes the packaged ones where
        these have fewer than 300 pairs.
    calibrations
        Curves to test, by scheme and what is forecast; None fits them to the earlier years.
    """
    known = cells.filter(pl.col("year") < year)
    fitted = persistence or settled_persistence(known)
    last = known.filter(pl.col("year") == year - 1)
    beside = _beside(last, cells.filter(pl.col("year") == year))
    found = [
        _forecasts(
            _Split(known=known, tested=cells.filter(pl.col("year") == year)),
            one,
            with_moves(fitted, known, wanted_of([one])),
            least_visible=least_visible,
            curves=None if calibrations is None else calibrations.get(one.scheme, {}),
        )
        for one in schemes
    ]
    return BackTest(
        year=year,
        basis=fitted.basis,
        pairs=dict(fitted.pairs),
        cells=len(last),
        left=float(beside["left"].mean() or 0.0),  # type: ignore[arg-type]
        coverage=_coverage(beside, fitted, level),
        forecasts=pl.concat([pl.DataFrame(schema=FORECASTS), *(one[0] for one in found)]),
        reliability=pl.concat([pl.DataFrame(schema=RELIABILITY), *(one[1] for one in found)]),
    )


def size_classes(cells: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Give by what each cell is classed ("establishments" or "jobs") and its class, in words."""
    plants = cells["establishments"].cast(pl.Float64).fill_null(0.0).to_numpy()
    jobs = cells[led_by(cells)].cast(pl.Float64).fill_null(0.0).to_numpy()
    sized = plants > 0
    words = np.where(sized, _classed(plants, PLANTS), _classed(jobs, JOBS))
    by = np.where(sized, "establishments", "jobs")
    return pl.Series(by.tolist(), dtype=pl.String), pl.Series(words.tolist(), dtype=pl.String)


def _classed(value: Float, edges: Sequence[int]) -> NDArray[np.str_]:
    names = [f"{low}-{high - 1}" for low, high in pairwise(edges)]
    at = np.searchsorted(np.asarray(edges, dtype=np.float64), value, side="right") - 1
    return np.array([*names, f"{edges[-1]}+"])[np.maximum(at, 0)]


def _beside(last: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Put the tested year's numbers beside the cells of the year before."""
    keys = [name for name in IDENTITY if name in last.columns]
    tested = [pl.col(name).alias(f"{name}_next") for name in TESTED if name in after.columns]
    joined = last.join(
        after.select(*keys, *tested, left=False),
        on=keys,
        how="left",
        maintain_order="left",
        nulls_equal=True,
    )
    return joined.with_columns(pl.col("left").fill_null(value=True))


def _coverage(beside: pl.DataFrame, persistence: Persistence, level: float) -> pl.DataFrame:
    by, words = size_classes(beside)
    places = beside["level"] if "level" in beside.columns else pl.Series([""] * len(beside))
    shown = pl.Series(np.where(published(beside), "mostly", "less").tolist())
    rows = []
    for name in TESTED:
        if f"{name}_next" not in beside.columns:
            continue
        low, high = persistence_interval(persistence, beside, name, level=level)
        one = pl.DataFrame(
            {
                "low": low,
                "high": high,
                "came": beside[f"{name}_next"].cast(pl.Float64),
                "ratio": np.divide(*((high + 1.0, low + 1.0) if name == "growth" else (high, low))),
            }
        ).with_columns(size=words, sort=by, level=places.cast(pl.String), published=shown)
        known = one.fill_nan(None).drop_nulls(["low", "high", "came"])
        rows += [_covered(known, name)] if len(known) else []
    return pl.concat([pl.DataFrame(schema=COVERAGE), *rows])


def _covered(one: pl.DataFrame, name: str) -> pl.DataFrame:
    """Count one quantity's values inside, below and above, by every grouping."""
    came = pl.col("came")
    told = [
        pl.len().alias("cells"),
        *(
            (came.filter(where).len() / pl.len()).alias(name)
            for name, where in {
                "covered": came.is_between("low", "high"),
                "below": came < pl.col("low"),
                "above": came > pl.col("high"),
            }.items()
        ),
        pl.col("ratio").median().alias("width"),
        pl.col("ratio").mean().alias("width_mean"),
    ]
    order = {word: at for at, word in enumerate(_class_words())}
    sized = one.group_by("sort", "size").agg(told).rename({"sort": "by", "size": "group"})
    parts = [
        one.select(told).with_columns(by=pl.lit("all"), group=pl.lit("")),
        sized.sort("by", pl.col("group").replace_strict(order, return_dtype=pl.Int64)),
        _grouped(one, "level", told),
        *([_grouped(one, "published", told)] if one["published"].n_unique() > 1 else []),
    ]
    return pl.concat(
        part.with_columns(quantity=pl.lit(name)).select(
            pl.col(key).cast(dtype) for key, dtype in COVERAGE.items()
        )
        for part in parts
    )


def _grouped(one: pl.DataFrame, name: str, told: Sequence[pl.Expr]) -> pl.DataFrame:
    found = one.group_by(name).agg(told).sort(name)
    return found.rename({name: "group"}).with_columns(by=pl.lit(name))


def _class_words() -> list[str]:
    return [
        *_classed(np.asarray(PLANTS, dtype=np.float64), PLANTS).tolist(),
        *_classed(np.asarray(JOBS, dtype=np.float64), JOBS).tolist(),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """Cells of the years before the tested one, and those of the tested year."""

    known: pl.DataFrame
    tested: pl.DataFrame

    def later(self, now: Int, then: Int) -> Int:
        """Give each known cell's value a year later, of values of both; -1 where there is none."""
        every = pl.concat([self.known, self.tested], how="diagonal")
        return next_ranks(every, np.concatenate([now, then]))[: len(now)]


def _forecasts(
    split: _Split,
    scheme: Scheme,
    persistence: Persistence,
    *,
    least_visible: float,
    curves: Mapping[str, Calibration] | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Score one scheme's chances of the year before the tested one."""
    known, tested = split.known, split.tested
    peers = Peers(known)
    rated = rate_cells(known, scheme, peers=peers, least_visible=least_visible)
    frame = forecast(rated, peers, persistence, calibrations=curves).ratings.frame
    now, came = _ranks(frame), _ranks(rate_cells(tested, scheme, least_visible=least_visible).frame)
    return scored(
        scheme,
        now=now,
        after=split.later(now, came),
        there=split.later(np.ones_like(now), np.ones_like(came)) > 0,
        tested=(known["year"] == known["year"].max()).to_numpy(),
        before=comparable(known, following(known)),
        chances={name: frame[name].fill_null(np.nan).to_numpy() for name in (SAME, STRONG)},
    )


def _ranks(frame: pl.DataFrame) -> Int:
    return frame["rank"].fill_null(-1).to_numpy().astype(np.int64)
