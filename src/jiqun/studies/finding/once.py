"""Finds of several ways that are the same cluster, counted once."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from jiqun.clusters.finds import WAYS, Finds, union
from jiqun.core import Record
from jiqun.workspace import Workspace

#: One row a find: the cluster it is counted as, and how much the two share.
COLUMNS = {
    "counted_as": pl.String,
    "cluster": pl.String,
    "way": pl.String,
    "jaccard": pl.Float64,
    "inside": pl.Boolean,
}


def counted_once(
    clusters: pl.DataFrame,
    members: pl.DataFrame,
    organisations: pl.DataFrame | None,
    places: pl.DataFrame | None,
) -> pl.DataFrame:
    """Say of each find which cluster it is counted as; a core inside another find is left out.

    Finds of different ways with the same definition and category are one cluster where they share
    organisations enough (:func:`jiqun.clusters.finds.union`). Without organisations nothing can
    be told, and the table is empty.
    """
    none = pl.DataFrame(schema=COLUMNS)
    if organisations is None or clusters.is_empty():
        return none
    outer = clusters.filter(pl.col("parent").is_null())
    parts = [
        Finds(
            way=way,
            clusters=outer.filter(pl.col("way") == way),
            members=members.join(outer.filter(pl.col("way") == way), on="cluster", how="semi"),
            record=Record(subject="find"),
        )
        for way in WAYS
        if way in set(outer["way"])
    ]
    who = organisations.select("organisation", "region", "industry")
    both = union(parts, who, places=_parents(places))
    own = both.clusters.select(
        counted_as="cluster", cluster="cluster", way="way", jaccard=pl.lit(1.0),
        inside=pl.lit(value=False),
    )  # fmt: skip
    way = outer.select("cluster", "way")
    taken = both.same.select(
        counted_as="cluster", cluster="other", jaccard="jaccard", inside="inside"
    ).join(way, on="cluster")
    return pl.concat([own.select(*COLUMNS), taken.select(*COLUMNS)]).sort("counted_as", "cluster")


def once_of(ws: Workspace) -> Mapping[str, int]:
    """Count the clusters, each once, and those that one, two or three ways found."""
    if not ws.has("found_once") or not ws.rows("found_once"):
        return {}
    ways = ws.frame("found_once").group_by("counted_as").agg(n=pl.col("way").n_unique())
    counts = dict(ways.group_by("n").len().iter_rows())
    return {"clusters": len(ways)} | {
        f"by_{name}": int(counts.get(n, 0)) for n, name in ((1, "one"), (2, "two"), (3, "three"))
    }


def _parents(places: pl.DataFrame | None) -> pl.DataFrame | None:
    """Give ``region, parent`` of every level above a region."""
    if places is None:
        return None
    steps = places.filter(pl.col("region") != pl.col("place"))
    return steps.select("region", parent="place")
