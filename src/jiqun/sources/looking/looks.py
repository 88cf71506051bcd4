"""One file, looked at: where its table stands, what its columns are, how it would be loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jiqun.core import Problem, Words
from jiqun.sources.files import ColumnMap, Dialect, Headings, Limits, RawTable, read_file
from jiqun.sources.looking.amounts import take_quantities, take_units
from jiqun.sources.looking.drafts import Draft, as_map
from jiqun.sources.looking.heads import Seen, file_columns
from jiqun.sources.looking.keys import NamesSeen, parts_of, take_keys, take_whole
from jiqun.sources.looking.layouts import Layout, find_layout
from jiqun.sources.looking.naming import Known
from jiqun.sources.looking.printed import (
    KEYS,
    Grid,
    Structure,
    find_structure,
    is_missing,
    open_grids,
    phrase,
    year_in,
)
from jiqun.sources.looking.questions import Question, option
from jiqun.sources.looking.stacks import find_headings, heading_totals, unstacked
from jiqun.sources.looking.sums import take_totals
from jiqun.sources.looking.totals import TotalSeen

_COMMA = re.compile(r"\d,(?:\d{1,2}|\d{4,})$|\.\d{3},\d+$")
_POINT = re.compile(r"\d\.(?:\d{1,2}|\d{4,})$|,\d{3}\.\d+$")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: A sheet with this share of the cells of the largest is as likely meant.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet with its structure."""

    grid: Grid
    found: Structure

    @property
    def cells(self) -> int:
        """How many cells of numbers it has."""
        return len(self.found.body) * len(self.found.numeric)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen in a file.

    Attributes
    ----------
    sheets, sheet
        Every sheet that was read; the one chosen.
    unread
        Sheets that were not.
    dialect, raw
        How the table is read; its rows.
    layout
        Its columns.
    names, totals
        Names matched; totals compared with their parts.
    map
        The column map, with its open questions.
    questions
        Those questions, with what is proposed.
    dropped
        Labels and notes whose rows are left out.
    cautions
        What reading told.
    """

    sheets: tuple[Sheet, ...]
    sheet: Sheet
    unread: tuple[str, ...]
    dialect: Dialect
    raw: RawTable
    layout: Layout
    names: tuple[NamesSeen, ...]
    totals: tuple[TotalSeen, ...]
    map: ColumnMap
    questions: tuple[Question, ...]
    dropped: tuple[str, ...]
    cautions: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a look is asked.

    Attributes
    ----------
    known
        A workspace's rows, lists that were asked for.
    answers
        Answers to questions of an earlier look.
    sheet
        The sheet that was asked for.
    last_full
        The last full calendar year.
    """

    known: Known = field(default_factory=Known)
    answers: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    last_full: int


def look_at(path: Path, asked: Asked, *, limits: Limits | None = None) -> Look:
    """Look at a file of numbers by region, industry and year.

    Parameters
    ----------
    path
        CSV and its kin, or a workbook.
    asked
        What is known beforehand.
    limits
        What the file may have.

    Raises
    ------
    InputError
        As the readers of files.
    """
    opened = open_grids(path, sheet=asked.sheet or asked.answers.get("sheet", ""), limits=limits)
    sheets = tuple(Sheet(grid=grid, found=find_structure(grid)) for grid in opened.grids)
    chosen = max(sheets, key=lambda one: one.cells)
    dialect = dialect_of(chosen, several=len(sheets) > 1 or bool(opened.unread))
    raw = read_file(path, dialect=dialect, limits=limits)
    titles = (*chosen.found.titles, *chosen.found.notes)
    names = (*((chosen.grid.sheet,) if len(sheets) > 1 else ()), path.stem)
    known = replace(
        asked.known, hint=" ".join((*chosen.found.titles, chosen.grid.sheet, path.stem))
    )
    columns = _columns(chosen, raw)
    known = replace(known, chinese=_is_chinese(chosen, columns))
    headings, stacked = _headings(chosen, raw, columns, known, dialect.decimal)
    if headings is not None:
        columns = _columns(chosen, unstacked(raw, headings))
    layout = find_layout(_answered(columns, asked.answers), known)
    draft = Draft(fill=layout.fill, missing=_marks(layout), headings=headings)
    layout = _drafted(draft, layout, chosen, (titles, names), asked, dialect.decimal)
    seen, summed = take_totals(draft, layout, known, decimal=dialect.decimal)
    _leave_notes(draft, layout, chosen, raw)
    _ask_sheet(draft, sheets, chosen, asked)
    _settle(draft, layout)
    return Look(
        sheets=sheets, sheet=chosen, unread=opened.unread, dialect=dialect, raw=raw, layout=layout,
        names=seen, totals=(*stacked, *summed), map=as_map(draft, dialect, table="activity"),
        questions=tuple(draft.questions),
        dropped=tuple(dict.fromkeys(one for listed in draft.drop.values() for one in listed)),
        cautions=(*opened.cautions, *raw.cautions),
    )  # fmt: skip


