"""Ties between members of found clusters, and where the members are."""

from __future__ import annotations

import polars as pl

from jiqun.studies.browsing.clusters.finds import members
from jiqun.studies.browsing.snapshots import Snapshot

TIES = {"cluster": pl.String, "source": pl.String, "target": pl.String, "weight": pl.Float64}
DIGITS = 4


def ties(shown: Snapshot, clusters: pl.DataFrame) -> pl.DataFrame:
    """Give ``cluster, source, target, weight``: one row a pair of members, the strongest first.

    All kinds of ties up to the year that was searched; a tie without a weight counts 1.
    """
    if not shown.workspace.has("links") or not len(clusters):
        return pl.DataFrame(schema=TIES)
    within = members(shown, "organisation").join(clusters.select("cluster"), on="cluster")
    ends = within.select("cluster", "member").lazy()
    low, high = pl.min_horizontal("source", "target"), pl.max_horizontal("source", "target")
    return (
        _links(shown)
        .select(source=low, target=high, weight=pl.col("weight").fill_null(1.0))
        .filter(pl.col("source") != pl.col("target"))
        .join(within.lazy().unique("member"), left_on="source", right_on="member", how="semi")
        .group_by("source", "target")
        .agg(pl.col("weight").sum())
        .join(ends.rename({"member": "source"}), on="source")
        .join(ends.rename({"member": "target"}), on=["cluster", "target"])
        .select(*TIES)
        .sort(["cluster", "weight", "source", "target"], descending=[False, True, False, False])
        .collect()
    )


def placed_members(shown: Snapshot, clusters: pl.DataFrame) -> pl.DataFrame:
    """Give ``cluster, member, weight, lon, lat`` of organisations with places, largest first.

    An organisation without a place of its own is where its region is.
    """
    if not shown.workspace.has("organisations") or not len(clusters):
        return pl.DataFrame()
    within = members(shown, "organisation").join(clusters.select("cluster"), on="cluster")
    regions = shown.regions.select("region", region_lon="lon", region_lat="lat")
    places = (
        shown.workspace.scan("organisations")
        .select(pl.col("organisation").alias("member"), "region", "lon", "lat")
        .join(within.lazy(), on="member", how="semi")
        .join(regions.lazy(), on="region", how="left")
        .select(
            "member",
            lon=pl.coalesce("lon", "region_lon").round(DIGITS),
            lat=pl.coalesce("lat", "region_lat").round(DIGITS),
        )
        .drop_nulls()
        .collect()
    )
    return within.join(places, on="member").sort(
        ["cluster", "weight", "member"], descending=[False, True, False], nulls_last=True
    )


def _links(shown: Snapshot) -> pl.LazyFrame:
    links = shown.workspace.scan("links")
    searched = shown.workspace.record("finds").parameters.get("searched") or {}
    year = searched.get("year")
    return links if year is None else links.filter(pl.col("year") <= year)
