"""Awkward networks for the tests of this folder."""

import numpy as np
import polars as pl

from jiqun.core import stream
from jiqun.tables import Graph


def graph_of(pairs, nodes=None, directed=None):
    """Make a graph of (source, target[, weight]) tuples."""
    rows = [(*pair, 1.0) if len(pair) == 2 else pair for pair in pairs]
    frame = pl.DataFrame(
        {
            "source": pl.Series([str(row[0]) for row in rows], dtype=pl.String),
            "target": pl.Series([str(row[1]) for row in rows], dtype=pl.String),
            "weight": pl.Series([float(row[2]) for row in rows], dtype=pl.Float64),
        }
    )
    return Graph.from_frame(frame, weight="weight", nodes=nodes, directed=directed)


def random_graph(n, ties, seed, *, directed=None, weights=(1.0,)):
    """Draw ties with hubs, self-ties, repeated ones, islands; weights out of a few (0 too)."""
    chance = stream(seed=seed, name="drawn")
    end = np.minimum((chance.random((2, ties)) ** 1.7 * n).astype(int), n - 1)
    weight = chance.choice(weights, ties)
    pairs = [(a, b, w) for a, b, w in zip(*end.tolist(), weight.tolist(), strict=True)]
    return graph_of(pairs, nodes=tuple(str(k) for k in range(n)), directed=directed)


def plain(graph):
    """Give the same as networkx graph: no self-ties, no ties of weight 0."""
    import networkx as nx

    made = nx.DiGraph() if graph.directed else nx.Graph()
    made.add_nodes_from(graph.nodes)
    rows = np.repeat(np.arange(len(graph.nodes)), np.diff(graph.starts))
    done = set()
    for a, b, w in zip(rows.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True):
        if a == b or w == 0 or (graph.directed is False and (b, a) in done):
            continue
        done.add((a, b))
        one, other = graph.nodes[a], graph.nodes[b]
        before = made[one][other]["weight"] if made.has_edge(one, other) else 0.0
        made.add_edge(one, other, weight=before + w)
    return made
