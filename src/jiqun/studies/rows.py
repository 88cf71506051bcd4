"""Typed rows of frames: the dataclass names the columns."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import polars as pl

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
