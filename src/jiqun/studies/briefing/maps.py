"""The small map of a brief: the region among its neighbours, on an equal-area plane."""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from jiqun.charts import MapFigure, MapShape, Names
from jiqun.kernels.ground import seam
from jiqun.kernels.sphere import EARTH_KM

#: Neighbours in view at least; how far beyond the region's own size; how wide for its height.
NEAREST, AROUND, ASPECT = 16, 1.35, 1.32
#: Coordinates are written in this many steps across the map.
STEPS = 1000
#: Names are written where there are at most this many places.
NAMED = 8

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Plane:
    """Lambert's azimuthal equal-area projection around a point, in kilometres."""

    lon: float
    lat: float

    def __call__(self, points: Float) -> Float:
        lon, lat = np.radians(points[:, 0] - self.lon), np.radians(points[:, 1])
        centre = np.radians(self.lat)
        cosine = np.sin(centre) * np.sin(lat) + np.cos(centre) * np.cos(lat) * np.cos(lon)
        scale = EARTH_KM * np.sqrt(2 / np.maximum(1 + cosine, 1e-9))
        x = scale * np.cos(lat) * np.sin(lon)
        y = scale * (np.cos(centre) * np.sin(lat) - np.sin(centre) * np.cos(lat) * np.cos(lon))
        return np.column_stack([x, y])


def small_map(
    regions: pl.DataFrame,
    *,
    here: AbstractSet[str],
    values: Mapping[str, tuple[float | None, bool]],
    quantity: str,
    outlines: pl.DataFrame | None = None,
    hollow: AbstractSet[str] = frozenset(),
) -> MapFigure | None:
    """Draw what lies around some regions of one level.

    Parameters
    ----------
    regions
        ``region, name, name_zh, lon, lat, geometry`` (WKB) of one level.
    here
        Codes of the regions that the brief is about.
    values
        By code: the value and whether its interval includes the neutral value.
    quantity
        What the values are: "quotient", "strength" or "".
    outlines
        ``geometry`` of larger regions, drawn as lines.
    hollow
        Codes of the regions of which too little is published.

    Returns
    -------
    MapFigure or None
        None where nothing says where the regions are, or nothing else is near.
    """
    shapes = _shapes(regions)
    known = [at for at, shape in enumerate(shapes) if shape is not None]
    own = [at for at in known if regions["region"][at] in here]
    if not own:
        return None
    plane = _plane([shapes[at] for at in own])
    flat = [_flat(shapes[at], plane) for at in known]
    focus = [flat[known.index(at)] for at in own]
    window = _window(flat, focus)
    rows = regions.select("region", "name", "name_zh").rows()
    few = len(own) <= NAMED
    clips = _clipped(flat, window)
    found = [
        _shape(clipped, rows[at], here=rows[at][0] in here, value=values.get(rows[at][0]), few=few)
        for at, clipped in zip(known, clips, strict=True)
        if clipped is not None
    ]
    if all(shape.here and shape.geometry["type"] == "Point" for shape in found):
        return None
    codes = [rows[at][0] for at, one in zip(known, clips, strict=True) if one is not None]
    marked = [
        replace(shape, unjudged=code in hollow) for shape, code in zip(found, codes, strict=True)
    ]
    return MapFigure(
        shapes=tuple(marked),
        frame=_frame(found),
        outlines=_outlines(outlines, plane, window),
        quantity=quantity if any(shape.value is not None for shape in found) else "",
    )


def hollow_of(rows: pl.DataFrame, least: float) -> frozenset[str]:
    """Give the regions of cells or profiles of which too little is published."""
    if "visible_share" not in rows.columns:
        return frozenset()
    return frozenset(rows.filter(pl.col("visible_share") < least)["region"])


def _shapes(regions: pl.DataFrame) -> list[shapely.Geometry]:
    """Give each region's boundary, else its point, else None."""
    bounds = (
        regions["geometry"].to_list() if "geometry" in regions.columns else [None] * len(regions)
    )
    points = regions.select("lon", "lat").rows()
    shapes = []
    for wkb, (lon, lat) in zip(bounds, points, strict=True):
        if wkb:
            shapes.append(shapely.from_wkb(wkb))
        else:
            placed = lon is not None and lat is not None
            shapes.append(shapely.Point(lon, lat) if placed else None)
    return shapes


