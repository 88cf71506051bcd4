"""Typed rows from frames and mappings: the dataclass names the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

import polars as pl
from pydantic import TypeAdapter

R = TypeVar("R")
#: What a table's field can hold, as JSON.
Plain = str | int | float | bool | None


def columns(kind: Any) -> tuple[str, ...]:
    """Name the fields of a row.

    Examples
    --------
    >>> from jiqun.core import Words
    >>> columns(Words)
    ('en', 'zh')
    """
    return tuple(field.name for field in fields(kind))


def rows(frame: pl.DataFrame, kind: type[R]) -> tuple[R, ...]:
    """Give a frame's rows as dataclasses; it may have further columns, but none too few.

    An empty frame has no rows, whatever its columns.

    Raises
    ------
    polars.exceptions.ColumnNotFoundError
        A field has no column.
    """
    if not len(frame):
        return ()
    return tuple(kind(**one) for one in frame.select(columns(kind)).iter_rows(named=True))


def row(frame: pl.DataFrame, kind: type[R]) -> R | None:
    """Give the first row of a frame as a dataclass; None where there is none."""
    return next(iter(rows(frame.head(1), kind)), None)


_adapters: dict[type, TypeAdapter[Any]] = {}


def typed(kind: type[R], value: Mapping[str, Any]) -> R:
    """Make a nested dataclass of plain values, each checked against its field."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    made: R = _adapters[kind].validate_python(value)
    return made
