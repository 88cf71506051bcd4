"""Typed rows of frames and mappings: the dataclass names the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

import polars as pl
from pydantic import TypeAdapter

R = TypeVar("R")
#: What a field of a table holds, as JSON.
Plain = str | int | float | bool | None


def rows(frame: pl.DataFrame, kind: type[R], **more: Any) -> tuple[R, ...]:
    """Give a frame's rows as dataclasses; it may have further columns.

    ``more`` are fields that are the same in every row.
    """
    if not len(frame):
        return ()
    own: Any = kind
    names = [one.name for one in fields(own) if one.name not in more]
    return tuple(kind(**row, **more) for row in frame.select(names).iter_rows(named=True))


def columns(kind: Any) -> tuple[str, ...]:
    """Name the fields of a row.

    Examples
    --------
    >>> from jiqun.core import Words
    >>> columns(Words)
    ('en', 'zh')
    """
    return tuple(field.name for field in fields(kind))


def row(frame: pl.DataFrame, kind: type[R]) -> R | None:
    """Give the first row of a frame as a dataclass; None where there is none."""
    return next(iter(rows(frame.head(1), kind)), None)


def typed(kind: type[R], value: Mapping[str, Any]) -> R:
    """Make a nested dataclass of plain values, each checked against its field."""
    shape: Any = kind
    made: R = _reader(shape).validate_python(value)
    return made


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
