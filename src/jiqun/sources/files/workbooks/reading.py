"""One sheet of a workbook as a table of texts."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jiqun.core import Problem, problem, words
from jiqun.sources.files.apart import Outcome, run_apart
from jiqun.sources.files.contents import Dialect, RawTable, stop, unique_names
from jiqun.sources.files.headers import Span, header_words, joined
from jiqun.sources.files.limits import Limits, hold
from jiqun.sources.files.workbooks.budgets import Budget, Extent, budget_of
from jiqun.sources.files.workbooks.errors import Wrong, errors_of_opendocument, written
from jiqun.sources.files.workbooks.markup import reach_of_markup
from jiqun.sources.files.workbooks.merges import merged_spans
from jiqun.sources.files.workbooks.opendocument import reach_of_opendocument
from jiqun.sources.files.workbooks.packed import check_shared, opened, sheet_parts
from jiqun.sources.files.workbooks.records import reach_of_binary, reach_of_old


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A sheet's cells as texts, from the first row and column on.

    Attributes
    ----------
    frame
        One row a row of the sheet; an error cell holds its word ("#N/A").
    sheet, sheets
        Which was read; all that there are.
    first
        The first column that is filled, 0 for A.
    """

    frame: pl.DataFrame
    sheet: str
    sheets: tuple[str, ...]
    first: int = 0

    def place(self, column: int) -> str:
        """Name a column of the frame as a workbook does: Data!D."""
        letters = Extent(columns=self.first + column + 1).corner.rstrip("0")
        plain = self.sheet.isidentifier()
        return f"{self.sheet if plain else repr(self.sheet)}!{letters}"


def read_workbook(path: Path, *, dialect: Dialect, limits: Limits | None = None) -> RawTable:
    """Read a sheet: the one named, else the first.

    The header is the row named, else the first with more than one filled cell.

    Raises
    ------
    InputError
        ``file-broken``, ``file-empty``, ``file-limit``, ``file-memory``, ``file-packed``,
        ``file-rows``, ``file-slow``, ``header-row``, ``sheet-extent``, ``sheet-unknown``.
    """
    read = read_cells(path, sheet=dialect.sheet, limits=limits)
    cautions: tuple[Problem, ...] = ()
    if not dialect.sheet and len(read.sheets) > 1:
        others = [name for name in read.sheets if name != read.sheet]
        told = problem("sheet-first", subject=path.name, sheet=read.sheet, others=others)
        cautions = (told,)
    cells = read.frame
    at = _header_at(cells, dialect.header_row, name=path.name)
    words = _header_words(path, read, at, dialect, limits)
    last = at + dialect.header_rows - 1 + dialect.skip
    body, lines, names, used = _below(cells, last, [joined(one) for one in words])
    if body.is_empty():
        raise stop(problem("file-rows", subject=path.name))
    unique, twice = unique_names(names)
    problems: tuple[Problem, ...] = ()
    if twice:
        problems = (problem("header-duplicate", subject=path.name, names=twice),)
    frame = body.rename(dict(zip(body.columns, unique, strict=True)))
    return RawTable(
        frame=frame,
        lines=lines,
        counted="row",
        problems=problems,
        cautions=cautions,
        cells={name: read.place(column) for name, column in zip(unique, used, strict=True)},
        heads=_heads(unique, [words[place] for place in used]),
    )


def read_cells(path: Path, *, sheet: str = "", limits: Limits | None = None) -> Cells:
    """Read all cells of a sheet: the one named, else the first.

    How far the sheet reaches is counted first; then it is parsed in a child process.

    Raises
    ------
    InputError
        ``file-broken``, ``file-limit``, ``file-memory``, ``file-packed``, ``file-slow``,
        ``sheet-extent``, ``sheet-unknown``.
    """
    budget = budget_of(path, limits)
    wrong = _count(path, sheet, budget)
    with tempfile.TemporaryDirectory(prefix="jiqun-", ignore_cleanup_errors=True) as folder:
        out = Path(folder) / "cells.arrow"
        asked = {"file": str(path.absolute()), "sheet": sheet, "out": str(out)}
        memory = budget.limits.memory
        told = _told(run_apart("sheet", asked, memory=memory, seconds=budget.left), budget)
        sheets = tuple(told.told["sheets"])
        if not sheets:
            budget.broken(words("workbooks.no-sheet"))
        if not told.told["sheet"]:
            raise stop(problem("sheet-unknown", subject=path.name, sheet=sheet, sheets=sheets))
        frame = pl.read_ipc(out)
    longest = (
        frame.select(pl.max_horizontal(pl.all().str.len_chars().max())) if frame.width else None
    )
    if longest is not None:
        hold(budget.limits, "field", longest.item() or 0, subject=path.name)
    first, chosen = int(told.told["first"]), str(told.told["sheet"])
    if path.suffix.lower() == ".ods":
        with opened(path, budget) as packed:
            wrong = errors_of_opendocument(packed, chosen, budget)
    frame = written(frame, wrong, first=first)
    return Cells(frame=frame, sheet=told.told["sheet"], sheets=sheets, first=first)


