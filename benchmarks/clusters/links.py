"""Clusters from links on planted truth, beside plain Louvain and DBSCAN; the plane; bootstraps.

python -m benchmarks.clusters.links [--establishments 3e4 1e5 3e5] [--seeds 21 22 23] [--noise 0.3]
    [--spoiled 0 0.5] [--peers] [--bootstraps 200] [--workers 2]

The method was developed on seed 5. ``--spoiled 0.5`` takes half of all ties away and adds as many
between organisations at random.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

import networkx as nx
import numpy as np
import polars as pl

from benchmarks.clusters.baselines import dbscan_by_category
from benchmarks.machine import Clock
from jiqun.clusters.ties import (
    LinkingPlan,
    LinksPlan,
    LinkTables,
    find_in_links,
    linking,
    plane,
    resampled_links,
)
from jiqun.core import stream
from jiqun.networks import NetworkPlan, tie_network
from jiqun.planted import DEFINITION, Economy, economy, economy_plan
from jiqun.planted.scoring import score_finds

THRESHOLDS: Final = (0.25, 0.5)
#: Ties of organisations that are closed are left out.
DROP: Final = NetworkPlan(strangers="drop")
#: Settings that served best over a grid on seeds 1 and 2 (recovery.py tunes its own).
DBSCAN: Final = {"radius_km": 10.0, "least": 8}
#: Which quadrant each planted kind should come out in.
TRUE: Final = {"cluster": "clustered", "agglomeration": "agglomerated", "virtual": "virtual"}


def main() -> None:
    """Plant, find, score, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--establishments", type=float, nargs="+", default=[1e5])
    ask.add_argument("--seeds", type=int, nargs="+", default=[21])
    ask.add_argument("--noise", type=float, nargs="+", default=[0.3])
    ask.add_argument("--spoiled", type=float, nargs="+", default=[0.0])
    ask.add_argument("--peers", action="store_true")
    ask.add_argument("--bootstraps", type=int, default=0)
    ask.add_argument("--workers", type=int, default=2)
    given = ask.parse_args()
    for size in given.establishments:
        for noise in given.noise:
            for seed in given.seeds:
                planted = economy(economy_plan(establishments=round(size), seed=seed, noise=noise))
                for spoiled in given.spoiled:
                    head = f"{size:.0e} noise {noise} seed {seed} spoiled {spoiled}"
                    for line in one(planted, spoiled, given):
                        print(f"{head:<40} {line}", flush=True)


def one(planted: Economy, spoiled: float, given: argparse.Namespace) -> Iterator[str]:
    """Give the lines of one economy."""
    firms = open_firms(planted)
    links = spoil(planted.tables["links"], spoiled)
    with Clock("links") as clock:
        tables = LinkTables(
            links=links, organisations=firms, categories=planted.tables["categories"]
        )
        plan = LinksPlan(definition=DEFINITION, network=DROP, workers=given.workers)
        found = find_in_links(tables, plan)
    own = found.members.filter(pl.col("kind") == "organisation").select(
        "cluster", pl.col("member").alias("organisation")
    )
    yield f"links    {scores(own, planted, firms)} {clock.seconds:.1f} s, {len(links)} ties"
    yield f"virtual  {virtual(own, found.clusters, planted, firms)}"
    for null in ("distance", "degrees", "both"):
        yield f"plane    {null:<9} {confusion(planted, links, firms, null)}"
    if given.peers:
        with Clock("louvain") as clock:
            whole = louvain(links, firms)
        yield f"louvain  {scores(whole, planted, firms)} {clock.seconds:.1f} s"
        with Clock("dbscan") as clock:
            near = by_place(firms, planted)
        yield f"dbscan   {scores(near, planted, firms)} {clock.seconds:.1f} s"
    if given.bootstraps:
        with Clock("bootstraps") as clock:
            told = resampled_links(tables, found, draws=given.bootstraps, workers=given.workers)
        yield (
            f"stable   {told['survival'].mean():.3f} survive, {(told['survival'] < 0.5).sum()} of"
            f" {len(told)} in fewer than half, {clock.seconds:.0f} s,"
            f" processor {clock.processor:.0f} s"
        )


def open_firms(planted: Economy) -> pl.DataFrame:
    """Give the organisations that are open, with the jobs of the last year where known."""
    jobs = planted.tables["organisation_years"].filter(pl.col("year") == pl.col("year").max())
    return (
        planted.tables["organisations"]
        .filter(pl.col("closed").is_null())
        .join(jobs.select("organisation", "employment"), on="organisation", how="left")
    )


