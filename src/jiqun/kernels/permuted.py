"""Conditional permutations of values over a map's regions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]

LAG, GEARY = 0, 1


@kernel
def conditional_counts(
    z: Float,
    starts: Int,
    weights: Float,
    observed: Float,
    drawn: Int,
    first: int,
    last: int,
    statistic: int,
    larger: Int,
    total: Float,
    square: Float,
) -> None:
    """Count, for regions first .. last-1, draws whose statistic reaches the observed one.

    z: (N,) values. starts: (N + 1,), weights: (M,) of each region's neighbours. observed: (N,)
    statistics. drawn: (P, K) positions among the other N - 1 regions, distinct in a row, K at
    least the most neighbours. statistic: LAG sums w z; GEARY sums w (z_i - z)². larger, total,
    square: (N,) written: draws >= observed, sum and sum of squares of the statistic.
    """
    draws = drawn.shape[0]
    for i in range(first, last):
        begin, end = starts[i], starts[i + 1]
        count = end - begin
        above = 0
        added = 0.0
        squared = 0.0
        for p in range(draws):
            value = 0.0
            for k in range(count):
                other = drawn[p, k]
                if other >= i:
                    other += 1
                if statistic == LAG:
                    value += weights[begin + k] * z[other]
                else:
                    apart = z[i] - z[other]
                    value += weights[begin + k] * apart * apart
            if value >= observed[i]:
                above += 1
            added += value
            squared += value * value
        larger[i] = above
        total[i] = added
        square[i] = squared
