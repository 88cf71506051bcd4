"""Ties swapped at random so that every node keeps its number of partners, and no pair repeats.

Two ties a-b and c-d become a-d and c-b unless a loop or a tie that is there already would come
out of it (Maslov and Sneppen 2002). Networks of the same degrees are then all equally likely, if
there are enough steps; a step that changes nothing counts as one (Milo et al. 2003).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel
from jiqun.kernels.philox import block, high_product

Int = NDArray[np.int64]

#: Steps a tie: beyond about ten, more change nothing that is measured.
STEPS = 10
_ONE = np.uint64(1)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


@kernel
def _slot(table: Int, key: int) -> int:
    """Give the slot that holds a key, or the empty one (-1) where it would be put."""
    mask = len(table) - 1
    at = int(np.int64(np.uint64(key) * _MIX >> _HALF)) & mask
    while table[at] != -1 and table[at] != key:
        at = (at + 1) & mask
    return at


@kernel
def _take_out(table: Int, key: int) -> None:
    """Empty a key's slot and move up those that were put behind it."""
    mask = len(table) - 1
    hole = _slot(table, key)
    table[hole] = -1
    at = (hole + 1) & mask
    while table[at] != -1:
        moved = table[at]
        table[at] = -1
        table[_slot(table, moved)] = moved
        at = (at + 1) & mask


@kernel
def _key(a: int, b: int, n: int, directed: bool) -> int:
    if directed or a < b:
        return a * n + b
    return b * n + a


@kernel
def swap_ends(
    n: int, a: Int, b: Int, steps: int, directed: bool, seed: np.uint64, replicate: np.uint64
) -> int:  # fmt: skip
    """Try ``steps`` swaps of the ends of two ties, in place; give how many were made.

    n: nodes. a, b: (M,) the ties' ends, no loops, each pair (with direction: ordered pair) once.
    """
    m = len(a)
    if m < 2:
        return 0
    size = 8
    while size < 3 * m:
        size *= 2
    table = np.full(size, -1, np.int64)
    for k in range(m):
        key = _key(a[k], b[k], n, directed)
        table[_slot(table, key)] = key
    counter, words = np.zeros(4, np.uint64), np.empty(4, np.uint64)
    counter[3] = replicate
    made = 0
    for _ in range(steps):
        counter[0] = counter[0] + _ONE
        block(seed, _ONE, counter, words)
        i = np.int64(high_product(words[0], np.uint64(m)))
        j = np.int64(high_product(words[1], np.uint64(m)))
        if i == j:
            continue
        a1, b1, a2, b2 = a[i], b[i], a[j], b[j]
        if not directed and words[2] & _ONE:
            a2, b2 = b2, a2
        if a1 == b2 or a2 == b1:
            continue
        one, other = _key(a1, b2, n, directed), _key(a2, b1, n, directed)
        if one == other or table[_slot(table, one)] != -1 or table[_slot(table, other)] != -1:
            continue
        _take_out(table, _key(a1, b1, n, directed))
        _take_out(table, _key(a2, b2, n, directed))
        table[_slot(table, one)] = one
        table[_slot(table, other)] = other
        b[i] = b2
        a[j], b[j] = a2, b1
        made += 1
    return made


def swapped(
    n: int, a: Int, b: Int, *, directed: bool, seed: int, replicate: int, steps: int = STEPS
) -> tuple[Int, Int]:
    """Give the ends of as many ties after ``steps`` tries a tie; the arguments stay."""
    one, other = np.array(a, dtype=np.int64), np.array(b, dtype=np.int64)
    with np.errstate(over="ignore"):  # unsigned overflow is meant when not compiled
        swap_ends(
            n, one, other, steps * len(one), directed, np.uint64(seed), np.uint64(replicate)
        )  # fmt: skip
    return one, other
