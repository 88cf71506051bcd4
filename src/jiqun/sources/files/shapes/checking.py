"""Geometries at the door: readable, valid, on the globe in WGS 84."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from jiqun.core import Problem, problem
from jiqun.kernels.ground import seam
from jiqun.sources.files.contents import stop
from jiqun.sources.files.limits import Limits, hold
from jiqun.sources.files.shapes.binaries import read_wkb, refuse_lost
from jiqun.sources.files.shapes.mending import Mended, mend
from jiqun.sources.files.shapes.systems import is_known
from jiqun.tables import at_lines

_EAST, _NORTH, _TURN = 180.0, 90.0, 360.0
#: Rounding beyond the edge that publishers' files have.
_SLACK = 1e-6


@np.errstate(all="ignore")
def to_wkb(
    shapes: NDArray[Any], *, name: str, limits: Limits | None = None
) -> tuple[pl.Series, tuple[Problem, ...]]:
    """Give well-known binary, valid, cut at the 180th meridian, empty ones null; say which were.

    Raises
    ------
    InputError
        ``file-limit``: too many vertices. ``geo-coordinates``: a shape outside the globe.
        ``geo-repair``: shapes that would take too long. ``geo-shape``: coordinates that are
        not finite.
    """
    mended = valid_shapes(shapes, name=name, limits=limits)
    whole, empty = mended.shapes, shapely.is_empty(mended.shapes)
    told: tuple[tuple[str, NDArray[np.int64], dict[str, str]], ...] = (
        ("geo-meridian", mended.crossing, {}),
        ("geo-repaired", mended.broken, {"reason": mended.reason}),
        ("geo-empty", np.flatnonzero(empty), {}),
    )
    cautions = [
        problem(code, subject=name, count=len(rows), where=_first(rows), **more)
        for code, rows, more in told
        if len(rows)
    ]
    if empty.any():
        whole = whole.copy()
        whole[empty] = None
    wkb = pl.Series("geometry", shapely.to_wkb(whole).tolist(), dtype=pl.Binary)
    return wkb, tuple(cautions)


@np.errstate(all="ignore")
def valid_shapes(
    shapes: NDArray[Any], *, name: str, limits: Limits | None = None, collapsed: bool = True
) -> Mended:
    """Give the shapes flat and valid; where not ``collapsed``, without parts that lost a dimension.

    A ring whose longitudes step by more than 180 degrees, or go on beyond 180, is read as
    crossing the 180th meridian; its shape is cut there.

    Raises
    ------
    InputError
        As :func:`to_wkb`.
    """
    most = limits or Limits()
    hold(most, "vertices", int(shapely.get_num_coordinates(shapes).sum()), subject=name)
    _refuse_infinite(shapes, name=name)
    _refuse_other(shapes, name=name)
    _refuse_outside(shapes, name=name, east=_TURN)
    flat, crossing = _unwrapped(shapely.force_2d(shapes))
    mended = mend(flat, name=name, limits=most, collapsed=collapsed)
    whole = mended.shapes
    if len(crossing):
        whole = whole.copy()
        whole[crossing] = [seam.cut(shape) for shape in whole[crossing]]
    _refuse_outside(whole, name=name, east=_EAST)
    return replace(mended, shapes=whole, crossing=crossing)


def _unwrapped(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Give shapes whose rings follow the shorter way, and which did not or lie beyond 180."""
    doubtful = seam.across(shapes)
    if not len(doubtful):
        return shapes, doubtful
    flat = shapes.copy()
    flat[doubtful] = [seam.unwrapped(shape) for shape in shapes[doubtful]]
    turned = [new is not old for new, old in zip(flat[doubtful], shapes[doubtful], strict=True)]
    beyond = shapely.bounds(shapes[doubtful])[:, 2] > _EAST + _SLACK
    return flat, doubtful[np.array(turned) | beyond]


@np.errstate(all="ignore")
def inner_points(wkb: pl.Series, *, name: str = "geometry") -> tuple[pl.Series, pl.Series]:
    """Give longitude and latitude of a point inside each shape; null where there is none.

    A shape that is cut at the 180th meridian is put together first.

    Raises
    ------
    InputError
        ``geo-shape``: what is not well-known binary.
    """
    points = seam.inner_points(read_wkb(wkb, name=name))
    lon, lat = points.T
    return (
        pl.Series("lon", lon).fill_nan(None),
        pl.Series("lat", lat).fill_nan(None),
    )


def _first(rows: NDArray[np.int64]) -> object:
    return at_lines([int(rows[0]) + 1], counted="row")


def _refuse_other(shapes: NDArray[Any], *, name: str) -> None:
    """Refuse shapes that bear the number of another system of coordinates (``geo-crs``)."""
    for srid in np.unique(shapely.get_srid(shapes)).tolist():
        if srid > 0 and not is_known(srid):
            raise stop(problem("geo-crs", subject=name, crs=f"EPSG:{srid}"))


def _refuse_infinite(shapes: NDArray[Any], *, name: str) -> None:
    coordinates, of = shapely.get_coordinates(shapes, return_index=True)
    finite = np.isfinite(coordinates).all(axis=1)
    if not finite.all():
        lost = np.zeros(len(shapes), dtype=bool)
        lost[of[~finite]] = True
        refuse_lost(lost, name=name)


def _refuse_outside(shapes: NDArray[Any], *, name: str, east: float) -> None:
    """Refuse shapes beyond a longitude, east or west, or beyond a pole."""
    bounds = shapely.bounds(shapes)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    left, south, right, north = bounds.T
    inside = (
        (left >= -east - _SLACK)
        & (right <= east + _SLACK)
        & (south >= -_NORTH - _SLACK)
        & (north <= _NORTH + _SLACK)
    )
    swapped = there & (np.abs(left) <= _NORTH) & (np.abs(north) <= _EAST)
    outside = there & ~inside
    if not outside.any():
        return
    first = int(np.flatnonzero(outside)[0])
    words = {
        "count": int(outside.sum()),
        "where": at_lines([first + 1], counted="row"),
        "x": float(left[first]),
        "y": float(north[first]),
    }
    case = "swapped" if swapped[there].all() else ""
    raise stop(problem("geo-coordinates", subject=name, case=case, **words))
