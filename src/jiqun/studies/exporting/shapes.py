"""Rows with shapes: where a table has them, or its regions, and how GeoJSON is written."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Progress
from jiqun.studies.exporting.cells import flattened
from jiqun.workspace import Workspace

_BATCH = 20_000


def with_geometry(workspace: Workspace, frame: pl.DataFrame) -> pl.DataFrame | None:
    """Give the rows with shapes of their own, else of their regions; None where there are none."""
    if "geometry" in frame.columns and frame["geometry"].dtype == pl.Binary:
        shaped = _filled(frame)
    elif {"lon", "lat"} <= set(frame.columns):
        shaped = _points(frame)
    elif "region" in frame.columns and workspace.has("regions"):
        places = _filled(workspace.frame("regions", ["region", "lon", "lat", "geometry"]))
        shapes = places.select("region", "geometry")
        shaped = frame.join(shapes, on="region", how="left", maintain_order="left")
    else:
        return None
    return shaped if shaped["geometry"].null_count() < shaped.height else None


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """Put points where there is no shape but a longitude and a latitude."""
    if not {"lon", "lat"} <= set(frame.columns):
        return frame
    points = _points(frame)["geometry"]
    return frame.with_columns(pl.coalesce("geometry", points))


def _points(frame: pl.DataFrame) -> pl.DataFrame:
    import shapely

    there = (frame["lon"].is_not_null() & frame["lat"].is_not_null()).to_numpy()
    lon, lat = (frame[axis].cast(pl.Float64).fill_null(0.0).to_numpy() for axis in ("lon", "lat"))
    wkb = shapely.to_wkb(shapely.points(lon, lat))
    shapes = [shape if known else None for shape, known in zip(wkb, there, strict=True)]
    kept = frame.drop("geometry", strict=False)
    return kept.with_columns(pl.Series("geometry", shapes, dtype=pl.Binary))


def write_geojson(frame: pl.DataFrame, draft: Path, progress: Progress) -> None:
    """Write the rows as features; a row without a shape is one without a place."""
    import orjson
    import shapely

    plain = flattened(frame.drop("geometry"))
    key = frame.columns[0]
    with draft.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        for start in range(0, frame.height, _BATCH):
            wkb = frame["geometry"].slice(start, _BATCH).to_numpy()
            shapes = shapely.to_geojson(shapely.from_wkb(wkb))
            for at, row in enumerate(plain.slice(start, _BATCH).iter_rows(named=True)):
                feature = {
                    "type": "Feature",
                    "id": row[key],
                    "properties": row,
                    "geometry": orjson.Fragment(shapes[at]) if shapes[at] else None,
                }
                file.write(b",\n" if start + at else b"\n")
                file.write(orjson.dumps(feature))
            progress("export", start, frame.height)
        file.write(b"\n]}\n")
