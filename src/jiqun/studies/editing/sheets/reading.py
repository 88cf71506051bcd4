"""A sheet's rows as they stand in the file, each beside the row of the table that it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Problem, problem
from jiqun.sources.files import RawTable, apply_map, expected, read_file
from jiqun.studies.editing.sheets.marks import MARK, Mark, plain, read_mark, said
from jiqun.studies.editing.sheets.safe import unescaped
from jiqun.tables import Column, TableSchema, read_column


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One row of a sheet.

    Attributes
    ----------
    line
        Where it stood in the file.
    values
        Its cells, typed where they can be read, else as they stood.
    mark
        What it was when the sheet was written; None where it had no mark.
    touched
        Whether its cells say something else than when the sheet was written.
    """

    line: int
    values: Mapping[str, object]
    mark: Mark | None
    touched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRead:
    """A sheet as it was read.

    Attributes
    ----------
    columns
        Columns of the table that it has.
    lines
        Its rows.
    ignored
        Columns that are none of the table's.
    problems, cautions
        Of the file as a whole; rows that could not be read.
    """

    columns: tuple[str, ...]
    lines: tuple[SheetLine, ...]
    ignored: tuple[str, ...]
    problems: tuple[Problem, ...]
    cautions: tuple[Problem, ...]


def read_sheet(file: Path, target: TableSchema) -> SheetRead:
    """Read a sheet (Excel; CSV with comma, semicolon or tab, UTF-8 or GBK).

    Raises
    ------
    InputError
        The file cannot be read at all. ``sheet-key``: a key column is not there.
    """
    raw = read_file(file, expected=expected(target, (MARK,)))
    marks, raw = _parted(raw)
    raw = replace(raw, frame=raw.frame.with_columns(_unescaped(raw.frame)))
    mapped = apply_map(raw, target, name=file.name)
    missing = [name for name in target.key if name not in mapped.frame.columns]
    if missing:
        told = problem(
            "sheet-key", subject=file.name, missing=missing, columns=list(mapped.frame.columns)
        )
        raise InputError(*mapped.problems, told)
    columns = tuple(name for name in target.names if name in mapped.frame.columns)
    cells = [_typed(mapped.frame[name], target.column(name)) for name in columns]
    lines = []
    for at, (line, mark) in enumerate(zip(raw.lines.to_list(), marks, strict=True)):
        values = {name: series[at] for name, series in zip(columns, cells, strict=True)}
        touched = mark is None or said(values, columns) != mark.said
        lines.append(SheetLine(line=line, values=values, mark=mark, touched=touched))
    return SheetRead(
        columns=columns,
        lines=tuple(lines),
        ignored=mapped.ignored,
        problems=(*raw.problems, *raw.row_problems, *mapped.problems),
        cautions=(*raw.cautions, *mapped.cautions),
    )


def differing(
    values: Mapping[str, object], row: Mapping[str, object], columns: tuple[str, ...]
) -> tuple[str, ...]:
    """Name the columns in which a sheet's row says something else than the table's."""
    return tuple(name for name in columns if plain(values[name]) != plain(row.get(name)))


def _parted(raw: RawTable) -> tuple[list[Mark | None], RawTable]:
    """Take the marks out of the file's columns."""
    if MARK not in raw.frame.columns:
        return [None] * raw.frame.height, raw
    marks = [read_mark(one) for one in raw.frame[MARK].to_list()]
    return marks, replace(raw, frame=raw.frame.drop(MARK))


def _unescaped(frame: pl.DataFrame) -> list[pl.Series]:
    return [unescaped(series) for series in frame if series.dtype == pl.String]


def _typed(series: pl.Series, column: Column) -> list[object]:
    """Read a column's cells; what cannot be read stays as it stood, for the door to tell."""
    read, bad = read_column(series, column)
    given = series.to_list()
    unread = bad.to_list()
    return [
        old if wrong else new for old, new, wrong in zip(given, read.to_list(), unread, strict=True)
    ]
