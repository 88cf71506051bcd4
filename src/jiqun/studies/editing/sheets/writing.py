"""A table as a sheet to be edited: all its rows as they are now, each with its mark."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from jiqun.studies.editing.held import Place, current, opened
from jiqun.studies.editing.sheets.marks import MARK, mark_of
from jiqun.studies.editing.sheets.safe import escaped
from jiqun.studies.editing.values import shape_text
from jiqun.studies.exporting import plain_workbook, refuse_file, write_safely
from jiqun.tables import TableSchema, schema
from jiqun.workspace import Workspace, tag

SheetFormat = Literal["csv", "xlsx"]
ENDINGS = (".csv", ".xlsx")
#: Characters of a cell; a column with a longer text is left out, for a cut text is another one.
MOST_CHARACTERS = 32_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWritten:
    """A sheet that was written.

    Attributes
    ----------
    table, file, rows
        Of what, where to, how many rows.
    left_out
        Columns whose texts are too long for a cell; they stay as they are.
    """

    table: str
    file: Path
    rows: int
    left_out: tuple[str, ...]


def sheet(place: Place, table: str, to: str | Path, *, force: bool = False) -> SheetWritten:
    """Write a canonical table as a sheet to be edited and read back (.xlsx or .csv).

    Parameters
    ----------
    place, table, to
        The workspace; the table, with or without rows; the file.
    force
        Overwrite a file that is there.

    Raises
    ------
    UnknownError
        ``table-unknown``.
    InputError
        ``export-format``, ``export-exists``, ``export-folder``, ``export-inside``,
        ``export-rows``.
    """
    ws, file = opened(place), Path(to).expanduser().absolute()
    refuse_file(ws, file, force=force, known=ENDINGS)
    frame, left_out = laid_out(ws, schema(table))
    body = _bytes(frame, table, "csv" if file.suffix.lower() == ".csv" else "xlsx")
    write_safely(file, lambda draft: draft.write_bytes(body))
    return SheetWritten(table=table, file=file, rows=frame.height, left_out=left_out)


def laid_out(ws: Workspace, target: TableSchema) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Give the sheet's cells, and the columns that are left out of it."""
    frame = current(ws, target.name)
    frame = frame.sort(target.key, nulls_last=True) if frame.height else frame
    cells = {one.name: _cells(frame[one.name], one.type) for one in target.columns}
    left_out = tuple(name for name, series in cells.items() if _too_long(series))
    shown = [one for one in target.names if one not in left_out]
    marks = [mark_of(tag(row) or "", row, shown) for row in frame.iter_rows(named=True)]
    columns = [*(cells[one] for one in shown), pl.Series(MARK, marks, dtype=pl.String)]
    return pl.DataFrame(columns), left_out


def _cells(series: pl.Series, kind: str) -> pl.Series:
    """Bring a column to what a cell can hold, so that it can be read back as it was."""
    if kind == "geometry":
        texts = [None if one is None else shape_text(one) for one in series.to_list()]
        return pl.Series(series.name, texts, dtype=pl.String)
    if kind == "codes":
        return escaped(series.cast(pl.List(pl.String)).list.join(";"))
    if kind == "boolean":
        return series.cast(pl.String)
    return escaped(series) if series.dtype == pl.String else series


def _too_long(series: pl.Series) -> bool:
    if series.dtype != pl.String or series.null_count() == len(series):
        return False
    return bool((series.str.len_chars() > MOST_CHARACTERS).any())


def _bytes(frame: pl.DataFrame, table: str, form: SheetFormat) -> bytes:
    if form == "xlsx":
        return plain_workbook(frame, name=table)
    made = io.BytesIO()
    frame.write_csv(made, include_bom=True)
    return made.getvalue()
