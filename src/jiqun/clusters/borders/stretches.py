"""How long a border two regions share: exactly, or drawn apart by less than a tolerance.

A border is a length. Shapes that meet in a point, or come near one another only around a point,
share none: however small the tolerance, the length within it is in proportion to it there. Nor do
two share one where a third lies between them, however thin it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from jiqun.kernels.ground.seam import HALF, eastward
from jiqun.kernels.sphere import KM_A_DEGREE

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bools = NDArray[np.bool_]
Shapes = NDArray[Any]
#: A border drawn exactly is longer than this, in km and as a share of the shorter outline.
LEAST_KM: Final = 0.01
LEAST_SHARE: Final = 1e-3
#: One drawn apart is longer than so many times the distance within which it is looked for.
LEAST_BORDER: Final = 6.0
#: Twice the distance may find no more than so many times the length; around a point it is twice.
MOST_GROWTH: Final = 1.5
#: Unless the length is so many times the largest distance.
LONG_BORDER: Final = 40.0
#: The distances looked at, as shares of the tolerance: small regions have short borders.
LADDER: Final = (1.0, 1 / 4, 1 / 16, 1 / 200)
#: Places along a border at which it is asked who is nearest.
ASKED: Final = 16
#: Whose nearness differs by less than this share of the tolerance are equally near.
EVEN: Final = 1e-6
SEGMENTS: Final = 4


def bordering(shapes: Shapes, *, rule: str, tolerance_km: float) -> Int:
    """Give pairs (P, 2) of shapes in degrees that share a border, or with "queen" a point.

    All are areas, valid and none is empty; the 180th meridian is no border.
    """
    ground = _laid(shapes, tolerance_km)
    one, two = _near(ground, tolerance_km)
    if rule == "edge":
        kept = _share(ground, one, two, tolerance_km)
    else:
        kept = _km_between(ground.shapes[one], ground.shapes[two]) <= tolerance_km
    pairs = np.sort(np.column_stack([ground.of[one[kept]], ground.of[two[kept]]]), axis=1)
    return np.unique(pairs, axis=0).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """The shapes, and again 360 degrees to the east those that begin at -180."""

    shapes: Shapes
    of: Int
    tree: shapely.STRtree


def _laid(shapes: Shapes, tolerance_km: float) -> _Ground:
    west = shapely.bounds(shapes).reshape(-1, 4)[:, 0]
    edge = np.flatnonzero(west <= -HALF + _degrees(shapes, tolerance_km))
    again = shapely.transform(shapes[edge], eastward)
    whole = np.concatenate([shapes, again])
    shapely.prepare(whole)
    of = np.concatenate([np.arange(len(shapes)), edge]).astype(np.int64)
    return _Ground(shapes=whole, of=of, tree=shapely.STRtree(whole))


def _degrees(shapes: Shapes, km: float) -> Float:
    """Give the degrees of longitude, no fewer than of latitude, of a distance at each shape."""
    _, south, _, north = shapely.bounds(shapes).reshape(-1, 4).T
    farthest = np.minimum(np.maximum(np.abs(south), np.abs(north)) + km / KM_A_DEGREE, 89.0)
    return np.asarray(km / (KM_A_DEGREE * np.cos(np.radians(farthest))))


def _near(ground: _Ground, km: float) -> tuple[Int, Int]:
    """Give each two pieces of different shapes that may be so near, once."""
    reach = _degrees(ground.shapes, km)
    one, two = ground.tree.query(ground.shapes, predicate="dwithin", distance=reach)
    first = len(np.unique(ground.of))
    kept = (ground.of[one] != ground.of[two]) & (one < two) & (one < first)
    return one[kept], two[kept]


def _share(ground: _Ground, one: Int, two: Int, tolerance_km: float) -> Bools:
    """Say which pairs share a stretch of border: exactly, else within the tolerance."""
    lines = shapely.boundary(ground.shapes)
    outline = _km_long(lines)
    least = np.minimum(LEAST_KM, LEAST_SHARE * np.minimum(outline[one], outline[two]))
    shared = _km_long(shapely.intersection(lines[one], lines[two])) > least
    rest = np.flatnonzero(~shared)
    for share in LADDER if tolerance_km > 0 else ():
        if not len(rest):
            break
        km = tolerance_km * share
        found = _drawn_apart(ground, one[rest], two[rest], km, longest=share == LADDER[0])
        shared[rest[found]] = True
        rest = rest[~found]
    return np.asarray(shared)


def _drawn_apart(ground: _Ground, one: Int, two: Int, km: float, *, longest: bool) -> Bools:
    """Say which pairs run along one another within a distance, with nothing between them.

    At the longest distance also those of which one lies over the other, farther than that.
    """
    pairs = _Pairs.cut_out(ground.shapes[one], ground.shapes[two], km)
    lines, length = pairs.along(km)
    found = length > LEAST_BORDER * km
    if found.any():
        asked = np.flatnonzero(found)
        twice = pairs.among(asked).along(2 * km)[1]
        steady = twice < MOST_GROWTH * length[asked]
        found[asked] = steady | (longest & (length[asked] > LONG_BORDER * km))
    if found.any():
        asked = np.flatnonzero(found)
        own = _own_share(ground, one[asked], two[asked], pairs.among(asked), lines[asked], km)
        found[asked] = own * length[asked] > LEAST_BORDER * km
    return found | pairs.over(LEAST_BORDER * km) if longest else found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Pairs of shapes where they come near one another, each on a plane of its own, in km.

    Attributes
    ----------
    one, two
        Shape (P,): what lies near the other.
    lines
        Their outlines there, (2, P).
    degrees
        (P, 2): kilometres a degree east and north.
    """

    one: Shapes
    two: Shapes
    lines: Shapes
    degrees: Float

    @classmethod
    def cut_out(cls, one: Shapes, two: Shapes, km: float) -> _Pairs:
        """Cut both to four distances around the other's box."""
        room = np.maximum(_degrees(one, 4 * km), _degrees(two, 4 * km))
        box = shapely.bounds(np.array([one, two], dtype=object))
        wide = np.concatenate([box[..., :2] - room[:, None], box[..., 2:] + room[:, None]], axis=2)
        frame = shapely.box(*np.moveaxis(wide, 2, 0))
        lines = shapely.boundary(np.array([one, two], dtype=object))
        parts = shapely.intersection(np.array([one, two], dtype=object), frame[::-1])
        south = np.maximum(box[0, :, 1], box[1, :, 1])
        north = np.minimum(box[0, :, 3], box[1, :, 3])
        east = KM_A_DEGREE * np.cos(np.radians((south + north) / 2))
        scale = np.column_stack([east, np.full(len(east), KM_A_DEGREE)])
        drawn = _scaled(np.array([*parts, *shapely.intersection(lines, frame[::-1])]), scale)
        return cls(one=drawn[0], two=drawn[1], lines=drawn[2:], degrees=scale)

    def among(self, rows: Int) -> _Pairs:
        """Give some of the pairs."""
        return _Pairs(
            one=self.one[rows], two=self.two[rows],
            lines=self.lines[:, rows], degrees=self.degrees[rows],
        )  # fmt: skip

    def along(self, km: float) -> tuple[Shapes, Float]:
        """Give the longer outline within a distance of the other, and its length."""
        around = shapely.buffer(self.lines[::-1], km, quad_segs=SEGMENTS)
        near = shapely.intersection(self.lines, around)
        length = shapely.length(near)
        longer = np.argmax(length, axis=0)
        at = np.arange(length.shape[1])
        return near[longer, at], length[longer, at]

    def over(self, km: float) -> Bools:
        """Say where an outline runs so far, or by half, within the other shape."""
        areas = np.array([self.two, self.one], dtype=object)
        meet = shapely.relate_pattern(self.one, self.two, "T********")
        least = np.minimum(km, shapely.length(self.lines) / 2)
        found = np.zeros(len(meet), dtype=bool)
        within = shapely.length(shapely.intersection(self.lines[:, meet], areas[:, meet]))
        found[meet] = (within > least[:, meet]).any(axis=0)
        return found


