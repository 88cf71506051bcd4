"""The industries of a cluster, summed over the rows that the run summed."""

from __future__ import annotations

import polars as pl

from jiqun.briefs import MemberRow
from jiqun.charts import Names
from jiqun.clusters import places
from jiqun.studies.briefing.rows import Lookup, Row, number
from jiqun.studies.rating import led
from jiqun.tables import sums_by, total
from jiqun.workspace import Workspace

MEMBERS = 14


def members_of(ws: Workspace, cell: Row, named: Lookup) -> tuple[tuple[MemberRow, ...], int]:
    """Give the largest industries, summed over the rows that the run summed."""
    rows = _activity(ws, cell)
    if rows is None:
        return (), 0
    sums = (
        sums_by(
            rows,
            "industry",
            whole=[pl.col(led(ws)).alias("employment"), pl.col("establishments")],
            beside=[
                pl.col("imputed").is_not_null().any(),
                pl.col("withheld", "hidden", "protected").fill_null(value=False).any(),
            ],
        )
        .filter(
            (pl.col("employment") > 0)
            | (pl.col("establishments") > 0)
            | pl.col("employment").is_null()
        )
        .sort(
            "employment",
            "establishments",
            "industry",
            descending=[True, True, False],
            nulls_last=True,
        )
    )
    known = not sums["employment"].null_count()
    jobs = total(sums["employment"]) if known else None
    top = sums.head(MEMBERS)
    names = named.industries(top["industry"].to_list())
    members = tuple(
        MemberRow(
            code=row["industry"],
            name=names.get(row["industry"], Names(en=row["industry"])),
            employment=number(row["employment"]),
            establishments=number(row["establishments"]),
            share=row["employment"] / jobs if jobs else None,
            imputed=row["imputed"],
            withheld=row["withheld"],
            hidden=row["hidden"],
            protected=row["protected"],
        )
        for row in top.iter_rows(named=True)
    )
    return members, sums.height


def _activity(ws: Workspace, cell: Row) -> pl.DataFrame | None:
    """Give the category's rows of the year in the region, at the level that was summed."""
    if not ws.has("activity") or not ws.has("categories"):
        return None
    kinds = ws.scan("categories").filter(pl.col("definition") == cell["definition"])
    scan = ws.scan("activity").filter(pl.col("year") == cell["year"])
    absent = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in (
            *dict.fromkeys((("establishments", pl.Float64), (led(ws), pl.Float64))),
            ("imputed", pl.String),
            ("withheld", pl.Boolean),
            ("hidden", pl.Boolean),
            ("protected", pl.Boolean),
        )
        if name not in scan.collect_schema().names()
    ]
    text = pl.col("region", "industry").cast(pl.String)
    scan = scan.with_columns(text, *absent)
    levels = ws.scan("regions").select("region", "level").collect()
    stock = (
        scan.join(kinds.select("industry").unique(), on="industry", how="semi")
        .select(pl.col("region").unique())
        .collect()
        .join(levels, on="region")
        .group_by("level")
        .len("regions")
    )
    own = kinds.filter(pl.col("category") == cell["category"]).select("industry")
    inside = _inside(ws, cell, stock)
    return (
        scan.join(own, on="industry", how="semi").filter(pl.col("region").is_in(inside)).collect()
    )


def _inside(ws: Workspace, cell: Row, stock: pl.DataFrame) -> list[str]:
    """Give the regions whose rows count for the cell's region."""
    if cell["level"] in stock["level"].to_list():
        return [cell["region"]]
    regions = ws.scan("regions").select("region", "level", "parent").collect()
    further = ws.frame("region_parents") if ws.has("region_parents") else None
    paths = places(regions, further).filter(pl.col("place") == cell["region"])
    parts = paths.select("region").join(regions, on="region").join(stock, on="level")
    if parts.is_empty():
        return []
    base = parts.sort("regions", "level", descending=[True, False])["level"][0]
    return parts.filter(pl.col("level") == base)["region"].to_list()
