"""Leading eigenvectors of a symmetric matrix, the same bits on any number of threads.

Householder reflections make the matrix tridiagonal, one after the other with one order of sums;
the small problem that is left has nothing to share among threads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.kernels._compile import kernel
from jiqun.kernels.linear.products import applied

Float = NDArray[np.float64]


def leading(matrix: ArrayLike, count: int) -> tuple[Float, Float]:
    """Give the largest eigenvalues, descending, and their vectors as columns (N, count).

    A vector's largest entry (the first of equals) is positive.

    Examples
    --------
    >>> roots, vectors = leading([[2.0, 1.0], [1.0, 2.0]], 1)
    >>> roots.round(6).tolist(), vectors.round(6).ravel().tolist()
    ([3.0], [0.707107, 0.707107])
    """
    from scipy.linalg import eigh_tridiagonal

    work = np.array(matrix, dtype=np.float64, order="C")
    n = len(work)
    reflections = np.zeros((n, n))
    _reduced()(work, reflections)
    chosen = (max(n - count, 0), n - 1)
    off = np.ascontiguousarray(np.diagonal(work, 1))
    roots, inner = eigh_tridiagonal(np.diagonal(work).copy(), off, select="i", select_range=chosen)
    vectors = np.ascontiguousarray(inner.T[::-1])
    for step in range(n - 3, -1, -1):
        axis = reflections[step]
        vectors -= 2.0 * applied(vectors, axis)[:, None] * axis
    top = vectors[np.arange(len(vectors)), np.abs(vectors).argmax(axis=1)]
    return roots[::-1].copy(), (vectors * np.where(top < 0, -1.0, 1.0)[:, None]).T


def _tridiagonal(a: Float, reflections: Float) -> None:
    """Reflect a symmetric matrix in place until it is tridiagonal; row k keeps step k's axis."""
    n = len(a)
    for step in range(n - 2):
        axis = reflections[step, step + 1 :]
        axis[:] = a[step, step + 1 :]
        away = 0.0
        for value in axis[1:]:
            away += value * value
        if away == 0.0:
            axis[:] = 0.0
            continue
        size = np.sqrt(axis[0] * axis[0] + away)
        side = -size if axis[0] > 0.0 else size
        axis[0] -= side
        length = np.sqrt(axis[0] * axis[0] + away)
        axis /= length
        rest = a[step + 1 :, step + 1 :]
        pulled = np.zeros(len(axis))
        for k in range(len(axis)):
            pulled += axis[k] * rest[k]
        along = 0.0
        for k in range(len(axis)):
            along += axis[k] * pulled[k]
        pulled -= along * axis
        for k in range(len(axis)):
            rest[k] -= 2.0 * (axis[k] * pulled + pulled[k] * axis)
        a[step, step + 1 :] = 0.0
        a[step + 1 :, step] = 0.0
        a[step, step + 1] = side
        a[step + 1, step] = side


@cache
def _reduced() -> Callable[[Float, Float], None]:
    """Compile the reduction when it is wanted."""
    return kernel(_tridiagonal)
