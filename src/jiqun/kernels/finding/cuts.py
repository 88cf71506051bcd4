"""Nodes that hold a network together: into how many further parts it falls without each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Int = NDArray[np.int64]


@kernel
def further_parts(starts: Int, targets: Int, parts: Int) -> Int:
    """Give how many parts more there are once a node is gone; shape (N,), 0 for most.

    starts: (N + 1,), targets: (M,) ties both ways. parts: (N,) written, the connected part that
    each node is in, numbered by first node. Depth first (Hopcroft and Tarjan 1973): a child whose
    side reaches no further up than the node is cut off by it.
    """
    n = len(starts) - 1
    more = np.zeros(n, np.int64)
    seen, low = np.full(n, -1, np.int64), np.zeros(n, np.int64)
    parent, at = np.full(n, -1, np.int64), starts[:-1].copy()
    stack = np.empty(n + 1, np.int64)
    time, count = 0, 0
    for root in range(n):
        if seen[root] >= 0:
            continue
        stack[0], height = root, 1
        seen[root] = low[root] = time
        parts[root] = count
        time += 1
        more[root] = -1 if starts[root + 1] > starts[root] else 0
        while height > 0:
            v = stack[height - 1]
            if at[v] < starts[v + 1]:
                u = targets[at[v]]
                at[v] += 1
                if seen[u] < 0:
                    parent[u] = v
                    parts[u] = count
                    seen[u] = low[u] = time
                    time += 1
                    stack[height] = u
                    height += 1
                elif u != parent[v]:
                    low[v] = min(low[v], seen[u])
            else:
                height -= 1
                above = parent[v]
                if above >= 0:
                    low[above] = min(low[above], low[v])
                    if low[v] >= seen[above]:
                        more[above] += 1
        count += 1
    return more
