"""The zones of one category: cores that touch, and the bridges between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.borders.options import Search
from jiqun.kernels.finding import zones as k
from jiqun.tables import Graph

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Zones:
    """Zones of one category.

    Attributes
    ----------
    label
        Shape (R,): number of each region's zone, -1 in none.
    likelihood, best
        Shape (Z,): log likelihood ratio of each zone, and the largest of any level set in it.
    observed, expected
        Shape (Z,).
    rate
        Shape (R,): the shrunk rate of every region.
    """

    label: Int
    likelihood: Float
    best: Float
    observed: Float
    expected: Float
    rate: Float


def rates(observed: Float, expected: Float, neighbours: Graph, search: Search) -> Float:
    r"""Give each region's rate, shrunk towards what its neighbours make likely.

    .. math:: \theta_r = \frac{o_r + a\, m_r}{e_r + a},\quad
        m_r = 1 + \lambda \left(\min\left(\frac{a + \sum_s o_s}{a + \sum_s e_s}, 4\right)
        - 1\right)

    with s the neighbours, a the ``prior``, λ the ``lean``.
    """
    out = np.empty(len(observed))
    k.rates(
        observed, expected, neighbours.starts, neighbours.targets, search.prior, search.lean, out
    )
    return out


def zones_of(
    observed: Float,
    expected: Float,
    clear: Float,
    counts: Float,
    neighbours: Graph,
    search: Search,
) -> Zones:
    """Join the cores that touch, then let bridges in.

    observed, expected, clear, counts: (R,), of one category; counts NaN where not known.
    """
    rate = rates(observed, expected, neighbours, search)
    core = (rate >= search.least_rate) & ~(counts < search.least_establishments) & (observed > 0)
    order = _descending(rate, core)
    n = len(observed)
    parent, sums, best = np.empty(n, np.int64), np.zeros((n, 6)), np.zeros(n)
    graph = neighbours.starts, neighbours.targets
    k.level_sets(order, *graph, observed, expected, clear, parent, sums, best)
    between = _descending(
        rate, ~core & (rate >= search.bridge_rate) & (observed > expected) & (parent < 0)
    )
    if len(between) and len(order):
        k.bridges(
            between, *graph, observed, expected, clear,
            search.least_rate, search.least_connectivity, parent, sums, best,
        )  # fmt: skip
    return _numbered(parent, sums, best, observed, expected, clear, rate)


def _descending(rate: Float, chosen: NDArray[np.bool_]) -> Int:
    index = np.flatnonzero(chosen)
    return index[np.argsort(-rate[index], kind="stable")]


def _numbered(
    parent: Int,
    sums: Float,
    best: Float,
    observed: Float,
    expected: Float,
    clear: Float,
    rate: Float,
) -> Zones:
    roots = np.unique(parent[parent >= 0])
    number = np.full(len(parent) + 1, -1)
    number[roots] = np.arange(len(roots))
    outside_o, outside_e = float(clear @ observed), float(clear @ expected)
    likelihood = np.array(
        [
            k.likelihood(o, e, outside_o - bo, outside_e - be)
            for o, e, bo, be in sums[roots, :4].tolist()
        ]
    )
    return Zones(
        label=number[parent],
        likelihood=likelihood,
        best=best[roots],
        observed=sums[roots, 0],
        expected=sums[roots, 1],
        rate=rate,
    )


def innermost(
    zone: Int,
    observed: Float,
    expected: Float,
    clear: Float,
    rate: Float,
    neighbours: Graph,
    line: float,
) -> Int:
    """Give the largest level set inside a zone whose likelihood ratio reaches the line.

    zone: region numbers. Empty where no level set does.
    """
    order = zone[np.argsort(-rate[zone], kind="stable")]
    n = len(observed)
    for size in range(len(order), 0, -1):
        parent, sums, best = np.empty(n, np.int64), np.zeros((n, 6)), np.zeros(n)
        k.level_sets(
            order[:size], neighbours.starts, neighbours.targets,
            observed, expected, clear, parent, sums, best,
        )  # fmt: skip
        parts = _numbered(parent, sums, best, observed, expected, clear, rate)
        reached = np.flatnonzero(parts.likelihood >= line)
        if len(reached):
            chosen = reached[np.argmax(parts.likelihood[reached])]
            return np.flatnonzero(parts.label == chosen)
    return np.empty(0, dtype=np.int64)
