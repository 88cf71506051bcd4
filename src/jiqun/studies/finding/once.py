"""Finds of several ways that are the same cluster, counted once: the clusters of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from jiqun.clusters.finds import ROWS, WAYS, Finds, Way, finds_frame, led_rows, union
from jiqun.clusters.leading import led_by
from jiqun.core import Record
from jiqun.workspace import Workspace

#: One row a find: the cluster it is counted as, how much the two share, and whether it is a core
#: within one.
COUNTED = {
    "counted_as": pl.String,
    "cluster": pl.String,
    "way": pl.String,
    "jaccard": pl.Float64,
    "inside": pl.Boolean,
    "core": pl.Boolean,
}
#: One row a cluster: its find, the ways that found it (its own first), how many finds are counted
#: as it, how many cores lie within it.
CLUSTERS = {**ROWS, "ways": pl.List(pl.String), "finds": pl.Int64, "cores": pl.Int64}
#: One row a find that is taken for another.
TAKEN = {"cluster": pl.String, "other": pl.String, "jaccard": pl.Float64, "inside": pl.Boolean}
#: The ways, the one whose boundary counts most first.
KEPT: Final[tuple[Way, ...]] = ("links", "points", "regions")


def counted_once(
    finds: pl.DataFrame,
    members: pl.DataFrame,
    organisations: pl.DataFrame | None,
    places: pl.DataFrame | None,
) -> pl.DataFrame:
    """Say of each find which cluster it is counted as.

    Finds of different ways with the same definition and category are one cluster where they share
    organisations enough (:func:`jiqun.clusters.finds.union`). A find whose industries are of
    several categories is a cluster of its own: otherwise those of single categories would be
    hidden in it. A core is counted as the cluster it lies in. Without organisations nothing can be
    compared, and each outermost find is a cluster of its own.
    """
    outer = finds.filter(pl.col("parent").is_null()).select("cluster", "way")
    same = _same(finds, members, organisations, places)
    taken = same.select(counted_as="cluster", cluster="other", jaccard="jaccard", inside="inside")
    own = outer.join(taken, on="cluster", how="anti").select(
        counted_as="cluster", cluster="cluster", jaccard=pl.lit(1.0), inside=pl.lit(value=False)
    )
    told = pl.concat([own, taken]).join(outer, on="cluster").with_columns(core=pl.lit(value=False))
    both = pl.concat([told.select(*COUNTED), _cores(finds, told)])
    return both.sort("counted_as", "core", "cluster")


def clusters_of(finds: pl.DataFrame, once: pl.DataFrame) -> pl.DataFrame:
    """Give the clusters, each once: the rows of the finds that others are counted as.

    Parameters
    ----------
    finds
        The columns of :data:`jiqun.clusters.finds.ROWS`.
    once
        What :func:`counted_once` gives of them.

    Returns
    -------
    DataFrame
        The finds' columns, and ``ways`` (those that found it, its own first), ``finds`` (how many
        are counted as it, itself too) and ``cores`` (finds that lie within one of them).
    """
    order = pl.col("way").replace_strict(dict(zip(KEPT, range(len(KEPT)), strict=True)))
    told = (
        once.sort("counted_as", order, "cluster")
        .group_by("counted_as", maintain_order=True)
        .agg(
            ways=pl.col("way").unique(maintain_order=True),
            finds=(~pl.col("core")).sum().cast(pl.Int64),
            cores=pl.col("core").sum().cast(pl.Int64),
        )
        .rename({"counted_as": "cluster"})
    )
    return finds.join(told, on="cluster", how="inner", maintain_order="left")


def alone(finds: pl.DataFrame) -> pl.DataFrame:
    """Give finds the columns of clusters: each found in its own way only."""
    return finds_frame(finds, led_rows(led_by(finds))).with_columns(
        ways=pl.concat_list("way"), finds=pl.lit(1, pl.Int64), cores=pl.lit(0, pl.Int64)
    )


def once_of(ws: Workspace) -> Mapping[str, int]:
    """Count the clusters, each once, and those that one, two or three ways found."""
    if not ws.has("found_clusters"):
        return {}
    ways = ws.frame("found_clusters", ["ways"])["ways"].list.len().to_list()
    names = {1: "by_one", 2: "by_two", 3: "by_three"}
    return {"clusters": len(ways)} | {name: ways.count(n) for n, name in names.items()}


def _same(
    finds: pl.DataFrame,
    members: pl.DataFrame,
    organisations: pl.DataFrame | None,
    places: pl.DataFrame | None,
) -> pl.DataFrame:
    """Give ``cluster, other, jaccard, inside`` of the finds that are taken for another."""
    outer = finds.filter(pl.col("parent").is_null() & pl.col("category").is_not_null())
    if organisations is None or not len(outer):
        return pl.DataFrame(schema=TAKEN)
    parts = []
    for way in (way for way in WAYS if way in set(outer["way"])):
        own = outer.filter(pl.col("way") == way)
        named = members.join(own, on="cluster", how="semi")
        parts.append(Finds(way=way, clusters=own, members=named, record=Record(subject="find")))
    who = organisations.select("organisation", "region", "industry")
    return union(parts, who, places=_parents(places), prefer=KEPT).same


def _cores(finds: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Count what lies inside a find as that find is counted."""
    above = dict(finds.select("cluster", "parent").rows())
    counted = dict(told.select("cluster", "counted_as").rows())
    rows = []
    for code, way in finds.filter(pl.col("parent").is_not_null()).select("cluster", "way").rows():
        outermost = code
        while above.get(outermost) is not None:
            outermost = above[outermost]
        rows.append((counted.get(outermost, code), code, way, None, True, True))
    return pl.DataFrame(rows, schema=COUNTED, orient="row")


def _parents(places: pl.DataFrame | None) -> pl.DataFrame | None:
    """Give ``region, parent`` of every level above a region."""
    if places is None:
        return None
    steps = places.filter(pl.col("region") != pl.col("place"))
    return steps.select("region", parent="place")
