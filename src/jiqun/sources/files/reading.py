"""One door for files: the ending says the format."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Language, Problem
from jiqun.sources.files.delimited import read_delimited
from jiqun.sources.files.raw import MOST_BYTES, RawTable, Reading, stop
from jiqun.tables import tell

_TEXT = (".csv", ".tsv", ".txt", ".tab")
_BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_SHAPES = (".geojson", ".topojson", ".json")
FORMATS = (*_TEXT, *_BOOKS, ".parquet", *_SHAPES)


def read_file(
    path: str | Path, *, reading: Reading | None = None, lang: Language = "en"
) -> RawTable:
    """Read a user's file as it stands.

    Parameters
    ----------
    path
        CSV, TSV, Excel, Parquet, GeoJSON or TopoJSON.
    reading
        What the file does not say itself.
    lang
        Language of the problems' sentences.

    Raises
    ------
    InputError
        ``file-missing``, ``file-size``, ``file-kind``, ``file-empty`` and the reader's own.
    """
    file = Path(path).expanduser()
    options = reading or Reading()
    _refuse(file, lang=lang)
    ending = file.suffix.lower()
    if ending in _BOOKS:
        return read_workbook_lazily(file, options, lang)
    if ending == ".parquet":
        return _read_parquet(file, lang=lang)
    data = file.read_bytes()
    if ending in _SHAPES:
        from jiqun.sources.files.geojson import read_geojson

        return read_geojson(data, name=file.name, reading=options, lang=lang)
    return read_delimited(data, name=file.name, reading=options, lang=lang)


def read_workbook_lazily(file: Path, reading: Reading, lang: Language) -> RawTable:
    """Read a workbook; its library is loaded for workbooks only."""
    from jiqun.sources.files.workbooks import read_workbook

    return read_workbook(file, reading=reading, lang=lang)


def _refuse(file: Path, *, lang: Language) -> None:
    problem: Problem | None = None
    if not file.is_file():
        problem = tell("file-missing", subject=str(file), lang=lang)
    elif file.suffix.lower() not in FORMATS:
        words = {"ending": file.suffix, "known": ", ".join(FORMATS)}
        problem = tell("file-kind", subject=file.name, lang=lang, **words)
    elif file.stat().st_size == 0:
        problem = tell("file-empty", subject=file.name, lang=lang)
    elif file.stat().st_size > MOST_BYTES:
        size = f"{file.stat().st_size >> 20:,}"
        words = {"size": size, "most": f"{MOST_BYTES >> 20:,}"}
        problem = tell("file-size", subject=file.name, lang=lang, **words)
    if problem:
        raise stop(problem)


def _read_parquet(file: Path, *, lang: Language) -> RawTable:
    try:
        frame = pl.read_parquet(file, glob=False)
        described = pl.read_parquet_metadata(file).get("geo", "")
    except (pl.exceptions.PolarsError, OSError) as err:
        reason = str(err).splitlines()[0]
        words = {"kind": "Parquet", "reason": reason}
        raise stop(tell("file-broken", subject=file.name, lang=lang, **words)) from None
    if frame.is_empty():
        raise stop(tell("file-rows", subject=file.name, lang=lang))
    cautions: tuple[Problem, ...] = ()
    if described:
        frame, cautions = _geoparquet(frame, described, name=file.name, lang=lang)
    lines = pl.int_range(1, frame.height + 1, eager=True)
    return RawTable(frame=frame, lines=lines, counted="row", cautions=cautions)


def _geoparquet(
    frame: pl.DataFrame, described: str, *, name: str, lang: Language
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    import orjson
    import shapely

    from jiqun.sources.files.shapes import check_crs, to_wkb

    geo = orjson.loads(described)
    column = geo.get("primary_column", "geometry")
    check_crs(geo.get("columns", {}).get(column, {}).get("crs"), name=name, lang=lang)
    if column not in frame.columns or frame[column].dtype != pl.Binary:
        return frame, ()
    shapes = shapely.from_wkb(frame[column].to_numpy(), on_invalid="ignore")
    wkb, cautions = to_wkb(shapes, name=name, lang=lang)
    return frame.with_columns(wkb.alias(column)), cautions
