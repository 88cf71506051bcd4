"""Where things stand in a grid: titles, units, the header, the rows, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jiqun.sources.files import PrintedUnit
from jiqun.sources.looking.printed.cells import is_missing, is_number, year_of
from jiqun.sources.looking.printed.grids import Grid
from jiqun.sources.looking.printed.units import is_unit, read_unit, told_units
from jiqun.sources.looking.printed.wording import begins_note, headed

#: A label beyond this many characters is a sentence.
_SENTENCE = 24
#: Share of a column's filled cells that must be numbers to make it a column of them.
_MOSTLY = 0.6
#: Lines that a header may have.
_MOST_LINES = 5
_PAIR, _NARROW = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Where a table stands in its grid; rows and columns by position from 0.

    Attributes
    ----------
    titles
        Texts above the header that are no units.
    units
        Units that a line above the header lists.
    header
        First row of the header and the row behind its last.
    skip
        Rows directly under the header that are no data.
    unit_row
        Column -> unit that stands under its head.
    body
        Rows of data.
    headings
        Rows that have a label and no value.
    notes
        Texts that belong to no row, and the rows where they stand.
    numeric
        Columns whose cells are numbers.
    columns
        Columns with anything in them.
    """

    titles: tuple[str, ...] = ()
    units: tuple[PrintedUnit, ...] = ()
    header: tuple[int, int] = (0, 1)
    skip: int = 0
    unit_row: dict[int, PrintedUnit] = field(default_factory=dict)
    body: tuple[int, ...] = ()
    headings: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    note_rows: tuple[int, ...] = ()
    numeric: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()


def find_structure(grid: Grid) -> Structure:
    """Find a table's parts in a grid.

    Examples
    --------
    >>> from jiqun.sources.looking.printed.grids import grid_of
    >>> found = find_structure(grid_of([
    ...     ["3-1 Employment by county (2022)"], ["Unit: 10,000 persons"],
    ...     ["Region", "Industry", "Employment"], ["A", "B", "3.4"], ["C", "B", "1.2"],
    ...     ["Note: rounded."]]))
    >>> found.header, found.body, found.notes, found.units[0].scale
    ((2, 3), (3, 4), ('Note: rounded.',), 10000.0)
    """
    if not grid.rows:
        return Structure()
    numeric = _numeric(grid)
    first = _first_of_header(grid)
    titles, units = _above(grid, first)
    last, behind, unit_row = _header_end(grid, first, numeric)
    body, headings, notes = _body(grid, behind, last, numeric)
    filled = [
        at
        for at in range(grid.width)
        if any(grid.rows[row][at] for row in (*range(first, last), *body))
    ]
    return Structure(
        titles=titles,
        units=units,
        header=(first, last),
        skip=_skipped(grid, last, behind),
        unit_row=unit_row,
        body=tuple(body),
        headings=tuple(headings),
        notes=tuple(" ".join(filter(None, grid.rows[row])) for row in notes),
        note_rows=tuple(notes),
        numeric=tuple(at for at in filled if at in numeric),
        columns=tuple(filled),
    )


def _skipped(grid: Grid, last: int, behind: int) -> int:
    """Count the lines between the header and the rows, as the file has them."""
    return grid.numbers[behind - 1] - grid.numbers[last - 1] if behind > last else 0


def _value(cell: str) -> bool:
    return is_number(cell) or is_missing(cell)


