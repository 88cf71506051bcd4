"""Communities beside permissive peers in one process: modularity and seconds.

python -m benchmarks.networks.communities [--nodes 1e4 1e5] [--degree 12] [--mixing 0.3 0.5]
    [--searches 3] [--h2020 PARTICIPATIONS.parquet]

Planted partitions with unequal degrees, and the network of Horizon 2020's projects where it is
given. Each library gets the same ties in the form that it takes, ready made (ours: compressed
rows; graspologic-native: tuples of text; networkx and networkit: their graphs). Modularity is
computed by one function for all. Libraries that are not installed are left out; rustworkx has no
communities by modularity.
"""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.machine import Clock, describe
from jiqun.core import stream
from jiqun.kernels.finding.communities import leiden, modularity
from jiqun.networks import tie_network
from jiqun.networks.groups.partition import Rows, compressed

#: Louvain in Python is not waited for beyond.
SLOW = 300_000


def main() -> None:
    """Build, search, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--nodes", type=float, nargs="+", default=[1e4, 1e5])
    ask.add_argument("--degree", type=float, default=12)
    ask.add_argument("--mixing", type=float, nargs="+", default=[0.3, 0.5])
    ask.add_argument("--searches", type=int, default=3)
    ask.add_argument("--h2020", type=Path)
    given = ask.parse_args()
    print(describe())
    told = [
        (f"{round(n):,} nodes, mixing {mixing}", planted(round(n), given.degree, mixing))
        for n in given.nodes
        for mixing in given.mixing
    ]
    if given.h2020:
        told.append(("Horizon 2020", horizon(given.h2020)))
    for name, rows in told:
        print(f"{name}: {len(rows.order):,} nodes, {len(rows.targets) // 2:,} ties")
        for peer, scores, seconds, worked in compared(rows, given.searches):
            print(
                f"  {peer:<34} modularity {np.mean(scores):.4f} "
                f"({min(scores):.4f}–{max(scores):.4f})  {np.median(seconds):8.3f} s,"
                f" processor {np.median(worked):8.3f} s",
                flush=True,
            )


def planted(n: int, degree: float, mixing: float) -> Rows:
    """Make communities of 20 to 500, degrees by a power law; a share of ends is tied anywhere."""
    rng = stream(seed=n, name="benchmark-communities")
    sizes = np.exp(rng.uniform(np.log(20), np.log(500), n // 50)).astype(int)
    own = np.repeat(np.arange(len(sizes)), sizes)[:n]
    own = np.concatenate([own, np.full(n - len(own), len(sizes))])
    pull = (1 - rng.random(n)) ** (-1 / 1.7)
    pull = np.minimum(pull / pull.mean() * degree, np.sqrt(n))
    ends = np.repeat(np.arange(n), rng.poisson(pull))
    near = rng.random(len(ends)) >= mixing
    pairs = [_matched(ends[~near], rng)]
    home = ends[near][rng.permutation(int(near.sum()))]
    home = home[np.argsort(own[home], kind="stable")]
    a, b = home[:-1:2], home[1::2]
    pairs.append((a[own[a] == own[b]], b[own[a] == own[b]]))
    a, b = (np.concatenate(two) for two in zip(*pairs, strict=True))
    a, b = a[a != b], b[a != b]
    weight = np.ones(2 * len(a))
    return compressed(np.arange(n), np.concatenate([a, b]), np.concatenate([b, a]), weight)


def _matched(ends: Any, rng: np.random.Generator) -> Any:
    mixed = ends[rng.permutation(len(ends))]
    half = len(mixed) // 2
    return mixed[:half], mixed[half : 2 * half]


def horizon(file: Path) -> Rows:
    """Build the network of organisations in joint projects, at most 50 members each."""
    frame = pl.read_parquet(file, columns=["rcn", "pic"]).rename(
        {"rcn": "project", "pic": "organisation"}
    )
    firms = frame.select("organisation").unique().drop_nulls()
    none = pl.DataFrame(schema={"source": pl.String, "target": pl.String})
    net = tie_network(none, firms, projects=frame.drop_nulls())
    return Rows(
        order=np.arange(net.size), starts=net.starts, targets=net.targets, weights=net.weights
    )


def compared(
    rows: Rows, searches: int
) -> Iterator[tuple[str, list[float], list[float], list[float]]]:
    """Give each library's modularity, seconds and processor seconds of each search."""
    warm = planted(200, 8, 0.3)
    leiden(warm.starts, warm.targets, warm.weights, seed=1)
    for name, make in _libraries(rows).items():
        search = make()
        scores, seconds, worked = [], [], []
        for seed in range(searches):
            with Clock(name) as clock:
                label = search(seed)
            scores.append(modularity(rows.starts, rows.targets, rows.weights, np.asarray(label)))
            seconds.append(clock.seconds)
            worked.append(clock.processor)
        yield name, scores, seconds, worked


