"""Boundaries around establishments: discs joined, drawn back, carried to degrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from jiqun.clusters.points.establishments import Metric
from jiqun.kernels.linear.products import applied
from jiqun.kernels.sphere import EARTH_KM

Float = NDArray[np.float64]
#: Of the scale: how far discs go out, how far their union is drawn back, how coarse it may be.
OUT, BACK, COARSE = 0.75, 0.25, 0.02
#: Sites are gathered in cells of this part of the scale before discs are drawn.
THIN = 10
CORNERS_A_QUARTER = 4
SEAM = 360.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Boundary:
    """A polygon in the coordinates of the points.

    Attributes
    ----------
    shape
        Polygon or multipolygon.
    area_km2
        On the plane, or on the sphere of 6371.0088 km.
    x, y
        Mean place of the establishments within.
    """

    shape: shapely.Geometry
    area_km2: float
    x: float
    y: float


def boundary(x: Float, y: Float, weight: Float, *, scale_km: float, metric: Metric) -> Boundary:
    """Draw the boundary of establishments that hang together at a scale.

    Discs of three quarters of the scale around the sites (around cells of a tenth of it that
    have one) are joined and the union is drawn
    back by a quarter of it: gaps narrower than the scale close, and each site keeps half the
    scale of ground around it. Great-circle points are drawn in Lambert's azimuthal equal-area
    projection of the sphere around their mean.
    """
    spots, of = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
    mass = np.bincount(of.ravel(), weights=weight).astype(np.float64)
    planar = metric == "planar"
    if planar:
        middle = np.average(spots, axis=0, weights=mass)
        flat = spots - middle
    else:
        middle = _middle(spots, mass)
        flat = _forward(spots, middle)
    discs = shapely.buffer(
        _runs(flat, scale_km / THIN), OUT * scale_km, quad_segs=CORNERS_A_QUARTER
    )
    drawn = shapely.buffer(shapely.union_all(discs), -BACK * scale_km, quad_segs=CORNERS_A_QUARTER)
    drawn = shapely.make_valid(shapely.simplify(drawn, COARSE * scale_km))
    back = (lambda at: at + middle) if planar else (lambda at: _inverse(at, middle))
    return Boundary(
        shape=shapely.transform(drawn, back),
        area_km2=float(shapely.area(drawn)),
        x=float(middle[0]),
        y=float(middle[1]),
    )


def _runs(flat: Float, side: float) -> NDArray[np.object_]:
    """Gather points into cells and give each row's unbroken runs of cells as a rectangle."""
    cells = np.unique(np.floor(flat[:, ::-1] / side).astype(np.int64), axis=0)
    row, column = cells.T
    first = np.ones(len(cells), dtype=bool)
    first[1:] = (np.diff(row) != 0) | (np.diff(column) != 1)
    start = np.flatnonzero(first)
    end = np.append(start[1:], len(cells)) - 1
    boxes: NDArray[np.object_] = shapely.box(
        column[start] * side, row[start] * side, (column[end] + 1) * side, (row[end] + 1) * side
    )
    return boxes


def _middle(spots: Float, mass: Float) -> Float:
    lon, lat = np.radians(spots).T
    ball = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    xyz = applied(ball, mass)
    at = [np.arctan2(xyz[1], xyz[0]), np.arctan2(xyz[2], np.hypot(xyz[0], xyz[1]))]
    middle: Float = np.degrees(np.array(at))
    return middle


def _forward(at: Float, middle: Float) -> Float:
    lon, lat = np.radians(at[:, 0] - middle[0]), np.radians(at[:, 1])
    lat0 = np.radians(middle[1])
    cos_c = np.sin(lat0) * np.sin(lat) + np.cos(lat0) * np.cos(lat) * np.cos(lon)
    k = EARTH_KM * np.sqrt(2.0 / np.maximum(1.0 + cos_c, 1e-12))
    north = np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(lon)
    return np.column_stack([k * np.cos(lat) * np.sin(lon), k * north])


def _inverse(at: Float, middle: Float) -> Float:
    rho = np.hypot(at[:, 0], at[:, 1])
    c = 2.0 * np.arcsin(np.minimum(rho / (2.0 * EARTH_KM), 1.0))
    lat0 = np.radians(middle[1])
    north = np.divide(at[:, 1], rho, out=np.zeros_like(rho), where=rho > 0)
    lat = np.arcsin(np.clip(np.cos(c) * np.sin(lat0) + north * np.sin(c) * np.cos(lat0), -1.0, 1.0))
    lon = np.arctan2(
        at[:, 0] * np.sin(c),
        rho * np.cos(lat0) * np.cos(c) - at[:, 1] * np.sin(lat0) * np.sin(c),
    )
    return np.column_stack([middle[0] + np.degrees(lon), np.degrees(lat)])


def in_degrees(shape: shapely.Geometry, *, metric: Metric, crs: str | None) -> Any:
    """Carry a boundary to longitude and latitude; None where its plane is not known.

    ``crs`` names the plane that kilometres times 1000 are coordinates of, as "EPSG:27700".
    """
    if metric == "great-circle":
        return shape
    if crs is None:
        return None
    import pyproj

    turn = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)

    def carried(at: Float) -> Float:
        return np.column_stack(turn.transform(at[:, 0] * 1000.0, at[:, 1] * 1000.0))

    return shapely.transform(shape, carried)


class Places:
    """Sites sorted by y, to be asked which of them lie within a boundary."""

    def __init__(self, x: Float, y: Float, *, metric: Metric) -> None:
        self.metric = metric
        self.order = np.argsort(y, kind="stable")
        self.x, self.y = x[self.order], y[self.order]

    def inside(self, shape: shapely.Geometry) -> NDArray[np.int64]:
        """Give the numbers of the sites within, ascending; in degrees also beyond the seam."""
        left, low, right, high = shapely.bounds(shape)
        first = np.searchsorted(self.y, low, side="left")
        last = np.searchsorted(self.y, high, side="right")
        shapely.prepare(shape)
        found = []
        for turn in (0.0, -SEAM, SEAM) if self._crosses(left, right) else (0.0,):
            x = self.x[first:last] - turn
            near = np.flatnonzero((x >= left) & (x <= right))
            within = shapely.intersects_xy(shape, x[near], self.y[first + near])
            found.append(self.order[first + near[within]])
        return np.unique(np.concatenate(found))

    def _crosses(self, left: float, right: float) -> bool:
        return self.metric == "great-circle" and (right > SEAM / 2 or left < -SEAM / 2)
