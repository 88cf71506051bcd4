"""The organisations, points and ties of a year that finding looks among."""

from __future__ import annotations

import polars as pl

from jiqun.core import Caution
from jiqun.studies.finding.needs import placed
from jiqun.studies.finding.start import Start
from jiqun.workspace import Workspace

#: Kinds of organisations that count as establishments.
FIRMS = ("firm",)


def open_organisations(ws: Workspace, year: int) -> pl.DataFrame:
    """Give the organisations open in a year, with their employment where it is told."""
    rows = ws.frame("organisations").filter(
        (pl.col("founded") <= year) | pl.col("founded").is_null(),
        (pl.col("closed") > year) | pl.col("closed").is_null(),
    )
    if not ws.rows("organisation_years"):
        return rows.with_columns(employment=pl.lit(None, dtype=pl.Float64))
    jobs = ws.scan("organisation_years").filter(pl.col("year") == year)
    told = jobs.select("organisation", pl.col("employment").cast(pl.Float64)).collect()
    return rows.join(told, on="organisation", how="left", maintain_order="left")


def points_of(ws: Workspace, start: Start) -> tuple[pl.DataFrame, tuple[Caution, ...]]:
    """Give points to look among: firms with places, else regions' centroids as counts."""
    if placed(ws, "organisations", ("lon", "lat", "industry")):
        return _firms(open_organisations(ws, start.year))
    from jiqun.clusters.points import CENTROID_SCALES

    rows = start.ground.activity.filter(pl.col("year") == start.year)
    spots = start.regions.select("region", "level", "lon", "lat").drop_nulls(["lon", "lat"])
    told = rows.with_columns(pl.col("region", "industry").cast(pl.String)).join(
        spots, on="region", how="inner"
    )
    finest = told.group_by("level").agg(n=pl.col("region").n_unique()).sort("n", "level")
    told = told.filter(pl.col("level") == finest["level"][-1])
    counts = "establishments" in told.columns
    points = told.select(
        pl.lit(None, dtype=pl.String).alias("site"),
        "region",
        pl.col("lon").alias("x"),
        pl.col("lat").alias("y"),
        "industry",
        (pl.col("establishments").round() if counts else pl.lit(1.0))
        .cast(pl.Float64)
        .alias("establishments"),
        pl.col(start.leading).cast(pl.Float64).alias("employment"),
    ).filter(pl.col("establishments") >= 1)
    near, far = CENTROID_SCALES
    values = {"level": finest["level"][-1], "near": near, "far": far}
    return points, (Caution("points-centroids", values),)


def _firms(rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Caution, ...]]:
    firms = rows.filter(pl.col("kind").cast(pl.String).is_in(FIRMS))
    placed = firms.drop_nulls(["lon", "lat", "industry"])
    cautions = []
    if len(placed) < len(firms):
        cautions.append(
            Caution("points-incomplete", {"lacking": len(firms) - len(placed), "all": len(firms)})
        )
    points = placed.select(
        pl.col("organisation").alias("site"),
        "region",
        pl.col("lon").alias("x"),
        pl.col("lat").alias("y"),
        "industry",
        pl.lit(1.0).alias("establishments"),
        "employment",
    )
    return points, tuple(cautions)


def links_of(ws: Workspace, year: int) -> pl.DataFrame:
    """Give the ties up to a year of what is not known to be closed by then."""
    closed = (
        ws.scan("organisations")
        .filter(pl.col("closed") <= year)
        .select("organisation")
        .collect()["organisation"]
        .implode()
    )
    return ws.frame("links").filter(
        pl.col("year") <= year, ~pl.col("source").is_in(closed), ~pl.col("target").is_in(closed)
    )
