"""Linear programmes over the cells that move: the cheapest move, and how far one cell can go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Steps from a secret within which a move is looked for first; then everywhere.
STEPS = (2, 4, 8)
#: A part of a move below this is none.
NOTHING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Net:
    """Cells and sums, both ways round."""

    by_sum: sparse.csr_array
    by_cell: sparse.csr_array

    @classmethod
    def of(cls, matrix: sparse.csr_array) -> Net:
        """Turn the matrix of sums."""
        return cls(by_sum=matrix, by_cell=sparse.csr_array(matrix.T))

    def around(self, cell: int, free: NDArray[np.bool_], steps: int) -> Int:
        """List the free cells within some sums of a cell."""
        seen = np.zeros(len(free), dtype=np.bool_)
        seen[cell] = True
        edge = np.array([cell])
        for _ in range(steps):
            sums = np.unique(_entries(self.by_cell, edge))
            cells = np.unique(_entries(self.by_sum, sums))
            edge = cells[free[cells] & ~seen[cells]]
            if not len(edge):
                break
            seen[edge] = True
        return np.flatnonzero(seen)


def cheapest_move(
    net: Net, cell: int, *, cost: Float, low: Float, high: Float
) -> tuple[Int, Float] | None:
    """Find the cheapest move of a cell by 1: no sum changes, each cell within its bounds.

    ``cost`` is per unit moved; cells with bounds of 0 stay. None where there is no such move.
    """
    free = (low < 0) | (high > 0)
    free[cell] = True
    before = 0
    for steps in (*STEPS, len(free)):
        cells = net.around(cell, free, steps)
        if len(cells) == before:
            break
        before = len(cells)
        found = _solved(net, cells, cell, (cost[cells], low[cells], high[cells]))
        if found is not None:
            return found
    return None


def _solved(
    net: Net, cells: Int, cell: int, terms: tuple[Float, Float, Float]
) -> tuple[Int, Float] | None:
    """Solve for a move among some cells."""
    cost, low, high = terms
    spot, begin = _spots(net.by_cell, cells)
    # columns of cells, with the rows of their sums numbered anew; twice, to both sides
    sums, row = np.unique(net.by_cell.indices[spot], return_inverse=True)
    step = net.by_cell.data[spot]
    both = sparse.csc_array(
        (
            np.concatenate([step, -step]),
            np.concatenate([row, row]),
            np.concatenate([begin, begin[1:] + begin[-1]]),
        ),
        shape=(len(sums), 2 * len(cells)),
    )
    at = int(np.searchsorted(cells, cell))
    up, down = np.maximum(high, 0.0), np.maximum(-low, 0.0)
    up[at], down[at] = 1.0, 0.0
    lower = np.zeros(2 * len(cells))
    lower[at] = 1.0
    nothing = np.zeros(len(sums))
    # the thinnest way to HiGHS: without whole numbers it is a linear programme
    done = milp(
        np.concatenate([cost, cost]),
        constraints=LinearConstraint(both, nothing, nothing),
        bounds=Bounds(lower, np.concatenate([up, down])),
    )
    if done.x is None or done.status != 0:
        return None
    move = done.x[: len(cells)] - done.x[len(cells) :]
    some = np.abs(move) > NOTHING
    return cells[some], move[some]


def furthest(part: sparse.csr_array, at: int, *, low: Float, high: Float, up: bool) -> float:
    """Say how far a cell can go to one side, no sum changing; infinite for no end."""
    goal = np.zeros(part.shape[1])
    goal[at] = -1.0 if up else 1.0
    done = linprog(
        goal,
        A_eq=part,
        b_eq=np.zeros(part.shape[0]),
        bounds=np.column_stack([low, high]),
        method="highs",
    )
    if done.x is None or done.status != 0:
        return np.inf if up else -np.inf
    return float(done.x[at])


def _spots(matrix: sparse.csr_array, rows: Int) -> tuple[Int, Int]:
    """List where the entries of some rows stand, and where each row begins among them."""
    begin, end = matrix.indptr[rows], matrix.indptr[rows + 1]
    times = (end - begin).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(times)])
    return np.repeat(begin - first[:-1], times) + np.arange(first[-1]), first


def _entries(matrix: sparse.csr_array, rows: Int) -> Int:
    """List the columns of some rows, as often as they stand there."""
    return np.asarray(matrix.indices[_spots(matrix, rows)[0]], dtype=np.int64)
