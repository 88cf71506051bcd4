"""GeoJSON and TopoJSON: properties become columns, geometry becomes WKB in WGS 84."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import polars as pl
import shapely

from jiqun.core import Problem, Words, problem, words
from jiqun.sources.files.contents import Dialect, RawTable, stop
from jiqun.sources.files.limits import Limits
from jiqun.sources.files.shapes import check_crs, to_wkb
from jiqun.sources.files.topology import features
from jiqun.tables import at_lines


def read_geojson(
    data: bytes,
    *,
    name: str,
    dialect: Dialect,
    limits: Limits | None = None,  # noqa: ARG001 - not yet counted
) -> RawTable:
    """Read a FeatureCollection, or an object of a TopoJSON file.

    Raises
    ------
    InputError
        ``file-broken``, ``file-rows``, ``geo-crs``, ``geo-coordinates``, ``geo-shape``,
        ``object-unknown``.
    """
    whole = _parsed(data, name=name)
    if whole.get("type") == "Topology":
        rows = features(whole, wanted=dialect.object, name=name)
    elif whole.get("type") in ("FeatureCollection", "Feature"):
        check_crs(_crs(whole), name=name)
        rows = whole.get("features", [whole] if whole["type"] == "Feature" else [])
    else:
        reason = words("checks.geojson-type", type=repr(whole.get("type")))
        raise stop(_broken(reason, name=name))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise stop(_broken(words("checks.geojson-features"), name=name))
    if not rows:
        raise stop(problem("file-rows", subject=name))
    geometry, cautions = to_wkb(_shapes(rows, name=name), name=name)
    frame = _properties(rows).with_columns(geometry)
    lines = pl.int_range(1, frame.height + 1, eager=True)
    shapes = ("geometry",)
    return RawTable(frame=frame, lines=lines, counted="row", cautions=cautions, shapes=shapes)


def _parsed(data: bytes, *, name: str) -> dict[str, Any]:
    try:
        whole = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as err:
        raise stop(_broken(str(err), name=name)) from None
    if not isinstance(whole, dict):
        raise stop(_broken(words("checks.geojson-object"), name=name))
    return whole


def _broken(reason: str | Words, *, name: str) -> Problem:
    return problem("file-broken", subject=name, kind="GeoJSON/TopoJSON", reason=reason)


def _crs(whole: Mapping[str, Any]) -> Any:
    crs = whole.get("crs")
    if isinstance(crs, dict):
        properties = crs.get("properties")
        return properties.get("name", crs) if isinstance(properties, dict) else crs
    return crs


def _shapes(rows: Sequence[Mapping[str, Any]], *, name: str) -> Any:
    texts = [orjson.dumps(row.get("geometry")).decode() for row in rows]
    absent = np.array([text == "null" for text in texts])
    shapes = np.full(len(rows), None, dtype=object)
    given = np.array(texts, dtype=object)[~absent]
    shapes[~absent] = shapely.from_geojson(given, on_invalid="ignore")
    lost = shapely.is_missing(shapes) & ~absent
    if lost.any():
        where = at_lines([int(np.flatnonzero(lost)[0]) + 1], counted="row")
        raise stop(problem("geo-shape", subject=name, count=int(lost.sum()), where=where))
    return shapes


def _properties(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    found = [row.get("properties") or {} for row in rows]
    names = list(dict.fromkeys(key for properties in found for key in properties))
    columns: dict[str, list[Any]] = {}
    if "id" not in names and any("id" in row for row in rows):
        columns["id"] = [row.get("id") for row in rows]
    for name in names:
        columns["geometry_property" if name == "geometry" else name] = [
            properties.get(name) for properties in found
        ]
    series = [_series(name, values) for name, values in columns.items()]
    return pl.DataFrame(series) if series else pl.DataFrame({"row": range(1, len(rows) + 1)})


def _series(name: str, values: list[Any]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} and all(v is None or abs(v) < 1 << 63 for v in values):
        return pl.Series(name, values, dtype=pl.Int64)
    if kinds and kinds <= {int, float}:
        numbers = [None if v is None else float(v) for v in values]
        return pl.Series(name, numbers, dtype=pl.Float64)
    if kinds == {bool}:
        return pl.Series(name, values, dtype=pl.Boolean)
    texts = [v if v is None or isinstance(v, str) else orjson.dumps(v).decode() for v in values]
    return pl.Series(name, texts, dtype=pl.String)
