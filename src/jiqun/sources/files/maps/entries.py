"""What a column map says, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiqun.core import Origin
from jiqun.sources.files.contents import Dialect

#: In [missing]: for every column.
ALL = "*"
#: Of a header line that is unpivoted: its words say which quantity the cells are.
VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSource:
    """Where a column's values come from.

    Attributes
    ----------
    column
        The file's column.
    scale
        What its numbers are multiplied by.
    equals
        If given, the column is true where the file's value is one of these.
    flags
        If given, what may stand behind a number ("12 b", ": c"): it is taken off a column of
        numbers, a colon alone is no value; a column of truth values is true where it stands.
    """

    column: str
    scale: float = 1.0
    equals: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRule:
    """Which list a column's values are names or codes of.

    Attributes
    ----------
    list
        The list's id: "cn-admin", "gbt4754-2017".
    within
        Codes of the list; what does not lie in one of them is no candidate. Empty: anywhere.
    """

    list: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpivot:
    """How columns that stand side by side become rows below one another.

    Attributes
    ----------
    keep
        The file's columns that stay; all others are turned.
    levels
        What each line of the header says, from the top: a canonical column ("region",
        "industry", "year"), "value" (which quantity), or "" (nothing).
    value
        The canonical column of the cells where no level says which quantity.
    drop
        Columns that are neither kept nor turned (totals, remarks): patterns of their name, or
        of what one line of their header says; "*" stands for any text, "?" for a character.
    heads
        Column -> what each level says of it, where one line of its head says several things
        ("2021年产值": 2021, 产值); those that are not named are read by their header's lines.
    measure
        A kept column whose cells say which quantity a row is of; each becomes a column.
    """

    keep: tuple[str, ...] = ()
    levels: tuple[str, ...] = (VALUE,)
    value: str = ""
    drop: tuple[str, ...] = ()
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """Rows that say something of all rows under them, up to the next such row.

    Attributes
    ----------
    column
        The file's column where their words stand.
    becomes
        The column that they become, for the rows under them.
    rows
        Their words; empty where they are the rows with nothing but that word.
    """

    column: str
    becomes: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """A column map, checked.

    Attributes
    ----------
    table
        The canonical table that it is for; empty where it does not say.
    columns
        Canonical column -> source.
    constants
        Canonical column -> its one value.
    values
        Canonical column -> file's value -> canonical value.
    merge
        Canonical column -> file's value -> canonical value; rows that so come under one key are
        added up.
    missing
        Canonical column (or "*" for all) -> tokens that mean "no value".
    pad
        Canonical column -> width to fill with leading zeros.
    as_written
        Columns whose codes are what they are, though a spreadsheet may have made them.
    fill
        The file's columns whose empty cells repeat the one above.
    ignore
        The file's columns that are known and meant to be left out.
    drop
        The file's column (or a level of ``unpivot``) -> patterns of values whose rows are left
        out; blanks, width and case do not matter, "*" stands for any text, "?" for a character.
    headings
        Rows that say something of those under them; None where there are none.
    unpivot
        How columns become rows; None where the file is long already.
    units
        Canonical column -> unit as printed ("万人", "USD million").
    names
        Canonical column -> the list whose names or codes its values are.
    asks
        Open questions: key -> question. The map is not used before each has an answer.
    dialect
        Encoding, delimiter, sheet, header and the like.
    limits
        Name -> number, where the file may have more (or less) than usual.
    origin
        Who published the file; None where it does not say.
    """

    table: str = ""
    columns: Mapping[str, ColumnSource] = field(default_factory=dict)
    constants: Mapping[str, str | float | bool] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    merge: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pad: Mapping[str, int] = field(default_factory=dict)
    as_written: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    drop: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headings: Headings | None = None
    unpivot: Unpivot | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, NameRule] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)
    dialect: Dialect = field(default_factory=Dialect)
    limits: Mapping[str, int] = field(default_factory=dict)
    origin: Origin | None = None

    @property
    def header_rows(self) -> int:
        """Lines that the header has."""
        return self.dialect.header_rows

    @property
    def skip(self) -> int:
        """Lines directly under the header that are no data."""
        return self.dialect.skip
