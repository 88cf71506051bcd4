"""Conditional permutation of neighbours, and false discoveries among many tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.core import InputError, problem, stream
from jiqun.kernels import chance
from jiqun.kernels.chance import permuted
from jiqun.kernels.ties import levelled
from jiqun.measures.association.weights import Ties, lag_of, same, totals

Float = NDArray[np.float64]
#: Regions in one piece of work: the same pieces for any number of workers.
PIECE = 4096


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sides:
    """What conditional permutations say, one number a region; moments of standard scores."""

    p_value: Float
    mean: Float
    variance: Float

    def tests(self) -> dict[str, Float]:
        """Give the smaller side, the chance of so small a one, and the false-discovery rate."""
        both = chance.two_sided(self.p_value)
        return {
            "p_value": self.p_value,
            "p_two_sided": both,
            "q_value": benjamini_hochberg(both),
        }


def conditional(y: Float, w: Ties, statistic: int, *, draws: int, seed: int, workers: int) -> Sides:
    """Compare each region's statistic with draws in which the region stays and others are dealt.

    The values are compared as they came: standard scores cancel, and what ties would differ in
    its last digits. NaN where a region has no neighbour, or all values are equal.
    """
    if draws < 1:
        raise InputError(problem("draws-few", subject="draws", value=draws))
    y, n, neighbours = levelled(y), len(y), int(np.diff(w.starts).max(initial=0))
    drawn = distinct(n - 1, neighbours, draws=draws, seed=seed)
    limits, out = _limits(y, w, statistic), np.zeros((4, n))

    def piece(first: int) -> None:
        last = min(first + PIECE, n)
        permuted.conditional_counts(
            y, w.starts, w.weights, limits, drawn, first, last, statistic, out
        )

    Parallel(n_jobs=workers, prefer="threads")(delayed(piece)(i) for i in range(0, n, PIECE))
    spread = float("nan") if same(y) else y.std()
    scale = spread if statistic == permuted.LAG else spread**2
    tied = (totals(w, np.abs(w.weights), n) > 0) & np.isfinite(spread)
    mean = out[2] / draws
    return Sides(
        p_value=np.where(tied, chance.smaller(out[0], out[1], draws), np.nan),
        mean=mean / scale,
        variance=np.maximum(out[3] / draws - mean**2, 0.0) / scale**2,
    )


def _limits(y: Float, w: Ties, statistic: int) -> Float:
    """Give what reaches each region's statistic from below and above, and its centre: (3, n)."""
    mass, large = totals(w, np.abs(w.weights), len(y)), np.abs(y).max(initial=0.0)
    if statistic == permuted.LAG:
        observed, centre = lag_of(w, y), y.mean() * totals(w, w.weights, len(y))
        cancels = y.min() < 0 < y.max() or w.weights.min(initial=0.0) < 0
        size = mass * large if cancels else np.zeros(len(y))
    else:
        observed = totals(w, w.weights * (y[w.start] - y[w.end]) ** 2, len(y))
        centre = np.zeros(len(y))
        size = 2.0 * large * np.sqrt(mass * np.abs(observed))
    return np.stack([chance.least(observed, size=size), chance.most(observed, size=size), centre])


def distinct(total: int, size: int, *, draws: int, seed: int) -> NDArray[np.int64]:
    """Draw ``size`` distinct numbers below ``total`` for each of ``draws``: (draws, size)."""
    if size == 0 or total < size:
        return np.zeros((draws, max(size, 1)), dtype=np.int64)
    return np.array(
        [
            stream(seed=seed, replicate=r, name="neighbours").choice(total, size, replace=False)
            for r in range(draws)
        ],
        dtype=np.int64,
    )


def benjamini_hochberg(p_values: Float) -> Float:
    """Give the smallest false-discovery rate at which each test is a discovery.

    p_values: (n,), NaN left out and NaN in the answer. Returns (n,) in [0, 1].
    """
    out = np.full(len(p_values), np.nan)
    known = np.flatnonzero(np.isfinite(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    raised = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    out[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return out
