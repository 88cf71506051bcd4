"""Boundaries at the door: read without fear, and on the globe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

#: Collections that one shape may hold; the library that reads them dies of deep nesting.
MOST_COLLECTIONS = 1_000
_MARKS = tuple(
    bytes(mark)
    for kind in (7, 0xEF, 0xD7, 0xBF)  # a collection: flat, and with z, m, zm (1007, 2007, 3007)
    for mark in (
        (kind, {7: 0, 0xEF: 3, 0xD7: 7, 0xBF: 11}[kind], 0, 0),
        (0, 0, {7: 0, 0xEF: 3, 0xD7: 7, 0xBF: 11}[kind], kind),
    )
) + tuple(
    bytes(mark)
    for flags in (0x20, 0x40, 0x80, 0xA0, 0xC0, 0xE0)
    for mark in ((7, 0, 0, flags), (flags, 0, 0, 7))
)
_HEADER = 9
_COLLECTION = re.compile(r"GEOMETRYCOLLECTION", re.IGNORECASE)
#: Rounding beyond the edge that publishers' files have.
_SLACK = 1e-6
_EDGES = np.array([-180.0, -90.0, 180.0, 90.0])


def read_wkb(values: pl.Series) -> NDArray[Any]:
    """Read well-known binary; None for what is none, or is nested too deep to be read."""
    import shapely

    known = [None if one is None or _nested(one) else one for one in values.to_list()]
    with np.errstate(all="ignore"):
        shapes: NDArray[Any] = shapely.from_wkb(_objects(known), on_invalid="ignore")
    return shapes


def read_wkt(values: pl.Series) -> NDArray[Any]:
    """Read well-known text; None for what is none, or is nested too deep to be read."""
    import shapely

    known = [
        None if one is None or len(_COLLECTION.findall(one)) > MOST_COLLECTIONS else one
        for one in values.to_list()
    ]
    with np.errstate(all="ignore"):
        shapes: NDArray[Any] = shapely.from_wkt(_objects(known), on_invalid="ignore")
    return shapes


def off_the_globe(values: pl.Series) -> pl.Series:
    """Say which boundaries have coordinates that no place has: not finite, or beyond 180 or 90."""
    import shapely

    shapes = read_wkb(values)
    bounds = shapely.bounds(shapes)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    with np.errstate(invalid="ignore"):
        west, south = (bounds[:, k] >= _EDGES[k] - _SLACK for k in (0, 1))
        east, north = (bounds[:, k] <= _EDGES[k] + _SLACK for k in (2, 3))
    inside = west & south & east & north
    return pl.Series(there & ~(inside & _finite(shapes)))


def like_longitudes(latitudes: pl.Series) -> bool:
    """Say whether latitudes are mostly beyond the poles, yet none is beyond 180."""
    size = latitudes.abs().drop_nulls()
    beyond = (size > _EDGES[3]).sum()
    return bool(2 * beyond >= len(size) > 0) and bool((size <= _EDGES[2]).all())


def swapped_axes(frame: pl.DataFrame) -> pl.Series:
    """Say which points lie in the box of their boundary only with lon and lat swapped."""
    import shapely

    known = frame["lon"].is_not_null() & frame["lat"].is_not_null()
    if not (known & frame["geometry"].is_not_null()).any():
        return pl.repeat(value=False, n=frame.height, eager=True)
    west, south, east, north = shapely.bounds(read_wkb(frame["geometry"])).reshape(-1, 4).T
    lon, lat = (frame[name].fill_null(np.nan).to_numpy() for name in ("lon", "lat"))
    with np.errstate(invalid="ignore"):
        here = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        there = (lat >= west) & (lat <= east) & (lon >= south) & (lon <= north)
    return pl.Series(there & ~here)


def nowhere(values: pl.Series) -> pl.Series:
    """Say which boundaries are empty shapes: another way of saying that there is none."""
    import shapely

    return pl.Series(shapely.is_empty(read_wkb(values)))


def _finite(shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which shapes have finite coordinates throughout; bounds leave NaN out."""
    import shapely

    places, at = shapely.get_coordinates(shapes, return_index=True)
    wrong = at[~np.isfinite(places).all(axis=1)]
    finite = np.ones(len(shapes), dtype=np.bool_)
    finite[wrong] = False
    return finite


def _nested(shape: bytes) -> bool:
    if len(shape) <= _HEADER * MOST_COLLECTIONS:
        return False
    return sum(shape.count(mark) for mark in _MARKS) > MOST_COLLECTIONS


def _objects(values: Iterable[Any]) -> NDArray[Any]:
    listed = list(values)
    held = np.empty(len(listed), dtype=object)
    held[:] = listed
    return held
