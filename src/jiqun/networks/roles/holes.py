"""Structural holes: how far a node's partners are tied among one another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.networks.roles import detours, redundancies
from jiqun.networks.recording import node_measure
from jiqun.networks.roles.skeleton import Skeleton, skeleton_of
from jiqun.networks.ties import ties_of
from jiqun.results import NodeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]


@measure(
    "constraint",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={
        "en": "fewer holes among its partners: more dependent on them",
        "zh": "伙伴之间结构洞更少：更受其约束",
    },
    source="burt1992",
    where="eq. 2.4",
    title={"en": "Constraint", "zh": "结构洞约束系数"},
)
def constraint(graph: Graph, *, nodes: Nodes | None = None) -> NodeMeasure:
    r"""Measure how far a node's ties lead back to the same partners.

    Low: its partners do not know one another, so that it stands between them. It exceeds 1 for
    nodes with few partners that are tied to one another, and says little of a node with one
    partner, which is 1 there whatever the rest of the network is like.

    .. math::
        c_i = \sum_{j \in N(i)} \Big(p_{ij} + \sum_{q \ne i, j} p_{iq} p_{qj}\Big)^2, \quad
        p_{ij} = \frac{w_{ij} + w_{ji}}{\sum_{k \ne i} (w_{ik} + w_{ki})}

    Parameters
    ----------
    graph
        Ties; with direction both ways of a pair are added up. Ties of a node with itself are
        left out.
    nodes
        All nodes, also those without a tie. None: those that have a tie.

    Returns
    -------
    NodeMeasure
        Shape (N,), > 0; NaN for a node without partners. Parts: ``partners``; ``hierarchy``, from
        0 (each partner constrains alike) to 1 (one of them does), after Coleman and Theil, NaN
        below two partners.

    References
    ----------
    :cite:`burt1992`, eq. 2.4 and 2.9; :cite:`burt2004`.

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": ["a", "a", "b", "a"], "target": ["b", "c", "c", "d"]}
    >>> constraint(Graph.from_frame(pl.DataFrame(rows))).values.round(3).tolist()
    [0.611, 1.007, 1.007, 1.0]
    """
    ties = ties_of(graph, nodes)
    pairs = skeleton_of(ties)
    up, down = _shares(pairs)
    there, back = detours(pairs.starts, pairs.ends, up, down)
    there, back = (up + there) ** 2, (down + back) ** 2
    partners = _partners(pairs)
    values = np.where(partners > 0, pairs.by_node(there, back), np.nan)
    parts = {"partners": partners, "hierarchy": _hierarchy(pairs, there, back, values, partners)}
    return node_measure("constraint", ties, graph, nodes, values=values, parts=parts)


@measure(
    "effective-size",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={
        "en": "more partners that do not repeat one another",
        "zh": "互不重复的伙伴更多",
    },
    source="burt1992",
    where="eq. 2.2",
    title={"en": "Effective size", "zh": "有效规模"},
)
def effective_size(graph: Graph, *, nodes: Nodes | None = None) -> NodeMeasure:
    r"""Count a node's partners less what they repeat of one another.

    It equals the number of partners where none of them is tied to another. Without weights it
    is degree less the partners' mean degree among themselves. With weights it is Burt's sum;
    the matrix form of some packages divides by the strongest tie of the wrong node there.

    .. math::
        e_i = \sum_{j \in N(i)} \Big(1 - \sum_{q \ne i, j} p_{iq} m_{jq}\Big), \quad
        m_{jq} = \frac{w_{jq} + w_{qj}}{\max_{k \ne j} (w_{jk} + w_{kj})}

    Parameters
    ----------
    graph, nodes
        As for :func:`constraint`.

    Returns
    -------
    NodeMeasure
        Shape (N,), from above 0 to the number of partners; NaN for a node without partners.
        Parts: ``partners``; ``efficiency``, effective size over partners.

    References
    ----------
    :cite:`burt1992`, eq. 2.2; without weights :cite:`borgatti1997`.

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": ["a", "a", "b", "a"], "target": ["b", "c", "c", "d"]}
    >>> effective_size(Graph.from_frame(pl.DataFrame(rows))).values.round(3).tolist()
    [2.333, 1.0, 1.0, 1.0]
    """
    ties = ties_of(graph, nodes)
    pairs = skeleton_of(ties)
    up, down = _shares(pairs)
    most = np.zeros(len(pairs.order))
    np.maximum.at(most, pairs.begins, pairs.weight)
    np.maximum.at(most, pairs.ends, pairs.weight)
    most_up, most_down = pairs.weight / most[pairs.begins], pairs.weight / most[pairs.ends]
    repeated = np.empty(ties.size)
    repeated[pairs.order] = redundancies(pairs.starts, pairs.ends, up, down, most_up, most_down)
    partners = _partners(pairs)
    values = np.where(partners > 0, partners - repeated, np.nan)
    with np.errstate(invalid="ignore"):
        parts = {"partners": partners, "efficiency": values / partners}
    return node_measure("effective-size", ties, graph, nodes, values=values, parts=parts)


def _shares(pairs: Skeleton) -> tuple[Float, Float]:
    """Give each pair's share in all that its lower end has, and its higher end."""
    strength = pairs.by_node(pairs.weight, pairs.weight)[pairs.order]
    return pairs.weight / strength[pairs.begins], pairs.weight / strength[pairs.ends]


def _partners(pairs: Skeleton) -> Float:
    ones = np.ones_like(pairs.weight)
    return pairs.by_node(ones, ones)


def _hierarchy(pairs: Skeleton, there: Float, back: Float, values: Float, partners: Float) -> Float:
    """Say how unevenly a node's constraint comes from its partners."""
    mean = np.where(partners > 0, values / np.maximum(partners, 1), np.nan)[pairs.order]
    up, down = there / mean[pairs.begins], back / mean[pairs.ends]
    uneven = pairs.by_node(up * np.log(up), down * np.log(down))
    several = partners > 1
    scale = np.where(several, partners * np.log(np.where(several, partners, 2.0)), np.nan)
    return uneven / scale
