"""Rows of canonical tables as plain values: their one JSON text, their tag, frames of them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import polars as pl

from jiqun.core import Problem, digest, problem
from jiqun.tables import Column, schema, schemas

#: A row: column -> value as the schema types it; None, or no such column, is "not known".
Row: TypeAlias = Mapping[str, object]

#: From here on neighbouring whole numbers are one float.
_EXACT = 2.0**53
_WHOLE = 2**63
_TAG = 16
#: So much of a value is shown.
_SHOWN = 60


def tag(row: Row | None) -> str | None:
    """Name a row's content by 16 hex digits; None where there is no row.

    Examples
    --------
    >>> tag({"region": "a", "area_km2": 3}) == tag({"area_km2": 3.0, "region": "a", "name": None})
    True
    >>> tag(None) is None
    True
    """
    if row is None:
        return None
    kept = {name: _plain(value) for name, value in row.items() if value is not None}
    return digest(_text(dict(sorted(kept.items()))))[:_TAG]


def _plain(value: object) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def row_text(table: str, row: Row) -> str:
    """Give the one JSON text of a row: what is known of it, in the table's order."""
    known = ((name, row.get(name)) for name in schema(table).names)
    return _text({name: _kept(value) for name, value in known if value is not None})


def _kept(value: object) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def key_text(table: str, key: Row) -> str:
    """Give the one JSON text of a row's key: its values in the table's order."""
    return _text([key.get(name) for name in schema(table).key])


def read_key(table: str, text: str) -> dict[str, object]:
    """Read back what :func:`key_text` gave.

    Raises
    ------
    ValueError
        It is no key of that table.
    """
    whole, values = schema(table), json.loads(text)
    if not isinstance(values, list) or len(values) != len(whole.key):
        raise ValueError(text)
    pairs = zip(whole.key, values, strict=True)
    return {name: read_value(whole.column(name), value) for name, value in pairs}


def read_row(table: str, text: str) -> dict[str, object]:
    """Read back what :func:`row_text` gave: every column, None where nothing is known.

    Raises
    ------
    ValueError
        It is no row of that table.
    """
    kept = json.loads(text)
    if not isinstance(kept, dict):
        raise ValueError(text)  # noqa: TRY004 - of a text
    # a column that a later version added is left out, as in a part of a table
    return {one.name: read_value(one, kept.get(one.name)) for one in schema(table).columns}


def read_value(column: Column, value: Any) -> object:
    """Read one value of a row's JSON text.

    Raises
    ------
    ValueError
        The column holds no such value.
    """
    if value is None:
        return None
    if column.type == "geometry":
        try:
            return base64.b64decode(value, validate=True)
        except (TypeError, binascii.Error) as err:
            raise ValueError(column.name) from err
    found = _typed(column, value)
    if found is None:
        raise ValueError(column.name)
    return found


def _whole(value: object) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    good = isinstance(value, int) and not isinstance(value, bool) and -_WHOLE <= value < _WHOLE
    return value if good else None


def _number(value: object) -> object:
    good = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        return float(value) if good else None  # type: ignore[arg-type]
    except OverflowError:
        return None


def _line(value: object) -> object:
    if not isinstance(value, str):
        return None
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair: no file can hold it
        return None
    return value


def _lines(value: object) -> object:
    good = isinstance(value, list | tuple) and all(_line(one) is not None for one in value)
    return list(value) if good else None  # type: ignore[call-overload]


_READ: Mapping[str, Callable[[object], object]] = {
    "code": _line,
    "text": _line,
    "integer": _whole,
    "number": _number,
    "boolean": lambda value: value if isinstance(value, bool) else None,
    "codes": _lines,
    "geometry": lambda value: value if isinstance(value, bytes) else None,
}


def _typed(column: Column, value: object) -> object:
    """Give a value as its column types it; None where it cannot be."""
    return _READ[column.type](value)


def typed(table: str, row: Row) -> tuple[dict[str, object], list[Problem]]:
    """Give a row with every column as its schema types it, and what cannot be.

    A column that is left out stands for its default, else for nothing known.
    """
    whole = schema(table)
    found = [
        problem("edit-row", subject=table, case="column", column=str(name)[:_SHOWN])
        for name in row
        if name not in whole.names
    ]
    read: dict[str, object] = {}
    for column in whole.columns:
        value = row.get(column.name, column.default or None)
        read[column.name] = None if value is None else _typed(column, value)
        if value is not None and read[column.name] is None:
            told = {"column": column.name, "value": repr(value)[:_SHOWN], "type": column.type}
            found.append(problem("edit-row", subject=table, **told))
    return read, found


def typed_key(table: str, key: Row) -> tuple[dict[str, object], list[Problem]]:
    """Give the columns of a row's key as the schema types them, and what cannot be."""
    whole = schema(table)
    read, found = typed(table, {name: value for name, value in key.items() if name in whole.key})
    if set(key) != set(whole.key):
        named = {"names": sorted(map(str, key)), "key": list(whole.key)}
        found.append(problem("edit-row", subject=table, case="key", **named))
    return {name: read[name] for name in whole.key}, found


def frame_of(table: str, rows: Sequence[Row], *, keys: bool = False) -> pl.DataFrame:
    """Give rows, or their keys only, as a frame of the table's types."""
    whole = schema(table)
    names = whole.key if keys else whole.names
    types = whole.polars()
    return pl.DataFrame(
        {name: pl.Series(name, [row.get(name) for row in rows], types[name]) for name in names}
    )


def rows_of(frame: pl.DataFrame) -> Iterable[dict[str, object]]:
    """Give a frame's rows as plain values."""
    return frame.iter_rows(named=True)


def is_table(name: object) -> bool:
    """Say whether a canonical table has that name."""
    return isinstance(name, str) and name in schemas()


def applied(
    table: str, frame: pl.DataFrame, changed: pl.DataFrame, removed: pl.DataFrame
) -> pl.DataFrame:
    """Give a table with rows changed in their places, fresh ones at its end, others removed.

    Parameters
    ----------
    table, frame
        The table's name; its rows.
    changed
        Whole rows, each key once.
    removed
        Keys of rows that go.
    """
    key, types = list(schema(table).key), schema(table).polars()
    rows = frame.select(pl.col(name).cast(types[name]) for name in types)
    rows = rows.with_row_index("__at")
    gone = pl.concat([changed.select(key), removed.select(key)])
    kept = rows.join(gone, on=key, how="anti", nulls_equal=True)
    places = rows.select("__at", *key)
    put = changed.with_row_index("__new").join(places, on=key, how="left", nulls_equal=True)
    last = pl.lit(frame.height, dtype=pl.UInt32) + pl.col("__new")
    put = put.with_columns(pl.coalesce("__at", last).alias("__at")).select(rows.columns)
    return pl.concat([kept, put]).sort("__at").drop("__at")
