"""One door for files: the ending says the format."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files.contents import MOST_BYTES, Dialect, RawTable, stop
from jiqun.sources.files.delimited import read_delimited

_TEXT = (".csv", ".tsv", ".txt", ".tab")
_BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_SHAPES = (".geojson", ".topojson", ".json")
FORMATS = (*_TEXT, *_BOOKS, ".parquet", *_SHAPES)


def read_file(path: str | Path, *, dialect: Dialect | None = None) -> RawTable:
    """Read a user's file as it stands.

    Parameters
    ----------
    path
        CSV, TSV, Excel, Parquet, GeoJSON or TopoJSON.
    dialect
        What the file does not say itself.

    Raises
    ------
    InputError
        ``file-missing``, ``file-size``, ``file-kind``, ``file-empty`` and the reader's own.
    """
    file = Path(path).expanduser()
    options = dialect or Dialect()
    _refuse(file)
    ending = file.suffix.lower()
    if ending in _BOOKS:
        return read_workbook_lazily(file, options)
    if ending == ".parquet":
        return _read_parquet(file)
    data = file.read_bytes()
    if ending in _SHAPES:
        from jiqun.sources.files.geojson import read_geojson

        return read_geojson(data, name=file.name, dialect=options)
    return read_delimited(data, name=file.name, dialect=options)


def read_workbook_lazily(file: Path, dialect: Dialect) -> RawTable:
    """Read a workbook; its library is loaded for workbooks only."""
    from jiqun.sources.files.workbooks import read_workbook

    return read_workbook(file, dialect=dialect)


def _refuse(file: Path) -> None:
    if not file.is_file():
        raise stop(problem("file-missing", subject=str(file)))
    size = file.stat().st_size
    if file.suffix.lower() not in FORMATS:
        raise stop(problem("file-kind", subject=file.name, ending=file.suffix, known=list(FORMATS)))
    if size == 0:
        raise stop(problem("file-empty", subject=file.name))
    if size > MOST_BYTES:
        raise stop(problem("file-size", subject=file.name, size=size >> 20, most=MOST_BYTES >> 20))


def _read_parquet(file: Path) -> RawTable:
    try:
        frame = pl.read_parquet(file, glob=False)
        described = pl.read_parquet_metadata(file).get("geo", "")
    except (pl.exceptions.PolarsError, OSError) as err:
        reason = str(err).splitlines()[0]
        raise stop(
            problem("file-broken", subject=file.name, kind="Parquet", reason=reason)
        ) from None
    if frame.is_empty():
        raise stop(problem("file-rows", subject=file.name))
    cautions: tuple[Problem, ...] = ()
    if described:
        frame, cautions = _geoparquet(frame, described, name=file.name)
    lines = pl.int_range(1, frame.height + 1, eager=True)
    return RawTable(frame=frame, lines=lines, counted="row", cautions=cautions)


def _geoparquet(
    frame: pl.DataFrame, described: str, *, name: str
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    import orjson
    import shapely

    from jiqun.sources.files.shapes import check_crs, to_wkb

    geo = orjson.loads(described)
    column = geo.get("primary_column", "geometry")
    check_crs(geo.get("columns", {}).get(column, {}).get("crs"), name=name)
    if column not in frame.columns or frame[column].dtype != pl.Binary:
        return frame, ()
    shapes = shapely.from_wkb(frame[column].to_numpy(), on_invalid="ignore")
    wkb, cautions = to_wkb(shapes, name=name)
    return frame.with_columns(wkb.alias(column)), cautions
