"""Parquet: its extent held against the limits before it is read; GeoParquet's own words checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import Problem, Words, problem, words
from jiqun.sources.files.contents import RawTable, few, stop
from jiqun.sources.files.limits import Limits, hold

#: Cells from which on a file is held against its size, and how many one of its bytes may stand for.
_MANY_CELLS, _CELLS_A_BYTE = 10_000_000, 100
_FOREIGN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, MemoryError)


def read_parquet(file: Path, *, limits: Limits) -> RawTable:
    """Read a Parquet file.

    Raises
    ------
    InputError
        ``file-broken``, ``file-limit``, ``file-hollow``, ``file-rows``; of GeoParquet also
        ``geo-crs``, ``geo-coordinates``, ``geo-shape``.
    """
    _hold_extent(file, limits)
    try:
        frame = pl.read_parquet(file, glob=False)
        described = pl.read_parquet_metadata(file).get("geo", "")
    except _FOREIGN as err:
        raise stop(_broken(_said(err), name=file.name)) from None
    if frame.is_empty():
        raise stop(problem("file-rows", subject=file.name))
    lines = pl.int_range(1, frame.height + 1, eager=True)
    if not described:
        return RawTable(frame=frame, lines=lines, counted="row")
    column, wkb, cautions = _geoparquet(frame, described, name=file.name, limits=limits)
    frame = frame.with_columns(wkb.alias(column))
    return RawTable(frame=frame, lines=lines, counted="row", cautions=cautions, shapes=(column,))


def _hold_extent(file: Path, limits: Limits) -> None:
    """Refuse what is too much before it is read, by what the file says of itself."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        said = pq.read_metadata(file)
        groups = [said.row_group(at) for at in range(said.num_row_groups)]
        unpacked = sum(
            group.column(at).total_uncompressed_size
            for group in groups
            for at in range(group.num_columns)
        )
    except (pa.ArrowException, OSError, ValueError) as err:
        raise stop(_broken(_said(err), name=file.name)) from None
    rows, columns = max(said.num_rows, 0), said.num_columns
    for limit, got in {
        "rows": rows,
        "columns": columns,
        "cells": rows * columns,
        "bytes": unpacked,
    }.items():
        hold(limits, limit, got, subject=file.name)
    size = file.stat().st_size
    if rows * columns > max(_MANY_CELLS, _CELLS_A_BYTE * size):
        told = {"cells": rows * columns, "size": size, "most": _CELLS_A_BYTE}
        raise stop(problem("file-hollow", subject=file.name, **told))


def _said(err: BaseException) -> str:
    lines = str(err).strip().splitlines()
    return lines[0][:200] if lines else type(err).__name__


def _broken(reason: str | Words, *, name: str, kind: str = "Parquet") -> Problem:
    return problem("file-broken", subject=name, kind=kind, reason=reason)


def _geoparquet(
    frame: pl.DataFrame, described: str, *, name: str, limits: Limits
) -> tuple[str, pl.Series, tuple[Problem, ...]]:
    """Check what a GeoParquet file says of its geometry, and the geometry itself."""
    from jiqun.sources.files.shapes import check_crs
    from jiqun.sources.files.wellknown import checked_shapes

    column, about = _primary(described, frame, name=name)
    encoding = about.get("encoding", "WKB")
    if encoding != "WKB" or frame[column].dtype != pl.Binary:
        reason = words("checks.geoparquet-encoding", encoding=str(encoding)[:40])
        raise stop(_broken(reason, name=name, kind="GeoParquet"))
    check_crs(about.get("crs"), name=name)
    wkb, cautions = checked_shapes(frame[column], name=name, limits=limits)
    return column, wkb, cautions


def _primary(described: str, frame: pl.DataFrame, *, name: str) -> tuple[str, Mapping[str, Any]]:
    """Give the name of the geometry's column and what is said about it."""
    import orjson

    try:
        geo = orjson.loads(described)
    except orjson.JSONDecodeError as err:
        raise stop(_broken(_said(err), name=name, kind="GeoParquet")) from None
    column = geo.get("primary_column", "geometry") if isinstance(geo, dict) else None
    listed = geo.get("columns", {}) if isinstance(geo, dict) else None
    about = listed.get(column, {}) if isinstance(listed, dict) and isinstance(column, str) else None
    if not isinstance(about, dict) or not isinstance(column, str):
        reason = words("checks.geoparquet-shape")
        raise stop(_broken(reason, name=name, kind="GeoParquet"))
    if column not in frame.columns:
        shown = {"column": repr(column[:60]), "columns": ", ".join(few(frame.columns))}
        reason = words("checks.geoparquet-column", **shown)
        raise stop(_broken(reason, name=name, kind="GeoParquet"))
    return column, about
