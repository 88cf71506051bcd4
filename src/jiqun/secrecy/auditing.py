"""The audit: the exact interval within which an attacker can compute each hidden cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from jiqun.secrecy.margins import Margins
from jiqun.secrecy.programs import furthest

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Intervals:
    """What an attacker can compute of hidden cells.

    Attributes
    ----------
    cells
        (N,): the cells that were audited.
    lower, upper
        (N, M): the least and the greatest value that agrees with all that is printed; both are
        the value itself for a cell that is printed or can be computed.
    """

    cells: Int
    lower: Float
    upper: Float


def audit(
    margins: Margins,
    values: Float,
    mask: ArrayLike,
    *,
    of: ArrayLike | None = None,
    known: ArrayLike | None = None,
) -> Intervals:
    """Compute the exact intervals of hidden cells by linear programming.

    The attacker knows all printed cells, all sums, and that no cell is negative; ``known`` are
    hidden cells that he knows besides (his own). Each connected block of hidden cells is a
    programme of its own, since blocks share no sum.

    Parameters
    ----------
    margins
        The sums.
    values
        (C,) or (C, M).
    mask
        (C,): which cells are hidden.
    of
        Which cells to audit; all hidden ones by default.
    known
        (C,): hidden cells that this reader knows.

    References
    ----------
    .. [fischettisalazar2000] the attacker's two programmes.

    Examples
    --------
    A row 5 + 7 = 12 of which both parts are hidden tells only that each is from 0 to 12.

    >>> import numpy as np
    >>> row = Margins.of([0, 0], [1, 2], cells=3)
    >>> told = audit(row, np.array([12.0, 5.0, 7.0]), np.array([False, True, True]))
    >>> told.lower[:, 0].tolist(), told.upper[:, 0].tolist()
    ([0.0, 0.0], [12.0, 12.0])
    """
    x = np.asarray(values, dtype=np.float64)
    x = x[:, None] if x.ndim == 1 else x
    hidden = np.asarray(mask, dtype=np.bool_).copy()
    if known is not None:
        hidden &= ~np.asarray(known, dtype=np.bool_)
    hidden &= ~np.isnan(x).any(axis=1)
    cells = np.flatnonzero(np.asarray(mask)) if of is None else np.asarray(of, dtype=np.int64)
    lower, upper = x[cells].copy(), x[cells].copy()
    block = _blocks(margins, hidden)
    wanted = block[cells]
    for name in np.unique(wanted[wanted >= 0]):
        inside = np.flatnonzero(block == name)
        part = _sums(margins.matrix, inside)
        for spot in np.flatnonzero(wanted == name):
            at = int(np.searchsorted(inside, cells[spot]))
            for measure in range(x.shape[1]):
                value = x[inside, measure]
                ends = _ends(part, at, value)
                lower[spot, measure], upper[spot, measure] = ends
    return Intervals(cells=cells, lower=lower, upper=upper)


def _ends(part: sparse.csr_array, at: int, value: Float) -> tuple[float, float]:
    """Compute both ends for one cell of a block."""
    limits = {"low": -value, "high": np.full(len(value), np.inf)}
    below = furthest(part, at, up=False, **limits)
    above = furthest(part, at, up=True, **limits)
    return max(float(value[at]) + below, 0.0), float(value[at]) + above


def _blocks(margins: Margins, hidden: Bool) -> Int:
    """Number the connected blocks of hidden cells; -1 for printed ones."""
    cells = np.flatnonzero(hidden)
    block = np.full(len(hidden), -1, dtype=np.int64)
    part = margins.matrix[:, cells]
    sums = part.shape[0]
    graph = sparse.block_array([[None, part], [sparse.csr_array(part.T), None]], format="csr")
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    block[cells] = label[sums:]
    return block


def _sums(matrix: sparse.csr_array, cells: Int) -> sparse.csr_array:
    """Give the sums that concern some cells, of these cells only."""
    part = sparse.csr_array(matrix[:, cells])
    return sparse.csr_array(part[np.diff(part.indptr) > 0])
