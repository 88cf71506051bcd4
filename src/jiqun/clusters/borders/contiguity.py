"""Who borders on whom: a graph from boundaries, and from places where boundaries are not known."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay, QhullError, cKDTree

from jiqun.clusters.borders.stretches import bordering
from jiqun.core import Problems, unknown
from jiqun.kernels.ground import seam
from jiqun.kernels.sphere import EARTH_KM, KM_A_DEGREE, on_sphere, unwrapped
from jiqun.tables import Graph

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Rule = Literal["edge", "queen"]
RULES: Final = ("edge", "queen")
#: How shapes are numbered: the dimension of an area, the type of a collection of any shapes.
AREA: Final = 2
COLLECTION: Final = 7
#: Fewer points than this have no triangulation.
LEAST_POINTS: Final = 4


def contiguity(
    regions: pl.DataFrame,
    *,
    level: str,
    within_km: float | None = None,
    rule: Rule = "edge",
    tolerance_km: float = 0.2,
) -> Graph:
    r"""Tie regions of one level that share a border.

    Parameters
    ----------
    regions
        ``region, level`` and ``geometry`` (WKB in degrees), or ``lon, lat``.
    level
        Whose regions are the nodes.
    within_km
        Also tie regions whose points (``lon, lat``, else a point inside) are at most so many
        kilometres apart, as over a strait; None: borders only.
    rule
        "edge" (the rook's): a stretch of border is shared. "queen": one point is enough.
    tolerance_km
        Borders drawn apart by no more than this are the same border, where they run along one
        another and no third region lies between.

    Notes
    -----
    An edge is a length: more than 10 m (or a thousandth of the shorter outline) drawn exactly
    alike; else the outline of one within a distance d of the other, for some d up to
    ``tolerance_km``, must be longer than 6 d, may not be half as long again within 2 d (around
    a point it is twice as long), and nobody else may be nearer along it. Regions that meet in a
    point share none. The 180th meridian is no border.

    Returns
    -------
    Graph
        Each tie in both directions, weight 1; nodes in the order of their codes. A region
        without a boundary (or with lines and points alone) is tied to its Gabriel neighbours
        among all regions' points: no other point lies in the circle that has the two as its
        diameter. A region without either is an island.

    Raises
    ------
    InputError
        ``regions-columns``, ``regions-duplicate``, ``regions-geometry`` (bytes that are no
        geometry), ``contiguity-options``.
    UnknownError
        ``level-unknown``.

    References
    ----------
    :cite:`gabriel1969`.

    Examples
    --------
    >>> squares = [shapely.box(x, 0, x + 1, 1) for x in (0, 1, 5)]
    >>> places = pl.DataFrame({"region": ["a", "b", "c"], "level": "city",
    ...     "geometry": shapely.to_wkb(squares).tolist()})
    >>> contiguity(places, level="city").targets.tolist()
    [1, 0]
    """
    rows = _checked(regions, level, within_km, rule, tolerance_km)
    codes = tuple(rows["region"].cast(pl.String))
    shapes = _shapes(rows)
    points = _points(rows, shapes)
    drawn = (shapely.get_dimensions(shapes) == AREA) & ~shapely.is_empty(shapes)
    pairs = [_bordering(shapes, drawn, rule, tolerance_km)]
    if not drawn.all():
        near = _gabriel(points)
        pairs.append(near[~drawn[near].all(axis=1)])
    if within_km is not None:
        pairs.append(_within(points, within_km))
    return _graph(codes, np.concatenate(pairs))


def undrawn(regions: pl.DataFrame, level: str) -> int:
    """Count the regions of a level that have no boundary."""
    rows = regions.filter(pl.col("level") == level)
    if "geometry" not in rows.columns:
        return len(rows)
    return int(rows["geometry"].null_count())


def _checked(
    regions: pl.DataFrame, level: str, within_km: float | None, rule: str, tolerance_km: float
) -> pl.DataFrame:
    problems = Problems()
    have = set(regions.columns)
    if not {"region", "level"} <= have or not ("geometry" in have or {"lon", "lat"} <= have):
        problems.add(
            "regions-columns", subject="regions", case="contiguity", columns=regions.columns
        )
    positive = within_km is None or within_km > 0
    if rule not in RULES or not positive or not 0 <= tolerance_km < np.inf:
        problems.add(
            "contiguity-options", subject="contiguity",
            rule=rule, rules=RULES, within_km=within_km, tolerance_km=tolerance_km,
        )  # fmt: skip
    problems.check()
    levels = regions["level"].drop_nulls().unique().sort().to_list()
    if level not in levels:
        raise unknown("level", level, levels, case="regions")
    rows = regions.filter(pl.col("level") == level).sort("region")
    if twice := rows["region"].filter(rows["region"].is_duplicated()).unique().to_list():
        problems.add("regions-duplicate", subject="regions", case="contiguity", examples=twice[:3])
    problems.check()
    return rows


def _shapes(rows: pl.DataFrame) -> NDArray[Any]:
    """Read the boundaries; None where there is none."""
    if "geometry" not in rows.columns:
        return np.full(len(rows), None, dtype=object)
    raw = np.array(rows["geometry"].to_list(), dtype=object)
    shapes = np.asarray(shapely.from_wkb(raw, on_invalid="ignore"))
    broken = shapely.is_missing(shapes) & np.array([one is not None for one in raw], dtype=bool)
    if broken.any():
        problems = Problems()
        first = rows["region"][int(broken.argmax())]
        problems.add("regions-geometry", subject="regions", count=int(broken.sum()), region=first)
        problems.check()
    shapes = seam.within(shapes)
    invalid = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    shapes[invalid] = shapely.make_valid(shapes[invalid])
    mixed = (shapely.get_type_id(shapes) == COLLECTION) & (shapely.get_dimensions(shapes) == AREA)
    shapes[mixed] = [seam.of_dimension(AREA, shape) for shape in shapes[mixed]]
    return shapes


def _points(rows: pl.DataFrame, shapes: NDArray[Any]) -> Float:
    """Give a point a region in degrees: its own, else one inside its boundary; NaN unknown."""
    points = seam.inner_points(shapes)
    if {"lon", "lat"} <= set(rows.columns):
        given = rows.select(pl.col("lon", "lat").cast(pl.Float64)).to_numpy()
        points = np.where(np.isfinite(given).all(axis=1)[:, None], given, points)
    return points


def _bordering(shapes: NDArray[Any], drawn: NDArray[np.bool_], rule: str, km: float) -> Int:
    """Give pairs that share a border, or nearly so."""
    index = np.flatnonzero(drawn)
    if not len(index):
        return np.empty((0, 2), dtype=np.int64)
    return np.asarray(index[bordering(shapes[index], rule=rule, tolerance_km=km)])


def _plane(points: Float) -> Float:
    """Lay degrees into a plane in km, true at the mean latitude; the 180th meridian is no edge."""
    middle = np.radians(np.nanmean(points[:, 1]))
    lon = unwrapped(points[:, 0])
    scale = [KM_A_DEGREE * np.cos(middle), KM_A_DEGREE]
    return np.asarray(np.column_stack([lon, points[:, 1]]) * scale)


def _gabriel(points: Float) -> Int:
    """Give pairs with no third point in the circle between them."""
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    if len(known) < 2:  # noqa: PLR2004 - a pair
        return np.empty((0, 2), dtype=np.int64)
    at = _plane(points[known])
    pairs = _triangulated(at)
    middle = (at[pairs[:, 0]] + at[pairs[:, 1]]) / 2
    half = np.hypot(*(at[pairs[:, 0]] - at[pairs[:, 1]]).T) / 2
    nearest = cKDTree(at).query(middle)[0]
    return np.asarray(known[pairs[nearest >= half * (1 - 1e-9)]])


def _triangulated(at: Float) -> Int:
    """Give the edges of the Delaunay triangles; all pairs where there are none."""
    everyone = np.column_stack(np.triu_indices(len(at), 1)).astype(np.int64)
    if len(at) < LEAST_POINTS:
        return everyone
    try:
        corners = Delaunay(at).simplices
    except QhullError:  # all in one line
        order = np.lexsort((at[:, 1], at[:, 0]))
        return np.sort(np.column_stack([order[:-1], order[1:]]), axis=1)
    edges = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    return np.unique(np.sort(edges, axis=1), axis=0).astype(np.int64)


def _within(points: Float, within_km: float) -> Int:
    """Give pairs of points at most so far apart on the globe."""
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    ball = on_sphere(*points[known].T)
    chord = 2 * np.sin(min(within_km / EARTH_KM, np.pi) / 2)
    pairs = cKDTree(ball).query_pairs(chord, output_type="ndarray")
    return np.asarray(known[pairs.reshape(-1, 2)], dtype=np.int64)


def _graph(codes: tuple[str, ...], pairs: Int) -> Graph:
    """Write pairs in both directions, each once."""
    n = max(len(codes), 1)
    flat = np.unique(np.concatenate([pairs[:, 0] * n + pairs[:, 1], pairs[:, 1] * n + pairs[:, 0]]))
    return Graph(
        nodes=codes,
        starts=np.searchsorted(flat // n, np.arange(len(codes) + 1)),
        targets=flat % n,
        weights=np.ones(len(flat)),
    )
