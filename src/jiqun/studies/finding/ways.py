"""The three ways on a workspace's data: what each needs, runs on, and how stable its finds are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.clusters.finds import Finds, Way
from jiqun.core import Progress, read_cautions
from jiqun.studies.finding.ground import FindGround
from jiqun.workspace import Workspace

#: What each way reads, in words for people.
NEEDS: Mapping[Way, str] = {
    "regions": "activity, regions (with boundaries, or lon and lat), industries, categories",
    "points": "categories, activity, organisations with lon, lat, industry (or regions with them)",
    "links": "links and organisations",
}
#: Kinds of organisations that count as establishments.
FIRMS = ("firm",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a search is told; see :func:`jiqun.studies.finding.find.find`."""

    draws: int
    bootstraps: int
    alpha: float
    seed: int
    workers: int
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one way found in one definition set, and how stable it is under its own resamples."""

    finds: Finds
    tests: pl.DataFrame


def missing(ws: Workspace, way: Way) -> str | None:
    """Say what a way lacks in a workspace; None where it can be done."""
    lacks = [name for name in _tables(way) if not ws.rows(name)]
    if lacks:
        return ", ".join(lacks)
    if way == "regions" and not _placed(ws, "regions", ("geometry",), ("lon", "lat")):
        return "regions: geometry, or lon and lat"
    if way == "points":
        firms = _placed(ws, "organisations", ("lon", "lat", "industry"))
        if not firms and not (ws.rows("activity") and _placed(ws, "regions", ("lon", "lat"))):
            return "organisations: lon, lat and industry, or regions: lon and lat"
    return None


def _tables(way: Way) -> tuple[str, ...]:
    if way == "links":
        return ("links", "organisations")
    return ("regions", "industries", "categories", "activity")


def _placed(ws: Workspace, table: str, *ways: tuple[str, ...]) -> bool:
    """Say whether any row of a table has all columns of one of the choices."""
    if not ws.rows(table):
        return False
    known = ws.scan(table).collect_schema().names()
    for columns in ways:
        if set(columns) <= set(known):
            full = ws.scan(table).select(columns).drop_nulls().head(1).collect()
            if len(full):
                return True
    return False


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


def points_of(ws: Workspace, start: FindGround) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Give points to look among: firms with places, else regions' centroids as counts."""
    if _placed(ws, "organisations", ("lon", "lat", "industry")):
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
        pl.col("employment").cast(pl.Float64),
    ).filter(pl.col("establishments") >= 1)
    caution = (
        "points-centroids: no organisation has a place; establishments of each"
        f" {finest['level'][-1]} stand at its centroid, so nothing finer than that can be seen;"
        f" the scales are {CENTROID_SCALES[0]:g} and {CENTROID_SCALES[1]:g} times the usual"
        " distance to the nearest other centroid"
    )
    return points, (caution,)


def _firms(rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    firms = rows.filter(pl.col("kind").cast(pl.String).is_in(FIRMS))
    placed = firms.drop_nulls(["lon", "lat", "industry"])
    cautions = []
    if len(placed) < len(firms):
        cautions.append(
            f"points-incomplete: {len(firms) - len(placed)} of {len(firms)} firms lack a place or"
            " an industry and take no part"
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
    """Give the ties up to a year."""
    return ws.frame("links").filter(pl.col("year") <= year)


def find_regions(start: FindGround, definition: str, options: Options) -> Found:
    """Find neighbouring specialised regions and resample them."""
    from jiqun.clusters.borders import (
        RegionsPlan,
        RegionTables,
        contiguity,
        find_in_regions,
        resampled_regions,
    )

    tables = RegionTables(
        cells=start.cells.frame,
        regions=start.regions,
        neighbours=contiguity(start.regions, level=start.level),
        spreads=start.cells.spreads,
    )
    plan = RegionsPlan(
        definition=definition, level=start.level, year=start.year, **_search(options)
    )
    finds = find_in_regions(tables, plan, progress=options.progress)
    return _resampled(
        finds,
        options,
        lambda draws: resampled_regions(tables, finds, draws=draws, **_again(options)),
    )


def find_points(ws: Workspace, start: FindGround, definition: str, options: Options) -> Found:
    """Find points denser than chance and resample them."""
    from jiqun.clusters.points import (
        SCALES_KM,
        PointsPlan,
        PointTables,
        centroid_scales,
        find_in_points,
        resampled_points,
    )

    points, cautions = points_of(ws, start)
    coarse = points["site"].null_count() == len(points)
    tables = PointTables(
        points=points,
        categories=start.categories(definition),
        regions=start.ground.regions.filter(pl.col("level") == start.level),
    )
    plan = PointsPlan(
        definition=definition,
        level=start.level,
        year=start.year,
        scales_km=centroid_scales(points) if coarse else SCALES_KM,
        cores=not coarse,
        **_search(options),
    )
    finds = find_in_points(tables, plan, progress=options.progress)
    return _resampled(
        _warned(finds, cautions),
        options,
        lambda draws: resampled_points(tables, finds, draws=draws, **_again(options)),
    )


def find_links(
    ws: Workspace, start: FindGround | None, definition: str, options: Options, year: int
) -> Found:
    """Find communities of ties and resample them."""
    from jiqun.clusters.ties import LinksPlan, LinkTables, find_in_links, resampled_links
    from jiqun.networks import NetworkPlan

    tables = LinkTables(
        links=links_of(ws, year),
        organisations=open_organisations(ws, year),
        categories=start.categories(definition) if start else None,
        regions=start.ground.regions if start else None,
        region_parents=start.ground.region_parents if start else None,
    )
    plan = LinksPlan(
        definition=definition,
        network=NetworkPlan(strangers="drop"),
        level=start.level if start else None,
        year=year,
        **_search(options),
    )
    finds = find_in_links(tables, plan, progress=options.progress)
    return _resampled(
        finds,
        options,
        lambda draws: resampled_links(tables, finds, draws=draws, **_again(options)),
    )


def _search(options: Options) -> dict[str, Any]:
    names = ("draws", "alpha", "seed", "workers")
    return {name: getattr(options, name) for name in names}


def _again(options: Options) -> dict[str, Any]:
    names = ("seed", "workers", "progress")
    return {name: getattr(options, name) for name in names}


def _resampled(finds: Finds, options: Options, again: Callable[[int], pl.DataFrame]) -> Found:
    if not len(finds.clusters) or not options.bootstraps:
        return Found(finds=finds, tests=pl.DataFrame())
    return Found(finds=finds, tests=again(options.bootstraps))


def _warned(finds: Finds, cautions: tuple[str, ...]) -> Finds:
    from dataclasses import replace

    record = replace(finds.record, cautions=read_cautions((*finds.record.cautions, *cautions)))
    return replace(finds, record=record)
