"""One-to-one matching of two sets of clusters by how much they share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Float = NDArray[np.float64]
Int = NDArray[np.int64]


def one_to_one(left: Int, right: Int, value: Float) -> Int:
    r"""Choose pairs, none with a left or right in common, with the largest sum of values.

    Parameters
    ----------
    left, right
        Shape (P,): numbers from 0 of what each possible pair joins; a pair stands once.
    value
        Shape (P,), > 0: what a pair is worth.

    Returns
    -------
    array
        The chosen pairs' positions, ascending. Solved part by part of what hangs together, so
        that large sparse cases stay small.

    Examples
    --------
    >>> one_to_one(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0.9, 0.6, 0.5])).tolist()
    [1, 2]
    """
    if not len(left):
        return np.empty(0, dtype=np.int64)
    n, m = int(left.max()) + 1, int(right.max()) + 1
    joined = coo_array((np.ones(len(left)), (left, right + n)), shape=(n + m, n + m))
    part = connected_components(joined, directed=False)[1][left]
    order = np.argsort(part, kind="stable")
    splits = np.flatnonzero(np.diff(part[order])) + 1
    kept = [_assigned(left, right, value, rows) for rows in np.split(order, splits)]
    return np.sort(np.concatenate(kept))


def _assigned(left: Int, right: Int, value: Float, rows: Int) -> Int:
    if len(rows) == 1:
        return rows
    own, at = np.unique(left[rows], return_inverse=True)
    other, of = np.unique(right[rows], return_inverse=True)
    table, which = np.zeros((len(own), len(other))), np.full((len(own), len(other)), -1)
    table[at, of], which[at, of] = value[rows], rows
    chosen = which[linear_sum_assignment(table, maximize=True)]
    return np.asarray(chosen[chosen >= 0], dtype=np.int64)
