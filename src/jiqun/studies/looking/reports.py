"""What a look answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jiqun.core import Problem, Words
from jiqun.sources.looking import NamesSeen, Question, TotalSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSeen:
    """A sheet of a workbook: its rows and columns with data, and whether it was chosen."""

    name: str
    rows: int
    columns: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSeen:
    """A column of the file.

    Attributes
    ----------
    name
        As the reader of files names it.
    becomes
        The canonical column; None where it is not loaded.
    reason, certainty
        Why, and how sure that is (0–1).
    unit, scale
        Unit as printed, and what its numbers are multiplied by.
    examples
        Its first values.
    """

    name: str
    becomes: str | None
    reason: Words
    certainty: float
    unit: str | None
    scale: float
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookReport:
    """A file, looked at.

    Attributes
    ----------
    file, table
        The file; the canonical table that it would be loaded into.
    sheets, encoding, delimiter, decimal
        How it is read; empty where the file has none of it.
    title, notes
        Texts above and below the table.
    header_row, header_rows
        The header's first line or row (from 1), and how many it has.
    layout, across
        "long", or "wide" with what stands across: "industry", "region", "year", "value".
    columns
        Its columns.
    totals
        Totals compared with their parts, in the file's own units.
    dropped
        Values whose rows are left out; "*" stands for any text.
    names
        Names and codes matched with lists.
    preview
        The first rows as they would be loaded, every proposal taken: canonical columns, and
        ``region_name``, ``industry_name``.
    rows
        Rows that would be loaded.
    questions
        What is open, each with a proposal where there is one.
    changes
        What differs from the saved map.
    map, map_file
        The column map as TOML; the file it was written to.
    problems, cautions
        What would hinder the load; what deserves doubt.
    next
        Commands that load the file, every proposal visible in them.
    """

    file: str
    table: str
    sheets: tuple[SheetSeen, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    title: str = ""
    notes: tuple[str, ...] = ()
    header_row: int = 1
    header_rows: int = 1
    layout: Literal["long", "wide"] = "long"
    across: tuple[str, ...] = ()
    columns: tuple[ColumnSeen, ...] = ()
    totals: tuple[TotalSeen, ...] = ()
    dropped: tuple[str, ...] = ()
    names: tuple[NamesSeen, ...] = ()
    preview: tuple[Mapping[str, Any], ...] = ()
    rows: int = 0
    questions: tuple[Question, ...] = ()
    changes: tuple[Problem, ...] = ()
    map: str = ""
    map_file: str | None = None
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()
    next: tuple[str, ...] = ()
