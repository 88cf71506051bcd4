"""The file's columns: their names as the reader gives them, their cells, what they seem to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from jiqun.core import Words
from jiqun.sources.files import PrintedUnit, RawTable, texts_of
from jiqun.sources.looking.printed import (
    KEYS,
    QUANTITIES,
    Headed,
    headed,
    is_number,
    phrase,
    year_of,
)

_EXAMPLES = 3
#: Share of cells that must be years to make it a column of years.
_YEARS = 0.9
#: Least share of blank cells that makes a column one that is written once a group.
_BLANKS = 0.3
_SURE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A column of the file.

    Attributes
    ----------
    name
        As the reader of files names it.
    lines
        Its words in each line of the header, those of upper lines reaching to the right.
    cells
        Its cells in the rows of data.
    numeric
        Whether its cells are numbers.
    role
        "region", "industry", "year", "measure", "unit", a quantity, "currency", "nothing",
        "total" (the sum of others), "value" (numbers under a head that says a place, an
        industry or a year), "" (not known).
    certainty, reason
        How sure that is, and why.
    unit
        That stands in its head or under it.
    """

    name: str
    lines: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    numeric: bool = False
    role: str = ""
    certainty: float = 0.0
    reason: Words = field(default_factory=lambda: phrase("unknown"))
    unit: PrintedUnit | None = None

    @property
    def examples(self) -> tuple[str, ...]:
        """Give its first cells."""
        return tuple(dict.fromkeys(filter(None, self.cells)))[:_EXAMPLES]


def file_columns(
    raw: RawTable,
    *,
    without: Sequence[int],
    numeric: Sequence[str],
    unit_row: Mapping[str, PrintedUnit],
) -> list[Seen]:
    """Give a read file's columns, and what each says by itself.

    Parameters
    ----------
    raw
        The file as it was read.
    without
        Lines that are no data: notes, headings.
    numeric
        Columns of numbers.
    unit_row
        Column -> unit that stands under its head.
    """
    kept = (~raw.lines.is_in(list(without))).to_list()
    columns = []
    for series in raw.frame:
        texts = texts_of(series).fill_null("").to_list()
        cells = tuple(text.strip() for text, keep in zip(texts, kept, strict=True) if keep)
        lines = tuple(raw.heads.get(series.name, (series.name,)))
        columns.append(
            by_itself(
                series.name, lines, cells,
                numeric=series.name in numeric, unit=unit_row.get(series.name),
            )
        )  # fmt: skip
    return columns


def by_itself(
    name: str,
    lines: tuple[str, ...],
    cells: tuple[str, ...],
    *,
    numeric: bool,
    unit: PrintedUnit | None = None,
) -> Seen:
    """Say what a column is by its head and the look of its cells.

    Examples
    --------
    >>> by_itself("期", ("期",), ("2021", "2022"), numeric=True).role
    'year'
    """
    said = said_by(lines)
    role, certainty = said.becomes or "", said.certainty
    reason = phrase("head", word=said.word) if role else phrase("unknown")
    filled = [cell for cell in cells if cell]
    years = sum(1 for cell in filled if year_of(cell))
    if role not in ("year", *QUANTITIES) and filled and years >= _YEARS * len(filled):
        role, certainty, reason = "year", _SURE, phrase("years")
    elif numeric and role not in (*KEYS, *QUANTITIES, "value") and _counts_up(filled):
        role, certainty, reason = "nothing", _SURE, phrase("counts")
    elif not numeric and filled and role in QUANTITIES:
        role, certainty, reason = "", 0.0, phrase("no-numbers")
    return Seen(
        name=name, lines=lines, cells=cells, numeric=numeric, role=role,
        certainty=certainty, reason=reason, unit=said.unit or unit,
    )  # fmt: skip


def said_by(lines: Sequence[str]) -> Headed:
    """Say what a head of several lines says: its lowest line that says anything."""
    for line in reversed(lines):
        found = headed(line) if line else Headed()
        if found.becomes:
            return found
    return headed(next((one for one in reversed(lines) if one), ""))


def _counts_up(cells: Sequence[str]) -> bool:
    """Say whether cells are 1, 2, 3 …: the rows' own numbers."""
    numbers = [cell.removesuffix(".0") for cell in cells if is_number(cell)]
    return len(numbers) > 2 and numbers == [str(at) for at in range(1, len(numbers) + 1)]  # noqa: PLR2004


def has_gaps(cells: Sequence[str]) -> bool:
    """Say whether a column writes a word once for the rows under it.

    Examples
    --------
    >>> has_gaps(("a", "", "", "b", "")), has_gaps(("a", "b", "c", "d", ""))
    (True, False)
    """
    blank = sum(1 for cell in cells if not cell)
    return len(cells) > 1 and bool(cells[0]) and blank >= _BLANKS * len(cells)


def filled_down(one: Seen) -> Seen:
    """Repeat a word in the empty cells under it."""
    cells, last = [], ""
    for cell in one.cells:
        last = cell or last
        cells.append(last)
    return replace(one, cells=tuple(cells))
