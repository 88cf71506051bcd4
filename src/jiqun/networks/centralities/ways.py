"""How near a node is to all others, and how often it stands between two of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.core import measure
from jiqun.kernels.networks import steps, ways
from jiqun.networks.centralities.sources import (
    ALL_UP_TO,
    STEPS_UP_TO,
    Kernel,
    Lengths,
    Sources,
    followed,
    lengths_of,
    sources_of,
    tell_sampled,
    turned,
)
from jiqun.networks.recording import network_record
from jiqun.networks.ties import Ties, ties_of
from jiqun.results import NodeMeasure
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Of the intervals beside values from sampled starts.
LEVEL = 0.95


@measure(
    "closeness",
    family="network",
    needs="graph",
    per="node",
    unit="1 / distance",
    bounds=(0.0, float("inf")),
    higher_means={"en": "nearer to all it can reach", "zh": "与可达节点更近"},
    source="freeman1978",
    where="eq. 8",
    title={"en": "Closeness", "zh": "接近中心性"},
)
def closeness(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    lengths: Lengths = "steps",
    sources: int | None = None,
    seed: int = 0,
    workers: int = 2,
) -> NodeMeasure:
    r"""Divide 1 by the sum of distances to all that a node can reach.

    Where the network falls into parts, a node of a small part sums few distances and looks
    near: read ``component`` or ``harmonic`` there, which count whom it cannot reach.

    .. math:: C_i = \frac{1}{\sum_{j \text{ reached from } i} d_{ij}}

    Parameters
    ----------
    graph
        Ties; both ways unless it is directed: then from the node to others.
    nodes
        All nodes: those without a tie have NaN. None: those that have a tie.
    lengths
        "steps": each tie is one step. "weights": the weight is a distance. "reciprocals": the
        weight is a strength, and a tie as long as 1 over it.
    sources
        Distances to this many nodes of each part that hangs together; None: to all, where nodes
        times ties are at most 6.4 · 10¹⁰ (10⁹ if not in steps), else to as many as keep it
        there, 100 at least.
    seed
        Of the sample, where there is one.
    workers
        Threads; they change nothing but the time.

    Returns
    -------
    NodeMeasure
        Shape (N,), > 0; NaN for a node that reaches nobody. ``low`` and ``high`` (95 %) where
        distances are sampled. Parts: ``reached`` r, the number of nodes reached; ``normalised``
        r C; ``component`` r C times r / (N - 1) (Wasserman and Faust), ``harmonic`` the mean of
        1 / d over all others (both 0 for a node that reaches nobody); ``standard_error``, 0
        where all are taken; with direction ``in``, C by the distances to the node.

    References
    ----------
    :cite:`freeman1978`, eq. 8; :cite:`wasserman1994`, eq. 5.22; :cite:`eppstein2004` for samples.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> closeness(ties).values.tolist()
    [0.3333333333333333, 0.5, 0.3333333333333333]
    """
    ties = ties_of(graph, nodes)
    up_to = STEPS_UP_TO if lengths == "steps" else ALL_UP_TO
    chosen = sources_of(ties, sources, seed=seed, up_to=up_to)
    there = _distances(turned(ties), lengths, chosen, workers)
    more = {}
    if ties.directed:
        more["in"] = _closeness(_distances(ties, lengths, chosen, workers), chosen)[0]
    values, error = _closeness(there, chosen)
    low, high = _limits(values, error, chosen)
    scale = _scale(chosen)
    reached, others = there[0] * scale, max(ties.size - 1, 1)
    known = np.nan if ties.size < 2 else 1.0  # noqa: PLR2004 - one node has nobody to reach
    parts = {
        "reached": reached,
        "normalised": reached * values,
        "component": known * np.where(reached > 0, reached**2 * values / others, 0.0),
        "harmonic": known * there[3] * scale / others,
        "standard_error": error,
        **more,
    }
    return NodeMeasure(
        nodes=ties.labels,
        values=values,
        low=low,
        high=high,
        parts=parts,
        record=network_record(
            "closeness",
            tell_sampled(ties, chosen),
            graph,
            nodes,
            parameters={"lengths": lengths, "sources": sources},
            seed=seed if chosen.sampled else None,
        ),
    )


@measure(
    "betweenness",
    family="network",
    needs="graph",
    per="node",
    unit="pairs",
    bounds=(0.0, float("inf")),
    higher_means={"en": "more shortest ways lead over it", "zh": "更多最短路径经过该节点"},
    source="freeman1978",
    where="p. 222",
    title={"en": "Betweenness", "zh": "中介中心性"},
)
def betweenness(
    graph: Graph,
    *,
    nodes: Nodes | None = None,
    lengths: Lengths = "steps",
    sources: int | None = None,
    seed: int = 0,
    workers: int = 2,
) -> NodeMeasure:
    r"""Count the pairs of others between which a node stands, by its share of shortest ways.

    A node that joins two halves scores high even with few ties. The figure hangs on single
    ties: one unseen tie between two halves may take most of it away.

    .. math:: B_i = \sum_{s < t;\, s, t \ne i} \frac{\sigma_{st}(i)}{\sigma_{st}}

    Parameters
    ----------
    graph, nodes
        As for :func:`closeness`.
    lengths
        "steps": each tie is one step. "weights": the weight is a distance. "reciprocals": the
        weight is a strength, and a tie as long as 1 over it.
    sources
        Ways from this many nodes of each part that hangs together; None: from all, where nodes
        times ties are at most 10⁹, else from as many as keep it there, 100 at least.
    seed, workers
        Of the sample, where there is one; threads, which change nothing but the time.

    Returns
    -------
    NodeMeasure
        Shape (N,), >= 0, 0 for a node without ties; pairs without order, ordered ones with
        direction. ``low`` and ``high`` (meant as 95 %; they hold 90 to 94 % of the twenty
        highest of 400 nodes, 75 to 93 % of the upper half, since few ways lead over most nodes)
        where ways are sampled. Parts: ``share`` of all pairs of others, NaN below three nodes;
        ``standard_error``, 0 where ways start at all nodes, NaN for a node that no sampled way
        leads over though others may.

    References
    ----------
    :cite:`freeman1978`, p. 222; :cite:`brandes2001`; :cite:`geisberger2008` for samples.

    Examples
    --------
    >>> import polars as pl
    >>> ties = Graph.from_frame(pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}))
    >>> betweenness(ties).values.tolist()
    [0.0, 1.0, 0.0]
    """
    ties = ties_of(graph, nodes)
    chosen = sources_of(ties, sources, seed=seed)
    values, error = _between(ties, lengths, chosen, workers)
    low, high = _limits(values, error, chosen)
    pairs = (1.0 if ties.directed else 0.5) * (ties.size - 1) * (ties.size - 2)
    share = values / pairs if pairs > 0 else np.full(ties.size, np.nan)
    return NodeMeasure(
        nodes=ties.labels,
        values=values,
        low=low,
        high=high,
        parts={"share": share, "standard_error": error},
        record=network_record(
            "betweenness",
            tell_sampled(ties, chosen),
            graph,
            nodes,
            parameters={"lengths": lengths, "sources": sources},
            seed=seed if chosen.sampled else None,
        ),
    )


def _between(ties: Ties, lengths: Lengths, chosen: Sources, workers: int) -> tuple[Float, Float]:
    """Give the betweenness and its standard error.

    From a sample each way counts by how far along it a node lies, and with direction also the
    other way round; the two errors are added, which is never too little.
    """
    if not chosen.sampled:
        total = _summed(ways.between, ties, lengths, chosen, workers)[0]
        return total * (1.0 if ties.directed else 0.5), np.zeros(ties.size)
    size, taken = chosen.size.astype(np.float64), chosen.taken.astype(np.float64)
    values, error = np.zeros(ties.size), np.zeros(ties.size)
    for way in (ties, turned(ties)) if ties.directed else (ties,):
        total, squares = _summed(ways.between_scaled, way, lengths, chosen, workers)
        values += total * size / taken
        error += chosen.error(total, squares, taken, size)
    both = (np.diff(ties.starts) > 0) & (np.diff(ties.back_starts) > 0)
    may = both if ties.directed else np.diff(ties.starts) > 1
    unseen = may & (values == 0) & (taken < size)
    return values, np.where(unseen, np.nan, error)


def _summed(kernel: Kernel, ties: Ties, lengths: Lengths, chosen: Sources, workers: int) -> Float:
    made = lengths_of(ties, lengths)
    return followed(kernel, ties, made, chosen.at, rows=2, workers=workers)


def _distances(ties: Ties, lengths: Lengths, chosen: Sources, workers: int) -> Float:
    """Sum up each node's distances from the starts; shape (5, N)."""
    made = lengths_of(ties, lengths)

    def by_steps(starts: Int, targets: Int, _: Float, sources: Int, out: Float) -> None:
        steps.reach(starts, targets, sources, out)

    kernel = by_steps if lengths == "steps" else ways.reach
    return followed(kernel, ties, made, chosen.at, rows=5, workers=workers)


def _scale(chosen: Sources) -> Float:
    """How many others each start other than the node stands for; shape (N,)."""
    others = chosen.taken - chosen.itself
    return np.where(others > 0, (chosen.size - 1) / np.maximum(others, 1), 0.0)


def _closeness(sums: Float, chosen: Sources) -> tuple[Float, Float]:
    """Give 1 over the sum of distances, and its standard error."""
    total = sums[1] * _scale(chosen)
    values = np.where(total > 0, 1.0 / np.where(total > 0, total, 1.0), np.nan)
    others = (chosen.taken - chosen.itself).astype(np.float64)
    error = chosen.error(sums[1], sums[2], others, (chosen.size - 1).astype(np.float64))
    return values, error * values**2


def _limits(values: Float, error: Float, chosen: Sources) -> tuple[Float, Float]:
    """Give the 95 % interval of each value; NaN where it is exact."""
    from scipy.special import stdtrit

    away = stdtrit(np.maximum(chosen.taken - 1, 1), (1 + LEVEL) / 2) * error
    away = np.where(chosen.taken < chosen.size, away, np.nan)
    return np.maximum(values - away, 0.0), values + away
