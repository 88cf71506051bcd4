"""The chances of rated cells, calibrated on what became of the ratings of earlier years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.doubt.calibration import LEAST, Calibration, fit_calibration
from jiqun.clusters.doubt.chances import Computed, computed_chances
from jiqun.clusters.doubt.kinds import comparable, following, published
from jiqun.clusters.doubt.packaged import packaged_calibrations
from jiqun.clusters.doubt.persistence import Persistence
from jiqun.clusters.leading import EMPLOYMENT
from jiqun.clusters.percentiles import Peers
from jiqun.clusters.ratings import Ratings, cell_thresholds

Int = NDArray[np.int64]
#: A chance below this is marked.
SURE = 0.9
#: What is forecast: the same rating, a strong rating.
SAME, STRONG = "chance", "chance_strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Ratings with their chances.

    Attributes
    ----------
    ratings
        With ``chance`` and ``chance_strong`` (0-1) after the rank: of exactly the same rating next
        year, and of a strong one, among cells published in both years; null where the rating or
        the moves of a quantity are unknown, and where a scheme calls nothing strong.
    calibrations
        By what is forecast; one that came with the package where there are too few years.
    own
        Which of them were fitted on these cells.
    """

    ratings: Ratings
    calibrations: Mapping[str, Calibration]
    own: frozenset[str]


def forecast(
    ratings: Ratings,
    peers: Peers,
    persistence: Persistence,
    *,
    until: int | None = None,
    calibrations: Mapping[str, Calibration] | None = None,
) -> Forecast:
    """Give every rating its chance.

    Parameters
    ----------
    ratings, peers
        Of the same cells, in the same order.
    persistence
        How cells move from year to year.
    until
        Nothing later is looked at when chances are calibrated; None is everything.
    calibrations
        Curves to take; None fits them to these ratings, and takes the packaged ones, which are
        those of jobs, where fewer than 300 ratings have a next year and employment leads.
    """
    ranks = ratings.frame["rank"].fill_null(-1).to_numpy().astype(np.int64)
    thresholds = cell_thresholds(peers, ratings.scheme)
    made = computed_chances(peers, ratings.scheme, ranks, thresholds, persistence)
    fitted = dict(calibrations) if calibrations is not None else {}
    if calibrations is None:
        fitted = calibrated(ratings, peers, made, until=until)
    packaged = packaged_calibrations(ratings.scheme.scheme) if peers.leading == EMPLOYMENT else {}
    used = {**packaged, **fitted}
    told = {name: _told(values, ranks, used.get(name)) for name, values in _each(made).items()}
    frame = ratings.frame
    at = frame.get_column_index("rank") + 1
    for step, (name, values) in enumerate(told.items()):
        frame = frame.insert_column(at + step, pl.Series(name, values).fill_nan(None))
    return Forecast(ratings=replace(ratings, frame=frame), calibrations=used, own=frozenset(fitted))


def calibrated(
    ratings: Ratings,
    peers: Peers,
    made: Computed,
    *,
    until: int | None = None,
    least: int = LEAST,
) -> dict[str, Calibration]:
    """Fit curves to ratings of cells published in both years; none where there are too few."""
    cells = peers.cells
    ranks = ratings.frame["rank"].fill_null(-1).to_numpy().astype(np.int64)
    rows = peers.once(f"following:{until}", lambda: following(cells, until=until))
    after = _later(ranks, rows)
    shown = published(cells)
    still = _later(shown.astype(np.int64), rows) == 1
    both = (ranks >= 0) & (after >= 0) & shown & still & comparable(cells, rows)
    came = {SAME: ranks == after}
    if ratings.scheme.strong:
        came[STRONG] = after >= ratings.scheme.rank(ratings.scheme.strong)
    fitted = {}
    for name, values in _each(made).items():
        if name not in came:
            continue
        one = fit_calibration(values[both], ranks[both], came[name][both], least=least)
        if one:
            fitted[name] = one
    return fitted


def next_ranks(cells: pl.DataFrame, ranks: Int, *, until: int | None = None) -> Int:
    """Give each cell's rank a year later; -1 where it is not known, or later than ``until``."""
    return _later(ranks, following(cells, until=until))


def _later(values: Int, after: Int) -> Int:
    return np.where(after >= 0, values[np.maximum(after, 0)], -1)


def _each(made: Computed) -> dict[str, NDArray[np.float64]]:
    strong = made.strong if made.strong is not None else np.full(len(made.same), np.nan)
    return {SAME: made.same, STRONG: strong}


def _told(
    values: NDArray[np.float64], ranks: Int, curves: Calibration | None
) -> NDArray[np.float64]:
    return values if curves is None else curves(values, ranks)
