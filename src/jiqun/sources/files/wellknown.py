"""Shapes as well-known binary or text: their nesting counted before a library descends into it."""

from __future__ import annotations

import struct

import numpy as np
import polars as pl

from jiqun.core import Problem
from jiqun.sources.files.limits import Limits, hold

_POINT, _LINE, _POLYGON, _CURVE = 1, 2, 3, 8
_COLLECTIONS = frozenset({4, 5, 6, 7, 9, 10, 11, 12})
#: Extended type words: Z, M, a reference system's number.
_Z, _M, _SRID, _TYPE = 0x80000000, 0x40000000, 0x20000000, 0x1FFFFFFF
#: The least bytes that one level of nesting takes.
_LEVEL = 9
_OPEN, _CLOSE = ord("("), ord(")")


def checked_shapes(
    given: pl.Series, *, name: str, limits: Limits
) -> tuple[pl.Series, tuple[Problem, ...]]:
    """Give shapes as well-known binary, checked and mended.

    A text that is no shape leaves the whole column as it is, for the door to tell row by row.

    Raises
    ------
    InputError
        ``geo-shape``: binary that is none. ``geo-coordinates``, ``file-limit``.
    """
    import shapely

    from jiqun.sources.files.shapes import read_wkb, to_wkb

    text = given.dtype == pl.String
    depth = max(map(depth_of_text if text else depth_of_binary, given.drop_nulls()), default=0)
    hold(limits, "depth", depth, subject=name)
    if text:
        with np.errstate(all="ignore"):
            shapes = shapely.from_wkt(given.to_numpy(), on_invalid="ignore")
        if (shapely.is_missing(shapes) & given.is_not_null().to_numpy()).any():
            return given, ()
    else:
        shapes = read_wkb(given, name=name, limits=limits)
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


def depth_of_binary(data: bytes) -> int:
    """Count collections within collections, without descending; what is broken ends the count.

    Examples
    --------
    >>> level = bytes.fromhex("010700000001000000")
    >>> depth_of_binary(level * 3)
    3
    """
    if len(data) < 2 * _LEVEL:
        return 0
    deepest, left, at, order = 0, [1], 0, "<"
    try:
        while left:
            if left[-1] == 0:
                left.pop()
                continue
            left[-1] -= 1
            order = {0: ">", 1: "<"}.get(data[at], order)
            kind, size, at = _kind(data, at + 1, order)
            if kind in _COLLECTIONS:
                left.append(struct.unpack_from(f"{order}I", data, at)[0])
                at += 4
                deepest = max(deepest, len(left) - 1)
            else:
                at = _past(data, at, order, kind=kind, size=size)
    except (struct.error, IndexError):
        return deepest
    return deepest


def _kind(data: bytes, at: int, order: str) -> tuple[int, int, int]:
    """Give a shape's type, the bytes of one of its points, and where its content begins."""
    word = struct.unpack_from(f"{order}I", data, at)[0]
    more, base = divmod(word & _TYPE, 1000)
    dimensions = 2 + bool(word & _Z) + bool(word & _M) + (0, 1, 1, 2)[min(more, 3)]
    return base, 8 * dimensions, at + (8 if word & _SRID else 4)


def _past(data: bytes, at: int, order: str, *, kind: int, size: int) -> int:
    """Give where a shape without parts of its own ends."""
    if kind == _POINT:
        return at + size
    if kind in (_LINE, _CURVE):
        return at + 4 + size * int(struct.unpack_from(f"{order}I", data, at)[0])
    if kind != _POLYGON:
        raise IndexError
    rings = struct.unpack_from(f"{order}I", data, at)[0]
    at += 4
    for _ in range(rings):
        at += 4 + size * int(struct.unpack_from(f"{order}I", data, at)[0])
    return at
