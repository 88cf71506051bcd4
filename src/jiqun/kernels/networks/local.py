"""Triangles about each node, and how deep in the network it lies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@kernel
def triangles(starts: Int, targets: Int, weights: Float, count: Int, heavy: Float) -> None:
    """Count the triangles of each node; ties both ways, no self-ties.

    count: (N,) added to. heavy: (N,) added to: for each triangle, the mean weight of the two
    ties of the node in it (Barrat et al. 2004, eq. 5, times the pairs).
    Each triangle is found once, at its node of fewest ties, then of smallest number.
    """
    n = len(starts) - 1
    mark = np.zeros(n)
    marked = np.zeros(n, dtype=np.bool_)
    for a in range(n):
        own = starts[a + 1] - starts[a]
        for at in range(starts[a], starts[a + 1]):
            marked[targets[at]] = True
            mark[targets[at]] = weights[at]
        for at in range(starts[a], starts[a + 1]):
            b = targets[at]
            others = starts[b + 1] - starts[b]
            if others < own or (others == own and b < a):
                continue
            for to in range(starts[b], starts[b + 1]):
                c = targets[to]
                if not marked[c]:
                    continue
                third = starts[c + 1] - starts[c]
                if third < others or (third == others and c < b):
                    continue
                count[a] += 1
                count[b] += 1
                count[c] += 1
                heavy[a] += 0.5 * (weights[at] + mark[c])
                heavy[b] += 0.5 * (weights[at] + weights[to])
                heavy[c] += 0.5 * (mark[c] + weights[to])
        for at in range(starts[a], starts[a + 1]):
            marked[targets[at]] = False


@kernel
def cores(starts: Int, targets: Int, core: Int) -> None:
    """Give the largest k for which a node is in a part where all have k ties (peeling).

    core: (N,) written. A node that stands twice among the targets counts twice. After
    Batagelj and Zaversnik: nodes lie sorted by what is left of their ties.
    """
    n = len(starts) - 1
    most = 0
    for i in range(n):
        core[i] = starts[i + 1] - starts[i]
        most = max(most, core[i])
    begin = np.zeros(most + 2, dtype=np.int64)
    for i in range(n):
        begin[core[i] + 1] += 1
    for k in range(1, most + 2):
        begin[k] += begin[k - 1]
    place = np.zeros(n, dtype=np.int64)
    sorted_ = np.zeros(n, dtype=np.int64)
    free = begin.copy()
    for i in range(n):
        place[i] = free[core[i]]
        sorted_[place[i]] = i
        free[core[i]] += 1
    for at in range(n):
        node = sorted_[at]
        for tie in range(starts[node], starts[node + 1]):
            other = targets[tie]
            if core[other] <= core[node]:
                continue
            first = max(begin[core[other]], at + 1)
            moved = sorted_[first]
            if moved != other:
                spot = place[other]
                sorted_[spot], sorted_[first] = moved, other
                place[moved], place[other] = spot, first
            begin[core[other]] = first + 1
            core[other] -= 1
