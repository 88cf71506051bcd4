"""What may be added up in rows of several depths, and how much of the whole is published."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from jiqun.core import Caution
from jiqun.sources.places import COUNTY, STATE, depth_of
from jiqun.tables import total


def deepest(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows at the greatest depth of industries: the only ones that add up to no more.

    Examples
    --------
    >>> rows = pl.DataFrame({"industry": ["00", "31-33", "336411"], "employment": [9, 9, 9]})
    >>> deepest(rows)["industry"].to_list()
    ['336411']
    """
    codes = _codes(rows)
    return _of(rows, codes, codes["depth"] == codes["depth"].max()) if len(codes) else rows


def _codes(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each industry once, with its depth: far fewer than rows."""
    codes = rows["industry"].unique(maintain_order=True).drop_nulls().to_frame()
    return codes.with_columns(depth_of("industry").alias("depth"))


def _of(rows: pl.DataFrame, codes: pl.DataFrame, chosen: pl.Series) -> pl.DataFrame:
    if chosen.all():
        return rows
    return rows.filter(pl.col("industry").is_in(codes.filter(chosen)["industry"].implode()))


def depth_by_depth(
    rows: pl.DataFrame, step: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """Do a step that knows rows of one depth of industries at each depth; the order stays."""
    if _codes(rows)["depth"].n_unique() <= 1:
        return step(rows)
    tagged = rows.with_row_index("row").with_columns(depth_of("industry").alias("depth"))
    parts = tagged.partition_by("depth", maintain_order=True)
    done = [step(part.drop("row", "depth")).with_columns(part["row"]) for part in parts]
    return pl.concat(done).sort("row").drop("row")


def visible_shares(rows: pl.DataFrame) -> dict[str, float]:
    """Give published employment over all employment, 0 to 1, by year: "visible_share:2019".

    Of the deepest industries in the kind of region with most regions. All employment is the
    publisher's own total where the rows have it for each of these regions; else the sum of the
    rows, if the publisher drops none and none is unknown. A year of which neither is known has no
    share.
    """
    codes, kinds = _codes(rows), _kinds(rows)
    if codes.is_empty():
        return {}
    same = kinds["region"].implode()
    deep, tops = (
        _of(rows, codes, codes["depth"] == depth) if depth in codes["depth"] else rows.clear()
        for depth in (codes["depth"].max(), 0)
    )
    if len(kinds) < rows["region"].n_unique():
        deep, tops = (part.filter(pl.col("region").is_in(same)) for part in (deep, tops))
    if (
        tops.is_empty()
        and "dropped_below" in deep.columns
        and not deep["dropped_below"].null_count()
    ):
        return {}  # cells are left out every year, and no total says how much
    found = {}
    for year in sorted(deep["year"].unique().to_list()):
        own = deep.filter(pl.col("year") == year)
        whole = _whole(own, tops.filter(pl.col("year") == year))
        shown = own.filter(~pl.col("withheld") & pl.col("imputed").is_null())
        if whole:
            found[f"visible_share:{year}"] = total(shown["employment"]) / whole
    return found


def cells_told(rows: pl.DataFrame) -> list[Caution]:
    """Tell withheld and filled cells of the deepest industries, where nothing counts twice."""
    withheld = deepest(rows).filter("withheld")
    if withheld.is_empty():
        return []
    values = {"cells": len(withheld), "establishments": int(withheld["establishments"].sum())}
    found = [Caution(code="withheld", values=values)]
    for step in withheld["imputed"].drop_nulls().unique().sort():
        filled = withheld.filter(pl.col("imputed") == step)
        values = {"step": step, "cells": len(filled), "employment": int(filled["employment"].sum())}
        found.append(Caution(code="imputed", values=values))
    return found


def _whole(own: pl.DataFrame, tops: pl.DataFrame) -> float | None:
    here = pl.col("region").is_in(own["region"].unique().implode())
    given = tops.filter(here & ~pl.col("withheld")).drop_nulls("employment")
    if given["region"].n_unique() == own["region"].n_unique():
        return total(given["employment"])
    drops = "dropped_below" in own.columns and own["dropped_below"].null_count() < len(own)
    return None if drops or own["employment"].null_count() else total(own["employment"])


def _kinds(rows: pl.DataFrame) -> pl.DataFrame:
    """Give the regions of the kind with most regions: counties, states, the country, areas."""
    code, plain = pl.col("region"), pl.col("region").str.contains(r"^\d+$")
    counties = plain & (code.str.len_chars() == COUNTY)
    kind = pl.when(counties).then(pl.lit("county")).when(plain).then(pl.lit("state"))
    regions = rows.select("region").unique(maintain_order=True)
    found = regions.with_columns(kind.otherwise(code.str.head(STATE)).alias("kind"))
    sizes = found["kind"].value_counts().sort(["count", "kind"], descending=True)
    return found.filter(pl.col("kind") == sizes["kind"].first())
