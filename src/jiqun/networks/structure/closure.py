"""How far partners of a node are partners of one another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.networks.local import triangles
from jiqun.networks.recording import network_record, node_measure
from jiqun.networks.ties import Ties, both_ways, ties_of
from jiqun.results import NodeMeasure, WholeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]


@measure(
    "clustering",
    family="network",
    needs="graph",
    per="node",
    unit="share",
    bounds=(0.0, 1.0),
    higher_means={"en": "its partners work with one another", "zh": "合作伙伴之间也彼此合作"},
    source="watts1998",
    where="p. 441",
    title={"en": "Local clustering", "zh": "局部聚类系数"},
    aliases=("local-clustering", "clustering-coefficient"),
)
def clustering(graph: Graph, *, nodes: Nodes | None = None) -> NodeMeasure:
    r"""Give the share of pairs of a node's partners that are tied themselves.

    Each joint project of three makes a triangle: in networks made of projects high values are
    no sign of trust. Compare with what chance gives (:func:`small_world`).

    .. math:: C_i = \frac{2 t_i}{k_i (k_i - 1)}

    Parameters
    ----------
    graph
        Ties; their direction does not count.
    nodes
        All nodes; None: those that have a tie.

    Returns
    -------
    NodeMeasure
        Shape (N,), 0 to 1; NaN below two partners. Parts: ``triangles`` t; ``pairs`` of
        partners; ``weighted``, each triangle counted by the weight of the node's two ties in it
        (Barrat et al.), NaN below two partners.

    References
    ----------
    :cite:`watts1998`, p. 441; :cite:`barrat2004`, eq. 5.

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": ["a", "b", "c", "c"], "target": ["b", "c", "a", "d"]}
    >>> clustering(Graph.from_frame(pl.DataFrame(rows))).values.round(4).tolist()
    [1.0, 1.0, 0.3333, nan]
    """
    given = ties_of(graph, nodes)
    ties = both_ways(given)
    count, heavy = closed(ties)
    degree = np.diff(ties.starts).astype(np.float64)
    pairs = degree * (degree - 1) / 2
    strength = np.bincount(ties.rows, weights=ties.weights, minlength=ties.size)
    enough = degree > 1
    weight = np.where(enough, strength * (degree - 1) / 2, 1.0)
    parts = {
        "triangles": count,
        "pairs": pairs,
        "weighted": np.where(enough, np.minimum(heavy / weight, 1.0), np.nan),
    }
    values = np.where(enough, count / np.where(enough, pairs, 1.0), np.nan)
    return node_measure("clustering", given, graph, nodes, values=values, parts=parts)


@measure(
    "transitivity",
    family="network",
    needs="graph",
    per="whole",
    unit="share",
    bounds=(0.0, 1.0),
    higher_means={"en": "partners of one node are often tied", "zh": "同一节点的伙伴之间常有联系"},
    source="newman2001",
    where="eq. 4",
    title={"en": "Transitivity", "zh": "全局聚类系数"},
    aliases=("global-clustering",),
)
def transitivity(graph: Graph, *, nodes: Nodes | None = None) -> WholeMeasure:
    r"""Give the share of ways over two ties that a third tie closes.

    It weighs hubs by their many pairs of partners; ``mean_local`` weighs all nodes alike.

    .. math:: T = \frac{3 \times \text{triangles}}{\text{ways over two ties}}

    Parameters
    ----------
    graph
        Ties; their direction does not count.
    nodes
        All nodes; None: those that have a tie.

    Returns
    -------
    WholeMeasure
        0 to 1; NaN where nobody has two partners. Parts: ``triangles``; ``triples``, the ways
        over two ties; ``mean_local``, the mean of :func:`clustering` over nodes of two partners
        or more; ``nodes_of_two``, how many these are.

    References
    ----------
    :cite:`newman2001`, eq. 4; :cite:`watts1998`.

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"source": ["a", "b", "c", "c"], "target": ["b", "c", "a", "d"]}
    >>> float(transitivity(Graph.from_frame(pl.DataFrame(rows))).values)
    0.6
    """
    ties = ties_of(graph, nodes)
    told = closure_of(both_ways(ties))
    return WholeMeasure(
        values=told.pop("transitivity"),
        parts=told,
        record=network_record("transitivity", ties, graph, nodes),
    )


def closed(ties: Ties) -> tuple[Float, Float]:
    """Count the triangles of each node, plain and by weight; ties both ways."""
    count, heavy = np.zeros(ties.size, dtype=np.int64), np.zeros(ties.size)
    triangles(ties.starts, ties.targets, ties.weights, count, heavy)
    return count.astype(np.float64), heavy


def closure_of(ties: Ties) -> dict[str, Float]:
    """Give the transitivity of ties both ways, and what it is made of."""
    count, _ = closed(ties)
    degree = np.diff(ties.starts).astype(np.float64)
    pairs = degree * (degree - 1) / 2
    enough = degree > 1
    triples, some = pairs.sum(), int(enough.sum())
    local = (count[enough] / pairs[enough]).sum() / some if some else np.nan
    return {
        "transitivity": np.array(count.sum() / triples if triples else np.nan),
        "triangles": np.array(count.sum() / 3),
        "triples": np.array(triples),
        "mean_local": np.array(local),
        "nodes_of_two": np.array(float(some)),
    }
