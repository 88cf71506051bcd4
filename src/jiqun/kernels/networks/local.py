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
    Each triangle is found once, from its node of fewest ties (then of smallest number) along ties
    that lead to nodes of more.
    """
    n = len(starts) - 1
    first = np.zeros(n + 1, dtype=np.int64)
    ahead = np.zeros(len(targets) // 2, dtype=np.int64)
    weight = np.zeros(len(targets) // 2)
    free = 0
    for a in range(n):
        own = starts[a + 1] - starts[a]
        for at in range(starts[a], starts[a + 1]):
            b = targets[at]
            others = starts[b + 1] - starts[b]
            if others > own or (others == own and b > a):
                ahead[free] = b
                weight[free] = weights[at]
                free += 1
        first[a + 1] = free
    marked = np.full(n, -1, dtype=np.int64)
    for a in range(n):
        for at in range(first[a], first[a + 1]):
            marked[ahead[at]] = at
        for at in range(first[a], first[a + 1]):
            b = ahead[at]
            for to in range(first[b], first[b + 1]):
                c = ahead[to]
                third = marked[c]
                if third < 0:
                    continue
                count[a] += 1
                count[b] += 1
                count[c] += 1
                heavy[a] += 0.5 * (weight[at] + weight[third])
                heavy[b] += 0.5 * (weight[at] + weight[to])
                heavy[c] += 0.5 * (weight[third] + weight[to])
        for at in range(first[a], first[a + 1]):
            marked[ahead[at]] = -1


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
