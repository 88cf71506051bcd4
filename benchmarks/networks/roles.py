"""Roles beside networkx and rustworkx: seconds, and the largest difference.

``python -m benchmarks.networks.roles [--nodes 100000] [--links 1000000] [--peer-nodes 2000]``.
First our measures alone, on a network with as many links as asked and partners as uneven as those
of projects; then each beside its peers on a smaller one with weights, in one process. rustworkx is
not required and has no structural holes: it is held against cut nodes and bridges only. Nobody
else counts brokerage by kind in Python; it is held against a walk over all triads.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.networks import (
    bridge_ties,
    brokerage,
    brokerage_whole,
    constraint,
    cut_nodes,
    effective_size,
    hub_removal,
    participation,
    ties_of,
)
from jiqun.tables import Graph, Nodes

Float = NDArray[np.float64]
KINDS = ("firm", "university", "institute", "intermediary", "agency")


def drawn(nodes: int, links: int, *, uneven: float) -> tuple[Graph, Nodes]:
    """Draw links with whole weights; uneven 1: anywhere, above: more of them at few nodes."""
    chance = stream(seed=1, name="benchmark")
    ends = np.minimum((chance.random((2, links)) ** uneven * nodes).astype(np.int64), nodes - 1)
    names = np.array([f"{k:06}" for k in range(nodes)])
    rows = {
        "source": names[ends[0]],
        "target": names[ends[1]],
        "weight": chance.integers(1, 6, links).astype(float),
    }
    labels = tuple(names.tolist())
    graph = Graph.from_frame(pl.DataFrame(rows), weight="weight", nodes=labels)
    kinds = tuple(KINDS[k] for k in chance.integers(len(KINDS), size=nodes))
    return graph, Nodes(labels=labels, traits={"kind": kinds})


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    """Give the seconds a call takes, and what it gives."""
    begin = time.perf_counter()
    found = function()
    return time.perf_counter() - begin, found


def ours(graph: Graph, nodes: Nodes) -> dict[str, Callable[[], Any]]:
    """Give our measures of roles as functions without arguments."""
    return {
        "constraint": lambda: constraint(graph),
        "effective-size": lambda: effective_size(graph),
        "brokerage": lambda: brokerage(graph, nodes=nodes),
        "brokerage-whole": lambda: brokerage_whole(graph, nodes=nodes),
        "participation": lambda: participation(graph, nodes=nodes),
        "cut-nodes": lambda: cut_nodes(graph),
        "bridges": lambda: bridge_ties(ties_of(graph)),
        "hub-removal": lambda: hub_removal(graph, draws=19),
    }


def triads(graph: Graph, nodes: Nodes) -> Float:
    """Count open two-step ways between different kinds by walking each; shape (N,)."""
    ties = ties_of(graph)
    partners = np.split(ties.targets, ties.starts[1:-1])
    tied = [set(each.tolist()) for each in partners]
    kinds = nodes.traits["kind"]
    found = np.zeros(ties.size)
    for v, each in enumerate(tied):
        for a, b in permutations(each, 2):
            liaison = len({kinds[a], kinds[v], kinds[b]}) == 3
            found[v] += liaison and b not in tied[a]
    return found


def listed(values: dict[Any, float], graph: Graph) -> Float:
    """Put values by node in order."""
    return np.array([values[k] for k in range(len(graph.nodes))], dtype=float)


def peers(graph: Graph, nodes: Nodes) -> list[tuple[str, str, Callable[[], Float]]]:
    """Give what is held against ours: measure, package, function."""
    import networkx as nx

    ties = ties_of(graph)
    once = ties.rows < ties.targets
    held = zip(ties.rows[once].tolist(), ties.targets[once].tolist(), ties.weights[once].tolist(),
               strict=True)  # fmt: skip
    other = nx.Graph()
    other.add_nodes_from(range(ties.size))
    other.add_weighted_edges_from(held)

    def marked(cut: Any) -> Float:
        found = np.zeros(ties.size)
        found[list(cut)] = 1.0
        return found

    every = [
        ("constraint", "networkx", lambda: listed(nx.constraint(other, weight="weight"), graph)),
        (
            "effective-size",
            "networkx, node by node",
            lambda: listed(nx.effective_size(other, nodes=list(other), weight="weight"), graph),
        ),
        (
            "effective-size",
            "networkx, all nodes at once",
            lambda: listed(nx.effective_size(other, weight="weight"), graph),
        ),
        ("brokerage", "walk over all triads", lambda: triads(graph, nodes)),
        ("cut-nodes", "networkx", lambda: marked(nx.articulation_points(other))),
        ("bridges", "networkx", lambda: np.array(float(len(list(nx.bridges(other)))))),
    ]
    return [*every, *rustworkx_cuts(graph)]


def rustworkx_cuts(graph: Graph) -> list[tuple[str, str, Callable[[], Float]]]:
    """Give cut nodes and bridges by rustworkx, its graph built beforehand; nothing without it."""
    try:
        rx = importlib.import_module("rustworkx")
    except ImportError:
        return []
    ties = ties_of(graph)
    once = ties.rows < ties.targets
    theirs = rx.PyGraph()
    theirs.add_nodes_from(range(ties.size))
    pairs = zip(ties.rows[once].tolist(), ties.targets[once].tolist(), strict=True)
    theirs.add_edges_from_no_data(list(pairs))

    def cut() -> Float:
        found = np.zeros(ties.size)
        found[list(rx.articulation_points(theirs))] = 1.0
        return found

    return [
        ("cut-nodes", "rustworkx", cut),
        ("bridges", "rustworkx", lambda: np.array(float(len(rx.bridges(theirs))))),
    ]


def compared(measure: str, found: Any) -> Float:
    """Give of our result what the peers give."""
    if measure == "brokerage":
        return np.asarray(found.values[:, found.roles.index("liaison")])
    if measure == "cut-nodes":
        return np.asarray(found.values > 0, dtype=float)
    return np.array(float(len(found))) if measure == "bridges" else np.asarray(found.values)


def main() -> None:
    """Time our measures on a large network, and beside their peers on a small one."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--nodes", type=int, default=100_000)
    read.add_argument("--links", type=int, default=1_000_000)
    read.add_argument("--peer-nodes", type=int, default=2_000)
    asked = read.parse_args()
    for call in ours(*drawn(60, 200, uneven=1.5)).values():
        call()
    for word, uneven in (("anywhere", 1.0), ("uneven", 3.0)):
        graph, nodes = drawn(asked.nodes, asked.links, uneven=uneven)
        most = int(np.diff(ties_of(graph).starts).max())
        print(f"\n{asked.nodes:,} nodes, {asked.links:,} links, {word}: up to {most:,} partners")
        for name, call in ours(graph, nodes).items():
            print(f"{name:16} {timed(call)[0]:8.2f} s")
        for name, peer, theirs in rustworkx_cuts(graph):
            print(f"{name:16} {timed(theirs)[0]:8.2f} s {peer}")
    graph, nodes = drawn(asked.peer_nodes, 5 * asked.peer_nodes, uneven=1.5)
    mine = {name: timed(call) for name, call in ours(graph, nodes).items()}
    print(f"\n{asked.peer_nodes:,} nodes, {5 * asked.peer_nodes:,} links with weights")
    print(f"{'measure':16} {'peer':28} {'ours, s':>9} {'peer, s':>9} {'ratio':>7} {'differ':>9}")
    for measure, peer, call in peers(graph, nodes):
        seconds, values = timed(call)
        own, found = mine[measure]
        away = np.nanmax(np.abs(compared(measure, found) - values))
        row = f"{measure:16} {peer:28} {own:9.4f} {seconds:9.4f} {seconds / own:7.1f} {away:9.1e}"
        print(row)


if __name__ == "__main__":
    main()
