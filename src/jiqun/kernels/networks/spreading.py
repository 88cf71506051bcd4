"""Values that nodes pass along their ties until they stand still, in one order of sums."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@kernel
def gathered(starts: Int, sources: Int, weights: Float, values: Float, out: Float) -> None:
    """Write what each node gathers: the sum of weight times the value of who is in its row."""
    for i in range(len(starts) - 1):
        added = 0.0
        for at in range(starts[i], starts[i + 1]):
            added += weights[at] * values[sources[at]]
        out[i] = added


@kernel
def ranks(
    starts: Int, sources: Int, weights: Float, damping: float, rounds: int, close: float, out: Float
) -> int:
    """Let values walk until they stand still; gives the rounds taken, -1 where they did not.

    starts, sources, weights: ties by where they end, weights divided by the sum of what leaves
    their source. out: (N,), on entry the start, adds up to 1. Who sends nothing sends to all.
    """
    n = len(starts) - 1
    sends = np.zeros(n, dtype=np.bool_)
    for at in range(len(sources)):
        sends[sources[at]] = True
    new = np.zeros(n)
    for turn in range(rounds):
        lost = 0.0
        for i in range(n):
            if not sends[i]:
                lost += out[i]
        base = (1.0 - damping + damping * lost) / n
        gathered(starts, sources, weights, out, new)
        moved = 0.0
        total = 0.0
        for i in range(n):
            new[i] = base + damping * new[i]
            total += new[i]
        for i in range(n):
            new[i] /= total
            moved += abs(new[i] - out[i])
            out[i] = new[i]
        if moved <= close:
            return turn + 1
    return -1


@kernel
def lanczos(
    starts: Int, targets: Int, weights: Float, basis: Float, diagonal: Float, off: Float
) -> int:
    """Build a Krylov basis of a symmetric network; gives how many vectors it has.

    basis: (K, N), its first row on entry of length 1. diagonal: (K,), off: (K,) written: the
    small tridiagonal matrix, ``off[k]`` what couples k and k + 1. Each vector is made orthogonal
    to all before it, twice.
    """
    most = len(basis)
    n = len(starts) - 1
    work = np.zeros(n)
    for k in range(most):
        gathered(starts, targets, weights, basis[k], work)
        for turn in range(2):
            for j in range(k, -1, -1):
                along = 0.0
                for i in range(n):
                    along += basis[j, i] * work[i]
                for i in range(n):
                    work[i] -= along * basis[j, i]
                if j == k and turn == 0:
                    diagonal[k] = along
        size = 0.0
        for i in range(n):
            size += work[i] * work[i]
        size = np.sqrt(size)
        off[k] = size
        if size <= 1e-12 * max(1.0, abs(diagonal[0])) or k + 1 == most:
            return k + 1
        for i in range(n):
            basis[k + 1, i] = work[i] / size
    return most
