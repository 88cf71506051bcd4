"""The small network inside a found cluster: its best-tied members, with places to draw at."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.networks import largest_part, spring_places
from jiqun.studies.browsing.clusters.finds import members
from jiqun.studies.browsing.clusters.ties import ties
from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.snapshots import Snapshot

#: Members drawn, and ties.
LARGEST = 80
MOST_TIES = 400
#: The same data are always drawn the same way.
SEED = 7
ROUNDS = 120
Edge = tuple[int, int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberNode:
    """A member in a drawn network.

    Attributes
    ----------
    x, y
        0-1.
    degree
        Partners inside the cluster.
    """

    id: str
    name: str | None
    name_zh: str | None
    kind: str
    x: float
    y: float
    degree: int
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberNetwork:
    """The 80 members with most partners, and their strongest ties.

    Attributes
    ----------
    edges
        Two places in the list of nodes, and how strong the tie between them is.
    members
        Members that are tied at all.
    ties
        Tied pairs, drawn or not.
    """

    nodes: tuple[MemberNode, ...]
    edges: tuple[Edge, ...]
    members: int
    ties: int


def network(shown: Snapshot, cluster: str) -> MemberNetwork | None:
    """Give nodes (most partners first) and edges; None where no two members are tied; kept."""
    return shown.once(f"finds-network:{cluster}", lambda: _made(shown, cluster))


def _made(shown: Snapshot, cluster: str) -> MemberNetwork | None:
    within = ties(shown, pl.DataFrame({"cluster": [cluster]}))
    if not len(within):
        return None
    weights = members(shown, "organisation").filter(pl.col("cluster") == cluster)
    nodes = (
        pl.concat([within["source"].alias("id"), within["target"].alias("id")])
        .value_counts(name="degree")
        .with_columns(pl.col("degree").cast(pl.Int64))
        .join(weights.select("weight", id="member"), on="id", how="left")
        .sort(["degree", "weight", "id"], descending=[True, True, False], nulls_last=True)
        .head(LARGEST)
    )
    at = {code: k for k, code in enumerate(nodes["id"])}
    edges: list[Edge] = [
        (at[a], at[b], w)
        for a, b, w in within.select("source", "target", "weight").rows()
        if a in at and b in at
    ][:MOST_TIES]
    nodes, edges = _largest_part(nodes, edges)
    x, y = spring_places(len(nodes), edges, seed=SEED, rounds=ROUNDS, weighted=False).T
    named = _named(shown, nodes).with_columns(x=pl.Series(x), y=pl.Series(y))
    return MemberNetwork(
        nodes=rows(named, MemberNode),
        edges=tuple(edges),
        members=within.select(pl.col("source", "target")).unpivot()["value"].n_unique(),
        ties=len(within),
    )


def _largest_part(nodes: pl.DataFrame, edges: list[Edge]) -> tuple[pl.DataFrame, list[Edge]]:
    """Keep the largest connected part of what is drawn; the rest would only shrink it."""
    kept = largest_part(len(nodes), edges)
    at = {old: new for new, old in enumerate(kept)}
    return nodes[kept], [(at[a], at[b], w) for a, b, w in edges if a in at and b in at]


def _named(shown: Snapshot, nodes: pl.DataFrame) -> pl.DataFrame:
    names = (
        shown.workspace.scan("organisations")
        .select("name", "name_zh", "kind", id="organisation")
        .join(nodes.lazy(), on="id", how="semi")
        .collect()
    )
    return nodes.join(names, on="id", how="left", maintain_order="left").with_columns(
        pl.col("kind").fill_null("other")
    )
