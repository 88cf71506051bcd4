"""Figures that are counted quickly, again and again, of networks with ties hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from jiqun.kernels.networks.local import triangles

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: The figures, with their bounds.
FIGURES: Final = {
    "tied": (0.0, np.inf),
    "ties": (0.0, np.inf),
    "density": (0.0, 1.0),
    "mean-degree": (0.0, np.inf),
    "giant-share": (0.0, 1.0),
    "transitivity": (0.0, 1.0),
    "degree-assortativity": (-1.0, 1.0),
    "kind-assortativity": (-1.0, 1.0),
    "between-kinds": (0.0, 1.0),
    "inside-share": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Tied pairs of N organisations: each once, a < b, ascending, with a weight above 0."""

    size: int
    a: Int
    b: Int
    weight: Float

    @property
    def degrees(self) -> Int:
        """Partners of each; shape (N,)."""
        return np.bincount(np.concatenate([self.a, self.b]), minlength=self.size)


def figures_of_pairs(
    pairs: Pairs, *, kinds: Int | None = None, label: Int | None = None
) -> dict[str, float]:
    """Give the figures of :data:`FIGURES`; NaN where undefined, or where what they need is absent.

    Parameters
    ----------
    pairs
        The network.
    kinds
        (N,): kind of actor, -1 unknown.
    label
        (N,): community, -1 for none; ``inside-share`` is that of these, however ties change.
    """
    degree, rows = pairs.degrees, _both_ways(pairs)
    m, n, tied = len(pairs.a), pairs.size, int((degree > 0).sum())
    every = n * (n - 1) / 2
    assortativity, between = _by_kind(pairs, kinds)
    return {
        "tied": float(tied),
        "ties": float(m),
        "density": m / every if every else np.nan,
        "mean-degree": 2 * m / n if n else np.nan,
        "giant-share": _giant(rows) / tied if tied else np.nan,
        "transitivity": _transitivity(rows, degree),
        "degree-assortativity": _by_degree(pairs, degree),
        "kind-assortativity": assortativity,
        "between-kinds": between,
        "inside-share": _inside(pairs, label),
    }


def _both_ways(pairs: Pairs) -> csr_array:
    """Arrange pairs in compressed rows; entries of a row come ascending, as pairs do."""
    ends = np.concatenate([pairs.b, pairs.a]), np.concatenate([pairs.a, pairs.b])
    ones = np.ones(2 * len(pairs.a), dtype=np.int8)
    return coo_array((ones, ends), shape=(pairs.size, pairs.size)).tocsr()


def _giant(rows: csr_array) -> int:
    _, part = connected_components(rows, directed=False)
    return int(np.bincount(part).max(initial=0))


def _transitivity(rows: csr_array, degree: Int) -> float:
    starts, targets = rows.indptr.astype(np.int64), rows.indices.astype(np.int64)
    count, heavy = np.zeros(len(degree), dtype=np.int64), np.zeros(len(degree))
    triangles(starts, targets, np.ones(len(targets)), count, heavy)
    triples = float((degree * (degree - 1.0) / 2).sum())
    return float(count.sum()) / triples if triples else np.nan


def _by_degree(pairs: Pairs, degree: Int) -> float:
    x, y = degree[pairs.a].astype(np.float64), degree[pairs.b].astype(np.float64)
    if not len(x):
        return np.nan
    mean = (x.mean() + y.mean()) / 2
    spread = ((x - mean) ** 2 + (y - mean) ** 2).mean() / 2
    return float(((x - mean) * (y - mean)).mean() / spread) if spread > 0 else np.nan


def _by_kind(pairs: Pairs, kinds: Int | None) -> tuple[float, float]:
    """Give the assortativity by kind and the share of ties between different kinds."""
    if kinds is None:
        return np.nan, np.nan
    one, other = kinds[pairs.a], kinds[pairs.b]
    known = (one >= 0) & (other >= 0)
    if not known.any():
        return np.nan, np.nan
    within = float((one == other)[known].mean())
    ends = np.bincount(np.concatenate([one[known], other[known]])) / (2 * known.sum())
    expected = float((ends**2).sum())
    mixed = (within - expected) / (1 - expected) if expected < 1 else np.nan
    return mixed, 1 - within


def _inside(pairs: Pairs, label: Int | None) -> float:
    total = float(pairs.weight.sum())
    if label is None or total <= 0:
        return np.nan
    same = (label[pairs.a] == label[pairs.b]) & (label[pairs.a] >= 0)
    return float(pairs.weight[same].sum()) / total
