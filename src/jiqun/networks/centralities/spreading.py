"""How central a node is by how central its partners are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, measure, problem
from jiqun.kernels.networks import spreading
from jiqun.kernels.ties import levelled
from jiqun.networks.centralities.roots import of_cycles, of_parts
from jiqun.networks.centralities.sources import part_labels
from jiqun.networks.recording import network_record
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
#: Rounds after which PageRank counts as not standing still, and how still is still.
ROUNDS, CLOSE = 2_000, 1e-13


@measure(
    "eigenvector",
    family="network",
    needs="graph",
    per="node",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={"en": "tied to nodes that are central themselves", "zh": "与中心节点相连"},
    source="bonacich1972",
    where="p. 114",
    title={"en": "Eigenvector centrality", "zh": "特征向量中心性"},
)
def eigenvector(graph: Graph, *, nodes: Nodes | None = None, weighted: bool = True) -> NodeMeasure:
    r"""Give each node a value in proportion to the sum of its partners' values; the largest is 1.

    It ranks the nodes of the densest part. Parts that do not hang together with it have 0: for
    them read ``own``, or :func:`degree`.

    .. math:: \lambda x_i = \sum_j w_{ji} x_j

    Parameters
    ----------
    graph
        Ties; with direction a node gathers from those whose ties lead to it.
    nodes
        All nodes: those without a tie have 0. None: those that have a tie.
    weighted
        Whether weights count; no: each tied pair counts 1.

    Returns
    -------
    NodeMeasure
        Shape (N,), 0 to 1; NaN where there is no tie, with direction where no ties lead in a
        circle. Where several parts have the same largest root, the largest of each is 1.
        Parts: without direction ``own``, the same within the node's own part (1 in a pair, NaN
        for a node without ties).

    References
    ----------
    :cite:`bonacich1972`, p. 114.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> eigenvector(ties).values.round(6).tolist()
    [0.707107, 1.0, 0.707107]
    """
    ties = ties_of(graph, nodes)
    counted = ties if weighted else plainly(ties)
    parts: dict[str, Float] = {}
    if ties.directed:
        _, values, settled = of_cycles(counted)
    else:
        label = part_labels(counted)
        roots, own, settled = of_parts(counted, label)
        best = levelled(roots).max(initial=0.0)
        there = (levelled(roots) == best)[label] & (best > 0)
        values = np.where(there, own, 0.0 if best > 0 else np.nan)
        parts["own"] = own
    if not settled:
        ties = _cautioned(ties, Caution("network-unsettled", {"id": "eigenvector"}))
    record = network_record("eigenvector", ties, graph, nodes, parameters={"weighted": weighted})
    return NodeMeasure(nodes=ties.labels, values=values, parts=parts, record=record)


@measure(
    "pagerank",
    family="network",
    needs="graph",
    per="node",
    unit="share",
    bounds=(0.0, 1.0),
    higher_means={"en": "more often met on a walk along ties", "zh": "沿联系随机游走时更常到达"},
    source="brin1998",
    where="p. 110",
    title={"en": "PageRank", "zh": "PageRank 值"},
)
def pagerank(
    graph: Graph, *, nodes: Nodes | None = None, weighted: bool = True, damping: float = 0.85
) -> NodeMeasure:
    r"""Give the share of time that a walk along ties spends at each node.

    The walk follows a tie with chance ``damping`` and jumps to any node otherwise, also from
    nodes that no tie leaves. Without direction it says little more than the share of ties:
    compare ``strength_share``.

    .. math:: x_i = \frac{1 - d}{N} + d \sum_j \frac{w_{ji}}{\sum_k w_{jk}} x_j

    Parameters
    ----------
    graph, nodes
        Ties, both ways unless directed; all nodes, or None: those that have a tie.
    weighted
        Whether weights count; no: each tied pair counts 1.
    damping
        d, at least 0 and below 1.

    Returns
    -------
    NodeMeasure
        Shape (N,), adds up to 1; never NaN. Parts: ``strength_share``, the share of all weight
        (of incoming weight), NaN where there is no tie.

    References
    ----------
    :cite:`brin1998`, p. 110.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> pagerank(ties).values.round(4).tolist()
    [0.2568, 0.4865, 0.2568]
    """
    if not 0 <= damping < 1:
        raise InputError(problem("damping-range", subject="damping", value=damping))
    ties = ties_of(graph, nodes)
    counted = ties if weighted else plainly(ties)
    leaving = np.bincount(counted.rows, weights=counted.weights, minlength=ties.size)
    coming = np.bincount(counted.targets, weights=counted.weights, minlength=ties.size)
    values = np.full(ties.size, 1.0 / max(ties.size, 1))
    passed = counted.back_weights / leaving[counted.sources]
    if ties.size and _walked(counted, passed, damping, values) < 0:
        ties = _cautioned(ties, Caution("network-unsettled", {"id": "pagerank"}))
    total = coming.sum()
    share = coming / total if total > 0 else np.full(ties.size, np.nan)
    record = network_record(
        "pagerank", ties, graph, nodes, parameters={"weighted": weighted, "damping": damping}
    )
    return NodeMeasure(
        nodes=ties.labels, values=values, parts={"strength_share": share}, record=record
    )


def _walked(ties: Ties, passed: Float, damping: float, values: Float) -> int:
    return int(
        spreading.ranks(ties.back_starts, ties.sources, passed, damping, ROUNDS, CLOSE, values)
    )


def plainly(ties: Ties) -> Ties:
    """Give the same ties, each counting 1."""
    return replace(
        ties, weights=np.ones_like(ties.weights), back_weights=np.ones_like(ties.back_weights)
    )


def _cautioned(ties: Ties, caution: Caution) -> Ties:
    return replace(ties, cautions=(*ties.cautions, caution))
