"""Where found clusters lie: territories as they were stored, or members and strongest ties."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
import polars as pl
import shapely

from jiqun.kernels.ground import seam
from jiqun.studies.browsing.clusters.filters import Finders, chosen
from jiqun.studies.browsing.clusters.ties import placed_members, ties
from jiqun.studies.browsing.snapshots import Snapshot, snapshot

PROPERTIES = ("cluster", "name", "name_zh", "way", "category", "chance", "survival",
              "quadrant", "size", "employment", "virtual")  # fmt: skip
#: Ties drawn of a cluster without a territory, and members.
STRONGEST = 60
#: A corner that moves by less than this share of the extent is left out.
FINENESS = 1 / 1500
DIGITS = 4
#: Answers that stay in memory.
KEPT = 32
Shape = dict[str, Any]


def cluster_geometry(shown: Snapshot, finders: Finders | None = None) -> bytes:
    """Give found clusters as gzipped GeoJSON, kept.

    A virtual cluster, or one without a territory, is its largest members (points) and its
    strongest ties (lines), at most 60 of each; where its members have no places, its centre.
    What has no place at all is left out.
    """
    return _packed(str(shown.workspace.path), shown.commit, finders or Finders())


@lru_cache(maxsize=KEPT)
def _packed(path: str, commit: int, finders: Finders) -> bytes:
    shown = snapshot(path, as_of=commit)
    rows = chosen(shown, finders)
    drawn = _drawn(shown, rows) if len(rows) else {}
    features = [
        {
            "type": "Feature",
            "id": row["cluster"],
            "geometry": drawn[row["cluster"]],
            "properties": {name: row[name] for name in PROPERTIES},
        }
        for row in rows.select(PROPERTIES).iter_rows(named=True)
        if row["cluster"] in drawn
    ]
    body = orjson.dumps({"type": "FeatureCollection", "features": features})
    return gzip.compress(body, compresslevel=6, mtime=0)


def _drawn(shown: Snapshot, rows: pl.DataFrame) -> dict[str, Shape]:
    """Give each cluster's shape by code."""
    stored = shown.workspace.scan("finds").select("cluster", "geometry")
    territories = rows.join(stored.collect(), on="cluster", how="left", maintain_order="left")
    scattered = pl.col("virtual").fill_null(value=False) | pl.col("geometry").is_null()
    centres = rows.select("cluster", "lon", "lat").drop_nulls().rows()
    return {
        **{code: {"type": "Point", "coordinates": [x, y]} for code, x, y in centres},
        **_territories(territories.filter(~scattered)),
        **_webs(shown, territories.filter(scattered).select("cluster")),
    }


def _territories(rows: pl.DataFrame) -> dict[str, Shape]:
    areas = shapely.from_wkb(rows["geometry"].to_list())
    west, south, east, north = (
        shapely.bounds([seam.joined(area) for area in areas]).reshape(-1, 4).T
    )
    step = np.fmax(east - west, north - south) * FINENESS
    light = shapely.simplify(areas, step, preserve_topology=True)
    rounded = shapely.set_precision(light, 10.0**-DIGITS, mode="pointwise")
    texts = shapely.to_geojson(rounded)
    return {
        code: orjson.loads(text)
        for code, text, some in zip(rows["cluster"], texts, ~shapely.is_empty(areas), strict=True)
        if some
    }


def _webs(shown: Snapshot, clusters: pl.DataFrame) -> dict[str, Shape]:
    """Give places and strongest ties of clusters by code; without any place, nothing."""
    places = placed_members(shown, clusters)
    if not len(places):
        return {}
    ends = places.select("cluster", "member", "lon", "lat")
    strongest = ties(shown, clusters)
    for end in ("source", "target"):
        names = {"member": end, "lon": f"{end}_lon", "lat": f"{end}_lat"}
        strongest = strongest.join(
            ends.rename(names), on=["cluster", end], how="inner", maintain_order="left"
        )
    corners = ("source_lon", "source_lat", "target_lon", "target_lat")
    lines: dict[str, list[list[list[float]]]] = {}
    for cluster, a, b, c, d in _first(strongest).select("cluster", *corners).rows():
        lines.setdefault(cluster, []).append([[a, b], [c, d]])
    points: dict[str, list[list[float]]] = {}
    for cluster, lon, lat in _first(places).select("cluster", "lon", "lat").rows():
        points.setdefault(cluster, []).append([lon, lat])
    return {code: _web(points[code], lines.get(code, [])) for code in points}


def _first(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("cluster", maintain_order=True).head(STRONGEST)


def _web(points: list[list[float]], lines: list[list[list[float]]]) -> Shape:
    members = {"type": "MultiPoint", "coordinates": points}
    if not lines:
        return members
    tied = {"type": "MultiLineString", "coordinates": lines}
    return {"type": "GeometryCollection", "geometries": [members, tied]}
