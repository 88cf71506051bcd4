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
    values: Float,
    starts: Int,
    weights: Float,
    limits: Float,
    drawn: Int,
    first: int,
    last: int,
    statistic: int,
    out: Float,
) -> None:
    """Count, for regions first .. last-1, draws whose statistic reaches the observed one.

    values: (N,). starts: (N + 1,), weights: (M,) of each region's neighbours. limits: (3, N), the
    smallest statistic that counts as at least the observed one, the largest that counts as at
    most, and what moments are taken about. drawn: (P, K) positions among the other N - 1 regions,
    distinct in a row, K at least the most neighbours. statistic: LAG sums w x; GEARY sums
    w (x_i - x)². out: (4, N) written: draws at least as large, draws at most as large, sum and sum
    of squares of the statistic less the third limit.
    """
    draws = drawn.shape[0]
    for i in range(first, last):
        begin, end = starts[i], starts[i + 1]
        count = end - begin
        low, high, centre = limits[0, i], limits[1, i], limits[2, i]
        above = 0
        below = 0
        added = 0.0
        squared = 0.0
        for p in range(draws):
            value = 0.0
            for k in range(count):
                other = drawn[p, k]
                if other >= i:
                    other += 1
                if statistic == LAG:
                    value += weights[begin + k] * values[other]
                else:
                    apart = values[i] - values[other]
                    value += weights[begin + k] * apart * apart
            if value >= low:
                above += 1
            if value <= high:
                below += 1
            value -= centre
            added += value
            squared += value * value
        out[0, i] = above
        out[1, i] = below
        out[2, i] = added
        out[3, i] = squared
