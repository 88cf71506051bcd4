"""A row's values as JSON tells them, and as whoever edits gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import polars as pl

from jiqun.core import unknown
from jiqun.studies.rows import Plain
from jiqun.tables import Column, TableSchema

#: Columns and what they hold; null is unknown.
Values: TypeAlias = dict[str, Plain | list[str]]
#: Characters of a shape's text beyond which it is not told.
MOST_SHAPE = 2_000
_LARGEST = 2**63


def told_row(row: Mapping[str, object], schema: TableSchema) -> tuple[Values, tuple[str, ...]]:
    """Give a row for JSON, and the columns that are too long for it: large shapes."""
    found: Values = {}
    left_out = []
    for column in schema.columns:
        value = told_value(row.get(column.name))
        if isinstance(value, str) and column.type == "geometry" and len(value) > MOST_SHAPE:
            left_out.append(column.name)
            continue
        found[column.name] = value
    return found, tuple(left_out)


def told_value(value: object) -> Plain | list[str]:
    """Give one value for JSON; a shape is its text (WKT), with every digit."""
    if isinstance(value, bytes):
        return shape_text(value)
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def shape_text(shape: bytes) -> str:
    """Write a shape as WKT with every digit; empty where it cannot be read."""
    import shapely

    read = shapely.from_wkb(shape, on_invalid="ignore")
    return "" if read is None else str(shapely.to_wkt(read, rounding_precision=-1))


def key_of(row: Mapping[str, object], schema: TableSchema) -> dict[str, object]:
    """Give the key columns of a row."""
    return {name: row.get(name) for name in schema.key}


def need_columns_of(names: Iterable[str], schema: TableSchema) -> None:
    """Refuse names that are no column of the table (``column-unknown``)."""
    for name in names:
        schema.column(name)


def need_key(key: Mapping[str, object], schema: TableSchema) -> None:
    """Refuse a key that lacks a key column, or names another one (``column-unknown``)."""
    for name in (*schema.key, *key):
        if name not in key or name not in schema.key:
            raise unknown("column", name, list(schema.key), case="key", table=schema.name)


def typed_key(key: Mapping[str, object], schema: TableSchema) -> dict[str, object]:
    """Give a key's values in their columns' types; what cannot be read stays as it is."""
    from jiqun.tables import read_column

    need_key(key, schema)
    found: dict[str, object] = {}
    for name in schema.key:
        column, value = schema.column(name), key[name]
        if _is(column, value) and (not isinstance(value, str) or value == value.strip() != ""):
            found[name] = value
            continue
        read, bad = read_column(given(column, [value]), column)
        found[name] = value if bad[0] else read[0]
    return found


def given(column: Column, values: Sequence[object]) -> pl.Series:
    """Make a column of values as somebody gave them: typed where all are, else text."""
    filled = [None if isinstance(one, str) and not one.strip() else one for one in values]
    there = [one for one in filled if one is not None]
    if not there:
        return pl.Series(column.name, filled, dtype=column.dtype)
    if all(_is(column, one) for one in there):
        return pl.Series(column.name, filled, dtype=column.dtype)
    texts = [None if one is None else _text(one) for one in filled]
    return pl.Series(column.name, texts, dtype=pl.String)


def _is(column: Column, value: object) -> bool:
    """Tell whether a value is of its column's type already."""
    match column.type:
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and abs(int(str(value))) < _LARGEST
        case "boolean":
            return isinstance(value, bool)
        case "codes":
            return isinstance(value, list | tuple)
        case "geometry":
            return isinstance(value, bytes)
        case _:
            return isinstance(value, str)


def _text(value: object) -> str | None:
    """Write a value as somebody would type it; a shape that is kept stands for itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ";".join(str(one) for one in value)
    if isinstance(value, bytes):
        return shape_text(value)
    return repr(value) if isinstance(value, float) else str(value)
