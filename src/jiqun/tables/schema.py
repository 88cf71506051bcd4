"""The canonical tables' schemas, read from ``catalog/tables``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import polars as pl

from jiqun.core import unknown

ColumnType = Literal["code", "text", "integer", "number", "boolean", "codes", "geometry"]

#: A Polars type, or its class.
PolarsType: TypeAlias = pl.DataType | type[pl.DataType]

#: Characters that a value may have, by type, where a table's file does not say ``longest``.
LONGEST: Mapping[str, int] = MappingProxyType({"code": 200, "codes": 200, "text": 10_000})

#: What each column type is in a frame.
DTYPES: Mapping[str, PolarsType] = MappingProxyType(
    {
        "code": pl.String,
        "text": pl.String,
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "codes": pl.List(pl.String),
        "geometry": pl.Binary,
    }
)

#: The upper bound of every column of years.
LAST_YEAR = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a canonical table.

    Attributes
    ----------
    name, type
        The canonical name; one of :data:`DTYPES`.
    title
        In each language.
    required
        A null is refused.
    default
        What an absent column or a null stands for; empty where for nothing.
    minimum, maximum
        Inclusive bounds of a number, what can be at all; None where there are none.
    smallest, unusual
        The smallest number above 0 that is one; beyond which a number (either way) deserves
        doubt. None where nothing is.
    values
        The codes allowed; empty where any is.
    pattern
        Regular expression that a code must match; empty where any does.
    longest
        Characters that a code or text may have, of ``codes`` each; None where it is neither.
    references
        (table, column) whose values this one must be among; None where free.
    unit
        "persons", "km²", "share", "currency" (then the row names its currency).
    """

    name: str
    type: ColumnType
    title: Mapping[str, str]
    required: bool = False
    default: str = ""
    minimum: float | None = None
    maximum: float | None = None
    smallest: float | None = None
    unusual: float | None = None
    values: tuple[str, ...] = ()
    pattern: str = ""
    longest: int | None = None
    references: tuple[str, str] | None = None
    unit: str = ""

    @property
    def dtype(self) -> PolarsType:
        """The Polars type."""
        return DTYPES[self.type]

    @property
    def is_year(self) -> bool:
        """Whether it holds a year: a whole number with a year's bounds."""
        return self.type == "integer" and self.minimum is not None and self.maximum == LAST_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """One canonical table: what a row is, its key and its columns."""

    name: str
    title: Mapping[str, str]
    row: Mapping[str, str]
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Give the column of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown("column", name, [c.name for c in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be filled."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def money(self) -> tuple[str, ...]:
        """Names of the columns that hold money."""
        return tuple(column.name for column in self.columns if column.unit == "currency")

    def polars(self) -> dict[str, PolarsType]:
        """Give the Polars schema."""
        return {column.name: column.dtype for column in self.columns}

    def absent(self, name: str) -> pl.Expr:
        """Give the column that stands where a frame has none: its default, else null."""
        column = self.column(name)
        return pl.lit(column.default or None, dtype=column.dtype).alias(name)

    def empty(self) -> pl.DataFrame:
        """Give a frame with all columns and no row."""
        return pl.DataFrame(schema=self.polars())


def _column(entry: Mapping[str, Any]) -> Column:
    references = entry.get("references")
    return Column(
        name=entry["name"],
        type=entry["type"],
        title=MappingProxyType(entry["title"]),
        required=entry.get("required", False),
        default=entry.get("default", ""),
        minimum=entry.get("min"),
        maximum=entry.get("max"),
        smallest=entry.get("smallest"),
        unusual=entry.get("unusual"),
        values=tuple(entry.get("values", ())),
        pattern=entry.get("pattern", ""),
        longest=entry.get("longest", LONGEST.get(entry["type"])),
        references=tuple(references.split(".")) if references else None,
        unit=entry.get("unit", ""),
    )


@cache
def schemas() -> Mapping[str, TableSchema]:
    """Give the schema of every canonical table, by name, parents before children."""
    found = {}
    for path in (files("jiqun") / "catalog" / "tables").iterdir():
        if not path.name.endswith(".toml"):
            continue
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
        found[entry["name"]] = TableSchema(
            name=entry["name"],
            title=MappingProxyType(entry["title"]),
            row=MappingProxyType(entry["row"]),
            key=tuple(entry["key"]),
            columns=tuple(_column(column) for column in entry["columns"]),
        )
    return MappingProxyType({name: found[name] for name in _parents_first(found)})


def schema(table: str) -> TableSchema:
    """Give one canonical table's schema.

    Raises
    ------
    UnknownError
        ``table-unknown``.
    """
    if table not in schemas():
        raise unknown("table", table, list(schemas()), case="canonical")
    return schemas()[table]


def _parents_first(found: Mapping[str, TableSchema]) -> list[str]:
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        for column in found[name].columns:
            if column.references and column.references[0] != name:
                visit(column.references[0])
        order.append(name)

    for name in sorted(found):
        visit(name)
    return order
