"""Products of matrices with one order of sums: the same bits on any number of threads.

A library of linear algebra shares a product among threads, and what each gets decides the last
bit. Here terms are added from the first to the last, whatever the machine has.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.kernels._compile import COMPILED, kernel

Float = NDArray[np.float64]
#: Multiplications up to which calling a compiled loop does not pay.
SMALL = 50_000
#: Columns and rows of a block that stays in the cache.
STRIP, DEPTH = 512, 64


def product(a: ArrayLike, b: ArrayLike) -> Float:
    """Multiply matrices, (…, K) by (K, N), adding the terms k = 0 … K - 1 in this order.

    Examples
    --------
    >>> product([[1.0, 2.0]], [[3.0], [4.0]]).tolist()
    [[11.0]]
    """
    whole = np.asarray(a, dtype=np.float64)
    right = np.ascontiguousarray(b, dtype=np.float64)
    left = np.ascontiguousarray(whole.reshape(-1, len(right)))
    out: Float = np.zeros((len(left), right.shape[1]))
    if COMPILED and left.size * right.shape[1] > SMALL:
        _multiplied()(left, right, out)
    else:
        for k in range(len(right)):
            out += left[:, k, None] * right[k]
    return out.reshape(*whole.shape[:-1], right.shape[1])


def applied(a: ArrayLike, x: ArrayLike) -> Float:
    """Multiply a matrix (M, K) by a vector (K,)."""
    left = np.ascontiguousarray(a, dtype=np.float64)
    return np.asarray((left * np.asarray(x, dtype=np.float64)).sum(axis=1))


def dot(x: ArrayLike, y: ArrayLike) -> float:
    """Multiply two vectors."""
    return float((np.asarray(x, dtype=np.float64) * np.asarray(y, dtype=np.float64)).sum())


def length(x: ArrayLike) -> float:
    """Give a vector's Euclidean length."""
    return float(np.sqrt(dot(x, x)))


def _rows(a: Float, b: Float, out: Float) -> None:
    """Block by block of ``b``, which stays in the cache; each place gets its terms in order."""
    rows, terms = a.shape
    columns = b.shape[1]
    for start in range(0, columns, STRIP):
        stop = min(start + STRIP, columns)
        for first in range(0, terms, DEPTH):
            last = min(first + DEPTH, terms)
            whole = first + (last - first) // 4 * 4
            for i in range(rows):
                line = out[i, start:stop]
                for k in range(first, whole, 4):
                    w, x, y, z = a[i, k], a[i, k + 1], a[i, k + 2], a[i, k + 3]
                    p, q = b[k, start:stop], b[k + 1, start:stop]
                    r, s = b[k + 2, start:stop], b[k + 3, start:stop]
                    for j in range(len(line)):
                        line[j] = (((line[j] + w * p[j]) + x * q[j]) + y * r[j]) + z * s[j]
                for k in range(whole, last):
                    w, p = a[i, k], b[k, start:stop]
                    for j in range(len(line)):
                        line[j] += w * p[j]


@cache
def _multiplied() -> Callable[[Float, Float, Float], None]:
    """Compile the loop when a product is large enough for it."""
    return kernel(_rows)
