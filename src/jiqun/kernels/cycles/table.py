"""A crossed table as arrays: which cell stands where, and what lies below each row and column."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int32]
Float = NDArray[np.float64]
Flag = NDArray[np.uint8]
Long = NDArray[np.int64]
#: Values, reach above, reach below (cells, measures); cost, hidden, owner, contribution (cells).
Cells = tuple[Float, Float, Float, Float, Flag, Int, Int]
#: Lengths, shares of the reach, cells and steps of one secret's moves.
Pool = tuple[Int, Float, Int, Float]
#: What a search tells: see :func:`jiqun.kernels.cycles.covered`.
Told = tuple[Flag, Int, Float, Long, Int, Float, Flag]


class Below(NamedTuple):
    """A hierarchy: the parent of each node, its children in a row, and the roots' own end.

    The children of node n are ``kids[first[n]:first[n + 1]]``.
    """

    parent: Int
    first: Int
    kids: Int


def below(parent: NDArray[np.int64]) -> Below:
    """List the children of every node.

    Examples
    --------
    >>> below(np.array([-1, 0, 0])).kids.tolist()
    [1, 2]
    """
    up = np.asarray(parent, dtype=np.int32)
    order = np.argsort(up, kind="stable").astype(np.int32)
    order = order[up[order] >= 0]
    first = np.searchsorted(up[order], np.arange(len(up) + 1)).astype(np.int32)
    return Below(up, first, order)


def table_of(place: NDArray[np.int64], sizes: tuple[int, int]) -> Int:
    """Give the cell at each row and column of one table; -1 where there is none."""
    grid = np.full(sizes, -1, dtype=np.int32)
    grid[place[:, 0], place[:, 1]] = np.arange(len(place), dtype=np.int32)
    return grid
