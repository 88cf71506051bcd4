"""The found clusters of a snapshot, with the names a reader needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

from jiqun.clusters import VISIBLE
from jiqun.clusters.finds import MEMBERS, ROWS, anchors, finds_frame
from jiqun.core import unknown
from jiqun.studies.browsing.clusters.rows import FoundRow
from jiqun.studies.browsing.lists import row
from jiqun.studies.browsing.snapshots import Snapshot

Kind = Literal["region", "industry", "organisation"]
Kinds = Literal["regions", "industries", "organisations"]
#: What a row shows of itself: all but its boundary, then names and the region it is anchored in.
SHOWN = tuple(name for name in ROWS if name != "geometry")
NAMES = ("category_name", "category_name_zh", "region", "region_name", "region_name_zh")
KINDS: Mapping[Kind, Kinds] = {
    "region": "regions",
    "industry": "industries",
    "organisation": "organisations",
}


def finds(shown: Snapshot) -> pl.DataFrame:
    """Give every found cluster with its names, without its boundary; kept."""
    return shown.once("finds", lambda: _named(shown))


def members(shown: Snapshot, kind: str) -> pl.DataFrame:
    """Give ``cluster, member, weight`` of one kind; kept."""

    def read() -> pl.DataFrame:
        every = finds_frame(shown.frame("found_members"), MEMBERS)
        return every.filter(pl.col("kind") == kind).drop("kind")

    return shown.once(f"finds:{kind}", read)


def own(shown: Snapshot, table: str, **wanted: str) -> pl.DataFrame:
    """Give the rows of a result that have certain values; none where there is no such result."""
    rows = shown.frame(table)
    if not len(rows):
        return pl.DataFrame()
    return rows.filter(pl.col(name) == value for name, value in wanted.items()).drop(*wanted)


def needs(shown: Snapshot, table: str, command: str) -> str | None:
    """Name the command that makes a result; None where the result is there."""
    here = shown.workspace
    return None if here.has(table) else f"jiqun clusters {command} {here.path.name}"


def found_row(shown: Snapshot, cluster: str) -> FoundRow:
    """Give one found cluster's row (``cluster-unknown``)."""
    every = finds(shown)
    found = row(every.filter(pl.col("cluster") == cluster), FoundRow)
    if found is None:
        command = needs(shown, "found_clusters", "find")
        some = every["cluster"].head(3).to_list()
        if command:
            raise unknown("cluster", cluster, some, case="unsearched", command=command)
        raise unknown("cluster", cluster, some, case="searched")
    return found


def _named(shown: Snapshot) -> pl.DataFrame:
    if not shown.workspace.has("found_clusters"):
        none = finds_frame(pl.DataFrame(), ROWS).drop("geometry")
        named = none.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in NAMES)
        return named.with_columns(origin=pl.lit("found"), unjudged=pl.lit(value=False))
    rows = shown.workspace.scan("found_clusters").drop("geometry").collect()
    rows = finds_frame(rows, {name: ROWS[name] for name in SHOWN})
    if len(shown.categories):
        kinds = shown.categories.select(
            "definition", "category", category_name="name", category_name_zh="name_zh"
        )
        rows = rows.join(kinds, on=["definition", "category"], how="left", maintain_order="left")
    else:
        rows = rows.with_columns(
            pl.lit(None, dtype=pl.String).alias(name) for name in NAMES if "category" in name
        )
    places = shown.regions.select("region", region_name="name", region_name_zh="name_zh")
    marked = pl.col("cluster").is_in(_unjudged(shown))
    anchored = rows.with_columns(anchors(rows), origin=pl.lit("found"), unjudged=marked)
    return anchored.join(places, on="region", how="left", maintain_order="left")


def _unjudged(shown: Snapshot) -> list[str]:
    """Give the clusters that a scheme does not rate, for too little of them is published."""
    ratings = shown.frame("found_ratings")
    if not len(ratings):
        return []
    lacking = pl.col("missing").str.contains(VISIBLE, literal=True)
    return ratings.filter(lacking)["cluster"].unique().to_list()
