"""Excel workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): one sheet, every cell as text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl

from jiqun.core import Language, Problem
from jiqun.sources.files.raw import MOST_BYTES, RawTable, Reading, stop, unique_names
from jiqun.tables import tell


def read_workbook(path: Path, *, reading: Reading, lang: Language) -> RawTable:
    """Read a sheet: the one named, else the first.

    The header is the row named, else the first with more than one filled cell.

    Raises
    ------
    InputError
        ``file-broken``, ``file-empty``, ``file-rows``, ``file-size``, ``sheet-unknown``,
        ``header-row``.
    """
    import fastexcel

    _refuse_bomb(path, lang=lang)
    try:
        book = fastexcel.read_excel(str(path))
        sheet, cautions = _choose(book.sheet_names, reading.sheet, name=path.name, lang=lang)
        cells = book.load_sheet(sheet, header_row=None, dtypes="string", skip_rows=0).to_polars()
    except fastexcel.FastExcelError as err:
        reason = str(err).splitlines()[0]
        words = {"kind": "Excel", "reason": reason}
        raise stop(tell("file-broken", subject=path.name, lang=lang, **words)) from None
    at = _header_at(cells, reading.header_row, name=path.name, lang=lang)
    body, lines, names = _below(cells, at)
    if body.is_empty():
        raise stop(tell("file-rows", subject=path.name, lang=lang))
    unique, twice = unique_names(names)
    problems: tuple[Problem, ...] = ()
    if twice:
        listed = ", ".join(twice)
        problems = (tell("header-duplicate", subject=path.name, lang=lang, names=listed),)
    frame = body.rename(dict(zip(body.columns, unique, strict=True)))
    return RawTable(frame=frame, lines=lines, counted="row", problems=problems, cautions=cautions)


def _refuse_bomb(path: Path, *, lang: Language) -> None:
    """Refuse a small file that unpacks into a huge one."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    if size > MOST_BYTES:
        words = {"size": f"{size >> 20:,}", "most": f"{MOST_BYTES >> 20:,}"}
        raise stop(tell("file-size", subject=path.name, lang=lang, **words))


def _choose(
    sheets: list[str], wanted: str, *, name: str, lang: Language
) -> tuple[str, tuple[Problem, ...]]:
    if wanted and wanted not in sheets:
        words = {"sheet": wanted, "sheets": ", ".join(sheets)}
        raise stop(tell("sheet-unknown", subject=name, lang=lang, **words))
    if wanted or len(sheets) == 1:
        return wanted or sheets[0], ()
    words = {"sheet": sheets[0], "others": ", ".join(sheets[1:])}
    return sheets[0], (tell("sheet-first", subject=name, lang=lang, **words),)


def _header_at(cells: pl.DataFrame, row: int, *, name: str, lang: Language) -> int:
    if cells.is_empty():
        raise stop(tell("file-empty", subject=name, lang=lang))
    if row:
        if row > cells.height:
            words = {"row": row, "rows": cells.height}
            raise stop(tell("header-row", subject=name, lang=lang, **words))
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
