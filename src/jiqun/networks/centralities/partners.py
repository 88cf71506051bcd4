"""How many partners a node has, and how strong its ties are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.networks.recording import node_measure
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]


@measure(
    "degree",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={"en": "more partners", "zh": "合作伙伴更多"},
    source="freeman1978",
    where="eq. 1",
    title={"en": "Degree", "zh": "度中心性"},
)
def degree(graph: Graph, *, nodes: Nodes | None = None) -> NodeMeasure:
    r"""Count the partners of each node.

    It counts pairs, not ties: partners of two projects count once. It says nothing of how
    strong a tie is (:func:`strength`), nor of ties that nobody recorded.

    .. math:: k_i = \sum_{j \ne i} 1[w_{ij} > 0]

    Parameters
    ----------
    graph
        Ties; both ways unless it is directed. Ties of a node with itself are left out.
    nodes
        All nodes: those without a tie have degree 0. None: those that have a tie.

    Returns
    -------
    NodeMeasure
        Shape (N,), >= 0; with direction, ties to and from the node together. Parts: ``share``,
        of all others (of both directions), NaN for a single node; with direction also ``out``
        and ``in``.

    References
    ----------
    :cite:`freeman1978`, eq. 1.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> degree(ties).values.tolist()
    [1.0, 2.0, 1.0]
    """
    ties = ties_of(graph, nodes)
    out, back = _sums(ties, np.ones_like(ties.weights), np.ones_like(ties.back_weights))
    others = float(ties.size - 1) * (2 if ties.directed else 1)
    values = out + back if ties.directed else out
    share = values / others if others > 0 else np.full(ties.size, np.nan)
    ways = {"out": out, "in": back} if ties.directed else {}
    return node_measure("degree", ties, graph, nodes, values=values, parts={"share": share, **ways})


@measure(
    "strength",
    family="network",
    needs="graph",
    per="node",
    unit="that of the weights",
    bounds=(0.0, float("inf")),
    higher_means={"en": "stronger ties altogether", "zh": "联系总强度更大"},
    source="barrat2004",
    where="eq. 2",
    title={"en": "Strength", "zh": "点强度"},
)
def strength(graph: Graph, *, nodes: Nodes | None = None) -> NodeMeasure:
    r"""Add up the weights of each node's ties.

    A high strength may be many weak ties or one strong one: read it beside :func:`degree`.

    .. math:: s_i = \sum_{j \ne i} w_{ij}

    Parameters
    ----------
    graph, nodes
        As for :func:`degree`.

    Returns
    -------
    NodeMeasure
        Shape (N,), >= 0, in the unit of the weights. Parts: ``mean``, a tie's mean weight, NaN
        for a node without ties; with direction also ``out`` and ``in``.

    References
    ----------
    :cite:`barrat2004`, eq. 2.

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": ["a", "b"], "target": ["b", "c"], "weight": [2.0, 0.5]}
    >>> strength(Graph.from_frame(pl.DataFrame(rows), weight="weight")).values.tolist()
    [2.0, 2.5, 0.5]
    """
    ties = ties_of(graph, nodes)
    out, back = _sums(ties, ties.weights, ties.back_weights)
    values = out + back if ties.directed else out
    count = np.diff(ties.starts) + (np.diff(ties.back_starts) if ties.directed else 0)
    mean = np.where(count > 0, values / np.maximum(count, 1), np.nan)
    ways = {"out": out, "in": back} if ties.directed else {}
    return node_measure("strength", ties, graph, nodes, values=values, parts={"mean": mean, **ways})


def _sums(ties: Ties, out: Float, back: Float) -> tuple[Float, Float]:
    ends = np.repeat(np.arange(ties.size), np.diff(ties.back_starts))
    return (
        np.bincount(ties.rows, weights=out, minlength=ties.size).astype(np.float64),
        np.bincount(ends, weights=back, minlength=ties.size).astype(np.float64),
    )
