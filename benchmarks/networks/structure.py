"""Centralities and structure beside networkx and rustworkx: seconds, and the largest difference.

``python -m benchmarks.networks.structure [--nodes 4000] [--partners 8]``. rustworkx is not
required: where it is not installed its column is left out. Each is timed after a first call on a
small network. Sampled betweenness is held against the exact one.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import MEASURES, stream
from jiqun.networks import ties_of
from jiqun.tables import Graph

Float = NDArray[np.float64]


def drawn(nodes: int, partners: int) -> Graph:
    """Draw a network in which new nodes tie themselves to ends of ties that are there."""
    chance = stream(seed=1, name="benchmark")
    ends = [0, 1]
    source, target = [0], [1]
    half = max(partners // 2, 1)
    for node in range(2, nodes):
        chosen = {ends[int(at)] for at in chance.integers(len(ends), size=half)}
        for other in chosen:
            source.append(node)
            target.append(other)
            ends += [node, other]
    names = np.array([f"{k:06}" for k in range(nodes)])
    rows = {"source": names[source], "target": names[target]}
    return Graph.from_frame(pl.DataFrame(rows), nodes=tuple(names.tolist()))


def pairs(graph: Graph) -> list[tuple[int, int]]:
    """Give each tied pair once."""
    ties = ties_of(graph)
    once = ties.rows < ties.targets
    return list(zip(ties.rows[once].tolist(), ties.targets[once].tolist(), strict=True))


def ours(id: str, **options: Any) -> Callable[[Graph], Float]:
    """Give a measure of ours as a function of the graph."""
    return lambda graph: np.asarray(MEASURES[id].compute(graph, **options).values)


def listed(values: dict[int, float]) -> Float:
    """Put values by node in order."""
    return np.array([values[k] for k in range(len(values))], dtype=float)


def networkx_ways() -> tuple[Callable[[Graph], Any], dict[str, Callable[[Any], Float]]]:
    """Give how networkx takes the pairs, and its functions."""
    import networkx as nx

    def made(graph: Graph) -> Any:
        other = nx.Graph()
        other.add_nodes_from(range(len(graph.nodes)))
        other.add_edges_from(pairs(graph))
        return other

    def path_length(g: Any) -> Float:
        return np.array(nx.average_shortest_path_length(g))

    return made, {
        "betweenness": lambda g: listed(nx.betweenness_centrality(g, normalized=False)),
        "closeness": lambda g: listed(nx.closeness_centrality(g)) / (len(g) - 1),
        "eigenvector": lambda g: listed(nx.eigenvector_centrality(g, max_iter=5000, tol=1e-12)),
        "pagerank": lambda g: listed(nx.pagerank(g, tol=1e-14, max_iter=1000)),
        "core-number": lambda g: listed(nx.core_number(g)),
        "transitivity": lambda g: np.array(nx.transitivity(g)),
        "assortativity": lambda g: np.array(nx.degree_pearson_correlation_coefficient(g)),
        "mean-path-length": path_length,
    }


def rustworkx_ways() -> tuple[Callable[[Graph], Any], dict[str, Callable[[Any], Float]]]:
    """Give how rustworkx takes the pairs, and its functions."""
    rx = importlib.import_module("rustworkx")

    def made(graph: Graph) -> Any:
        other = rx.PyGraph()
        other.add_nodes_from(range(len(graph.nodes)))
        other.add_edges_from_no_data(pairs(graph))
        return other

    def values(given: Any) -> Float:
        return listed(dict(given))

    return made, {
        "betweenness": lambda g: values(rx.betweenness_centrality(g, normalized=False)),
        "closeness": lambda g: values(rx.closeness_centrality(g)) / (len(g) - 1),
        "eigenvector": lambda g: values(rx.eigenvector_centrality(g, max_iter=5000, tol=1e-12)),
        "pagerank": lambda g: values(rx.pagerank(g.to_directed(), tol=1e-14, max_iter=1000)),
        "core-number": lambda g: values(rx.core_number(g)),
        "transitivity": lambda g: np.array(rx.transitivity(g)),
        "mean-path-length": lambda g: np.array(
            rx.unweighted_average_shortest_path_length(g, disconnected=False)
        ),
    }


def timed(function: Callable[[Any], Float], given: Any) -> tuple[float, Float]:
    """Give the seconds a call takes, and what it gives."""
    begin = time.perf_counter()
    found = function(given)
    return time.perf_counter() - begin, found


def main() -> None:
    """Time each measure in each package, in one process, and print a table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--nodes", type=int, default=4000)
    ask.add_argument("--partners", type=int, default=8)
    given = ask.parse_args()
    graph, small = drawn(given.nodes, given.partners), drawn(60, 4)
    peers = {"networkx": networkx_ways()}
    if importlib.util.find_spec("rustworkx") is not None:
        peers["rustworkx"] = rustworkx_ways()
    ready = {name: made(graph) for name, (made, _) in peers.items()}
    print(f"{given.nodes} nodes, {len(pairs(graph))} ties; seconds (times ours; difference)")
    print("| measure | jiqun |", " | ".join(peers), "|")
    for id in peers["networkx"][1]:
        measured = ours(id)
        measured(small)
        own, values = timed(measured, graph)
        cells = []
        for name, (_, functions) in peers.items():
            if id not in functions:
                cells.append("–")
                continue
            other, theirs = timed(functions[id], ready[name])
            scaled = theirs / theirs.max() if id == "eigenvector" else theirs
            apart = float(np.abs(scaled - values).max() / max(np.abs(values).max(), 1e-300))
            cells.append(f"{other:.2f} ({other / own:.0f} x; {apart:.0e})")
        print(f"| `{id}` | {own:.3f} |", " | ".join(cells), "|")
    told_samples(graph)


def told_samples(graph: Graph, *, sources: int = 200, seeds: int = 10) -> None:
    """Say how far sampled betweenness is off, and how often its intervals hold the exact one."""
    exact = MEASURES["betweenness"].compute(graph).values
    top = np.argsort(-exact)[:50]
    seconds, off, stated, held = [], [], [], []
    for seed in range(seeds):
        begin = time.perf_counter()
        found = MEASURES["betweenness"].compute(graph, sources=sources, seed=seed)
        seconds.append(time.perf_counter() - begin)
        off.append((np.abs(found.values - exact) / exact)[top])
        stated.append((found.parts["standard_error"] / exact)[top])
        held.append(((found.low <= exact) & (exact <= found.high))[top])
    print(
        f"betweenness from {sources} nodes, {seeds} seeds: {np.mean(seconds):.3f} s; the 50 highest"
        f" are off by {np.mean(off):.1%} on average (stated error {np.mean(stated):.1%}); 95 %"
        f" intervals hold {np.mean(held):.0%}"
    )


if __name__ == "__main__":
    main()
