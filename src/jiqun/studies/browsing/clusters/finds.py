"""The found clusters of a snapshot, each once, and the finds they were seen as, with names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

from jiqun.clusters import VISIBLE
from jiqun.clusters.finds import MEMBERS, ROWS, anchors, finds_frame
from jiqun.clusters.leading import EMPLOYMENT
from jiqun.core import unknown
from jiqun.studies.browsing.clusters.rows import FoundRow
from jiqun.studies.browsing.lists import row
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.finding import COUNTED, alone
from jiqun.studies.protecting import own_name

Kind = Literal["region", "industry", "organisation"]
Kinds = Literal["regions", "industries", "organisations"]
NAMES = ("category_name", "category_name_zh", "region", "region_name", "region_name_zh")
#: What a cluster is found by: the names of its finds.
NAMED = ("cluster", "name", "name_zh", "category_name", "category_name_zh", "region_name",
         "region_name_zh")  # fmt: skip
KINDS: Mapping[Kind, Kinds] = {
    "region": "regions",
    "industry": "industries",
    "organisation": "organisations",
}


def finds(shown: Snapshot) -> pl.DataFrame:
    """Give what every way found with its names and what it is counted as; kept.

    Boundaries are left out. ``jaccard``, ``inside`` and ``core`` say how a find belongs to the
    cluster it is ``counted_as``.
    """
    return shown.once("finds", lambda: _named(shown))


def found(shown: Snapshot) -> pl.DataFrame:
    """Give the found clusters, each once: the finds that others are counted as; kept.

    ``all_names`` and ``all_categories`` are those of every find of the cluster.
    """
    return shown.once("found", lambda: _once(shown))


def cluster_of(shown: Snapshot, code: str) -> str:
    """Name the cluster that a find is counted as; a code that is no find's stays as it is."""
    every: Mapping[str, str] = shown.once(
        "finds-counted", lambda: dict(finds(shown).select("cluster", "counted_as").rows())
    )
    return every.get(code, code)


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
    return None if here.has(table) else f"jiqun clusters {command} {own_name(here.path)}"


def found_row(shown: Snapshot, cluster: str) -> FoundRow:
    """Give a found cluster's row by its code or any of its finds' (``cluster-unknown``)."""
    every = found(shown)
    here = row(every.filter(pl.col("cluster") == cluster_of(shown, cluster)), FoundRow)
    if here is None:
        command = needs(shown, "finds", "find")
        some = every["cluster"].head(3).to_list()
        if command:
            raise unknown("cluster", cluster, some, case="unsearched", command=command)
        raise unknown("cluster", cluster, some, case="searched")
    return here


def _named(shown: Snapshot) -> pl.DataFrame:
    if not shown.workspace.has("finds"):
        none = _sized(alone(finds_frame(pl.DataFrame(), ROWS)).drop("geometry"), EMPLOYMENT)
        named = none.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in NAMES)
        told = pl.DataFrame(schema=COUNTED).drop("cluster", "way")
        return pl.concat(
            [named.with_columns(origin=pl.lit("found"), unjudged=pl.lit(value=False)), told],
            how="horizontal",
        )
    rows = _sized(alone(shown.workspace.scan("finds").collect()).drop("geometry"), shown.leading)
    counted = shown.workspace.frame("found_once").drop("way")
    rows = rows.join(counted, on="cluster", how="left", maintain_order="left")
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


def _sized(rows: pl.DataFrame, leading: str) -> pl.DataFrame:
    """Add what leads under a name of its own; unknown of a search that did not follow it."""
    size = pl.col(leading) if leading in rows.columns else pl.lit(None, dtype=pl.Float64)
    return rows.with_columns(size=size, quantity=pl.lit(leading))


def _once(shown: Snapshot) -> pl.DataFrame:
    every = finds(shown)
    names = pl.concat_str(pl.col(NAMED).fill_null(""), separator=" ")
    whole = every.group_by("counted_as").agg(
        all_names=names.str.join(" "), all_categories=pl.col("category").drop_nulls().unique()
    )
    here = every.drop("ways", "finds", "cores")
    if shown.workspace.has("found_clusters"):
        told = shown.workspace.frame("found_clusters", ["cluster", "ways", "finds", "cores"])
    else:
        told = every.select("cluster", "ways", "finds", "cores")
    return here.join(told, on="cluster", how="inner", maintain_order="left").join(
        whole, left_on="cluster", right_on="counted_as", how="left", maintain_order="left"
    )


def _unjudged(shown: Snapshot) -> list[str]:
    """Give the clusters that a scheme does not rate, for too little of them is published."""
    ratings = shown.frame("found_ratings")
    if not len(ratings):
        return []
    lacking = pl.col("missing").str.contains(VISIBLE, literal=True)
    return ratings.filter(lacking)["cluster"].unique().to_list()
