"""One door for files: the ending says the format."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from jiqun.core import problem
from jiqun.sources.files.contents import Dialect, RawTable, stop
from jiqun.sources.files.limits import Limits, hold
from jiqun.sources.files.matching import alike
from jiqun.sources.files.parquet import read_parquet
from jiqun.sources.files.texts import read_delimited

_TEXT = (".csv", ".tsv", ".txt", ".tab")
_BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_PARQUET = (".parquet",)
_SHAPES = (".geojson", ".topojson", ".json")
FORMATS = (*_TEXT, *_BOOKS, *_PARQUET, *_SHAPES)
#: First bytes -> what a file is, and the endings that tell so.
_SIGNS = (
    (b"PAR1", "Parquet", _PARQUET),
    (b"PK\x03\x04", "ZIP (.xlsx, .ods, .zip)", _BOOKS),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 97 (.xls)", _BOOKS),
    (b"\x1f\x8b", "gzip (.gz)", ()),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip (.7z)", ()),
    (b"Rar!", "RAR (.rar)", ()),
    (b"%PDF-", "PDF", ()),
    (b"SQLite format 3\x00", "SQLite", ()),
    (b"\x89PNG", "PNG", ()),
    (b"<!doctype html", "HTML", ()),
    (b"<html", "HTML", ()),
    (b"<?xml", "XML", ()),
)
#: Rows of a sheet among which a header under titles is looked for.
_HEADER_WITHIN = 50
_ENOUGH = 2


def read_file(
    path: str | Path,
    *,
    dialect: Dialect | None = None,
    limits: Limits | None = None,
    expected: Collection[str] = (),
) -> RawTable:
    """Read a user's file as it stands.

    Parameters
    ----------
    path
        CSV, TSV, Excel, Parquet, GeoJSON or TopoJSON.
    dialect
        What the file does not say itself.
    limits
        What it may have.
    expected
        Bare names that its header should have (``matching.expected``): a header under titles
        is found by them.

    Raises
    ------
    InputError
        ``file-missing``, ``file-unreadable``, ``file-kind``, ``file-ending``, ``file-empty``,
        ``file-limit`` and the reader's own.
    """
    options, most = dialect or Dialect(), limits or Limits()
    file = ordinary(path)
    try:
        _refuse(file, most)
        return _read(file, options, most, expected)
    except OSError as err:
        reason = err.strerror or type(err).__name__
        raise stop(problem("file-unreadable", subject=file.name, reason=reason)) from None


def read_whole(path: str | Path, *, sheet: str = "") -> RawTable:
    """Read a file of which every row counts: what cannot be read of it is refused.

    Raises
    ------
    InputError
        As :func:`read_file`, and all that it tells of the file and its rows.
    """
    raw = read_file(path, dialect=Dialect(sheet=sheet))
    if raw.problems or raw.row_problems:
        raise stop(*raw.problems, *raw.row_problems)
    return raw


def ordinary(path: str | Path) -> Path:
    """Give the path of a file that is there (``file-missing``)."""
    try:
        file = Path(path).expanduser()
        there = file.is_file()
    except (OSError, RuntimeError, ValueError):  # too long, no such home, a NUL in it
        file, there = Path(path), False
    if not there:
        raise stop(problem("file-missing", subject=str(file)))
    return file


def _read(file: Path, dialect: Dialect, limits: Limits, expected: Collection[str]) -> RawTable:
    ending = file.suffix.lower()
    if ending in _BOOKS:
        return _read_workbook(file, dialect, limits, expected)
    if ending in _PARQUET:
        return read_parquet(file, limits=limits)
    data = file.read_bytes()
    if ending in _SHAPES:
        from jiqun.sources.files.geojson import read_geojson

        return read_geojson(data, name=file.name, dialect=dialect, limits=limits)
    return read_delimited(data, name=file.name, dialect=dialect, limits=limits, expected=expected)


def _read_workbook(
    file: Path, dialect: Dialect, limits: Limits, expected: Collection[str]
) -> RawTable:
    """Read a workbook, again from its header on where that stands under titles."""
    from jiqun.sources.files.workbooks import read_workbook

    raw = read_workbook(file, dialect=dialect, limits=limits)
    here = alike(raw.frame.columns, expected)
    if not expected or dialect.header_row or dialect.header_rows > 1 or here >= _ENOUGH:
        return raw
    for at, cells in enumerate(raw.frame.head(_HEADER_WITHIN).iter_rows()):
        words = [str(cell) for cell in cells if cell is not None]
        if alike(words, expected) >= max(_ENOUGH, here + 1):
            row = int(raw.lines[at])
            found = problem("header-found", subject=file.name, row=row, above=row - 1)
            again = read_workbook(file, dialect=replace(dialect, header_row=row), limits=limits)
            return replace(again, cautions=(*again.cautions, found))
    return raw


def _refuse(file: Path, limits: Limits) -> None:
    if file.suffix.lower() not in FORMATS:
        raise stop(problem("file-kind", subject=file.name, ending=file.suffix, known=list(FORMATS)))
    size = file.stat().st_size
    if size == 0:
        raise stop(problem("file-empty", subject=file.name))
    hold(limits, "bytes", size, subject=file.name)
    with file.open("rb") as opened:
        first = opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, kind, endings in _SIGNS:
        if first[: len(sign)].lower() == sign.lower() and file.suffix.lower() not in endings:
            told = {"kind": kind, "ending": file.suffix, "endings": list(endings or FORMATS)}
            case = "rename" if endings else ""
            raise stop(problem("file-ending", subject=file.name, case=case, **told))
