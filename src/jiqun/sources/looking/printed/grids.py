"""A file as a grid of cells: nothing is known yet of what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Problem, problem
from jiqun.sources.files import Limits, read_cells, read_plain, sheet_names, split_fields

#: What may part the fields of a text file, the likeliest first.
_DELIMITERS = (",", "\t", ";", "|", "\uff0c", "\uff1b", "^", "~")
#: Lines among which the delimiter is sought; rows that are looked at.
_SAMPLE, _MOST_ROWS = 200, 20_000
_BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
#: Sheets of a workbook that are looked at.
_MOST_SHEETS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of a sheet or of a text file, as they stand.

    Attributes
    ----------
    rows
        Cells without the spaces around them; empty ones are "". All rows are equally long.
    numbers
        Where each row stood: its line or its row in the sheet, from 1.
    fields
        How many fields each row has as written.
    sheet, encoding, delimiter
        What it was read with; "" where there is none.
    more
        Rows beyond those that are looked at.
    """

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    fields: tuple[int, ...] = ()
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    more: int = 0

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file's grids, one a sheet, and what was told while it was read."""

    grids: tuple[Grid, ...]
    unread: tuple[str, ...] = ()
    cautions: tuple[Problem, ...] = ()


def grid_of(rows: list[list[str]], **known: str) -> Grid:
    """Make a grid of rows of any length; rows without any value are left out.

    Examples
    --------
    >>> grid = grid_of([["a", " b "], [], ["1"]])
    >>> grid.rows, grid.numbers, grid.fields
    ((('a', 'b'), ('1', '')), (1, 3), (2, 1))
    """
    width = max((len(row) for row in rows), default=0)
    kept = [(at, row) for at, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    shown = kept[:_MOST_ROWS]
    return Grid(
        rows=tuple(
            tuple(
                cell.strip(" \t\r\n\u3000\u00a0\ufeff")
                for cell in [*row, *[""] * (width - len(row))]
            )
            for _, row in shown
        ),
        numbers=tuple(at for at, _ in shown),
        fields=tuple(len(row) for _, row in shown),
        more=len(kept) - len(shown),
        **known,
    )


def open_grids(path: Path, *, sheet: str = "", limits: Limits | None = None) -> Opened:
    """Read a file's cells: of the sheet named, else of every sheet.

    Raises
    ------
    InputError
        As the readers of files: ``file-broken``, ``file-empty``, ``encoding-unknown``,
        ``sheet-unknown`` and their like.
    """
    if path.suffix.lower() in _BOOKS:
        return _workbook(path, sheet=sheet, limits=limits)
    return _text(path)


def _workbook(path: Path, *, sheet: str, limits: Limits | None) -> Opened:
    names = (sheet,) if sheet else sheet_names(path, limits=limits)
    grids, unread = [], list(names[_MOST_SHEETS:])
    first: InputError | None = None
    for name in names[:_MOST_SHEETS]:
        try:
            read = read_cells(path, sheet=name, limits=limits)
        except InputError as err:
            first = first or err
            unread.append(name)
            continue
        rows = [
            ["" if cell is None else str(cell) for cell in row] for row in read.frame.iter_rows()
        ]
        grids.append(grid_of(rows, sheet=read.sheet))
    if not grids and first:
        raise first
    return Opened(grids=tuple(grids), unread=tuple(unread))


def _text(path: Path) -> Opened:
    text = read_plain(path.read_bytes(), name=path.name)
    if not any(record.strip() for record in text.records):
        raise InputError(problem("file-empty", subject=path.name))
    delimiter = likely_delimiter(text.records)
    rows: list[list[str]] = [[] for _ in range(text.lines[-1])]
    for record, line in zip(text.records, text.lines, strict=True):
        rows[line - 1] = split_fields(record, delimiter)[0]
    grid = grid_of(rows, delimiter=delimiter, encoding=text.encoding)
    return Opened(grids=(grid,), cautions=text.cautions)


def likely_delimiter(lines: Sequence[str]) -> str:
    r"""Choose what parts most lines into equally many fields.

    A title above the table and a note below it have fewer; they do not count.

    Examples
    --------
    >>> likely_delimiter(["A title, with a comma", "", "a;b", "1,5;2", "2,5;3"])
    ';'
    >>> likely_delimiter(["a\tb", "1,200\t3", "2\t4"])
    '\t'
    """
    filled = [line for line in lines if line.strip()]
    sample = [*filled[:_SAMPLE], *filled[-20:]] if len(filled) > _SAMPLE else filled

    def agreement(delimiter: str) -> tuple[int, int, int]:
        counts = [len(split_fields(line, delimiter)[0]) for line in sample]
        often = Counter(count for count in counts if count > 1).most_common(1)
        runs = [len(list(run)) for count, run in groupby(counts) if count > 1]
        return max(runs, default=0), *(often[0][::-1] if often else (0, 0))

    best = max(_DELIMITERS, key=agreement)
    return best if agreement(best)[0] else ","


def as_frame(grid: Grid) -> pl.DataFrame:
    """Give a grid's cells as a frame of texts, for looking at it as a whole."""
    columns = {f"{at}": [row[at] for row in grid.rows] for at in range(grid.width)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
