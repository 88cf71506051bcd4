"""What holds a network together: cut nodes, bridges, and what is left when nodes go.

Ties in compressed rows, both ways, none of a node with itself, each pair once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Int = NDArray[np.int64]


@kernel
def cut_off(starts: Int, targets: Int) -> tuple[Int, Int, Int, Int]:
    """Find what each node and each tie alone holds together.

    Gives, (N,): pairs of other nodes that lose every way if the node goes; pieces that its
    component falls into; nodes of its component. (M,): pairs that lose every way if the tie
    goes, on both of its rows; 0 where it is no bridge. After Hopcroft and Tarjan (1973), with the
    nodes below each tie of the search counted.
    """
    n = len(starts) - 1
    met, low, below = np.zeros(n, np.int64), np.zeros(n, np.int64), np.ones(n, np.int64)
    above, entered = np.full(n, -1), np.full(n, -1)
    lost, pieces, whole = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    bridges = np.zeros(len(targets), np.int64)
    apart, squares = np.zeros(n, np.int64), np.zeros(n, np.int64)
    at, path, order = starts[:-1].copy(), np.empty(n, np.int64), np.empty(n, np.int64)
    clock = 0
    for root in range(n):
        if met[root] > 0:
            continue
        first, depth = clock, 1
        clock += 1
        met[root] = low[root] = clock
        path[0], order[clock - 1] = root, root
        while depth > 0:
            v = path[depth - 1]
            if at[v] < starts[v + 1]:
                u = targets[at[v]]
                at[v] += 1
                if met[u] == 0:
                    clock += 1
                    met[u] = low[u] = clock
                    above[u], entered[u] = v, at[v] - 1
                    path[depth], order[clock - 1] = u, u
                    depth += 1
                elif u != above[v]:
                    low[v] = min(low[v], met[u])
            else:
                depth -= 1
                p = above[v]
                if p >= 0:
                    low[p] = min(low[p], low[v])
                    below[p] += below[v]
                    if low[v] >= met[p]:
                        apart[p] += below[v]
                        squares[p] += below[v] * below[v]
                        pieces[p] += 1
        size = clock - first
        for k in range(first, clock):
            v = order[k]
            rest = size - 1 - apart[v]
            whole[v] = size
            pieces[v] += 1 if rest > 0 else 0
            lost[v] = ((size - 1) * (size - 1) - squares[v] - rest * rest) // 2
            if above[v] >= 0 and low[v] > met[above[v]]:
                bridges[entered[v]] = below[v] * (size - below[v])
    for v in range(n):
        for k in range(starts[v], starts[v + 1]):
            if bridges[k] > 0 and entered[targets[k]] == k:
                u = targets[k]
                i, j = starts[u], starts[u + 1]
                while i < j:
                    half = (i + j) // 2
                    if targets[half] < v:
                        i = half + 1
                    else:
                        j = half
                bridges[i] = bridges[k]
    return lost, pieces, whole, bridges


@kernel
def _head(parents: Int, node: int) -> int:
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


@kernel
def _joined(parents: Int, sizes: Int, one: int, other: int) -> int:
    """Join two nodes' parts; give the pairs that this ties together."""
    a, b = _head(parents, one), _head(parents, other)
    if a == b:
        return 0
    if sizes[a] < sizes[b]:
        a, b = b, a
    pairs = int(sizes[a] * sizes[b])
    parents[b] = a
    sizes[a] += sizes[b]
    return pairs


@kernel
def still_tied(starts: Int, targets: Int, leaving: Int) -> Int:
    """Count the pairs that some way joins after none, one, two, ... nodes have left.

    leaving: (K,), the nodes in the order in which they leave. Gives (K + 1,). The nodes come back
    from the last to the first, so that each tie is looked at once or twice.
    """
    n, k = len(starts) - 1, len(leaving)
    parents, sizes = np.arange(n), np.ones(n, np.int64)
    there = np.ones(n, np.bool_)
    for one in leaving:
        there[one] = False
    joined = np.zeros(k + 1, np.int64)
    pairs = 0
    for v in range(n):
        if there[v]:
            for e in range(starts[v], starts[v + 1]):
                if targets[e] < v and there[targets[e]]:
                    pairs += _joined(parents, sizes, v, targets[e])
    joined[k] = pairs
    for step in range(k - 1, -1, -1):
        v = leaving[step]
        there[v] = True
        for e in range(starts[v], starts[v + 1]):
            if there[targets[e]]:
                pairs += _joined(parents, sizes, v, targets[e])
        joined[step] = pairs
    return joined
