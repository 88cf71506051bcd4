"""The small network inside a found cluster: its best-tied members, with places to draw at."""

from __future__ import annotations

from typing import Any

import polars as pl

from jiqun.networks import largest_part, spring_places
from jiqun.studies.atlas.finds.reading import members
from jiqun.studies.atlas.finds.ties import ties
from jiqun.studies.atlas.snapshot import Snapshot

#: Members drawn, and ties.
LARGEST = 80
MOST_TIES = 400
#: The same data are always drawn the same way.
SEED = 7
ROUNDS = 120
Edge = tuple[int, int, float]


def network(shown: Snapshot, cluster: str) -> dict[str, Any] | None:
    """Give nodes (most partners first) and edges; None where no two members are tied; kept."""
    return shown.once(f"finds-network:{cluster}", lambda: _made(shown, cluster))


def _made(shown: Snapshot, cluster: str) -> dict[str, Any] | None:
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
    where = spring_places(len(nodes), edges, seed=SEED, rounds=ROUNDS, weighted=False)
    named = _named(shown, nodes)
    return {
        "nodes": [
            {**row, "x": float(x), "y": float(y)}
            for row, (x, y) in zip(named.to_dicts(), where, strict=True)
        ],
        "edges": edges,
        "members": within.select(pl.col("source", "target")).unpivot()["value"].n_unique(),
        "ties": len(within),
    }


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
