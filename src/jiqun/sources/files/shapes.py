"""Geometries at the door: readable, valid, on the globe in WGS 84."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from jiqun.core import Problem, problem
from jiqun.sources.files.contents import stop
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


def to_wkb(shapes: NDArray[Any], *, name: str) -> tuple[pl.Series, tuple[Problem, ...]]:
    """Give well-known binary, invalid shapes repaired; say which were.

    Raises
    ------
    InputError
        ``geo-coordinates``: a shape outside the globe. ``geo-shape``: none at all.
    """
    _refuse_outside(shapes, name=name)
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    cautions: tuple[Problem, ...] = ()
    if broken.any():
        first = int(np.flatnonzero(broken)[0])
        cautions = (
            problem(
                "geo-repaired",
                subject=name,
                count=int(broken.sum()),
                where=at_lines([first + 1], counted="row"),
                reason=str(shapely.is_valid_reason(shapes[first])),
            ),
        )
        shapes = np.where(broken, shapely.make_valid(shapes), shapes)
    flat = shapely.force_2d(shapes)
    return pl.Series("geometry", shapely.to_wkb(flat).tolist(), dtype=pl.Binary), cautions


def inner_points(wkb: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give longitude and latitude of a point inside each shape; null where there is none."""
    points = shapely.point_on_surface(shapely.from_wkb(wkb.to_numpy()))
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    return (
        pl.Series("lon", lon).fill_nan(None),
        pl.Series("lat", lat).fill_nan(None),
    )


def _refuse_outside(shapes: NDArray[Any], *, name: str) -> None:
    bounds = shapely.bounds(shapes)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    west, south, east, north = bounds.T
    with np.errstate(invalid="ignore"):
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