def dialect_of(sheet: Sheet, *, several: bool) -> Dialect:
    """Say how a sheet's table is read."""
    grid, found = sheet.grid, sheet.found
    first, last = found.header
    cells = [grid.rows[row][at] for row in found.body for at in found.numeric]
    commas = sum(1 for cell in cells if _COMMA.search(cell))
    points = sum(1 for cell in cells if _POINT.search(cell))
    return Dialect(
        encoding=grid.encoding,
        delimiter=grid.delimiter if grid.delimiter != "," else "",
        decimal="," if commas and not points else "",
        sheet=grid.sheet if several else "",
        header_row=grid.numbers[first] if grid.numbers else 0,
        header_rows=grid.numbers[last - 1] - grid.numbers[first] + 1 if grid.numbers else 1,
        skip=found.skip,
    )


def _headings(
    sheet: Sheet, raw: RawTable, columns: Sequence[Seen], known: Known, decimal: str
) -> tuple[Headings | None, tuple[TotalSeen, ...]]:
    """Find headings over rows, and compare the numbers in them with those under them."""
    labels = [one.name for one in columns if not one.numeric]
    without = [sheet.grid.numbers[row] for row in sheet.found.note_rows]
    found = find_headings(raw, labels, without, known)
    if found is None:
        return None, ()
    numbers = [one.name for one in columns if one.numeric]
    return found, heading_totals(raw, found, numbers, decimal=decimal or ".")


def _columns(sheet: Sheet, raw: RawTable) -> list[Seen]:
    """Give the read file's columns with what the grid says of them."""
    grid, found = sheet.grid, sheet.found
    first = found.header[0]
    filled = [at for at in range(grid.width) if any(row[at] for row in grid.rows[first:])]
    places = range(len(raw.frame.columns)) if grid.delimiter else filled
    names = dict(zip(places, raw.frame.columns, strict=False))
    without = [grid.numbers[row] for row in (*found.note_rows, *found.headings)]
    return file_columns(
        raw,
        without=without,
        numeric=[names[at] for at in found.numeric if at in names],
        unit_row={names[at]: unit for at, unit in found.unit_row.items() if at in names},
    )


def _answered(columns: Sequence[Seen], answers: Mapping[str, str]) -> list[Seen]:
    """Take columns for what the user said they are."""
    why = phrase("answered")
    return [
        replace(one, role=_role(answers[key]), certainty=1.0, reason=why)
        if (key := f"column.{one.name}") in answers
        else one
        for one in columns
    ]


def _role(answer: str) -> str:
    return "nothing" if answer.strip().lower() in ("", "-", "none", "ignore") else answer.strip()


def _drafted(
    draft: Draft,
    layout: Layout,
    sheet: Sheet,
    said: tuple[Sequence[str], Sequence[str]],
    asked: Asked,
    decimal: str,
) -> Layout:
    """Fill the draft with quantities, units and keys."""
    titles, names = said
    found = sheet.found
    draft.levels = layout.levels
    layout = take_quantities(draft, layout, (*found.titles, *names), found.units)
    chinese = _is_chinese(sheet, layout.columns) or _chinese_lists(layout)
    take_units(draft, layout, found.titles, found.units, chinese=chinese, decimal=decimal or ".")
    take_keys(draft, layout, year_in(titles, names, last_full=asked.last_full))
    take_whole(draft, layout, asked.known, (*found.titles, *names))
    return layout


