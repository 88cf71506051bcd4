"""What a reader gives: the file's own columns, where each row stood, what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from jiqun.core import InputError, Problem
from jiqun.tables import Counted

#: Bytes a file may have, unpacked: more does not fit beside its tables in memory.
MOST_BYTES = 4 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How to read a file; empty means find out.

    Attributes
    ----------
    encoding, delimiter, decimal
        Of text files; ``decimal`` is "." or ",".
    sheet, header_row
        Of a workbook; the header's row or line, 1 for the first.
    object
        Of a TopoJSON file with several.
    """

    encoding: str = ""
    delimiter: str = ""
    decimal: str = "."
    sheet: str = ""
    header_row: int = 0
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
    """

    frame: pl.DataFrame
    lines: pl.Series
    counted: Counted = "line"
    rejected: pl.DataFrame = field(default_factory=no_rejects)
    row_problems: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()


def stop(*problems: Problem) -> InputError:
    """Build the error for a file that cannot be read at all."""
    return InputError(*problems)


def unique_names(names: list[str]) -> tuple[list[str], list[str]]:
    """Name nameless columns and number repeated ones; give also which were repeated."""
    seen: dict[str, int] = {}
    unique, twice = [], []
    for at, name in enumerate(names, start=1):
        plain = name.strip() or f"column_{at}"
        seen[plain] = seen.get(plain, 0) + 1
        if seen[plain] > 1:
            twice.append(plain)
            plain = f"{plain} ({seen[plain]})"
        unique.append(plain)
    return unique, list(dict.fromkeys(twice))
