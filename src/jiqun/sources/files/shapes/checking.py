"""Geometries at the door: readable, valid, on the globe in WGS 84."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from jiqun.core import Problem, problem
from jiqun.sources.files.contents import stop
from jiqun.sources.files.limits import Limits, hold
from jiqun.sources.files.shapes.binaries import read_wkb, refuse_lost
from jiqun.sources.files.shapes.mending import Mended, mend
from jiqun.tables import at_lines

_EAST, _NORTH = 180.0, 90.0
#: Rounding beyond the edge that publishers' files have.
_SLACK = 1e-6
_WGS84 = ("4326", "CRS84", "4979")


def check_crs(crs: Any, *, name: str) -> None:
    """Refuse a file that says its coordinates are not WGS 84 (``geo-crs``)."""
    text = str(crs or "")
    if text and not any(word in text for word in _WGS84):
        short = str(crs.get("name", crs)) if isinstance(crs, dict) else text
        raise stop(problem("geo-crs", subject=name, crs=short[:120]))


@np.errstate(all="ignore")
def to_wkb(
    shapes: NDArray[Any], *, name: str, limits: Limits | None = None
) -> tuple[pl.Series, tuple[Problem, ...]]:
    """Give well-known binary, invalid shapes repaired and empty ones null; say which were.

    Raises
    ------
    InputError
        ``file-limit``: too many vertices. ``geo-coordinates``: a shape outside the globe.
        ``geo-repair``: shapes that would take too long. ``geo-shape``: coordinates that are
        not finite.
    """
    mended = valid_shapes(shapes, name=name, limits=limits)
    cautions = []
    if len(mended.broken):
        where = at_lines([int(mended.broken[0]) + 1], counted="row")
        count, reason = len(mended.broken), mended.reason
        cautions.append(
            problem("geo-repaired", subject=name, count=count, where=where, reason=reason)
        )
    whole, empty = mended.shapes, shapely.is_empty(mended.shapes)
    if empty.any():
        where = at_lines([int(np.flatnonzero(empty)[0]) + 1], counted="row")
        cautions.append(problem("geo-empty", subject=name, count=int(empty.sum()), where=where))
        whole = whole.copy()
        whole[empty] = None
    wkb = pl.Series("geometry", shapely.to_wkb(whole).tolist(), dtype=pl.Binary)
    return wkb, tuple(cautions)


@np.errstate(all="ignore")
def valid_shapes(
    shapes: NDArray[Any], *, name: str, limits: Limits | None = None, collapsed: bool = True
) -> Mended:
    """Give the shapes flat and valid; where not ``collapsed``, without parts that lost a dimension.

    Raises
    ------
    InputError
        As :func:`to_wkb`.
    """
    most = limits or Limits()
    hold(most, "vertices", int(shapely.get_num_coordinates(shapes).sum()), subject=name)
    _refuse_infinite(shapes, name=name)
    _refuse_outside(shapes, name=name)
    return mend(shapely.force_2d(shapes), name=name, limits=most, collapsed=collapsed)


@np.errstate(all="ignore")
def inner_points(wkb: pl.Series, *, name: str = "geometry") -> tuple[pl.Series, pl.Series]:
    """Give longitude and latitude of a point inside each shape; null where there is none.

    Raises
    ------
    InputError
        ``geo-shape``: what is not well-known binary.
    """
    points = shapely.point_on_surface(read_wkb(wkb, name=name))
    points[shapely.is_empty(points)] = None
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    return (
        pl.Series("lon", lon).fill_nan(None),
        pl.Series("lat", lat).fill_nan(None),
    )


def _refuse_infinite(shapes: NDArray[Any], *, name: str) -> None:
    coordinates, of = shapely.get_coordinates(shapes, return_index=True)
    finite = np.isfinite(coordinates).all(axis=1)
    if not finite.all():
        lost = np.zeros(len(shapes), dtype=bool)
        lost[of[~finite]] = True
        refuse_lost(lost, name=name)


def _refuse_outside(shapes: NDArray[Any], *, name: str) -> None:
    bounds = shapely.bounds(shapes)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    west, south, east, north = bounds.T
    inside = (
        (west >= -_EAST - _SLACK)
        & (east <= _EAST + _SLACK)
        & (south >= -_NORTH - _SLACK)
        & (north <= _NORTH + _SLACK)
    )
    swapped = there & (np.abs(west) <= _NORTH) & (np.abs(north) <= _EAST)
    outside = there & ~inside
    if not outside.any():
        return
    first = int(np.flatnonzero(outside)[0])
    words = {
        "count": int(outside.sum()),
        "where": at_lines([first + 1], counted="row"),
        "x": float(west[first]),
        "y": float(north[first]),
    }
    case = "swapped" if swapped[there].all() else ""
    raise stop(problem("geo-coordinates", subject=name, case=case, **words))
