"""Activity of a workspace as region-by-industry rows at a level of regions."""

from __future__ import annotations

import polars as pl

from jiqun.core import InputError, Words, problem, unknown
from jiqun.tables import sums_by
from jiqun.workspace import Workspace

QUANTITIES = ("employment", "establishments", "payroll", "output", "value_added", "exports")


def activity_rows(ws: Workspace, *, level: str | None, quantity: str) -> pl.DataFrame:
    """Give ``region, industry, year`` and a quantity, every year.

    Industries are those of the finest depth that activity has; regions those of the level,
    summed from below where activity has no rows at the level itself. Withheld cells count
    nothing.

    Raises
    ------
    UnknownError
        ``quantity-unknown``, ``level-unknown``.
    """
    if quantity not in QUANTITIES:
        raise unknown("quantity", quantity, QUANTITIES)
    columns = ["region", "industry", "year", quantity]
    rows = ws.frame("activity", columns).with_columns(pl.col(quantity).cast(pl.Float64))
    industries = ws.frame("industries", ["industry", "level"])
    depths = rows.join(industries, on="industry", how="left")
    finest = depths.group_by("level").agg(pl.col("industry").n_unique()).sort("industry")
    depth = finest["level"][-1]
    rows = depths.filter(pl.col("level").eq_missing(depth)).drop("level").drop_nulls(quantity)
    return at_level(ws, rows, level=level, quantity=quantity)


def at_level(
    ws: Workspace, rows: pl.DataFrame, *, level: str | None, quantity: str
) -> pl.DataFrame:
    """Give rows of regions at a level; those of other levels are summed up to it."""
    regions = ws.scan("regions").select(pl.exclude("geometry")).collect()
    tagged = rows.join(
        regions.select("region", pl.col("level").alias("base")), on="region", how="inner"
    )
    sizes = tagged.group_by("base").agg(pl.col("region").n_unique().alias("n")).sort("n", "base")
    known_level(regions, level)
    wanted = level or sizes["base"][-1]
    direct = tagged.filter(pl.col("base") == wanted)
    if len(direct):
        return direct.drop("base")
    up = above(ws, regions, wanted)
    below = tagged.filter(pl.col("base") == sizes["base"][-1])
    above_it = below.join(up, on="region", how="inner", maintain_order="left_right")
    named = above_it.with_columns(region=pl.col("place"))
    return sums_by(named, ["region", "industry", "year"], sums=[pl.col(quantity)])


def above(ws: Workspace, regions: pl.DataFrame, level: str) -> pl.DataFrame:
    """Give ``region, place``: the region of a level in which each region lies."""
    from jiqun.clusters import places

    parents = ws.frame("region_parents") if ws.has("region_parents") else None
    found = places(regions, parents)
    return found.filter(pl.col("level") == level).select("region", "place")


def known_level(regions: pl.DataFrame, level: str | None) -> None:
    """Refuse a level that no region has (``level-unknown``)."""
    known = regions["level"].unique().sort().to_list()
    if level is not None and level not in known:
        raise unknown("level", level, known)


def chosen_year(years: pl.Series, year: int | None, *, table: str = "") -> int:
    """Give the year asked for of a table, else of a file; the newest where none is.

    Raises
    ------
    UnknownError
        ``year-unknown``.
    """
    known = years.unique().sort().to_list()
    if year is not None and year not in known:
        raise unknown("year", str(year), known, case="table" if table else "file", table=table)
    return int(known[-1] if year is None else year)


def lacking(table: str, *, given: Words, wanted: Words, remedy: Words) -> InputError:
    """Make the error that a workspace does not hold what a measure reads."""
    words = {"given": given, "wanted": wanted, "remedy": remedy}
    return InputError(problem("measure-needs", subject=table, case="workspace", **words))