def sheet_names(path: Path, *, limits: Limits | None = None) -> tuple[str, ...]:
    """Name a workbook's sheets.

    Raises
    ------
    InputError
        As :func:`read_cells`.
    """
    budget = budget_of(path, limits)
    if path.suffix.lower() in (".ods", ".xls"):  # these are parsed whole for their names
        _count(path, "", budget)
    asked = {"file": str(path.absolute()), "sheet": "", "out": ""}
    outcome = run_apart("sheet", asked, memory=budget.limits.memory, seconds=budget.left)
    return tuple(_told(outcome, budget).told["sheets"])


def _count(path: Path, sheet: str, budget: Budget) -> list[Wrong]:
    """Refuse a sheet that reaches too far, before anything is parsed; give errors met so far."""
    ending, wrong = path.suffix.lower(), list[Wrong]()
    if ending == ".xls":
        budget.hold(reach_of_old(path, budget))
        return wrong
    with opened(path, budget) as packed:
        check_shared(packed, budget)
        if ending == ".ods":
            budget.hold(reach_of_opendocument(packed, budget))
        elif ending == ".xlsb":
            parts = sheet_parts(packed, sheet, ending=".bin")
            budget.hold(reach_of_binary(packed, parts, budget, wrong))
            wrong = wrong if len(parts) == 1 else []
        else:
            parts = sheet_parts(packed, sheet, ending=".xml")
            budget.hold(reach_of_markup(packed, parts, budget))
    return wrong


def _told(outcome: Outcome, budget: Budget) -> Outcome:
    if outcome.ending == "time":
        budget.slow()
    if outcome.ending == "memory":
        budget.short()
    if outcome.ending == "broken":
        budget.broken(outcome.reason)
    return outcome


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


def _header_words(
    path: Path, read: Cells, at: int, dialect: Dialect, limits: Limits | None
) -> list[tuple[str, ...]]:
    """Give what each line of the header says of every column; merged cells hold for all of it."""
    count = dialect.header_rows
    if at + count + dialect.skip > read.frame.height:
        told = {"row": count + dialect.skip, "rows": read.frame.height}
        raise stop(problem("header-row", subject=path.name, case="lines", **told))
    lines = [
        ["" if one is None else str(one) for one in read.frame.row(at + n)] for n in range(count)
    ]
    if count == 1:
        return [(word,) for word in lines[0]]
    found = merged_spans(path, sheet=read.sheet, limits=limits)
    spans = [
        Span(one.top - at, one.left - read.first, one.bottom - at, one.right - read.first)
        for one in found
        if at <= one.top < at + count and one.left >= read.first
    ]
    return header_words(lines, spans=spans)


def _heads(names: list[str], words: list[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    several = any(len(one) > 1 for one in words)
    return dict(zip(names, words, strict=True)) if several else {}


def _below(
    cells: pl.DataFrame, last: int, header: list[str]
) -> tuple[pl.DataFrame, pl.Series, list[str], list[int]]:
    """Give the filled rows under the header, their numbers, the header's words and columns."""
    numbered = cells.with_row_index("_row", offset=1).slice(last + 1)
    kept = numbered.filter(pl.any_horizontal(pl.exclude("_row").is_not_null()))
    body = kept.drop("_row")
    used = [
        place
        for place, (word, series) in enumerate(zip(header, body, strict=True))
        if word.strip() or series.null_count() < len(series)
    ]
    return body[:, used], kept["_row"].cast(pl.Int64), [header[place] for place in used], used