def _scaled(shapes: Shapes, scale: Float) -> Shapes:
    """Multiply the coordinates of each column of shapes (K, P) by its scale (P, 2)."""
    flat = shapes.ravel()
    at, of = shapely.get_coordinates(flat, return_index=True)
    moved: Shapes = shapely.set_coordinates(flat.copy(), at * scale[of % len(scale)])
    return moved.reshape(shapes.shape)


def _own_share(
    ground: _Ground, one: Int, two: Int, pairs: _Pairs, stretches: Shapes, km: float
) -> Float:
    """Give the share of a stretch whose nearest shapes are the pair's own two."""
    of = np.repeat(np.arange(len(stretches)), ASKED)
    where = np.tile((np.arange(ASKED) + 0.5) / ASKED, len(stretches))
    places = shapely.line_interpolate_point(_as_lines(stretches)[of], where, normalized=True)
    spots = shapely.get_coordinates(places) / pairs.degrees[of]
    spots = shapely.points(spots)
    reach = km / np.min(pairs.degrees, axis=1)[of]
    asked, piece = ground.tree.query(spots, predicate="dwithin", distance=reach)
    third = (ground.of[piece] != ground.of[one[of[asked]]]) & (
        ground.of[piece] != ground.of[two[of[asked]]]
    )
    asked, piece = asked[third], piece[third]
    lines = shapely.boundary(ground.shapes)
    apart = np.maximum(_km_between(spots, lines[one[of]]), _km_between(spots, lines[two[of]]))
    nearer = _km_between(spots[asked], lines[piece]) < apart[asked] - EVEN * km
    own = np.ones(len(spots))
    own[asked[nearer]] = 0.0
    return np.asarray(own.reshape(-1, ASKED).mean(axis=1))


def _as_lines(shapes: Shapes) -> Shapes:
    """Give each shape's lines as one multi-line; points where lines touch are left out."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    kept = shapely.get_dimensions(parts) == 1
    lines: Shapes = shapely.multilinestrings(parts[kept], indices=of[kept])
    return lines


def _km_long(lines: Shapes) -> Float:
    """Give lengths of lines in degrees, on a plane at the middle latitude of each."""
    _, south, _, north = shapely.bounds(lines).T
    east = KM_A_DEGREE * np.cos(np.radians(np.nan_to_num((south + north) / 2)))
    scale = np.column_stack([east, np.full(len(east), KM_A_DEGREE)])
    return np.asarray(shapely.length(_scaled(lines, scale)))


def _km_between(one: Shapes, two: Shapes) -> Float:
    """Give the distance of each two shapes in km: of the shortest line in degrees."""
    return _km_long(shapely.shortest_line(one, two))
