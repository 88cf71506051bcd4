"""Who stands how many steps behind a node."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Int = NDArray[np.int64]


@kernel
def tiers(starts: Int, targets: Int, roots: Int, steps: int, marked: Int) -> tuple[Int, Int, Int]:
    """Count, for each root, the nodes first reached after 1, 2, ... steps, and the marked ones.

    starts: (N + 1,), targets: (M,). roots: (R,). marked: (N,), 1 marked, 0 not, -1 unknown. Gives
    (R, steps) each: all, marked, and those of which it is known whether they are.
    """
    n = len(starts) - 1
    every = np.zeros((len(roots), steps), np.int64)
    some, told = np.zeros_like(every), np.zeros_like(every)
    seen, queue = np.full(n, -1), np.empty(n, np.int64)
    for r in range(len(roots)):
        queue[0], seen[roots[r]] = roots[r], r
        begin, end = 0, 1
        for step in range(steps):
            last = end
            for at in range(begin, last):
                v = queue[at]
                for k in range(starts[v], starts[v + 1]):
                    u = targets[k]
                    if seen[u] != r:
                        seen[u] = r
                        queue[end] = u
                        end += 1
                        every[r, step] += 1
                        if marked[u] >= 0:
                            told[r, step] += 1
                            some[r, step] += marked[u]
            begin = last
    return every, some, told