def _libraries(rows: Rows) -> dict[str, Callable[[], Callable[[int], Any]]]:
    found: dict[str, Callable[[], Callable[[int], Any]]] = {
        "jiqun, 2 rounds": lambda: (
            lambda seed: leiden(rows.starts, rows.targets, rows.weights, seed=seed, rounds=2)
        ),
        "jiqun, 3 rounds": lambda: (
            lambda seed: leiden(rows.starts, rows.targets, rows.weights, seed=seed, rounds=3)
        ),
        "jiqun, until nothing moves": lambda: (
            lambda seed: leiden(rows.starts, rows.targets, rows.weights, seed=seed, rounds=20)
        ),
    }
    if importlib.util.find_spec("graspologic_native"):
        found["graspologic-native, 1 iteration"] = lambda: _graspologic(rows, 1)
        found["graspologic-native, 4 iterations"] = lambda: _graspologic(rows, 4)
    if importlib.util.find_spec("networkit"):
        found["networkit PLM (Louvain), refined"] = lambda: _networkit(rows, "PLM")
        found["networkit ParallelLeiden"] = lambda: _networkit(rows, "ParallelLeiden")
    if len(rows.targets) // 2 <= SLOW:
        found["networkx Louvain"] = lambda: _networkx(rows)
    return found


def _once(rows: Rows) -> tuple[Any, Any, Any]:
    a, b = rows.ends
    return a[a < b], b[a < b], rows.weights[a < b]


def _graspologic(rows: Rows, iterations: int) -> Callable[[int], Any]:
    import graspologic_native

    a, b, weight = _once(rows)
    ties = [
        (str(x), str(y), float(w))
        for x, y, w in zip(a.tolist(), b.tolist(), weight.tolist(), strict=True)
    ]

    def search(seed: int) -> Any:
        _, found = graspologic_native.leiden(
            ties, resolution=1.0, randomness=0.001, iterations=iterations, use_modularity=True,
            seed=seed, trials=1,
        )  # fmt: skip
        label = np.arange(rows.size) + rows.size  # nodes without ties are not among them
        for node, group in found.items():
            label[int(node)] = group
        return label

    return search


def _networkit(rows: Rows, which: str) -> Callable[[int], Any]:
    import networkit

    graph = networkit.GraphFromCoo(
        (_once(rows)[2], _once(rows)[:2]), n=rows.size, weighted=True, directed=False
    )

    def search(seed: int) -> Any:
        networkit.setSeed(seed, useThreadId=False)
        if which == "PLM":
            made = networkit.community.PLM(graph, refine=True)
        else:
            made = networkit.community.ParallelLeiden(graph, iterations=4)
        made.run()
        return np.array(made.getPartition().getVector(), dtype=np.int64)

    return search


def _networkx(rows: Rows) -> Callable[[int], Any]:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(rows.size))
    graph.add_weighted_edges_from(zip(*(one.tolist() for one in _once(rows)), strict=True))

    def search(seed: int) -> Any:
        label = np.empty(rows.size, dtype=np.int64)
        for k, group in enumerate(nx.community.louvain_communities(graph, seed=seed)):
            label[list(group)] = k
        return label

    return search


if __name__ == "__main__":
    main()
