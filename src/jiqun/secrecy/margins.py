"""The sums that tie the cells of tables: what a reader can add up and take away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from jiqun.core import InputError, Problems, problem

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Margins:
    """Constraints between cells: a total is the sum of its parts.

    What a total has beyond its printed parts is taken to be known to the reader: an attacker of
    this room knows A x exactly, so that nothing hangs on a remainder being unknown.

    Attributes
    ----------
    matrix
        (K, C) sparse: in each row -1 for a total and 1 for its parts.
    parents
        For a crossed table: the parent of each row and of each column, -1 for one without.
    place
        (C, 3) for a crossed table: table (a year, say), row and column of each cell.
    """

    matrix: sparse.csr_array
    parents: tuple[Int, Int] | None = None
    place: Int | None = None

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return int(self.matrix.shape[1])

    @classmethod
    def of(cls, total: ArrayLike, part: ArrayLike, *, cells: int) -> Margins:
        """Make margins of pairs: the cell ``total[i]`` has the part ``part[i]``.

        For sums that no crossed table holds, and tables that are linked. A total may be named in
        several sums if each is made apart and they are put together by :meth:`joined`.

        Examples
        --------
        >>> Margins.of([0, 0], [1, 2], cells=3).matrix.toarray().tolist()
        [[-1.0, 1.0, 1.0]]
        """
        totals, parts = np.asarray(total, dtype=np.int64), np.asarray(part, dtype=np.int64)
        if totals.shape != parts.shape or (totals.size and _outside(totals, parts, cells)):
            raise InputError(problem("secrecy-cells", subject="part", cells=cells))
        heads, row = np.unique(totals, return_inverse=True)
        return cls(matrix=_matrix(row, parts, heads, cells))

    @classmethod
    def crossed(
        cls, rows: ArrayLike, columns: ArrayLike, *, place: ArrayLike, along: str = "both"
    ) -> Margins:
        """Make margins of tables of rows by columns, both with hierarchies.

        Parameters
        ----------
        rows, columns
            The parent of each row (region) and column (industry), -1 for one without.
        place
            (C, 3): table, row and column of each cell; a cell that is not there is a zero that
            everybody knows.
        along
            ``both``, or ``rows`` or ``columns`` where only one hierarchy adds up.

        Examples
        --------
        >>> crossed = Margins.crossed(
        ...     [-1, 0, 0], [-1, 0, 0], place=[(0, r, c) for r in range(3) for c in range(3)]
        ... )
        >>> crossed.matrix.shape
        (6, 9)
        """
        up = (np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64))
        at = np.asarray(place, dtype=np.int64).reshape(-1, 3)
        _check_place(up, at)
        parts = [
            _along(at, axis, up[axis - 1], (len(up[0]), len(up[1])))
            for axis, name in ((1, "rows"), (2, "columns"))
            if along in ("both", name)
        ]
        crossed = up if along == "both" else None
        return cls(matrix=sparse.csr_array(sparse.vstack(parts)), parents=crossed, place=at)

    def joined(self, other: Margins) -> Margins:
        """Put two systems over the same cells together; a crossed table then is none any more."""
        if other.cells != self.cells:
            raise InputError(problem("secrecy-cells", subject="margins", cells=self.cells))
        both = sparse.csr_array(sparse.vstack([self.matrix, other.matrix]))
        return Margins(matrix=both, place=self.place)


def _outside(totals: Int, parts: Int, cells: int) -> bool:
    """Say whether a number names no cell."""
    return bool(min(totals.min(), parts.min()) < 0 or max(totals.max(), parts.max()) >= cells)


def _check_place(up: tuple[Int, Int], at: Int) -> None:
    """Refuse places that are none or taken twice, and hierarchies that turn in a circle."""
    problems = Problems()
    for axis, (name, parent) in enumerate(zip(("rows", "columns"), up, strict=True), start=1):
        if len(at) and (at[:, axis].min() < 0 or at[:, axis].max() >= len(parent)):
            problems.add("secrecy-cells", subject=name, cells=len(parent))
        seen, steps = parent.copy(), 0
        while (seen >= 0).any() and steps <= len(parent):
            seen, steps = np.where(seen >= 0, parent[seen], -1), steps + 1
        if (seen >= 0).any():
            problems.add("secrecy-circle", subject=name)
    if len(np.unique(at, axis=0)) != len(at):
        problems.add("secrecy-twice", subject="place", count=len(at) - len(np.unique(at, axis=0)))
    problems.check()


def _along(at: Int, axis: int, parent: Int, sizes: tuple[int, int]) -> sparse.csr_array:
    """Tie the cells to those above them on one axis."""
    if not len(at):
        return sparse.csr_array((0, 0))
    keys = (at[:, 0] * sizes[0] + at[:, 1]) * sizes[1] + at[:, 2]
    order = np.argsort(keys)
    above = at.copy()
    above[:, axis] = parent[at[:, axis]]
    wanted = (above[:, 0] * sizes[0] + above[:, 1]) * sizes[1] + above[:, 2]
    spot = np.minimum(np.searchsorted(keys[order], wanted), len(at) - 1)
    head = order[spot]
    found = (above[:, axis] >= 0) & (keys[head] == wanted)
    parts = np.flatnonzero(found)
    heads, row = np.unique(head[found], return_inverse=True)
    return _matrix(row, parts, heads, len(at))


def _matrix(row: Int, parts: Int, heads: Int, cells: int) -> sparse.csr_array:
    """Build the sparse rows: 1 for parts, -1 for their total."""
    rows = np.concatenate([row, np.arange(len(heads))])
    columns = np.concatenate([parts, heads])
    signs = np.concatenate([np.ones(len(parts)), -np.ones(len(heads))])
    return sparse.csr_array(sparse.coo_array((signs, (rows, columns)), shape=(len(heads), cells)))
