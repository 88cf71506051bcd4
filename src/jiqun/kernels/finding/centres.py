"""Partitions around centres (k-means), without linear algebra of many threads.

Sums run in one order, so that any number of threads, and of other work on the machine, gives the
same labels in about the same time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@kernel
def _assigned(points: Float, across: Float, away: Float, labels: Int) -> int:
    """Give each point its nearest centre, the first of equals; say how many changed.

    across: (D, K), centres by direction. away: (K,), overwritten.
    """
    n, directions = points.shape
    k = across.shape[1]
    changed = 0
    for i in range(n):
        away[:] = 0.0
        for d in range(directions):
            x = points[i, d]
            for c in range(k):
                step = x - across[d, c]
                away[c] += step * step
        best = 0
        for c in range(k):
            if away[c] < away[best]:
                best = c
        changed += labels[i] != best
        labels[i] = best
    return changed


@kernel
def _centred(points: Float, labels: Int, across: Float) -> None:
    """Move each centre to the mean of its points; one without points stays where it is."""
    directions, k = across.shape
    sums, size = np.zeros((directions, k)), np.zeros(k)
    for i in range(len(points)):
        size[labels[i]] += 1.0
        for d in range(directions):
            sums[d, labels[i]] += points[i, d]
    for d in range(directions):
        for c in range(k):
            if size[c] > 0.0:
                across[d, c] = sums[d, c] / size[c]


@kernel
def centre_labels(points: Float, start: Int, rounds: int) -> Int:
    """Move centres until no point changes sides; give each point's centre by position.

    points: (I, D). start: (K,), points that centres begin at. rounds: at most so many moves.
    """
    across = np.empty((points.shape[1], len(start)))
    for c in range(len(start)):
        for d in range(points.shape[1]):
            across[d, c] = points[start[c], d]
    labels = np.full(len(points), -1, dtype=np.int64)
    away = np.empty(len(start))
    for _ in range(rounds):
        if _assigned(points, across, away, labels) == 0:
            break
        _centred(points, labels, across)
    return labels
