"""A rating's chance: how likely it is to be the same next year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.doubt.persistence import Persistence
from jiqun.clusters.doubt.placing import Placed, Placing
from jiqun.clusters.leading import led_by
from jiqun.clusters.percentiles import Peers
from jiqun.clusters.schemes import Criterion, Rating, Scheme

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Changes as near as this are the same.
NEXT_TO = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """Chances as the moves of the quantities give them, before they are calibrated.

    Attributes
    ----------
    same
        Shape (N,): of the same rating next year; NaN where it is unknown.
    strong
        Shape (N,): of a rating that counts as strong; None where the scheme has none.
    """

    same: Float
    strong: Float | None


def computed_chances(
    peers: Peers,
    scheme: Scheme,
    ranks: Int,
    thresholds: Mapping[str, Float],
    persistence: Persistence,
) -> Computed:
    r"""Compute chances from each quantity's distance to each threshold.

    A criterion holds next year with the probability :math:`p = P(x e^d \ge t)` (> or <= where it
    compares so), d the yearly change of cells of the same size and t the threshold of this year.
    Criteria on one quantity move together (the strictest decides), quantities apart, and a count
    of stars is a sum of independent ones. With :math:`A_k` the chance of rank k or better, a cell
    of rank k keeps it with :math:`A_k - A_{k+1}`.

    Parameters
    ----------
    peers
        The cells' quantities.
    scheme, ranks, thresholds
        The rules; each cell's rank (-1: unknown); each criterion's threshold, shape (N,).
    persistence
        The moves.

    Returns
    -------
    Computed
        NaN where the rank is unknown, or no moves of a quantity are known.
    """
    holds = _holding(peers, scheme, thresholds, persistence)
    if holds is None:
        unknown = np.full(len(ranks), np.nan)
        return Computed(same=unknown, strong=unknown if scheme.strong else None)
    graded = sorted(scheme.ratings, key=lambda rating: rating.rank)
    quantity = {criterion.id: criterion.quantity for criterion in scheme.criteria}
    reached = {one.rank: _reached(one, holds, quantity, len(ranks)) for one in graded}
    known = np.where(ranks >= 0, 0.0, np.nan)
    strong = None
    if scheme.strong:
        strong = np.clip(reached[scheme.rank(scheme.strong)], 0.0, 1.0) + known
    return Computed(same=_kept(ranks, reached) + known, strong=strong)


def _kept(ranks: Int, reached: Mapping[int, Float]) -> Float:
    """Give the chance that each rank is reached and the next is not."""
    out = np.full(len(ranks), np.nan)
    order = sorted(reached)
    for at, rank in enumerate(order):
        own = ranks == rank
        better = reached[order[at + 1]][own] if at + 1 < len(order) else 0.0
        out[own] = reached[rank][own] - better
    return np.asarray(np.clip(out, 0.0, 1.0))


def _reached(
    rating: Rating, holds: Mapping[str, Float], quantity: Mapping[str, str], count: int
) -> Float:
    """Give the chance that everything a rating asks for holds."""
    strictest: dict[str, Float] = {}
    for name in rating.all:
        own = quantity[name]
        strictest[own] = np.minimum(strictest.get(own, np.ones(count)), holds[name])
    chance = np.ones(count)
    for each in strictest.values():
        chance = chance * each
    if rating.at_least:
        chance = chance * _at_least([holds[name] for name in rating.of], rating.at_least)
    return chance


def _at_least(chances: Sequence[Float], wanted: int) -> Float:
    """Give the chance that at least so many of some independent things hold."""
    exactly = [np.ones(len(chances[0])), *(np.zeros(len(chances[0])) for _ in chances)]
    for chance in chances:
        for held in range(len(chances), 0, -1):
            exactly[held] = exactly[held] * (1.0 - chance) + exactly[held - 1] * chance
        exactly[0] = exactly[0] * (1.0 - chance)
    return np.asarray(np.sum(exactly[wanted:], axis=0))


def _holding(
    peers: Peers, scheme: Scheme, thresholds: Mapping[str, Float], persistence: Persistence
) -> dict[str, Float] | None:
    """Give each criterion's chance to hold next year; None where no moves are known.

    Where a cell's own quantity or threshold is unknown, or 0, nothing but what holds now is known.
    """
    placing = peers.once("placing", lambda: Placing(persistence, peers.cells))
    if placing.persistence is not persistence:
        placing = Placing(persistence, peers.cells)
    out = {}
    for one in scheme.criteria:
        name = led_by(peers.cells) if one.quantity == "growth" else one.quantity
        if not persistence.moves.get(name):
            return None
        placed = placing.of(name)
        change = _needed(one, peers.column(one.quantity), thresholds[one.id], persistence)
        if one.quantity == "growth" and one.statistic == "percentile":
            change = change + _usual(peers, placed)
        # many numbers stay the same: at the threshold it matters whether equal is enough
        below = placed.below(change + (-NEXT_TO if one.comparison == ">=" else NEXT_TO))
        chance = below if one.comparison == "<=" else 1.0 - below
        out[one.id] = np.where(np.isnan(chance), _now(one, peers, thresholds[one.id]), chance)
    return out


def _needed(one: Criterion, value: Float, line: Float, persistence: Persistence) -> Float:
    """Give the change at which a quantity would stand at its threshold."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if one.quantity == "growth":
            return np.asarray(np.log1p(line))
        if one.quantity in persistence.additive:
            return line - value
        return np.where((value > 0) & (line > 0), np.log(line) - np.log(value), np.nan)


def _usual(peers: Peers, moved: Placed) -> Float:
    """Give how much more cells usually grow than in the year they stand in, shape (N,).

    A percentile of growth moves with the year: after a crisis it is not that of the crisis.
    """
    names = [name for name in ("level", "year") if name in peers.cells.columns]
    with np.errstate(invalid="ignore", divide="ignore"):
        grown = pl.Series("grown", np.log1p(peers.column("growth"))).fill_nan(None)
    usual = pl.Series("usual", moved.quantile(0.5)).fill_nan(None)
    apart = pl.Series(~peers.standing)
    both = pl.DataFrame(
        [grown.set(apart, None), usual.set(apart, None), *peers.cells.select(names)]
    )
    of_year = pl.col("usual").median() - pl.col("grown").median()
    found = both.select(of_year.over(names) if names else of_year).to_series()
    return found.fill_null(0.0).to_numpy()


def _now(one: Criterion, peers: Peers, line: Float) -> Float:
    value = peers.column(one.quantity)
    with np.errstate(invalid="ignore"):
        holds = value <= line if one.comparison == "<=" else value >= line
    return np.where(holds, 1.0, 0.0)
