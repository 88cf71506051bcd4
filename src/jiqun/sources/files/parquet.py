"""Parquet: its extent held against the limits before it is read; GeoParquet's own words checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import Problem, Words, problem, words
from jiqun.sources.files.apart import run_apart
from jiqun.sources.files.contents import RawTable, few, stop
from jiqun.sources.files.limits import Limits, hold, memory_short

#: Cells and bytes of content from which on a file is held against its size, and how many of each
#: one of its bytes may stand for.
_MANY_CELLS, _CELLS_A_BYTE = 10_000_000, 100
_MANY_BYTES, _BYTES_A_BYTE = 256 << 20, 200
#: Seconds that any file may take, and for each of its megabytes; memory for each byte unpacked.
_SECONDS, _SECONDS_A_MEGABYTE, _MEMORY_A_BYTE = 15.0, 1.0, 4
_FOREIGN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, MemoryError)


def read_parquet(file: Path, *, limits: Limits) -> RawTable:
    """Read a Parquet file.

    Raises
    ------
    InputError
        ``file-broken``, ``file-limit``, ``file-hollow``, ``file-memory``, ``file-slow``,
        ``file-rows``; of GeoParquet also ``geo-crs``, ``geo-coordinates``, ``geo-shape``.
    """
    unpacked = _hold_extent(file, limits)
    _try_apart(file, unpacked, limits)
    try:
        frame = pl.read_parquet(file, glob=False)
        described = pl.read_parquet_metadata(file).get("geo", "")
    except _FOREIGN as err:
        raise stop(_broken(_said(err), name=file.name)) from None
    if frame.is_empty():
        raise stop(problem("file-rows", subject=file.name))
    _hold_texts(frame, file, limits)
    lines = pl.int_range(1, frame.height + 1, eager=True)
    if not described:
        return RawTable(frame=frame, lines=lines, counted="row")
    column, wkb, cautions = _geoparquet(frame, described, name=file.name, limits=limits)
    frame = frame.with_columns(wkb.alias(column))
    return RawTable(frame=frame, lines=lines, counted="row", cautions=cautions, shapes=(column,))


def _hold_extent(file: Path, limits: Limits) -> int:
    """Refuse what is too much by what the file says of itself; give its bytes unpacked."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        said = pq.read_metadata(file)
        groups = range(said.num_row_groups)
        unpacked: int = sum(said.row_group(at).total_byte_size for at in groups)
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
    if rows * columns > max(_MANY_CELLS, _CELLS_A_BYTE * file.stat().st_size):
        raise stop(_hollow(file, cells=rows * columns, content=unpacked))
    if unpacked > max(_MANY_BYTES, _BYTES_A_BYTE * file.stat().st_size):
        raise stop(_hollow(file, cells=rows * columns, content=unpacked))
    return max(unpacked, 0)


def _hollow(file: Path, *, cells: int, content: int) -> Problem:
    return problem(
        "file-hollow",
        subject=file.name,
        cells=cells,
        whole=content >> 20,
        size=file.stat().st_size,
        most_cells=_CELLS_A_BYTE,
        most_bytes=_BYTES_A_BYTE,
    )


def _try_apart(file: Path, unpacked: int, limits: Limits) -> None:
    """Read it in a child first: a file made to take its reader down takes the child down."""
    seconds = _SECONDS + _SECONDS_A_MEGABYTE * file.stat().st_size / (1 << 20)
    memory = limits.memory + _MEMORY_A_BYTE * unpacked
    done = run_apart("parquet", {"file": str(file.absolute())}, memory=memory, seconds=seconds)
    if done.ending == "time":
        raise stop(problem("file-slow", subject=file.name, seconds=round(seconds)))
    if done.ending == "memory":
        raise stop(memory_short(file.name, most=memory, more=4 * limits.memory))
    if done.ending == "broken":
        raise stop(_broken(done.reason, name=file.name))


def _hold_texts(frame: pl.DataFrame, file: Path, limits: Limits) -> None:
    """Refuse texts that are too long, or that one place in the file repeats too often."""
    content = 0
    for series in frame:
        if series.dtype in (pl.String, pl.Categorical, pl.Enum):
            longest, whole = _weighed(series)
            hold(limits, "field", longest, subject=file.name)
            content += whole
    if content > max(_MANY_BYTES, _BYTES_A_BYTE * file.stat().st_size):
        raise stop(_hollow(file, cells=frame.height * frame.width, content=content))


def _weighed(series: pl.Series) -> tuple[int, int]:
    """Give a text column's longest value and the bytes of all, each word of a category once."""
    if series.dtype == pl.String:
        return int(str(series.str.len_chars().max() or 0)), int(series.str.len_bytes().sum() or 0)
    counted = series.value_counts(name="_times")
    words, times = counted.to_series(0).cast(pl.String), counted["_times"].cast(pl.Int64)
    whole = (words.str.len_bytes().cast(pl.Int64) * times).sum()
    return int(str(words.str.len_chars().max() or 0)), int(whole or 0)


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
