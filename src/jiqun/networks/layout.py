"""Where to draw the nodes of a network: springs, and the ties worth drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.ties import levelled

Float = NDArray[np.float64]
Edge = tuple[int, int, float]


def spring_places(
    nodes: int,
    edges: Sequence[Edge],
    *,
    seed: int,
    rounds: int,
    spacing: float | None = None,
    weighted: bool = True,
) -> Float:
    """Lay out a network: shape (N, 2), each way 0-1, the same for the same network.

    Parameters
    ----------
    nodes, edges
        Their number; pairs of numbers with a weight.
    seed, rounds
        Of the first places; how often springs pull.
    spacing
        Usual distance of nodes; None: the springs' own.
    weighted
        Whether heavier ties pull more.

    References
    ----------
    Springs after Fruchterman and Reingold (1991), as networkx has them.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_weighted_edges_from(edges)
    weight = "weight" if weighted else None
    spots = nx.spring_layout(graph, seed=seed, iterations=rounds, k=spacing, weight=weight)
    at = np.array([spots[k] for k in range(nodes)]).reshape(-1, 2)
    span = np.ptp(at, axis=0) if nodes else np.ones(2)
    return np.asarray((at - at.min(axis=0)) / np.where(span > 0, span, 1.0)) if nodes else at


def strongest_ties(likeness: Float, *, each: int, positive: bool = False) -> list[Edge]:
    """Give the ties worth drawing of a full network: a tree that holds all, and the strongest.

    Parameters
    ----------
    likeness
        Shape (N, N), symmetric; the diagonal isn't read.
    each
        Strongest ties of every node beside the maximum spanning tree's.
    positive
        Leave out those of no weight.
    """
    import networkx as nx

    near = likeness.copy()
    np.fill_diagonal(near, 0.0)
    drawn = nx.maximum_spanning_tree(nx.from_numpy_array(near))
    for node in range(len(near)):
        for other in np.argsort(-levelled(near[node]), kind="stable")[:each]:
            if near[node, other] > 0 or not positive:
                drawn.add_edge(node, int(other), weight=float(near[node, other]))
    return [(int(i), int(j), float(data["weight"])) for i, j, data in drawn.edges(data=True)]


def largest_part(nodes: int, edges: Sequence[Edge]) -> list[int]:
    """Give the nodes of the largest connected part, ascending; the first node without any tie."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_edges_from((a, b) for a, b, _ in edges)
    parts = [sorted(part) for part in nx.connected_components(graph)]
    return max(parts, key=len) if parts else list(range(min(nodes, 1)))
