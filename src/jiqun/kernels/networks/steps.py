"""Distances in steps from up to 64 nodes at once, one bit each (Then et al. 2014)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Words = NDArray[np.uint64]

#: Starts that one word holds.
WORD = 64

_NOT = np.uint64(0xFFFFFFFFFFFFFFFF)
_NONE = np.uint64(0)
_ONE = np.uint64(1)
_PAIRS = np.uint64(0x5555555555555555)
_FOURS = np.uint64(0x3333333333333333)
_BYTES = np.uint64(0x0F0F0F0F0F0F0F0F)


@kernel
def _bits(word: np.uint64) -> np.int64:
    """Count the bits of a word."""
    word = word - ((word >> _ONE) & _PAIRS)
    word = (word & _FOURS) + ((word >> np.uint64(2)) & _FOURS)
    word = (word + (word >> np.uint64(4))) & _BYTES
    word = word + (word >> np.uint64(8))
    word = word + (word >> np.uint64(16))
    word = word + (word >> np.uint64(32))
    return np.int64(word & np.uint64(0x7F))


@kernel
def _spread(
    starts: Int, targets: Int, now: Words, new: Words, seen: Words, front: Int, size: int
) -> int:
    """Go one step: ``new`` (N,) gets who arrives first, ``front`` their nodes; gives how many."""
    n = len(starts) - 1
    for k in range(size):
        node = front[k]
        word = now[node]
        for at in range(starts[node], starts[node + 1]):
            new[targets[at]] |= word
    for k in range(size):
        now[front[k]] = _NONE
    count = 0
    for node in range(n):
        if new[node] != _NONE:
            word = new[node] & (seen[node] ^ _NOT)
            new[node] = _NONE
            if word != _NONE:
                now[node] = word
                seen[node] |= word
                front[count] = node
                count += 1
    return count


@kernel
def reach(starts: Int, targets: Int, sources: Int, out: Float) -> None:
    """Add up, for each node, how many steps it is from some nodes that reach it.

    sources: (S,) each once. out: (5, N), as :func:`jiqun.kernels.networks.ways.reach` adds to it.
    """
    n = len(starts) - 1
    now = np.zeros(n, dtype=np.uint64)
    new = np.zeros(n, dtype=np.uint64)
    seen = np.zeros(n, dtype=np.uint64)
    front = np.zeros(n, dtype=np.int64)
    for first in range(0, len(sources), WORD):
        size = min(WORD, len(sources) - first)
        seen[:] = _NONE
        for k in range(size):
            node = sources[first + k]
            now[node] = _ONE << np.uint64(k)
            seen[node] = now[node]
            front[k] = node
        step = 0.0
        while size > 0:
            size = _spread(starts, targets, now, new, seen, front, size)
            step += 1.0
            for k in range(size):
                node = front[k]
                many = float(_bits(now[node]))
                out[0, node] += many
                out[1, node] += many * step
                out[2, node] += many * step * step
                out[3, node] += many / step
                out[4, node] = max(out[4, node], step)


@kernel
def totals(starts: Int, targets: Int, sources: Int, out: Float) -> None:
    """Write, for each start, how many others it reaches and how many steps they are away.

    sources: (S,) each once. out: (4, S), as :func:`jiqun.kernels.networks.ways.totals` writes it.
    """
    n = len(starts) - 1
    now = np.zeros(n, dtype=np.uint64)
    new = np.zeros(n, dtype=np.uint64)
    seen = np.zeros(n, dtype=np.uint64)
    front = np.zeros(n, dtype=np.int64)
    arrived = np.zeros(WORD, dtype=np.int64)
    out[:] = 0.0
    for first in range(0, len(sources), WORD):
        together = min(WORD, len(sources) - first)
        size = together
        seen[:] = _NONE
        for k in range(size):
            node = sources[first + k]
            now[node] = _ONE << np.uint64(k)
            seen[node] = now[node]
            front[k] = node
        step = 0.0
        while size > 0:
            size = _spread(starts, targets, now, new, seen, front, size)
            step += 1.0
            arrived[:] = 0
            for k in range(size):
                word = now[front[k]]
                for bit in range(together):
                    arrived[bit] += np.int64((word >> np.uint64(bit)) & _ONE)
            for bit in range(together):
                if arrived[bit] > 0:
                    out[0, first + bit] += arrived[bit]
                    out[1, first + bit] += arrived[bit] * step
                    out[2, first + bit] += arrived[bit] / step
                    out[3, first + bit] = step
