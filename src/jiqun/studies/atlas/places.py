"""Regions: lists, boundaries for the map, and one region's whole portfolio."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from platformdirs import user_cache_path

from jiqun.core import digest, unknown
from jiqun.studies.atlas.rows import cell_row, check_page, paged
from jiqun.studies.atlas.snapshot import Snapshot, snapshot
from jiqun.studies.atlas.summary import level_title
from jiqun.studies.exporting.writing import write_safely

#: Boundaries are drawn to about this many vertices a level, whatever their source.
VERTICES = 60_000
#: Coordinates are given to about ten metres.
GRID = 1e-4
#: Changes whenever boundaries are drawn otherwise, so that none kept by an older one is used.
DRAWING = "1"
REGION = ("region", "name", "name_zh", "level", "parent", "lon", "lat", "type", "area_km2",
          "population", "has_geometry")  # fmt: skip


def region_list(
    path: str | Path,
    *,
    level: str = "",
    q: str = "",
    limit: int = 1000,
    offset: int = 0,
    as_of: int | None = None,
) -> dict[str, Any]:
    """List regions of a level whose name or code has the words ``q``."""
    check_page(limit, offset)
    found = snapshot(path, as_of=as_of).regions
    if level:
        found = found.filter(pl.col("level") == level)
    if q:
        words = q.lower()
        found = found.filter(
            pl.any_horizontal(
                pl.col(name).str.to_lowercase().str.contains(words, literal=True)
                for name in ("region", "name", "name_zh")
            ).fill_null(value=False)
        )
    shown = found.slice(offset, limit).select(REGION)
    return paged(shown.to_dicts(), total=len(found), limit=limit, offset=offset)


def region_page(
    path: str | Path,
    region: str,
    *,
    year: int | None = None,
    definition: str | None = None,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Give a region, its profile, its trend and its clusters, the strongest first.

    Raises
    ------
    UnknownError
        ``region-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    row = shown.region(region)
    profiles = shown.profiles
    own = profiles.filter(pl.col("region") == region) if len(profiles) else profiles
    if len(own) and definition:
        own = own.filter(pl.col("definition") == definition)
    trend = own.sort("year").to_dicts() if len(own) else []
    when = year or (shown.years[-1] if shown.years else None)
    clusters: list[dict[str, Any]] = []
    if shown.stock and row["level"] in shown.levels:
        cells = shown.cell_table(definition=definition, level=row["level"], year=when)
        found = cells.filter(pl.col("region") == region).sort(
            "quotient", descending=True, nulls_last=True
        )
        clusters = [cell_row(one, shown.rated_schemes) for one in found.to_dicts()]
    return {
        "region": _region(shown, row),
        "profile": next((one for one in trend if one["year"] == when), None),
        "trend": trend,
        "clusters": clusters,
        "record": shown.workspace.record("cells").to_dict() if shown.stock else None,
    }


def _region(shown: Snapshot, row: dict[str, Any]) -> dict[str, Any]:
    parents = _parents(shown, row["region"])
    inside = shown.regions.filter(pl.col("parent") == row["region"])
    found = {name: row.get(name) for name in REGION}
    found["level_title"] = level_title(row["level"])
    found["parents"] = [_brief(shown.region(code)) for code in parents]
    found["children_levels"] = inside["level"].unique(maintain_order=True).to_list()
    return found


def _parents(shown: Snapshot, region: str) -> list[str]:
    found: list[str] = []
    above = dict(shown.regions.select("region", "parent").drop_nulls().rows())
    code = region
    while code in above and above[code] not in found:
        code = above[code]
        found.append(code)
    further = shown.frame("region_parents")
    if len(further):
        found += further.filter(pl.col("region") == region)["parent"].to_list()
    known = set(shown.regions["region"])
    return [one for one in dict.fromkeys(found) if one in known]


def _brief(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("region", "name", "name_zh", "level")}


def geometry(path: str | Path, *, level: str, as_of: int | None = None) -> bytes:
    """Give the regions of a level as gzipped GeoJSON; shared borders stay shared.

    Boundaries are simplified together until they have about 60,000 vertices.

    A region without a boundary is a point, one without a place is left out; so is, at a level
    that has cells, a point without any (a city of the case library among a country's own).

    Raises
    ------
    UnknownError
        ``level-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    known = shown.regions["level"].unique().sort().to_list() if len(shown.regions) else []
    if level not in known:
        raise unknown("level", level, known, fix="Choose one of these.")
    return _packed(str(shown.workspace.path), shown.commit, level)


@lru_cache(maxsize=32)
def _packed(path: str, commit: int, level: str) -> bytes:
    """Draw a level's boundaries once for each state of the regions, on any commit and run."""
    shown = snapshot(path, as_of=commit)
    name = digest(DRAWING, shown.workspace.digest("regions"), level)
    kept = user_cache_path("jiqun") / "boundaries" / f"{name}.json.gz"
    if kept.is_file():
        return kept.read_bytes()
    body = gzip.compress(_geojson(shown, level), compresslevel=6, mtime=0)
    with suppress(OSError):  # a machine without a place for caches draws each time
        write_safely(kept, lambda draft: draft.write_bytes(body))
    return body


def _geojson(shown: Snapshot, level: str) -> bytes:
    rows = (
        shown.workspace.scan("regions")
        .filter(pl.col("level") == level)
        .select("region", "geometry")
        .collect()
        .join(
            shown.regions.select("region", "name", "name_zh", "lon", "lat"),
            on="region",
            maintain_order="left",
        )
    )
    shapes = shapely.from_wkb(rows["geometry"].to_list())
    drawn = _drawn(shapes)
    features = []
    for row, shape in zip(rows.drop("geometry").iter_rows(named=True), drawn, strict=True):
        if shape is None and (row["lon"] is None or row["lat"] is None):
            continue
        if shape is None and level in shown.levels and row["region"] not in shown.placed:
            continue
        place = (
            json.loads(shapely.to_geojson(shape))
            if shape is not None
            else {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
        )
        names = {name: row[name] for name in ("region", "name", "name_zh")}
        features.append(
            {"type": "Feature", "id": row["region"], "geometry": place, "properties": names}
        )
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":"), ensure_ascii=False).encode()


def _drawn(shapes: Any) -> list[Any]:
    """Simplify boundaries together until they are light enough to send."""
    outlined = [shape is not None and shape.area > 0 for shape in shapes]
    kept = np.array([shape for shape, is_area in zip(shapes, outlined, strict=True) if is_area])
    if not len(kept):
        return [None] * len(shapes)
    light, tolerance = kept, 0.002
    while shapely.get_num_coordinates(light).sum() > VERTICES and tolerance < 1:
        light = shapely.coverage_simplify(light, tolerance)
        tolerance *= 1.6
    rounded = iter(shapely.set_precision(light, GRID, mode="pointwise"))
    return [next(rounded) if is_area else None for is_area in outlined]
