"""The zones of one category: cores that touch, and the bridges between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.borders.plans import ZoneRules
from jiqun.kernels.finding import zones as k
from jiqun.kernels.linear.products import dot
from jiqun.kernels.sphere import EARTH_KM
from jiqun.tables import Graph

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: A labour market, and steps between bordering regions.
USUAL_REACH_KM, REACH_IN_STEPS = 80.0, 1.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Map:
    """Who borders on whom, and where.

    Attributes
    ----------
    neighbours
        The graph of R regions.
    places
        Shape (R, 3): points on the unit sphere; NaN where not known.
    """

    neighbours: Graph
    places: Float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Zones:
    """Zones of one category.

    Attributes
    ----------
    label
        Shape (R,): number of each region's zone, -1 in none.
    likelihood, observed, expected
        Shape (Z,): log likelihood ratio of each zone, what is counted in it, what is usual.
    rate
        Shape (R,): the shrunk rate of every region.
    """

    label: Int
    likelihood: Float
    observed: Float
    expected: Float
    rate: Float


def rates(observed: Float, expected: Float, neighbours: Graph, rules: ZoneRules) -> Float:
    r"""Give each region's rate, shrunk towards what its neighbours make likely.

    .. math:: \theta_r = \frac{o_r + a\, m_r}{e_r + a},\quad
        m_r = 1 + \lambda \left(\min\left(\frac{a + \sum_s o_s}{a + \sum_s e_s}, 4\right)
        - 1\right)

    with s the neighbours, a the ``prior``, λ the ``lean``.
    """
    out = np.empty(len(observed))
    k.rates(observed, expected, neighbours.starts, neighbours.targets, rules.prior, rules.lean, out)
    return out


def zones_of(
    observed: Float,
    expected: Float,
    clear: Float,
    core: NDArray[np.bool_],
    around: Map,
    rules: ZoneRules,
    rate: Float,
) -> Zones:
    """Join cores that touch to zones around their peaks, then let bridges in.

    observed, expected, clear, core, rate: (R,), of one category.
    """
    n = len(observed)
    if not core.any():
        none = np.empty(0)
        return Zones(label=np.full(n, -1), likelihood=none, observed=none, expected=none, rate=rate)
    reach = chord(USUAL_REACH_KM if rules.reach_km is None else rules.reach_km)
    parent, sums, centre = np.empty(n, np.int64), np.zeros((n, 4)), np.zeros(n, np.int64)
    graph = around.neighbours.starts, around.neighbours.targets, around.places, reach
    order = _descending(observed - expected, core)
    k.basins(order, *graph, observed, expected, clear, parent, sums, centre)
    weaker = ~core & (rate >= rules.bridge_rate) & (observed > expected)
    between = _descending(rate, weaker)
    if len(between):
        k.bridges(
            between, *graph, observed, expected, clear, rules.least_rate, parent, sums, centre
        )
    return _numbered(parent, sums, observed, expected, clear, rate)


def usual_reach(around: Map) -> float:
    """Give the reach in km where none is asked for.

    80 km, or :data:`REACH_IN_STEPS` times the median distance between bordering regions' centres
    where that is more: among states, zones must be able to hold more than one.
    """
    graph = around.neighbours
    start = np.repeat(np.arange(len(graph.nodes)), np.diff(graph.starts))
    away = around.places[start] - around.places[graph.targets]
    apart = np.sqrt((away**2).sum(axis=1))
    known = apart[np.isfinite(apart)]
    if not len(known):
        return USUAL_REACH_KM
    step = 2 * EARTH_KM * float(np.arcsin(min(np.median(known) / 2, 1.0)))
    return max(USUAL_REACH_KM, round(REACH_IN_STEPS * step, 1))


def chord(km: float) -> float:
    """Give the squared chord on the unit sphere of a distance in kilometres."""
    return float((2 * np.sin(min(km / EARTH_KM, np.pi) / 2)) ** 2)


def _descending(value: Float, chosen: NDArray[np.bool_]) -> Int:
    index = np.flatnonzero(chosen)
    return np.asarray(index[np.argsort(-value[index], kind="stable")])


def _numbered(
    parent: Int, sums: Float, observed: Float, expected: Float, clear: Float, rate: Float
) -> Zones:
    roots = np.unique(parent[parent >= 0])
    number = np.full(len(parent) + 1, -1)
    number[roots] = np.arange(len(roots))
    all_o, all_e = dot(clear, observed), dot(clear, expected)
    likelihood = np.array(
        [k.likelihood(o, e, all_o - bo, all_e - be) for o, e, bo, be in sums[roots].tolist()]
    )
    return Zones(
        label=number[parent],
        likelihood=likelihood,
        observed=sums[roots, 0],
        expected=sums[roots, 1],
        rate=rate,
    )