def _plane(own: list[shapely.Geometry]) -> _Plane:
    whole = [shapely.centroid(seam.joined(shape)) for shape in own]
    centres = np.array([shapely.get_coordinates(centre)[0] for centre in whole])
    lon = (centres[:, 0] - centres[0, 0] + 180) % 360 - 180 + centres[0, 0]
    return _Plane(float(lon.mean()), float(centres[:, 1].mean()))


def _flat(shape: shapely.Geometry, plane: _Plane) -> shapely.Geometry:
    return shapely.transform(shape, plane)


def _window(
    flat: list[shapely.Geometry], focus: list[shapely.Geometry]
) -> tuple[float, float, float, float]:
    """Give the box around the focus that also shows its nearest neighbours."""
    left, bottom, right, top = shapely.total_bounds(focus)
    x, y = (left + right) / 2, (bottom + top) / 2
    centres = shapely.get_coordinates(shapely.centroid(flat))
    far = np.maximum(np.abs(centres[:, 0] - x) / ASPECT, np.abs(centres[:, 1] - y))
    nearest = float(np.sort(far)[min(NEAREST, len(far)) - 1])
    half = max(AROUND * (right - left) / 2 / ASPECT, AROUND * (top - bottom) / 2, nearest * 1.08)
    half = max(half, 1e-6)
    return (x - half * ASPECT, y - half, x + half * ASPECT, y + half)


def _clipped(
    flat: list[shapely.Geometry], window: tuple[float, float, float, float]
) -> list[shapely.Geometry]:
    """Cut the shapes to the window and measure them in steps across it; None outside."""
    left, bottom, right, _ = window
    box = shapely.box(*window)
    scale = STEPS / (right - left)
    found: list[shapely.Geometry] = []
    for shape in flat:
        inside = None
        if shapely.intersects(shapely.box(*shapely.bounds(shape)), box):
            valid = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
            inside = shapely.intersection(valid, box)
        if inside is None or shapely.is_empty(inside):
            found.append(None)
            continue
        steps = shapely.transform(inside, lambda xy: (xy - [left, bottom]) * scale)
        plain = shapely.simplify(steps, 0.8, preserve_topology=True)
        found.append(shapely.transform(plain, lambda xy: np.round(xy, 1)))
    return found


def _shape(
    shape: shapely.Geometry,
    row: tuple[str, str | None, str | None],
    *,
    here: bool,
    value: tuple[float | None, bool] | None,
    few: bool,
) -> MapShape:
    code, name, name_zh = row
    number, doubtful = value or (None, False)
    centre = shapely.get_coordinates(shapely.point_on_surface(shape))[0]
    return MapShape(
        name=Names(en=name or code, zh=name_zh or ""),
        geometry=json.loads(shapely.to_geojson(shape)),
        value=number,
        doubtful=doubtful,
        centre=(round(float(centre[0]), 1), round(float(centre[1]), 1)),
        labelled=shape.geom_type == "Point" and (few or not here),
        here=here,
    )


def _frame(shapes: list[MapShape]) -> tuple[float, float, float, float]:
    """Give the box of what is drawn, with room for points and their names."""
    drawn = shapely.from_geojson([json.dumps(dict(shape.geometry)) for shape in shapes])
    left, bottom, right, top = (float(end) for end in shapely.total_bounds(drawn))
    room = 0.05 * STEPS if any(shape.labelled for shape in shapes) else 0.01 * STEPS
    return (left - room, bottom - room, right + room, top + room)


def _outlines(
    outlines: pl.DataFrame | None, plane: _Plane, window: tuple[float, float, float, float]
) -> tuple[Mapping[str, Any], ...]:
    if outlines is None:
        return ()
    shapes = [shapely.boundary(shapely.from_wkb(wkb)) for wkb in outlines["geometry"] if wkb]
    flat = [_flat(shape, plane) for shape in shapes]
    lines = [shape for shape in _clipped(flat, window) if shape is not None]
    return tuple(json.loads(shapely.to_geojson(line)) for line in lines)
