"""Communities of Horizon 2020 from joint projects: how modular, how large, how sure, of whom.

python -m benchmarks.clusters.horizon [--data ../shared/data] [--draws 50] [--most 50]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import networkx as nx
import numpy as np
import polars as pl

from benchmarks.machine import Clock
from jiqun.clusters.finds import Finds
from jiqun.clusters.ties import LinksPlan, LinkTables, find_in_links, resampled_links
from jiqun.kernels.finding.communities import leiden, modularity
from jiqun.networks import NetworkPlan, TieNetwork, rewired, tie_network

FILE: Final = "collaboration_network/h2020_participations.parquet"
#: Communities may be larger than those of firms.
SIZES: Final = (4096.0, 2048.0, 1024.0, 512.0, 256.0, 128.0, 64.0, 32.0, 16.0)
NO_LINKS: Final = pl.DataFrame(schema={"source": pl.String, "target": pl.String})


def main() -> None:
    """Read, tie, find, resample, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, default=Path("../shared/data"))
    ask.add_argument("--draws", type=int, default=50)
    ask.add_argument("--most", type=int, default=50)
    given = ask.parse_args()
    rows = pl.read_parquet(given.data / FILE)
    projects = rows.select(pl.col("rcn").alias("project"), pl.col("pic").alias("organisation"))
    who = (
        rows.sort("pic", "rcn")
        .unique("pic", keep="first", maintain_order=True)
        .select(pl.col("pic").alias("organisation"), pl.col("country").alias("region"), "type")
    )
    network = tie_network(NO_LINKS, who, NetworkPlan(most_members=given.most), projects=projects)
    tied = int((network.degrees > 0).sum())
    print(
        f"{len(rows)} participations, {rows['rcn'].n_unique()} projects, {len(who)} organisations"
    )
    print(f"{tied} organisations in {len(network.a)} tied pairs; {network.cautions[0]}")
    told_modularity(network)
    with Clock("find") as clock:
        tables = LinkTables(links=NO_LINKS, organisations=who, projects=projects)
        plan = LinksPlan(network=NetworkPlan(most_members=given.most), sizes=SIZES)
        found = find_in_links(tables, plan)
    told(found, who, tied)
    print(f"find: {clock.seconds:.0f} s, processor {clock.processor:.0f} s")
    with Clock("resample") as clock:
        sure = resampled_links(tables, found, draws=given.draws)
    print(
        f"{given.draws} resamples: {sure['survival'].mean():.2f} survive,"
        f" {(sure['survival'] < 0.5).sum()} of {len(sure)} in fewer than half, mean overlap"
        f" {sure['overlap'].mean():.2f}; {clock.seconds:.0f} s, processor {clock.processor:.0f} s"
    )
    whole = found.clusters.select("cluster", "organisations").join(sure, on="cluster")
    print(whole.sort("organisations", descending=True).head(10).select(
        "cluster", "organisations", "survival", "low", "high", "overlap"
    ))  # fmt: skip


def told_modularity(network: TieNetwork) -> None:
    """Print the modularity of Leiden, of networkx's Louvain, and of networks of chance."""
    args = (network.starts, network.targets, network.weights)
    with Clock("leiden") as clock:
        own = [leiden(*args, seed=seed) for seed in range(3)]
    values = [modularity(*args, label) for label in own]
    sizes = np.sort(np.bincount(own[int(np.argmax(values))]))[::-1]
    print(
        f"leiden: modularity {np.round(values, 4).tolist()}, {(sizes > 1).sum()} communities,"
        f" the largest {sizes[:6].tolist()}; {clock.processor / 3:.1f} s each"
    )
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        zip(network.a.tolist(), network.b.tolist(), network.weight, strict=True)
    )
    with Clock("louvain") as clock:
        parts = nx.community.louvain_communities(graph, seed=1)
    other = nx.community.modularity(graph, parts)
    print(f"louvain of networkx: modularity {other:.4f}; {clock.processor:.1f} s")
    chance = []
    for draw in range(3):
        null = rewired(network, seed=0, replicate=draw)
        null_args = (null.starts, null.targets, null.weights)
        chance.append(modularity(*null_args, leiden(*null_args, seed=draw)))
    print(f"chance (memberships dealt anew): modularity {np.round(chance, 4).tolist()}")


def told(found: Finds, who: pl.DataFrame, tied: int) -> None:
    """Print the communities: how many, how large, of which countries and types."""
    rows = found.clusters
    inside = found.members.filter(pl.col("kind") == "organisation")
    print(
        f"{len(rows)} communities with {len(inside)} of {tied} tied organisations; sizes"
        f" {rows['organisations'].quantile(0.25):.0f}-{rows['organisations'].median():.0f}"
        f"-{rows['organisations'].quantile(0.75):.0f}, largest {rows['organisations'].max()}"
    )
    full = inside.join(who, left_on="member", right_on="organisation")
    countries = full.group_by("cluster", "region").len().sort("len", descending=True)
    share = countries.group_by("cluster").agg(
        (pl.col("len").max() / pl.col("len").sum()).alias("s")
    )
    print(
        f"share of the commonest country: median {share['s'].median():.2f};"
        f" above a half in {(share['s'] > 0.5).sum()} of {len(share)};"
        f" countries a community: median {rows['regions'].median():.0f}"
    )
    shares = full["type"].value_counts(normalize=True).sort("type").rows()
    every = who["type"].value_counts(normalize=True).sort("type").rows()
    print("types inside:", {k: round(v, 3) for k, v in shares})
    print("types of all:", {k: round(v, 3) for k, v in every})
    top = rows.sort("organisations", descending=True).head(8)
    for row in top.iter_rows(named=True):
        own = full.filter(pl.col("cluster") == row["cluster"])
        mix = own["region"].value_counts().sort("count", "region", descending=[True, False])
        kinds = own["type"].value_counts().sort("count", "type", descending=[True, False])
        print(
            f"  {row['cluster']}: {row['organisations']} organisations, {row['links']:.0f} pairs,"
            f" {row['inside_share']:.2f} of ties inside; {mix.head(4).rows()}; {kinds.rows()}"
        )


if __name__ == "__main__":
    main()
