"""Excel workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): one sheet, every cell as text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files.contents import MOST_BYTES, Dialect, RawTable, stop, unique_names


def read_workbook(path: Path, *, dialect: Dialect) -> RawTable:
    """Read a sheet: the one named, else the first.

    The header is the row named, else the first with more than one filled cell.

    Raises
    ------
    InputError
        ``file-broken``, ``file-empty``, ``file-rows``, ``file-size``, ``sheet-unknown``,
        ``header-row``.
    """
    import fastexcel

    _refuse_bomb(path)
    try:
        book = fastexcel.read_excel(str(path))
        sheet, cautions = _choose(book.sheet_names, dialect.sheet, name=path.name)
        cells = book.load_sheet(sheet, header_row=None, dtypes="string", skip_rows=0).to_polars()
    except fastexcel.FastExcelError as err:
        reason = str(err).splitlines()[0]
        raise stop(problem("file-broken", subject=path.name, kind="Excel", reason=reason)) from None
    at = _header_at(cells, dialect.header_row, name=path.name)
    body, lines, names = _below(cells, at)
    if body.is_empty():
        raise stop(problem("file-rows", subject=path.name))
    unique, twice = unique_names(names)
    problems: tuple[Problem, ...] = ()
    if twice:
        problems = (problem("header-duplicate", subject=path.name, names=twice),)
    frame = body.rename(dict(zip(body.columns, unique, strict=True)))
    return RawTable(frame=frame, lines=lines, counted="row", problems=problems, cautions=cautions)


def _refuse_bomb(path: Path) -> None:
    """Refuse a small file that unpacks into a huge one."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    if size > MOST_BYTES:
        raise stop(problem("file-size", subject=path.name, size=size >> 20, most=MOST_BYTES >> 20))


def _choose(sheets: list[str], wanted: str, *, name: str) -> tuple[str, tuple[Problem, ...]]:
    if wanted and wanted not in sheets:
        raise stop(problem("sheet-unknown", subject=name, sheet=wanted, sheets=sheets))
    if wanted or len(sheets) == 1:
        return wanted or sheets[0], ()
    return sheets[0], (problem("sheet-first", subject=name, sheet=sheets[0], others=sheets[1:]),)


def _header_at(cells: pl.DataFrame, row: int, *, name: str) -> int:
    if cells.is_empty():
        raise stop(problem("file-empty", subject=name))
    if row:
        if row > cells.height:
            raise stop(problem("header-row", subject=name, row=row, rows=cells.height))
        return row - 1
    filled = cells.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
    at = (filled >= min(2, cells.width)).arg_true().first()
    return int(str(at)) if at is not None else 0


def _below(cells: pl.DataFrame, at: int) -> tuple[pl.DataFrame, pl.Series, list[str]]:
    """Give the filled rows under the header, their row numbers, and the header's words."""
    numbered = cells.with_row_index("_row", offset=1).slice(at + 1)
    kept = numbered.filter(pl.any_horizontal(pl.exclude("_row").is_not_null()))
    header = ["" if word is None else str(word) for word in cells.row(at)]
    body = kept.drop("_row")
    used = [
        place
        for place, (word, series) in enumerate(zip(header, body, strict=True))
        if word.strip() or series.null_count() < len(series)
    ]
    return body[:, used], kept["_row"].cast(pl.Int64), [header[place] for place in used]
