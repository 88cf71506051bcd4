"""From a workspace's tables to the typed array a measure needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters import places
from jiqun.core import InputError, Problem, unknown
from jiqun.tables import Counts, Panel, Sites
from jiqun.workspace import Workspace

QUANTITIES = ("employment", "establishments", "payroll", "output", "value_added", "exports")


def workspace_data(
    needs: str, path: Path, *, year: int | None, level: str | None, quantity: str
) -> Counts | Panel | Sites:
    """Build region-by-industry counts of a level and year, a panel, or sites.

    Industries are those of the finest depth that activity has; regions those of the level,
    summed from below where activity has no rows at the level itself. Withheld cells count
    nothing, and the table's origins say how many there were.

    Raises
    ------
    UnknownError
        ``quantity-unknown``, ``level-unknown``, ``year-unknown``.
    InputError
        ``measure-needs``: a workspace has no plants and no values on a map.
    """
    ws = Workspace.open(path)
    if needs == "sites":
        return _sites(ws)
    if needs not in ("counts", "panel"):
        raise InputError(
            Problem(
                "measure-needs",
                "workspace",
                "a workspace's tables",
                "a file of plants, or of values and weights",
                "Give --plants, or --values and --weights.",
            )
        )
    if quantity not in QUANTITIES:
        raise unknown("quantity", quantity, QUANTITIES, fix="Choose one of them.")
    rows = _activity(ws, level=level, quantity=quantity)
    years = rows["year"].unique().sort().to_list()
    origins = ws.origins("activity", "regions")
    if needs == "panel":
        return Panel.from_frame(rows, value=quantity, unit=quantity, origins=origins)
    if year is not None and year not in years:
        raise unknown("year", str(year), years, fix="Choose a year that activity has.")
    chosen = years[-1] if year is None else year
    table = rows.filter(pl.col("year") == chosen)
    return Counts.from_frame(table, value=quantity, unit=quantity, year=chosen, origins=origins)


def _activity(ws: Workspace, *, level: str | None, quantity: str) -> pl.DataFrame:
    columns = ["region", "industry", "year", quantity]
    rows = ws.frame("activity", columns).with_columns(pl.col(quantity).cast(pl.Float64))
    industries = ws.frame("industries", ["industry", "level"])
    depths = rows.join(industries, on="industry", how="left")
    finest = depths.group_by("level").agg(pl.col("industry").n_unique()).sort("industry")
    depth = finest["level"][-1]
    rows = depths.filter(pl.col("level").eq_missing(depth)).drop("level").drop_nulls(quantity)
    regions = ws.scan("regions").select(pl.exclude("geometry")).collect()
    return _at_level(rows, regions, _parents(ws), level, quantity)


def _parents(ws: Workspace) -> pl.DataFrame | None:
    return ws.frame("region_parents") if ws.has("region_parents") else None


def _at_level(
    rows: pl.DataFrame,
    regions: pl.DataFrame,
    parents: pl.DataFrame | None,
    level: str | None,
    quantity: str,
) -> pl.DataFrame:
    tagged = rows.join(
        regions.select("region", pl.col("level").alias("base")), on="region", how="inner"
    )
    sizes = tagged.group_by("base").agg(pl.col("region").n_unique().alias("n")).sort("n", "base")
    known = regions["level"].unique().sort().to_list()
    if level is not None and level not in known:
        raise unknown("level", level, known, fix="Choose a level of the table regions.")
    wanted = level or sizes["base"][-1]
    direct = tagged.filter(pl.col("base") == wanted)
    if len(direct):
        return direct.drop("base")
    up = places(regions, parents).filter(pl.col("level") == wanted).select("region", "place")
    below = tagged.filter(pl.col("base") == sizes["base"][-1]).join(up, on="region", how="inner")
    return below.group_by(pl.col("place").alias("region"), "industry", "year").agg(
        pl.col(quantity).sum()
    )


def _sites(ws: Workspace) -> Sites:
    frame: Any = (
        ws.scan("organisations")
        .select("lon", "lat", "industry")
        .drop_nulls()
        .with_columns(weight=pl.lit(1.0))
        .collect()
    )
    if not len(frame):
        raise InputError(
            Problem(
                "measure-needs",
                "organisations",
                "no organisation with an industry and a place",
                "lon, lat and industry of organisations",
                "Load them with their places, or give --sites FILE.",
            )
        )
    return Sites.from_frame(
        frame,
        x="lon",
        y="lat",
        weight="weight",
        metric="great-circle",
        origins=ws.origins("organisations"),
    )
