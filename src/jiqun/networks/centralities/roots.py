"""Largest roots of a network and their vectors: of each part, and of ties that lead in circles."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.linear.spectra import leading
from jiqun.kernels.networks.spreading import gathered, lanczos
from jiqun.networks.ties import Ties

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Nodes up to which a part is solved as a table.
SMALL: Final = 48
#: Vectors of one round of Lanczos, rounds at most, and how exact a vector is.
VECTORS, ROUNDS, EXACT = 48, 400, 1e-13
#: Rounds of powers with direction, and how exact.
POWERS, STILL = 20_000, 1e-12


def of_parts(ties: Ties, label: Int) -> tuple[Float, Float, bool]:
    """Give the largest root of each part, its vector (largest 1), and whether all stood still.

    label: (N,), which part each node is in. A part of one node has root 0 and NaN.
    """
    order = np.argsort(label, kind="stable")
    sizes = np.bincount(label, minlength=1)
    ends = np.cumsum(sizes)
    roots, vector, settled = np.zeros(len(sizes)), np.full(ties.size, np.nan), True
    place = np.zeros(ties.size, dtype=np.int64)
    for part in np.flatnonzero(sizes > 1):
        members = order[ends[part] - sizes[part] : ends[part]]
        place[members] = np.arange(len(members))
        starts, targets, weights = _inner(ties, members, place)
        scale = float(weights.max())
        if len(members) <= SMALL:
            table = np.zeros((len(members), len(members)))
            table[np.repeat(np.arange(len(members)), np.diff(starts)), targets] = weights / scale
            found, columns = leading(table, 1)
            root, own, still = float(found[0]), np.ascontiguousarray(columns[:, 0]), True
        else:
            root, own, still = _largest(starts, targets, weights / scale)
        own = np.abs(own)
        roots[part], vector[members] = root * scale, own / own.max()
        settled &= still
    return roots, vector, settled


def of_cycles(ties: Ties) -> tuple[float, Float, bool]:
    """Give the root and the values that nodes gather along ties with direction, the largest 1.

    Ties that lead in no circle hand nothing on for good: then the root is 0, the values NaN.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n = ties.size
    matrix = csr_array((ties.weights, ties.targets, ties.starts), shape=(n, n))
    label = connected_components(matrix, connection="strong")[1] if n else np.zeros(0, int)
    if not (np.bincount(label, minlength=1) > 1).any():
        return 0.0, np.full(n, np.nan), True
    scale = float(ties.back_weights.max())
    weights, root = ties.back_weights / scale, 0.0
    values, new = np.ones(n), np.zeros(n)
    for _ in range(POWERS):
        gathered(ties.back_starts, ties.sources, weights, values, new)
        root = float((new * values).sum() / (values * values).sum())
        away = float(np.abs(new - root * values).max())
        if away <= STILL * root:
            return root * scale, values / values.max(), True
        values = values * max(root, 1e-3) + new
        values /= values.max()
    return root * scale, values, False


def _inner(ties: Ties, members: Int, place: Int) -> tuple[Int, Int, Float]:
    """Give the rows of the members of one part, by their places in it."""
    begin, count = ties.starts[members], np.diff(ties.starts)[members]
    starts = np.concatenate([[0], np.cumsum(count)])
    at = np.repeat(begin - starts[:-1], count) + np.arange(starts[-1])
    return starts, place[ties.targets[at]], ties.weights[at]


def _largest(starts: Int, targets: Int, weights: Float) -> tuple[float, Float, bool]:
    """Give the largest root and its vector by Lanczos, begun anew from the best so far."""
    from scipy.linalg import eigh_tridiagonal

    basis = np.zeros((VECTORS, len(starts) - 1))
    begin = np.add.reduceat(weights, starts[:-1])
    root, vector = 0.0, begin / np.sqrt((begin * begin).sum())
    for _ in range(ROUNDS):
        basis[0] = vector
        diagonal, off = np.zeros(VECTORS), np.zeros(VECTORS)
        count = lanczos(starts, targets, weights, basis, diagonal, off)
        found, inner = eigh_tridiagonal(
            diagonal[:count], off[: count - 1], select="i", select_range=(count - 1, count - 1)
        )
        root = float(found[0])
        vector = np.zeros(basis.shape[1])
        for k in range(count):
            vector += inner[k, 0] * basis[k]
        vector /= np.sqrt((vector * vector).sum())
        if off[count - 1] * abs(inner[-1, 0]) <= EXACT * root:
            return root, vector, True
    return root, vector, False