def _numeric(grid: Grid) -> set[int]:
    """Give the columns whose lower cells are numbers or marks of missing ones."""
    start = max(len(grid.rows) * 2 // 5, 1)
    rows = [
        row for row in grid.rows[start:] if 2 * sum(map(bool, row)) >= min(grid.width, _PAIR * 2)
    ]
    rows = rows or list(grid.rows[-1:])
    found = set()
    for at in range(grid.width):
        cells = [row[at] for row in rows if row[at]]
        values = sum(map(_value, cells))
        if cells and values >= _MOSTLY * len(cells):
            found.add(at)
    return found


def _filled(row: tuple[str, ...]) -> list[str]:
    return [cell for cell in row if cell]


def _first_of_header(grid: Grid) -> int:
    """Find the first row that is neither a title nor a line of units nor a date."""
    usual = max(grid.fields) if grid.fields else grid.width
    for at, row in enumerate(grid.rows[:-1]):
        cells = _filled(row)
        if grid.width < _PAIR:
            return at
        if len(cells) == 1 and grid.width >= _PAIR:
            continue
        narrow = (
            grid.delimiter
            and grid.fields
            and grid.fields[at] * 2 <= usual
            and grid.fields[at] < usual
        )
        if narrow and not _heads(cells):
            continue
        if len(cells) <= _NARROW and grid.width > _NARROW and _titled(cells):
            continue
        return at
    return 0


def _titled(cells: list[str]) -> bool:
    """Say whether the few cells of a row are a title, its date or its unit."""
    if any(told_units(cell) for cell in cells):
        return True
    long = any(
        len(cell) > _SENTENCE or re.match(r"^(?:表|table)\s*\d", cell, re.IGNORECASE)
        for cell in cells
    )
    return long and not _heads(cells)


def _heads(cells: list[str]) -> bool:
    return sum(1 for cell in cells if headed(cell).becomes) >= _PAIR


def _above(grid: Grid, first: int) -> tuple[tuple[str, ...], tuple[PrintedUnit, ...]]:
    titles: list[str] = []
    units: list[PrintedUnit] = []
    for row in grid.rows[:first]:
        for cell in _filled(row):
            told = told_units(cell)
            alone = read_unit(cell.strip("()（）[]【】 "))
            units += told or ((alone,) if alone else ())
            if not alone and (not told or len(cell) > _SENTENCE):
                titles.append(cell)
    return tuple(titles), tuple(units)


def _header_end(
    grid: Grid, first: int, numeric: set[int]
) -> tuple[int, int, dict[int, PrintedUnit]]:
    """Give the row behind the header, the first row of data, and the units between them."""
    at = first + 1
    while at < min(first + _MOST_LINES, len(grid.rows) - 1) and _is_head(
        grid.rows[at], numeric, grid
    ):
        at += 1
    last, unit_row = at, dict[int, PrintedUnit]()
    while last > first + 1 and (found := _row_of_units(grid.rows[last - 1])):
        unit_row |= found
        last -= 1
    while at < len(grid.rows) - 1 and (
        (found := _row_of_units(grid.rows[at])) or _numbering(grid.rows[at])
    ):
        unit_row |= found
        at += 1
    while last > first + 1 and _numbering(grid.rows[last - 1]):
        last -= 1
    return last, at, unit_row


def _is_head(row: tuple[str, ...], numeric: set[int], grid: Grid) -> bool:
    """Say whether a row under the first one belongs to the header still."""
    cells = [row[column] for column in sorted(numeric) if row[column]]
    if len(_filled(row)) == 1 and row[0] and grid.width > 1:
        return False
    if not cells:
        return bool(_row_of_units(row)) if numeric else False
    if _numbering(row):
        return True
    years = [year_of(cell) for cell in cells]
    if all(years) and len(cells) >= _PAIR and (not row[0] or headed(row[0]).becomes):
        return True
    values = sum(1 for cell in cells if _value(cell))
    return values * _PAIR < len(cells)


def _row_of_units(row: tuple[str, ...]) -> dict[int, PrintedUnit]:
    """Give column -> unit where a row holds nothing but units."""
    found: dict[int, PrintedUnit] = {}
    for at, cell in enumerate(row):
        if not cell or (at == 0 and headed(cell).becomes == "unit"):
            continue
        if not is_unit(cell):
            return {}
        unit = read_unit(cell.strip("()（）[]【】 ")) or next(iter(told_units(cell)), None)
        if unit:
            found[at] = unit
    return found


def _numbering(row: tuple[str, ...]) -> bool:
    """Say whether a row only numbers the columns: 甲 乙 1 2 3."""
    cells = _filled(row)
    numbers = [cell.strip("()（） ") for cell in cells if cell.strip("()（） ").isdigit()]
    words = [cell for cell in cells if not cell.strip("()（） ").isdigit()]
    if len(numbers) < _PAIR or any(len(word) > 1 for word in words):
        return False
    counted = [int(one) for one in numbers]
    return (
        counted == list(range(counted[0], counted[0] + len(counted)))
        and counted[0] <= len(words) + 1
    )


def _body(
    grid: Grid, behind: int, last: int, numeric: set[int]
) -> tuple[list[int], list[int], list[int]]:
    """Part the rows under the header into data, headings and notes."""
    body: list[int] = []
    headings: list[int] = []
    notes: list[int] = []
    for at in range(behind, len(grid.rows)):
        row = grid.rows[at]
        cells = _filled(row)
        has_value = any(row[column] and _value(row[column]) for column in numeric)
        sentence = len(cells) == 1 and len(cells[0]) > _SENTENCE and not has_value
        if not has_value and (
            begins_note(cells[0]) or sentence or (notes and notes[-1] == at - 1 and len(cells) == 1)
        ):
            notes.append(at)
        elif numeric and not has_value and len(cells) == 1 and grid.width > 1 and row[0]:
            headings.append(at)
        elif numeric and not has_value and last > 0 and _repeats(grid, at, last):
            notes.append(at)
        else:
            body.append(at)
    return body, headings, notes


def _repeats(grid: Grid, at: int, last: int) -> bool:
    """Say whether a row is a line of the header once more, on the next page."""
    filled = [cell for cell in grid.rows[at] if cell]
    lines = [set(filter(None, row)) for row in grid.rows[max(last - _MOST_LINES, 0) : last]]
    return any(len(filled) >= _PAIR and set(filled) <= line for line in lines)
