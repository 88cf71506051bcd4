"""The main job done again on resampled statistics: which strong cells stay strong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.clusters.cells import Cells
from jiqun.clusters.percentiles import Peers
from jiqun.clusters.ratings import point_ranks
from jiqun.clusters.schemes import Scheme
from jiqun.clusters.stability.plans import Drawn, Plan, draw_rows, plan_cells, settle
from jiqun.core import Caution, Language, Problems, Progress, encode, say, silent
from jiqun.kernels.finding.resampling import row_quantiles, sort_groups
from jiqun.measures import share_interval

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Quantities of a cell that a resample changes.
DRAWN = ("employment", "establishments", "quotient", "micro_share", "macro_share")
#: A cell stays strong where so many resamples rate it strong.
MAJORITY = 0.5
#: Draws between two reports.
STEP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStability:
    """What resampling the statistics does to every cell.

    Attributes
    ----------
    frame
        One row a cell, in the cells' order: identity, ``employment``, ``quotient`` and
        ``rating`` as observed, ``strong`` (is it rated so as observed; null where unknown),
        ``draws``, ``survival`` (share, 0-1, of resamples in which it is rated strong) with its
        Wilson interval ``low``/``high``, ``again`` (share with the observed rating),
        ``quotient_low``/``quotient_high``/``quotient_median`` over resamples (null where no
        resample defines it).
    distribution
        ``cell, level, year, rating, share``: how often each rating came, where it did; a null
        rating is an unknown one.
    scheme, draws, seed, level
        The rules; resamples; the seed; confidence of the intervals.
    cautions
        What deserves doubt.
    """

    frame: pl.DataFrame
    distribution: pl.DataFrame
    scheme: str
    draws: int
    seed: int
    level: float
    cautions: tuple[Caution, ...] = ()

    def to_frame(self) -> pl.DataFrame:
        """Give one row a cell."""
        return self.frame

    def to_dict(self) -> dict[str, Any]:
        """Give plain values."""
        names = ("scheme", "draws", "seed", "level")
        return {
            **{name: getattr(self, name) for name in names},
            "cells": encode(self.frame.to_dicts()),
            "cautions": list(self.cautions),
        }

    def explain(self, lang: Language = "en") -> str:
        """Say in words what was done and what came of it."""
        strong = self.frame.filter(pl.col("strong"))
        return say(
            "find.cells-explained",
            lang,
            draws=self.draws,
            strong=len(strong),
            again=int((strong["survival"] >= MAJORITY).sum()),
            scheme=self.scheme,
        )


def resampled_cells(
    cells: Cells,
    scheme: Scheme,
    *,
    places: pl.DataFrame,
    draws: int = 200,
    seed: int,
    level: float = 0.95,
    workers: int = 2,
    progress: Progress = silent,
) -> CellStability:
    r"""Do the main job again on resampled statistics and count which cells stay strong.

    In each draw the number of establishments of every cell at the level that the rows stand at
    is Poisson and their sizes are gamma with the category's spread, so that its employment has
    the variance :math:`x^2 (1 + cv^2) / n` of the quotients' intervals; employment that a named
    step put in goes to a uniform point between its ends. Levels above are summed from the same
    draw; margins, quotients, shares, percentiles and ratings are computed anew.

    1 means found in every resample; a survival near 0.5 means that the cell stands at a cut-off.
    It says how firmly a rating stands against the noise of its own numbers, not how often other
    numbers of the same economy would give it: a cell is strong partly by luck, and its resamples
    keep that luck (see ``benchmarks/clusters/stability.py``, which measures by how much).

    Parameters
    ----------
    cells
        With every level whose rows are summed for another.
    scheme
        Any scheme with a strong rating; quantities other than employment, establishments,
        quotient and shares stay as observed (caution ``quantity-held``).
    places
        ``region, level, place``: which region of each level a region lies in.
    draws
        Resamples, >= 1.
    seed
        Of the resamples; draw d is the same whichever worker does it.
    level
        Confidence of the intervals, 0 < level < 1.
    workers
        Threads.
    progress
        Told after every few draws.

    Returns
    -------
    CellStability
        One row a cell; see there for units and nulls.

    Raises
    ------
    InputError
        ``stability-draws``, ``stability-scheme`` (it calls nothing strong), ``stability-base``.

    References
    ----------
    Hennig (2007), doi:10.1016/j.csda.2006.11.025; Wilson (1927).

    Examples
    --------
    >>> from jiqun.clusters import Ground, measure_cells, places, scheme
    >>> ground = Ground(
    ...     activity=pl.DataFrame({"region": list("abcd") * 2, "industry": ["x"] * 4 + ["y"] * 4,
    ...         "year": [2020] * 8, "employment": [900., 50, 40, 60, 100, 150, 160, 140],
    ...         "establishments": [90., 5, 4, 6, 10, 15, 16, 14]}),
    ...     regions=pl.DataFrame({"region": list("abcd"), "level": ["city"] * 4}),
    ...     industries=pl.DataFrame({"industry": ["x", "y"], "system": ["s"] * 2}),
    ...     categories=pl.DataFrame({"definition": ["d"] * 2, "category": ["X", "Y"],
    ...         "industry": ["x", "y"], "traded": [True] * 2}))
    >>> found = resampled_cells(measure_cells(ground), scheme("us-cluster-mapping"),
    ...     places=places(ground.regions), draws=50, seed=1)
    >>> found.frame.filter(pl.col("strong")).select("cell", "survival").rows()
    [('d:X:a', 1.0), ('d:Y:c', 0.46)]
    """
    _refuse(scheme, draws, level)
    plan = plan_cells(cells, places)
    field = _Field(plan, scheme)
    quotients = np.empty((draws, len(cells.frame)), dtype=np.float32)
    steps = [range(at, min(at + STEP, draws)) for at in range(0, draws, STEP)]
    ranks = np.zeros((len(field.codes), len(cells.frame)), dtype=np.int64)
    work = Parallel(n_jobs=workers, backend="threading", return_as="generator_unordered")
    jobs = (delayed(field.rate)(step, seed, quotients) for step in steps)
    for done, counts in enumerate(work(jobs), start=1):
        ranks += counts
        progress("resamples", min(done * STEP, draws), draws)
    return CellStability(
        frame=_frame(cells, field, ranks, quotients, level),
        distribution=_distribution(cells, field, ranks, draws),
        scheme=scheme.scheme,
        draws=draws,
        seed=seed,
        level=level,
        cautions=_cautions(plan, scheme),
    )


def _refuse(scheme: Scheme, draws: int, level: float) -> None:
    problems = Problems()
    if draws < 1:
        problems.add("stability-draws", subject="draws", value=draws)
    if not 0 < level < 1:
        problems.add("options-level", subject="level", value=level)
    if not scheme.strong:
        problems.add("stability-scheme", subject=scheme.scheme)
    problems.check()


class DrawnPeers(Peers):
    """The groups of the observed cells with the quantities of one resample."""

    def __init__(self, field: _Field, drawn: Drawn) -> None:
        super().__init__(field.cells)
        self._columns = {**field.held, **{name: getattr(drawn, name) for name in DRAWN}}
        self._groups = field.groups
        self._field = field

    def percentiles(
        self, within: tuple[str, ...], quantity: str, shares: Sequence[float]
    ) -> tuple[Float, Int]:
        """Give the percentiles of this resample, sorting each group once."""
        key = (within, quantity)
        if key not in self._sorted:
            members, starts = self._field.orders[within]
            with np.errstate(invalid="ignore"):
                taking = self.column("employment") > 0
            values = np.where(taking, self.column(quantity), np.nan)
            ordered, count = np.empty(len(values)), np.empty(len(starts) - 1, dtype=np.int64)
            sort_groups(values, members, starts, ordered, count)
            self._sorted[key] = ordered[: int(count.sum())], count
        return super().percentiles(within, quantity, shares)


class _Field:
    """What all resamples share: the plan, the scheme, the groups of the percentiles."""

    def __init__(self, plan: Plan, scheme: Scheme) -> None:
        self.plan, self.scheme, self.cells = plan, scheme, plan.cells
        observed = Peers(plan.cells)
        self.observed = point_ranks(observed, scheme)
        self.held = {name: observed.column(name) for name in scheme.quantities}
        self.groups = {within: observed.groups(within) for within in _withins(scheme)}
        self.orders = {within: _order(index) for within, (index, _) in self.groups.items()}
        named = {rating.rank: rating.code for rating in scheme.ratings} | {0: _nothing(scheme)}
        #: Rank and rating's code, unknown first.
        self.codes: tuple[tuple[int, str | None], ...] = ((-1, None), *sorted(named.items()))

    def rank(self, drawn: Drawn) -> Int:
        """Rate one resample; -1 where the rating is unknown."""
        return point_ranks(DrawnPeers(self, drawn), self.scheme)

    def rate(self, step: range, seed: int, quotients: NDArray[np.float32]) -> Int:
        """Count the ranks of some resamples and keep their quotients."""
        counts = np.zeros((len(self.codes), len(self.cells)), dtype=np.int64)
        for draw in step:
            drawn = settle(self.plan, *draw_rows(self.plan, seed=seed, draw=draw))
            quotients[draw] = drawn.quotient
            ranks = self.rank(drawn)
            for at, (rank, _) in enumerate(self.codes):
                counts[at] += ranks == rank
        return counts


def _withins(scheme: Scheme) -> tuple[tuple[str, ...], ...]:
    used = (c.within for c in scheme.criteria if c.statistic == "percentile")
    return tuple(dict.fromkeys(used))


def _nothing(scheme: Scheme) -> str | None:
    return next((rating.code for rating in scheme.ratings if rating.rank == 0), None)


def _order(index: Int) -> tuple[Int, Int]:
    """Give the members of every group, one group after the other, and where each starts."""
    members = np.argsort(index, kind="stable").astype(np.int64)
    return members, np.concatenate([[0], np.cumsum(np.bincount(index))]).astype(np.int64)


def _frame(
    cells: Cells, field: _Field, ranks: Int, quotients: NDArray[np.float32], level: float
) -> pl.DataFrame:
    draws = len(quotients)
    line = field.scheme.rank(field.scheme.strong)
    strong = sum(ranks[at] for at, (rank, _) in enumerate(field.codes) if rank >= line)
    low, high = share_interval(strong, draws, level=level)
    tail = (1.0 - level) / 2.0
    spread = np.empty((len(cells.frame), 3))
    row_quantiles(quotients, np.array([tail, 0.5, 1.0 - tail]), spread)
    at = np.searchsorted([rank for rank, _ in field.codes], field.observed)
    codes = pl.Series([code for _, code in field.codes], dtype=pl.String)
    is_strong = pl.Series(field.observed >= line).set(pl.Series(field.observed < 0), None)
    return cells.frame.select(
        "cell", "definition", "category", "region", "level", "region_type", "year",
        "employment", "quotient",
    ).with_columns(
        rating=codes.gather(at),
        strong=is_strong,
        draws=pl.lit(draws, dtype=pl.Int64),
        survival=pl.Series(strong / draws),
        low=pl.Series(low),
        high=pl.Series(high),
        again=pl.Series(ranks[at, np.arange(len(at))] / draws),
        quotient_low=pl.Series(spread[:, 0]).fill_nan(None),
        quotient_median=pl.Series(spread[:, 1]).fill_nan(None),
        quotient_high=pl.Series(spread[:, 2]).fill_nan(None),
    )  # fmt: skip


def _distribution(cells: Cells, field: _Field, ranks: Int, draws: int) -> pl.DataFrame:
    at, cell = np.nonzero(ranks)
    codes = pl.Series("rating", [code for _, code in field.codes], dtype=pl.String)
    return (
        cells.frame.select("cell", "level", "year")[cell]
        .with_columns(codes.gather(at), share=pl.Series(ranks[at, cell] / draws))
        .with_columns(order=pl.Series(cell), rank=pl.Series(at))
        .sort("order", "rank")
        .drop("order", "rank")
    )


def _cautions(plan: Plan, scheme: Scheme) -> tuple[Caution, ...]:
    said = []
    held = [name for name in scheme.quantities if name not in DRAWN]
    if held:
        said.append(Caution("quantity-held", {"quantities": ", ".join(held)}))
    unknown = int((~(plan.establishments > 0)).sum())
    if unknown:
        said.append(Caution("establishments-unknown", {"cells": unknown}, case="resampled"))
    return tuple(said)
