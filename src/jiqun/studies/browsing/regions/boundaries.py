"""Boundaries of a level's regions, light enough to send, drawn once for each state of them."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
import shapely
from platformdirs import user_cache_path

from jiqun.core import digest, unknown
from jiqun.studies.browsing.snapshots import Snapshot, snapshot
from jiqun.studies.exporting import write_safely

#: Boundaries are drawn to about this many vertices a level, whatever their source.
VERTICES = 60_000
#: Coordinates are given to about ten metres.
GRID = 1e-4
#: Changes whenever boundaries are drawn otherwise, so that none kept by an older one is used.
DRAWING = "2"


def geometry(shown: Snapshot, *, level: str) -> bytes:
    """Give the regions of a level as gzipped GeoJSON; shared borders stay shared.

    Boundaries are simplified together until they have about 60,000 vertices.

    A region without a boundary is a point; one without a place has no geometry, and is left out
    where it has no cells; so is, at a level that has cells, a point without any (a city of the case
    library among a country's own).

    Raises
    ------
    UnknownError
        ``level-unknown``.
    """
    known = shown.regions["level"].unique().sort().to_list() if len(shown.regions) else []
    if level not in known:
        raise unknown("level", level, known, case="shown")
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
        nowhere = shape is None and (row["lon"] is None or row["lat"] is None)
        if nowhere and row["region"] not in shown.placed:
            continue
        if shape is None and level in shown.levels and row["region"] not in shown.placed:
            continue
        place = (
            json.loads(shapely.to_geojson(shape))
            if shape is not None
            else None
            if nowhere
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
