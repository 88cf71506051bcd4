"""One typed row of a frame or a mapping: the dataclass names the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

import polars as pl
from pydantic import TypeAdapter

from jiqun.studies.rows import rows

R = TypeVar("R")


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


_adapters: dict[type, TypeAdapter[Any]] = {}


def typed(kind: type[R], value: Mapping[str, Any]) -> R:
    """Make a nested dataclass of plain values, each checked against its field."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    made: R = _adapters[kind].validate_python(value)
    return made
