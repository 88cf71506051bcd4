"""Shapes at the 180th meridian: rings unwrapped, shapes cut there, and put together again.

Longitudes of rings follow one another by less than half a turn: a step of more goes the other way
round. What is cut lies within -180 to 180, as RFC 7946 (section 3.1.9) wants it; what is joined
lies in one piece, beyond 180 where it must, for whoever measures it on a plane.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Shapes = NDArray[Any]
HALF: Final = 180.0
TURN: Final = 360.0
#: Degrees by which publishers' files may be beyond the edge, or miss it.
SLACK: Final = 1e-6


def across(shapes: Shapes) -> NDArray[np.int64]:
    """Name the shapes that may cross the meridian: wider than 180 degrees, or beyond 180."""
    import shapely

    west, _, east, _ = shapely.bounds(shapes).reshape(-1, 4).T
    with np.errstate(invalid="ignore"):
        beyond = (west < -HALF - SLACK) | (east > HALF + SLACK)
        return np.flatnonzero(beyond | (east - west > HALF))


def unwrapped(shape: Any) -> Any:
    """Give the same shape with rings that follow the shorter way; itself where none crosses.

    The western end of every polygon lies in [-180, 180). A ring around a pole, one that spans the
    whole globe, and a line are left as they are.
    """
    import shapely

    if shape.geom_type == "Polygon":
        return _polygon(shape)
    if shape.geom_type == "Point":
        return shapely.transform(shape, _place)
    if shape.geom_type not in ("MultiPolygon", "MultiPoint", "GeometryCollection"):
        return shape
    parts = shapely.get_parts(shape)
    turned = [unwrapped(part) for part in parts]
    if all(new is old for new, old in zip(turned, parts, strict=True)):
        return shape
    return type(shape)(turned)


def cut(shape: Any) -> Any:
    """Cut a valid shape whose rings are unwrapped at 180, and bring the rest to -180."""
    import shapely

    far = shapely.bounds(shape)[2]
    if not far > HALF + SLACK:
        return shape
    near = shapely.intersection(shape, shapely.box(-HALF, -HALF, HALF, HALF))
    rest = shapely.intersection(shape, shapely.box(HALF, -HALF, HALF + TURN, HALF))
    rest = shapely.transform(rest, lambda at: at - np.array([TURN, 0.0]))
    whole = of_dimension(shapely.get_dimensions(shape), near, rest)
    return whole if shapely.is_valid(whole) else shapely.make_valid(whole)


def within(shapes: Shapes) -> Shapes:
    """Give the shapes between -180 and 180, those that cross the meridian cut there."""
    import shapely

    doubtful = across(shapes)
    if not len(doubtful):
        return shapes
    whole = shapes.copy()
    whole[doubtful] = [
        cut(shapely.make_valid(turned)) if turned is not shape else shape
        for shape, turned in ((shape, unwrapped(shape)) for shape in shapes[doubtful])
    ]
    return whole


def joined(shape: Any) -> Any:
    """Put the parts of a shape next to one another across the meridian; itself where it is not.

    The cut is moved to the widest gap between the parts; what was one before it was cut at 180 is
    one again.
    """
    import shapely

    if shape is None or shapely.get_num_geometries(shape) < 2:
        return shape
    parts = shapely.get_parts(shape)
    west, _, east, _ = shapely.bounds(parts).T
    order = np.argsort(west, kind="stable")
    reach = np.maximum.accumulate(east[order])
    gaps = west[order][1:] - reach[:-1]
    home = TURN - (reach[-1] - west[order[0]])
    if not len(gaps) or gaps.max() <= home:
        return shape
    first = west[order][int(gaps.argmax()) + 1]
    moved = [
        shapely.transform(part, eastward) if start < first else part
        for part, start in zip(parts, west, strict=True)
    ]
    return shapely.union_all(_snapped(np.array(moved, dtype=object)))


def eastward(at: Float) -> Float:
    """Move places (N, 2) a whole turn to the east."""
    moved: Float = at + np.array([TURN, 0.0])
    return moved


def inner_points(shapes: Shapes) -> Float:
    """Give longitude and latitude of a point inside each shape, (N, 2); NaN where there is none."""
    import shapely

    whole = shapes.copy()
    split = np.flatnonzero(np.ptp(shapely.bounds(shapes).reshape(-1, 4)[:, [0, 2]], axis=1) > HALF)
    whole[split] = [joined(shape) for shape in shapes[split]]
    spots = shapely.point_on_surface(whole)
    lon = shapely.get_x(spots)
    lon = np.where(lon > HALF, lon - TURN, lon)
    return np.column_stack([lon, shapely.get_y(spots)])


def _snapped(parts: Shapes) -> Shapes:
    """Move vertices that miss 180 by a rounding onto it."""
    import shapely

    def on_it(at: Float) -> Float:
        lon = np.where(np.abs(at[:, 0] - HALF) <= SLACK, HALF, at[:, 0])
        return np.column_stack([lon, at[:, 1]])

    moved: Shapes = shapely.transform(parts, on_it)
    return moved


def _place(at: Float) -> Float:
    """Bring longitudes beyond 180 back."""
    lon = np.where(np.abs(at[:, 0]) > HALF + SLACK, (at[:, 0] + HALF) % TURN - HALF, at[:, 0])
    return np.column_stack([lon, at[:, 1]])


def _polygon(shape: Any) -> Any:
    import shapely

    given = [shapely.get_coordinates(ring) for ring in (shape.exterior, *shape.interiors)]
    if not len(given[0]):
        return shape
    rings = [_ring(at) for at in given]
    if any(ring is None for ring in rings):
        return shape
    shell, *holes = (ring for ring in rings if ring is not None)
    shell[:, 0] -= TURN * np.floor((shell[:, 0].min() + HALF) / TURN)
    for hole in holes:
        hole[:, 0] += TURN * np.ceil((shell[:, 0].min() - hole[:, 0].min() - SLACK) / TURN)
    if all(np.array_equal(new, old) for new, old in zip((shell, *holes), given, strict=True)):
        return shape
    return shapely.Polygon(shell, holes)


def _ring(at: Float) -> Float | None:
    """Unwrap a ring; None where it goes around a pole or has no width left."""
    turns = np.round(np.diff(at[:, 0]) / TURN)
    turns[np.abs(np.diff(at[:, 0])) <= HALF] = 0.0
    lon = at[:, 0] - TURN * np.concatenate([[0.0], np.cumsum(turns)])
    if abs(lon[-1] - lon[0]) > HALF or not np.ptp(lon) > SLACK:
        return None
    return np.column_stack([lon, at[:, 1]])


def of_dimension(dimension: int, *shapes: Any) -> Any:
    """Gather the parts that have a dimension; lines and points where areas touch are left out."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(list(shapes)))
    kept = parts[(shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)]
    if not len(kept):
        return shapely.GeometryCollection()
    kind = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}
    return kept[0] if len(kept) == 1 else kind[int(dimension)](kept)
