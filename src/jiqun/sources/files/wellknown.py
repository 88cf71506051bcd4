"""Columns of shapes that no reader has checked: well-known binary or text."""

from __future__ import annotations

import numpy as np
import polars as pl

from jiqun.core import Problem
from jiqun.sources.files.limits import Limits, hold

_OPEN, _CLOSE = ord("("), ord(")")


def checked_shapes(
    given: pl.Series, *, name: str, limits: Limits
) -> tuple[pl.Series, tuple[Problem, ...]]:
    """Give shapes as well-known binary, checked and mended.

    A text that is no shape leaves the whole column as it is, for the door to tell row by row.

    Raises
    ------
    InputError
        ``geo-shape``: binary that is none. ``geo-coordinates``, ``geo-repair``, ``file-limit``.
    """
    import shapely

    from jiqun.sources.files.shapes import read_wkb, to_wkb

    if given.dtype == pl.Binary:
        shapes = read_wkb(given, name=name, limits=limits)
    else:
        depth = max(map(depth_of_text, given.drop_nulls()), default=0)
        hold(limits, "depth", depth, subject=name)
        shapes = shapely.from_wkt(given.to_numpy(), on_invalid="ignore")
        if (shapely.is_missing(shapes) & given.is_not_null().to_numpy()).any():
            return given, ()
    wkb, cautions = to_wkb(shapes, name=name, limits=limits)
    return wkb.alias(given.name), cautions


def depth_of_text(text: str) -> int:
    """Count brackets within brackets.

    Examples
    --------
    >>> depth_of_text("POLYGON ((0 0, 1 0, 1 1, 0 0))")
    2
    """
    marks = np.frombuffer(text.encode(), dtype=np.uint8)
    steps = (marks == _OPEN).astype(np.int64) - (marks == _CLOSE)
    return max(int(np.cumsum(steps).max(initial=0)), 0)
