"""The three ways on a workspace's data: what each finds, and how stable its finds are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import polars as pl

from jiqun.clusters.finds import Finds, Way
from jiqun.clusters.leading import EMPLOYMENT, JOBS
from jiqun.core import Caution, Progress
from jiqun.studies.finding.organisations import links_of, open_organisations, points_of
from jiqun.studies.finding.plan import FindPlan
from jiqun.studies.finding.start import Start
from jiqun.workspace import Workspace

Weigh = Literal["both", "establishments"]
#: Resamples of points and of links cost more: one for so many of the regions'.
FEWER: Final = 4
#: A network of chance is searched whole: one for so many permutations, and at least so many.
NETWORKS, LEAST_NETWORKS = 40, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a search is told; see :func:`jiqun.studies.find`."""

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


def options_of(plan: FindPlan, progress: Progress) -> Options:
    """Give what a plan tells the ways."""
    return Options(
        draws=plan.draws, bootstraps=plan.bootstraps, alpha=plan.alpha, seed=plan.seed,
        workers=plan.workers, progress=progress,
    )  # fmt: skip


def search(
    ws: Workspace, start: Start | None, way: Way, options: Options, *, year: int
) -> list[Found]:
    """Search every definition set in one way; points and links with fewer resamples."""
    fewer = replace(options, bootstraps=-(-options.bootstraps // FEWER))
    founds = []
    for one in start.definitions if start else ("-",):
        if way == "links":
            networks = replace(fewer, draws=max(LEAST_NETWORKS, options.draws // NETWORKS))
            founds.append(find_links(ws, start, one, networks, year))
        elif start is not None and way == "points":
            founds.append(find_points(ws, start, one, fewer))
        elif start is not None:
            founds.append(find_regions(start, one, options))
    return founds


def find_regions(start: Start, definition: str, options: Options) -> Found:
    """Find neighbouring specialised regions and resample them."""
    from jiqun.clusters.borders import (
        RegionsPlan,
        RegionTables,
        contiguity,
        find_in_regions,
        resampled_regions,
    )

    cells, weigh, spread = _counted_by(start)
    tables = RegionTables(
        cells=cells,
        regions=start.regions,
        neighbours=contiguity(start.regions, level=start.level),
        spreads=start.cells.spreads,
    )
    plan = RegionsPlan(
        definition=definition,
        level=start.level,
        year=start.year,
        weigh=weigh,
        size_cv2=spread,
        **_search(options),
    )
    finds = find_in_regions(tables, plan, progress=options.progress)
    return _resampled(
        _of_leading(finds, start),
        options,
        lambda draws: resampled_regions(tables, finds, draws=draws, **_again(options)),
    )


def _counted_by(start: Start) -> tuple[pl.DataFrame, Weigh, float | None]:
    """Give the cells with what is counted in them, how it is weighed, and its spread of sizes.

    What leads is the size of what settles: of establishments, else of so many as there are jobs
    (in effective counts). Where neither is known nothing is counted: money does not settle.
    """
    from jiqun.clusters import SIZE_CV2

    frame = start.cells.frame
    if start.leading == "value_added":  # less than nothing is no size
        size = pl.col("employment")
        frame = frame.with_columns(pl.when(size >= 0).then(size).alias("employment"))
    if start.leading == EMPLOYMENT:
        return frame, "both", None
    if start.leading == "establishments":
        return frame, "both", 0.0
    if frame["establishments"].null_count() < len(frame):
        return frame, "both", None
    if frame[JOBS].null_count() < len(frame):
        units = pl.col(JOBS) / (1.0 + SIZE_CV2)
        return frame.with_columns(establishments=units), "establishments", None
    return frame.with_columns(employment=pl.lit(None, dtype=pl.Float64)), "both", None


def _of_leading(finds: Finds, start: Start) -> Finds:
    """Leave out what speaks of jobs, and counts that stood for establishments."""
    if start.leading == EMPLOYMENT:
        return finds
    of_jobs = ("employment-withheld", "establishments-unknown")
    kept = tuple(one for one in finds.record.cautions if one.code not in of_jobs)
    clusters = finds.clusters
    if start.cells.frame["establishments"].null_count() == len(start.cells.frame):
        none = pl.lit(None, dtype=pl.Float64)
        clusters = clusters.with_columns(establishments=none)
    if start.leading == "value_added":
        clusters = clusters.with_columns(employment=pl.lit(None, dtype=pl.Float64))
    return replace(finds, clusters=clusters, record=replace(finds.record, cautions=kept))


def find_points(ws: Workspace, start: Start, definition: str, options: Options) -> Found:
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
    ws: Workspace, start: Start | None, definition: str, options: Options, year: int
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


def _warned(finds: Finds, cautions: tuple[Caution, ...]) -> Finds:
    record = replace(finds.record, cautions=(*finds.record.cautions, *cautions))
    return replace(finds, record=record)
