"""A network as its measures read it: nodes, and their ties in compressed rows, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, Problems, problem
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ties:
    """N nodes and their ties, none of a node with itself, each pair once.

    Attributes
    ----------
    labels
        N codes.
    directed
        Whether a tie holds one way only; where it does not, both ways stand in the rows.
    starts, targets, weights
        Ties by where they begin, in compressed rows: (N + 1,), (M,), (M,); targets ascending,
        weights above 0.
    back_starts, sources, back_weights
        The same ties by where they end; without direction the same arrays.
    cautions
        What was left out or added up.
    """

    labels: tuple[str, ...]
    directed: bool
    starts: Int
    targets: Int
    weights: Float
    back_starts: Int
    sources: Int
    back_weights: Float
    cautions: tuple[Caution, ...] = ()

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.labels)

    @property
    def rows(self) -> Int:
        """Where each tie begins; shape (M,)."""
        return np.repeat(np.arange(self.size), np.diff(self.starts))


def ties_of(graph: Graph, nodes: Nodes | None = None) -> Ties:
    """Give the ties of an edge list: both ways, unless the graph says that it is directed.

    Ties of a node with itself are left out. ``nodes`` add those without any tie.

    Raises
    ------
    InputError
        ``graph-negative``: a weight below 0; ``graph-strangers``: a tie of a node that ``nodes``
        does not have.
    """
    labels, at = _labels(graph, nodes)
    source = at[np.repeat(np.arange(len(graph.nodes)), np.diff(graph.starts))]
    target, weight = at[graph.targets], graph.weights
    _refuse_negative(graph, weight)
    told: list[Caution] = []
    loops, none = source == target, weight == 0
    if loops.any():
        told.append(Caution("links-loops", {"ties": int(loops.sum())}))
    if none.any():
        told.append(Caution("graph-weightless", {"ties": int(none.sum())}))
    kept = ~(loops | none)
    source, target, weight = source[kept], target[kept], weight[kept]
    directed = graph.directed is True
    if graph.directed is None:
        both = _pairs_both_ways(source, target, len(labels))
        if both:
            told.append(Caution("graph-both-ways", {"pairs": both}))
        source, target = np.concatenate([source, target]), np.concatenate([target, source])
        weight = np.concatenate([weight, weight])
    return network_ties(labels, source, target, weight, directed=directed, cautions=told)


def network_ties(
    labels: tuple[str, ...],
    source: Int,
    target: Int,
    weight: Float,
    *,
    directed: bool,
    cautions: Sequence[Caution] = (),
) -> Ties:
    """Arrange ties; repeated ones are added up. Without direction both ways must be given."""
    out = _compressed(source, target, weight, len(labels))
    back = _compressed(target, source, weight, len(labels)) if directed else out
    return Ties(
        labels=labels,
        directed=directed,
        starts=out[0],
        targets=out[1],
        weights=out[2],
        back_starts=back[0],
        sources=back[1],
        back_weights=back[2],
        cautions=tuple(cautions),
    )


def both_ways(ties: Ties) -> Ties:
    """Give the same ties without direction: both ways, the weights of the two ways added up."""
    if not ties.directed:
        return ties
    source, target = ties.rows, ties.targets
    return network_ties(
        ties.labels,
        np.concatenate([source, target]),
        np.concatenate([target, source]),
        np.concatenate([ties.weights, ties.weights]),
        directed=False,
        cautions=ties.cautions,
    )


def _labels(graph: Graph, nodes: Nodes | None) -> tuple[tuple[str, ...], Int]:
    """Give the labels, and the position of each node of the graph among them."""
    if nodes is None:
        return graph.nodes, np.arange(len(graph.nodes))
    place = {label: k for k, label in enumerate(nodes.labels)}
    strange = [label for label in graph.nodes if label not in place]
    if strange:
        raise InputError(
            problem("graph-strangers", subject="nodes", count=len(strange), examples=strange[:3])
        )
    return nodes.labels, np.array([place[label] for label in graph.nodes], dtype=np.int64)


def _refuse_negative(graph: Graph, weight: Float) -> None:
    below = np.flatnonzero(weight < 0)
    problems = Problems()
    if len(below):
        at = int(below[0])
        ends = (
            graph.nodes[int(np.searchsorted(graph.starts, at, side="right")) - 1],
            graph.nodes[int(graph.targets[at])],
        )
        problems.add(
            "graph-negative", subject="weight", count=len(below), value=weight[at], ends=list(ends)
        )
    problems.check()


def _pairs_both_ways(source: Int, target: Int, size: int) -> int:
    """Count pairs that are listed twice; a graph lists each tie once, none is a loop here."""
    pairs = np.sort(np.minimum(source, target) * size + np.maximum(source, target))
    return int((pairs[1:] == pairs[:-1]).sum())


def _compressed(source: Int, target: Int, weight: Float, size: int) -> tuple[Int, Int, Float]:
    flat, at = np.unique(source * max(size, 1) + target, return_inverse=True)
    sums = np.bincount(at, weights=weight, minlength=len(flat)).astype(np.float64)
    starts = np.searchsorted(flat, np.arange(size + 1) * max(size, 1)).astype(np.int64)
    return starts, (flat % max(size, 1)).astype(np.int64), sums
