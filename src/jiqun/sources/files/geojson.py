"""GeoJSON and TopoJSON: properties become columns, geometry becomes WKB in WGS 84."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import polars as pl
import shapely

from jiqun.core import Problem, Words, problem, words
from jiqun.sources.files.brackets import weigh
from jiqun.sources.files.contents import Dialect, RawTable, stop, unique_names
from jiqun.sources.files.limits import Limits, hold
from jiqun.sources.files.shapes import check_crs, refuse_lost, to_wkb
from jiqun.sources.files.topology import features

#: Bytes that a property takes while it becomes a column's value.
_BYTES_A_PROPERTY = 56


def read_geojson(
    data: bytes, *, name: str, dialect: Dialect, limits: Limits | None = None
) -> RawTable:
    """Read a FeatureCollection, or an object of a TopoJSON file.

    Raises
    ------
    InputError
        ``file-broken``, ``file-limit``, ``file-rows``, ``geo-crs``, ``geo-coordinates``,
        ``geo-repair``, ``geo-shape``, ``object-unknown``.
    """
    most = limits or Limits()
    whole = read_json(data, name=name, limits=most)
    if whole.get("type") == "Topology":
        rows = features(whole, wanted=dialect.object, name=name, limits=most)
    elif whole.get("type") in ("FeatureCollection", "Feature"):
        check_crs(_crs(whole), name=name)
        rows = whole.get("features", [whole] if whole["type"] == "Feature" else [])
    else:
        reason = words("checks.geojson-type", type=repr(whole.get("type"))[:80])
        raise stop(_broken(reason, name=name))
    _check(rows, name=name, limits=most)
    geometry, cautions = to_wkb(read_shapes(rows, name=name), name=name, limits=most)
    frame = _properties(rows, name=name, limits=most).with_columns(geometry)
    lines = pl.int_range(1, frame.height + 1, eager=True)
    shapes = ("geometry",)
    return RawTable(frame=frame, lines=lines, counted="row", cautions=cautions, shapes=shapes)


def read_json(data: bytes, *, name: str, limits: Limits | None = None) -> dict[str, Any]:
    """Parse a JSON object whose nesting and weight are within the limits.

    Raises
    ------
    InputError
        ``file-broken``, ``file-limit``.
    """
    most = limits or Limits()
    text = data.removeprefix(b"\xef\xbb\xbf")
    weight = weigh(text)
    hold(most, "depth", weight.depth, subject=name)
    hold(most, "memory", weight.memory, subject=name)
    try:
        whole = orjson.loads(text)
    except (orjson.JSONDecodeError, RecursionError) as err:
        raise stop(_broken(str(err)[:200], name=name)) from None
    if not isinstance(whole, dict):
        raise stop(_broken(words("checks.geojson-object"), name=name))
    return whole


def read_shapes(rows: Sequence[Mapping[str, Any]], *, name: str) -> Any:
    """Read the geometry of features as shapes; null where there is none.

    An empty object, or one with null for its coordinates, is a geometry with nothing in it.

    Raises
    ------
    InputError
        ``geo-shape``.
    """
    texts = [orjson.dumps(_geometry(row)).decode() for row in rows]
    absent = np.array([text == "null" for text in texts], dtype=bool)
    shapes = np.full(len(rows), None, dtype=object)
    given = np.array(texts, dtype=object)[~absent]
    with np.errstate(all="ignore"):
        shapes[~absent] = shapely.from_geojson(given, on_invalid="ignore")
    refuse_lost(shapely.is_missing(shapes) & ~absent, name=name)
    return shapes


def _geometry(row: Mapping[str, Any]) -> Any:
    given = row.get("geometry")
    if not isinstance(given, dict):
        return given
    hollow = not given or ("coordinates" in given and given["coordinates"] is None)
    return {"type": "GeometryCollection", "geometries": []} if hollow else given


def _check(rows: Any, *, name: str, limits: Limits) -> None:
    """Refuse what is no list of features, and features whose properties are no object."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise stop(_broken(words("checks.geojson-features"), name=name))
    if not rows:
        raise stop(problem("file-rows", subject=name))
    hold(limits, "rows", len(rows), subject=name)
    for at, row in enumerate(rows, start=1):
        if not isinstance(row.get("properties") or {}, dict):
            reason = words("shapes.properties", number=at, kind=type(row["properties"]).__name__)
            raise stop(_broken(reason, name=name))


def _broken(reason: str | Words, *, name: str) -> Problem:
    return problem("file-broken", subject=name, kind="GeoJSON/TopoJSON", reason=reason)


def _crs(whole: Mapping[str, Any]) -> Any:
    crs = whole.get("crs")
    if isinstance(crs, dict):
        properties = crs.get("properties")
        return properties.get("name", crs) if isinstance(properties, dict) else crs
    return crs


def _properties(rows: Sequence[Mapping[str, Any]], *, name: str, limits: Limits) -> pl.DataFrame:
    found = [row.get("properties") or {} for row in rows]
    keys = list(dict.fromkeys(key for properties in found for key in properties))
    hold(limits, "columns", len(keys), subject=name)
    hold(limits, "memory", len(keys) * len(rows) * _BYTES_A_PROPERTY, subject=name)
    columns: list[tuple[str, list[Any]]] = []
    if "id" not in keys and any("id" in row for row in rows):
        columns.append(("id", [row.get("id") for row in rows]))
    for key in keys:
        values = [properties.get(key) for properties in found]
        columns.append(("geometry_property" if key == "geometry" else key, values))
    names, _ = unique_names([key for key, _ in columns])
    series = [_series(key, values) for key, (_, values) in zip(names, columns, strict=True)]
    return pl.DataFrame(series) if series else pl.DataFrame({"row": range(1, len(rows) + 1)})


def _series(name: str, values: list[Any]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} and all(v is None or -(1 << 63) <= v < 1 << 63 for v in values):
        return pl.Series(name, values, dtype=pl.Int64)
    if kinds and kinds <= {int, float}:
        numbers = [None if v is None else float(v) for v in values]
        return pl.Series(name, numbers, dtype=pl.Float64)
    if kinds == {bool}:
        return pl.Series(name, values, dtype=pl.Boolean)
    texts = [v if v is None or isinstance(v, str) else orjson.dumps(v).decode() for v in values]
    return pl.Series(name, texts, dtype=pl.String)
