"""What pairing by chance gives: each unit's value of one subsystem beside others' of the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.kernels.chance.rule import least, share
from jiqun.kernels.fusion.coupling import coordination, corrected

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairings:
    """What random pairings within a year give.

    Attributes
    ----------
    expected
        Shape (T, N): mean degree where one subsystem is the unit's own, the mean over which one.
    likely
        Shape (T, N): share of pairings whose coupling is as good as the unit's own.
    low, high
        Shape (T, N): limits that hold 95 % of the pairings' degrees.
    pulls
        Shape (K, T, N): mean degree where subsystem k is the unit's own.
    means, couplings
        Shape (S,): mean degree and mean coupling over all units in each pairing of everybody.
    """

    expected: Float
    likely: Float
    low: Float
    high: Float
    pulls: Float
    means: Float
    couplings: Float


def pairings(values: Float, importance: Float, *, draws: int, seed: int, level: float) -> Pairings:
    """Pair subsystems at random, within each year, ``draws`` times; values (T, N, K)."""
    years, units, count = values.shape
    out = {name: np.full((years, units), np.nan) for name in ("expected", "likely", "low", "high")}
    pulls = np.full((count, years, units), np.nan)
    sums, pairs, known_units = np.zeros(draws), np.zeros(draws), 0
    for year in range(years):
        known = np.flatnonzero(np.isfinite(values[year]).all(axis=-1))
        if len(known) < 2:  # noqa: PLR2004 - nobody to be paired with
            continue
        given = values[year, known]
        degrees = np.empty((draws, count, len(known)))
        seen = least(corrected(given))
        reached = np.zeros(len(known))
        for draw in range(draws):
            rng = stream(seed=seed, replicate=draw * years + year, name="fusion-pairs")
            mixed, back = _mixed(given, rng)
            coupling = corrected(mixed)
            value = coordination(mixed, importance, coupling)
            sums[draw] += value.sum()
            pairs[draw] += np.where(np.isfinite(coupling), coupling, 1.0).sum()
            for anchor in range(count):
                degrees[draw, anchor] = value[back[anchor]]
                reached += coupling[back[anchor]] >= seen
        known_units += len(known)
        pulls[:, year, known] = degrees.mean(axis=0)
        out["expected"][year, known] = degrees.mean(axis=(0, 1))
        out["likely"][year, known] = share(reached, count * draws)
        tails = ((1 - level) / 2, (1 + level) / 2)
        flat = degrees.reshape(-1, len(known))
        out["low"][year, known], out["high"][year, known] = np.quantile(flat, tails, axis=0)
    below = known_units or np.nan
    return Pairings(pulls=pulls, means=sums / below, couplings=pairs / below, **out)


def _mixed(given: Float, rng: np.random.Generator) -> tuple[Float, NDArray[np.int64]]:
    """Shuffle every subsystem by itself; ``back[k, i]`` is where unit i's own value k went."""
    units, count = given.shape
    orders = [rng.permutation(units) for _ in range(count)]
    mixed = np.stack([given[order, at] for at, order in enumerate(orders)], axis=1)
    return mixed, np.stack([np.argsort(order) for order in orders])