def spoil(links: pl.DataFrame, share: float) -> pl.DataFrame:
    """Take a share of the ties away and add as many between ends of ties at random."""
    rng = stream(seed=1, name="spoil")
    kept = rng.random(len(links)) >= share
    ends = pl.concat([links["source"], links["target"].alias("source")]).unique().sort()
    n = int((~kept).sum())
    noise = links.filter(pl.Series(~kept)).with_columns(
        source=ends.gather(rng.integers(0, len(ends), n)),
        target=ends.gather(rng.integers(0, len(ends), n)),
    )
    return pl.concat([links.filter(pl.Series(kept)), noise])


def scores(own: pl.DataFrame, planted: Economy, firms: pl.DataFrame) -> str:
    """Tell precision, recall, F1 and boundary at each threshold."""
    told = []
    for threshold in THRESHOLDS:
        s = score_finds(
            own, planted.truth, firms.drop_nulls("employment"), which="linked", threshold=threshold
        )
        told.append(
            f"J>={threshold}: P {s.precision:.3f} R {s.recall:.3f} F1 {s.f1:.3f}"
            f" boundary {s.boundary:.3f} ({s.n_found} found, {s.n_planted} planted)"
        )
    return "; ".join(told)


def virtual(
    own: pl.DataFrame, clusters: pl.DataFrame, planted: Economy, firms: pl.DataFrame
) -> str:
    """Tell how many matched finds are virtual, by planted kind, and categories that are right."""
    pairs = score_finds(own, planted.truth, firms.drop_nulls("employment"), which="linked").pairs
    truth = planted.truth["planted_clusters"].select(
        pl.col("cluster").alias("planted"), "kind", pl.col("category").alias("true")
    )
    both = pairs.join(truth, on="planted").join(
        clusters.select("cluster", "virtual", "category"), on="cluster"
    )
    counts = both.group_by("kind", "virtual").len().sort("kind", "virtual").rows()
    right = (both["category"] == both["true"]).mean()
    return f"{counts}, category right {right:.3f}"


def confusion(planted: Economy, links: pl.DataFrame, firms: pl.DataFrame, null: str) -> str:
    """Tell the quadrants of the planted clusters themselves, by kind."""
    members = (
        planted.truth["planted_members"]
        .join(firms.drop_nulls("employment"), on="organisation", how="semi")
        .filter(pl.len().over("cluster") >= 8)
        .select("cluster", pl.col("organisation").alias("member"), kind=pl.lit("organisation"))
    )
    told = linking(members, links, firms, LinkingPlan(network=DROP, null=null))
    kinds = planted.truth["planted_clusters"].select("cluster", true="kind")
    where = plane(told).join(kinds, on="cluster")
    right = (where["quadrant"] == where["true"].replace_strict(TRUE)).mean()
    table = where.group_by("true", "quadrant").len().sort("true", "quadrant").rows()
    best = max(_best_cut(told.join(kinds, on="cluster")))
    return f"right {right:.3f}, linked told from not at the best cut-off {best:.3f}; {table}"


def _best_cut(told: pl.DataFrame) -> Iterator[float]:
    linked = (told["true"] != "agglomeration").to_numpy()
    for cut in np.arange(0, 7, 0.05):
        above = told["linking"].to_numpy() >= cut
        yield float((above[linked].mean() + (~above[~linked]).mean()) / 2)


def louvain(links: pl.DataFrame, firms: pl.DataFrame) -> pl.DataFrame:
    """Run networkx's Louvain at resolution 1 on all ties; communities of 8 members or more."""
    net = tie_network(links, firms, DROP)
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(net.a.tolist(), net.b.tolist(), net.weight, strict=True))
    parts = nx.community.louvain_communities(graph, seed=1)
    kept = [sorted(part) for part in parts if len(part) >= 8]
    codes = net.nodes["organisation"]
    return pl.DataFrame(
        {
            "cluster": [str(k) for k, part in enumerate(kept) for _ in part],
            "organisation": codes.gather([v for part in kept for v in part]),
        }
    )


def by_place(firms: pl.DataFrame, planted: Economy) -> pl.DataFrame:
    """Run DBSCAN on the places of each traded category's firms."""
    traded = planted.tables["categories"].filter("traded").select("category", "industry")
    own = firms.filter(pl.col("kind") == "firm").join(traded, on="industry")
    return dbscan_by_category(own, **DBSCAN)


if __name__ == "__main__":
    main()
