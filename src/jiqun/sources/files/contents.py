"""What a reader gives: the file's own columns, where each row stood, what could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from jiqun.core import InputError, Problem
from jiqun.tables import Counted

#: Bytes a file may have, unpacked: more does not fit beside its tables in memory.
MOST_BYTES = 4 << 30
#: Names that a problem lists, and how much of each.
_SHOWN, _LONGEST = 20, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How to read a file; empty means find out.

    Attributes
    ----------
    encoding, delimiter, decimal
        Of text files; ``decimal`` is "." or ",", and "" where the map does not say.
    sheet
        Of a workbook.
    header_row, header_rows
        The header's first row or line, 1 for the first of the file; how many it has. A column's
        name is then its words joined by " / ", those of the upper lines reaching to the right.
    skip
        Rows or lines directly under the header that are no data.
    object
        Of a TopoJSON file with several.
    """

    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    sheet: str = ""
    header_row: int = 0
    header_rows: int = 1
    skip: int = 0
    object: str = ""


def no_rejects() -> pl.DataFrame:
    """Give the empty frame of rows that could not be read."""
    return pl.DataFrame(schema={"line": pl.Int64, "reason": pl.String, "text": pl.String})


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """A file as it stands.

    Attributes
    ----------
    frame
        Its rows under its own names; text files give text only.
    lines
        Where each row stood, from 1.
    counted
        Whether that is lines of text or rows.
    rejected
        What could not be read as a row: line, reason, text.
    row_problems
        About these rows.
    problems
        About the file as a whole; it cannot be loaded.
    cautions
        What was found out or mended.
    shapes
        Columns whose shapes the reader has checked and mended.
    delimiter
        What parts the fields of a text file; empty for any other.
    cells
        Of a workbook: each column's name -> sheet and letter ("Data!D").
    heads
        Of a header with several lines: each column's name -> what every line says, from the top.
    """

    frame: pl.DataFrame
    lines: pl.Series
    counted: Counted = "line"
    rejected: pl.DataFrame = field(default_factory=no_rejects)
    row_problems: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()
    shapes: tuple[str, ...] = ()
    delimiter: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def stop(*problems: Problem) -> InputError:
    """Build the error for a file that cannot be read at all."""
    return InputError(*problems)


def texts_of(series: pl.Series) -> pl.Series:
    """Give values as text, of whatever type they are; binary has none."""
    if series.dtype == pl.Binary:
        return pl.repeat(None, len(series), dtype=pl.String, eager=True).alias(series.name)
    if series.dtype == pl.String:
        return series
    if not series.dtype.is_nested() and series.dtype not in (pl.Duration, pl.Object):
        try:
            return series.cast(pl.String, strict=False)
        except pl.exceptions.PolarsError:
            pass  # a type that has no text of its own
    words = [None if one is None else str(one) for one in series.to_list()]
    return pl.Series(series.name, words, dtype=pl.String)


def unique_names(names: list[str]) -> tuple[list[str], list[str]]:
    """Name nameless columns and number repeated ones; give also which were repeated."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    unique, twice = [], []
    for at, name in enumerate(names, start=1):
        plain = name.strip() or f"column_{at}"
        one = plain
        if one in taken:
            twice.append(plain)
        while one in taken:
            numbers[plain] = numbers.get(plain, 1) + 1
            one = f"{plain} ({numbers[plain]})"
        taken.add(one)
        unique.append(one)
    return unique, list(dict.fromkeys(twice))


def few(names: Sequence[str]) -> list[str]:
    """Give the first names, each cut where it is long, and how many more there are.

    Examples
    --------
    >>> few(["a"] * 50)[-2:]
    ['a', '… +30']
    """
    shown = [name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in names[:_SHOWN]]
    return [*shown, f"… +{len(names) - _SHOWN}"] if len(names) > _SHOWN else shown