def _is_chinese(sheet: Sheet, columns: Sequence[Seen]) -> bool:
    """Say whether a file is written in Chinese."""
    texts = (
        *sheet.found.titles,
        *(one.name for one in columns),
        *(cell for one in columns for cell in one.examples),
    )
    return any(_HAN.search(text) for text in texts)


def _chinese_lists(layout: Layout) -> bool:
    return any(one.list.startswith(("cn-", "gbt")) for one in layout.lists.values())


def _leave_notes(draft: Draft, layout: Layout, sheet: Sheet, raw: RawTable) -> None:
    """Leave out the rows of notes and of headings, by what their first cell begins with."""
    grid, found = sheet.grid, sheet.found
    by_line = {int(line): row for row, line in enumerate(raw.lines.to_list())}
    known = {label for kind in ("region", "industry") for label in parts_of(layout, kind).labels}
    for row in (*found.note_rows, *found.headings):
        at = by_line.get(grid.numbers[row])
        if at is None:  # it has fewer fields than the header, and stands among no column
            first = next((cell for cell in grid.rows[row] if cell), "")
            column = next((one.name for one in layout.columns if one.role in KEYS), None)
            if first and column and row in found.note_rows:
                draft.leave_out(column, pattern_of(first))
            continue
        cells = {
            name: str(cell).strip()
            for name, cell in zip(raw.frame.columns, raw.frame.row(at), strict=True)
            if cell is not None and str(cell).strip()
        }
        column = next((one for one in cells if layout_has(layout, one)), next(iter(cells), None))
        if column and cells[column] not in known:
            draft.leave_out(column, pattern_of(cells[column]))


def _marks(layout: Layout) -> tuple[str, ...]:
    """Give the marks that stand in columns of numbers where a number is not given."""
    cells = (cell for one in layout.columns if one.numeric for cell in one.cells)
    return tuple(dict.fromkeys(cell for cell in cells if cell and is_missing(cell)))


def layout_has(layout: Layout, column: str) -> bool:
    """Say whether a column says a region, an industry or a year."""
    return any(one.name == column and one.role in KEYS for one in layout.columns)


def pattern_of(text: str) -> str:
    """Give a pattern for a note: its first word, as next year's note may say something else.

    Examples
    --------
    >>> pattern_of("注:本表数据来源于统计局。"), pattern_of("续表"), pattern_of("Source: office")
    ('注:*', '续表', 'Source:*')
    """
    found = re.match(r"^.{1,10}?[:：]", text)
    if found:
        return f"{found[0]}*"
    longest = 20
    return text if len(text) <= longest else f"{text[:longest]}*"


def _ask_sheet(draft: Draft, sheets: Sequence[Sheet], chosen: Sheet, asked: Asked) -> None:
    """Ask which sheet is meant where several hold a table."""
    alike = [one for one in sheets if one.cells >= _ALIKE * chosen.cells and one.cells]
    if len(alike) < 2 or asked.sheet or "sheet" in asked.answers:  # noqa: PLR2004
        return
    draft.ask(
        Question(
            key="sheet", text=phrase("ask-sheet"), proposed=chosen.grid.sheet,
            options=tuple(option(one.grid.sheet) for one in alike), certainty=0.5,
            reason=phrase("sheets-alike"),
        )
    )  # fmt: skip


def _settle(draft: Draft, layout: Layout) -> None:
    """Say of every column of the file that it stays, is turned, or is left out."""
    used = set(draft.columns.values())
    if layout.wide:
        keep = [one.name for one in layout.columns if one.name in used and one.role != "value"]
        turned = [one.name for one in layout.columns if one.role == "value"]
        keep += [draft.measure] if draft.measure else []
        draft.keep = tuple(keep)
        if layout.parted:
            draft.heads = {one.name: one.lines for one in layout.columns if one.role == "value"}
        draft.leave = [one.name for one in layout.columns if one.name not in (*keep, *turned)]
        return
    asked = {one.key.removeprefix("column.") for one in draft.questions}
    draft.ignore = [
        one.name for one in layout.columns if one.name not in used and one.name not in asked
    ]


def why_of(one: Seen) -> Words:
    """Say why a column is taken for what it is."""
    return one.reason
