"""Partitions around medoids by eager swaps, from a matrix of distances.

Schubert and Rousseeuw (2021), "Fast and eager k-medoids clustering", Information Systems 101.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@kernel
def _nearest(distances: Float, medoids: Int, first: Int, near: Float, second: Float) -> None:
    """Fill in each point's nearest medoid (position), its distance, and the second's."""
    for i in range(len(distances)):
        near[i], second[i], first[i] = np.inf, np.inf, -1
        for m in range(len(medoids)):
            d = distances[i, medoids[m]]
            if d < near[i]:
                second[i] = near[i]
                near[i] = d
                first[i] = m
            elif d < second[i]:
                second[i] = d


@kernel
def _gains(
    distances: Float, candidate: int, first: Int, near: Float, second: Float, loss: Float
) -> int:
    """Give the medoid whose swap for the candidate saves most; ``loss`` gets all changes.

    loss: (K,), filled with the change of the whole distance when each medoid is swapped.
    """
    shared = 0.0
    loss[:] = 0.0
    for i in range(len(near)):
        d = distances[i, candidate]
        if d < near[i]:
            shared += d - near[i]
        else:
            loss[first[i]] += min(d, second[i]) - near[i]
    best = 0
    for m in range(len(loss)):
        loss[m] += shared
        if loss[m] < loss[best]:
            best = m
    return best


@kernel
def medoid_labels(distances: Float, start: Int, rounds: int) -> Int:
    """Swap medoids as long as the sum of distances falls; give each point's medoid by position.

    distances: (I, I), symmetric, 0 on the diagonal. start: (K,) points to begin with.
    """
    n = len(distances)
    medoids = start.copy()
    first, near, second = np.empty(n, np.int64), np.empty(n), np.empty(n)
    loss = np.empty(len(medoids))
    _nearest(distances, medoids, first, near, second)
    since = 0
    for turn in range(rounds * n):
        candidate = turn % n
        taken = near[candidate] == 0.0 and medoids[first[candidate]] == candidate
        if not taken:
            m = _gains(distances, candidate, first, near, second, loss)
            if loss[m] < -1e-12:
                medoids[m] = candidate
                _nearest(distances, medoids, first, near, second)
                since = 0
                continue
        since += 1
        if since >= n:
            break
    return first
