"""Sorting within groups and order statistics, for resamples that are rated draw by draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@kernel
def sort_groups(values: Float, members: Int, starts: Int, ordered: Float, count: Int) -> None:
    """Write each group's values, ascending and one group after the other, and how many they are.

    values: (N,), NaN takes no part. members: (N,) positions, group g's at
    starts[g] .. starts[g + 1]. starts: (G + 1,). ordered: (N,) written up to the sum of count,
    count: (G,) written.
    """
    groups = len(starts) - 1
    at = 0
    for g in range(groups):
        begin = at
        for k in range(starts[g], starts[g + 1]):
            value = values[members[k]]
            if value == value:  # noqa: PLR0124 - not NaN
                ordered[at] = value
                at += 1
        count[g] = at - begin
        ordered[begin:at] = np.sort(ordered[begin:at])


@kernel
def row_quantiles(drawn: NDArray[np.float32], shares: Float, out: Float) -> None:
    """Write the quantiles over draws of every cell, interpolated linearly.

    drawn: (D, N) float32, NaN takes no part. shares: (S,), 0 to 1. out: (N, S) written; NaN
    where no draw has a value.
    """
    draws, cells = drawn.shape
    column = np.empty(draws, dtype=np.float64)
    for i in range(cells):
        n = 0
        for d in range(draws):
            value = drawn[d, i]
            if value == value:  # noqa: PLR0124 - not NaN
                column[n] = value
                n += 1
        if n == 0:
            for s in range(len(shares)):
                out[i, s] = np.nan
            continue
        ranked = np.sort(column[:n])
        for s in range(len(shares)):
            position = (n - 1) * shares[s]
            below = int(position)
            above = min(below + 1, n - 1)
            part = position - below
            out[i, s] = ranked[below] + (ranked[above] - ranked[below]) * part
