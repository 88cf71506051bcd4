"""The found clusters of a snapshot, with the names a reader needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from jiqun.clusters.finds import MEMBERS, ROWS, anchors, finds_frame
from jiqun.core import unknown
from jiqun.studies.atlas.snapshot import Snapshot

#: What a row shows of itself: all but its boundary, then names and the region it is anchored in.
SHOWN = tuple(name for name in ROWS if name != "geometry")
NAMES = ("category_name", "category_name_zh", "region", "region_name", "region_name_zh")
KINDS = {"region": "regions", "industry": "industries", "organisation": "organisations"}
#: Columns that filters choose by; several codes stand with commas between.
CHOSEN = ("way", "definition", "category", "level", "quadrant", "cluster")


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


def one_found(shown: Snapshot, cluster: str) -> dict[str, Any]:
    """Give one found cluster's row (``found-unknown``)."""
    rows = finds(shown)
    row = rows.filter(pl.col("cluster") == cluster)
    if not len(row):
        command = needs(shown, "found_clusters", "find")
        fix = f"Search the workspace: {command}" if command else "See /found."
        raise unknown("found", cluster, rows["cluster"].head(3).to_list(), fix=fix)
    return row.row(0, named=True)


def filtered(shown: Snapshot, filters: Mapping[str, Any]) -> pl.DataFrame:
    """Apply filters to the found clusters."""
    rows = finds(shown)
    for name in CHOSEN:
        if filters.get(name):
            rows = rows.filter(pl.col(name).is_in(str(filters[name]).split(",")))
    if filters.get("region"):
        wanted = str(filters["region"]).split(",")
        inside = members(shown, "region").filter(pl.col("member").is_in(wanted))
        rows = rows.join(inside.unique("cluster"), on="cluster", how="semi", maintain_order="left")
    if filters.get("vanishes") is not None:
        rows = rows.filter(pl.col("vanishes").is_not_null() == filters["vanishes"])
    if filters.get("virtual") is not None:
        rows = rows.filter(pl.col("virtual").fill_null(value=False) == filters["virtual"])
    return _with_words(rows, str(filters.get("q") or "").lower())


def _with_words(rows: pl.DataFrame, q: str) -> pl.DataFrame:
    if not q:
        return rows
    texts = ("cluster", "name", "name_zh", "category_name", "category_name_zh", "region_name",
             "region_name_zh")  # fmt: skip
    has = [pl.col(name).str.to_lowercase().str.contains(q, literal=True) for name in texts]
    return rows.filter(pl.any_horizontal(has).fill_null(value=False))


def _named(shown: Snapshot) -> pl.DataFrame:
    if not shown.workspace.has("found_clusters"):
        none = finds_frame(pl.DataFrame(), ROWS).drop("geometry")
        return none.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in NAMES)
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
    return rows.with_columns(anchors(rows)).join(
        places, on="region", how="left", maintain_order="left"
    )
