"""Conditional permutation of neighbours, and false discoveries among many tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from jiqun.core import InputError, problem, stream
from jiqun.kernels import permuted
from jiqun.measures.association.weights import Ties

Float = NDArray[np.float64]
#: Regions in one piece of work: the same pieces for any number of workers.
PIECE = 4096


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sides:
    """What conditional permutations say, one number a region."""

    p_value: Float
    mean: Float
    variance: Float


def conditional(
    z: Float, w: Ties, observed: Float, statistic: int, draws: int, seed: int, workers: int
) -> Sides:
    """Compare each region's statistic with draws in which the region stays and others are dealt."""
    if draws < 1:
        raise InputError(problem("draws-few", subject="draws", value=draws))
    n, most = len(z), int(np.diff(w.starts).max(initial=0))
    drawn = distinct(n - 1, most, draws=draws, seed=seed)
    larger, total, square = np.zeros(n, np.int64), np.zeros(n), np.zeros(n)

    def piece(first: int) -> None:
        permuted.conditional_counts(
            z,
            w.starts,
            w.weights,
            observed,
            drawn,
            first,
            min(first + PIECE, n),
            statistic,
            larger,
            total,
            square,
        )

    Parallel(n_jobs=workers, prefer="threads")(delayed(piece)(i) for i in range(0, n, PIECE))
    beyond = np.minimum(larger, draws - larger)
    mean = total / draws
    return Sides(
        p_value=(beyond + 1.0) / (draws + 1.0),
        mean=mean,
        variance=np.maximum(square / draws - mean**2, 0.0),
    )


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
