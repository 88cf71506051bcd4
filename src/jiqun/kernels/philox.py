"""Counter-based random numbers inside kernels: Philox4x64-10, as ``numpy.random.Philox``.

Each number depends on (key, counter) alone, so order and threads cannot matter. Uncompiled,
call these under ``numpy.errstate(over="ignore")``: unsigned overflow is meant.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Words = NDArray[np.uint64]

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_M0 = np.uint64(0xD2E7470EE14C6C93)
_M1 = np.uint64(0xCA5A826395121157)
_W0 = np.uint64(0x9E3779B97F4A7C15)
_W1 = np.uint64(0xBB67AE8584CAA73B)
_ONE = np.uint64(1)
_ROUNDS = 10


@kernel
def high_product(a: np.uint64, b: np.uint64) -> np.uint64:
    """Give the upper 64 bits of the 128-bit product of two words."""
    a0, a1 = a & _LOW, a >> _SHIFT
    b0, b1 = b & _LOW, b >> _SHIFT
    middle = a1 * b0 + ((a0 * b0) >> _SHIFT)
    other = a0 * b1 + (middle & _LOW)
    return a1 * b1 + (middle >> _SHIFT) + (other >> _SHIFT)


@kernel
def block(key0: np.uint64, key1: np.uint64, counter: Words, out: Words) -> None:
    """Write the four words of one counter into ``out``.

    counter, out: (4,) uint64. The counter is used as it stands (numpy's generator adds 1
    before its first block).
    """
    c0, c1, c2, c3 = counter[0], counter[1], counter[2], counter[3]
    k0, k1 = key0, key1
    for turn in range(_ROUNDS):
        if turn > 0:
            k0 = k0 + _W0
            k1 = k1 + _W1
        h0, l0 = high_product(_M0, c0), _M0 * c0
        h1, l1 = high_product(_M1, c2), _M1 * c2
        c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
    out[0], out[1], out[2], out[3] = c0, c1, c2, c3


@kernel
def shuffle_prefix(
    seed: np.uint64, replicate: np.uint64, size: int, items: NDArray[np.int64]
) -> None:
    """Shuffle ``items`` in place so that its first ``size`` are a uniform ordered draw.

    items: (N,) int64, size <= N; Fisher–Yates with one word a step, keyed (seed, 0) with the
    counter's top word ``replicate``. The multiply-high choice has a bias below N / 2**64.
    """
    counter = np.zeros(4, dtype=np.uint64)
    words = np.empty(4, dtype=np.uint64)
    counter[3] = replicate
    zero = np.uint64(0)
    total = len(items)
    for step in range(size):
        lane = step % 4
        if lane == 0:
            counter[0] = counter[0] + _ONE
            block(seed, zero, counter, words)
        picked = step + np.int64(high_product(words[lane], np.uint64(total - step)))
        items[step], items[picked] = items[picked], items[step]
