"""A border is a length: mosaics whose true neighbours are known, drawn cleanly and badly."""

import itertools

import numpy as np
import polars as pl
import pytest
import shapely
from scipy.spatial import Voronoi

from jiqun.clusters.borders import contiguity
from jiqun.core import stream
from jiqun.kernels.ground import seam

KM = 1 / 111.195  # degrees of latitude a kilometre


def places(shapes):
    return pl.DataFrame(
        {
            "region": [f"r{i:03}" for i in range(len(shapes))],
            "level": "county",
            "geometry": pl.Series(shapely.to_wkb(shapes).tolist(), dtype=pl.Binary),
        }
    )


def neighbours(shapes, **options):
    graph = contiguity(places(shapes), level="county", **options)
    starts = np.repeat(np.arange(len(graph.nodes)), np.diff(graph.starts))
    return {(int(a), int(b)) for a, b in zip(starts, graph.targets, strict=True) if a < b}


def polygon(*corners):
    return shapely.Polygon(corners)


def moved(shapes, lon, lat):
    return [shapely.transform(one, lambda at: at + np.array([lon, lat])) for one in shapes]


def shrunk(shapes, factor):
    return [shapely.transform(one, lambda at: at * factor) for one in shapes]


BOX = shapely.box(0, 0, 1, 1)
POINTS_ONLY = {
    "corners of squares": [BOX, shapely.box(1, 1, 2, 2)],
    "a corner on a side": [BOX, polygon((1, 0.5), (2, 0), (2, 1))],
    "tips of spikes": [
        polygon((0, 0), (1, 0.01), (0, 0.02)),
        polygon((1, 0.01), (2, 0), (2, 0.02)),
    ],
    "spikes side by side from one point": [
        polygon((0, 0), (1, 0.1), (1, 0.2)),
        polygon((0, 0), (1, -0.2), (1, -0.02)),
    ],
    "a corner that a rounding moved in": [BOX, shapely.box(1 - 1e-9, 1 - 1e-9, 2, 2)],
    "a corner that a rounding moved off": [BOX, shapely.box(1 + 1e-7, 1 + 1e-7, 2, 2)],
    "two corners at once": [
        polygon((0, 0), (1, 0), (0.5, 0.5), (1, 1), (0, 1)),
        polygon((1, 0), (2, 0), (2, 1), (1, 1), (1.5, 0.5)),
    ],
}
TRUE_BORDERS = {
    "a side": [BOX, shapely.box(1, 0, 2, 1)],
    "part of a side": [BOX, shapely.box(1, 0.9, 2, 2)],
    "an enclave in its hole": [
        shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2)),
        shapely.box(1, 1, 2, 2),
    ],
    "an enclave over a hole that is missing": [shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2)],
    "a slanted side with a vertex of one only": [
        polygon((0, 0), (1, 0.3), (0, 1)),
        polygon((0, 0), (0.5, 0.15 - 1e-7), (1, 0.3), (1, -1)),
    ],
    "a strip that both claim": [shapely.box(0, 0, 1.0005, 1), shapely.box(0.9995, 0, 2, 1)],
    "a gap of a hundred metres": [BOX, shapely.box(1 + 0.1 * KM, 0, 2, 1)],
    "islands of which one touches": [
        shapely.MultiPolygon([shapely.box(5, 5, 6, 6), shapely.box(1, 0, 2, 1)]),
        BOX,
    ],
}


@pytest.mark.parametrize("lat", [0, 48, 68])
@pytest.mark.parametrize("name", POINTS_ONLY)
def test_meeting_in_a_point_is_no_border(name, lat):
    shapes = moved(POINTS_ONLY[name], 10, lat)
    assert not neighbours(shapes)
    assert not neighbours(shapes[::-1])
    assert neighbours(shapes, rule="queen") == {(0, 1)}


@pytest.mark.parametrize("lat", [0, 48, 68])
@pytest.mark.parametrize("name", TRUE_BORDERS)
def test_a_stretch_is_a_border(name, lat):
    shapes = moved(TRUE_BORDERS[name], 10, lat)
    assert neighbours(shapes) == neighbours(shapes[::-1]) == {(0, 1)}
    assert neighbours(shapes, rule="queen") == {(0, 1)}


@pytest.mark.parametrize("side_km", [0.3, 2, 20])
@pytest.mark.parametrize("gap", [0, 0.02, -0.02])
def test_small_squares_drawn_apart_or_over_one_another(side_km, gap):
    # gaps and overlaps of a fiftieth of the side, at most 200 m apart
    side = side_km * KM
    room = max(-0.2 / side_km, min(0.1 / side_km, gap)) * side
    shapes = [
        shapely.box(x * side, y * side, (x + 1) * side - room, (y + 1) * side - room)
        for x, y in itertools.product(range(4), repeat=2)
    ]
    wanted = {
        (i, j)
        for i, j in itertools.combinations(range(16), 2)
        if abs(i // 4 - j // 4) + abs(i % 4 - j % 4) == 1
    }
    assert neighbours(shapes) == wanted


def laid(corners, lon, lat, digits):
    """Lay corners in km around a place as a polygon in degrees, cut at the meridian."""
    east = lon + corners[:, 0] * KM / np.cos(np.radians(lat))
    at = np.round(np.column_stack([east, lat + corners[:, 1] * KM]), digits)
    at[:, 0] = (at[:, 0] + 180) % 360 - 180
    return seam.within(np.array([shapely.Polygon(at)], dtype=object))[0]


@pytest.mark.parametrize("seed", range(80))
def test_boards_turned_and_scaled_anywhere(seed):
    # boards of 4 to 16 fields of 0.2 to 300 km, some fields missing, written to 7 to 12 digits
    dice = stream(seed=seed)
    side, turn, n = 10 ** dice.uniform(-0.7, 2.5), dice.uniform(0, np.pi), int(dice.integers(2, 5))
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    fields = [f for f in itertools.product(range(n), repeat=2) if dice.random() < 0.7] or [(0, 0)]
    lon, lat = dice.uniform(-180, 180) if seed % 3 else 180.0, dice.uniform(-70, 70)
    digits = int(dice.choice([7, 9, 12]))
    ring = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    shapes = [laid(((ring + f) @ turned.T) * side, lon, lat, digits) for f in fields]
    steps = {
        (a, b): (abs(one[0] - two[0]), abs(one[1] - two[1]))
        for (a, one), (b, two) in itertools.combinations(enumerate(fields), 2)
    }
    assert neighbours(shapes) == {pair for pair, step in steps.items() if sum(step) == 1}
    if side > 2:
        assert neighbours(shapes, rule="queen") == {p for p, s in steps.items() if max(s) == 1}


def test_lines_and_points_are_no_areas():
    mixed = shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(1, 0, 2, 1)])
    frame = [BOX, shapely.Point(1, 0.5), shapely.LineString([(1, 0), (1, 1)]), mixed]
    assert (0, 3) in neighbours(frame)  # the others are tied by their points, as if undrawn
    assert neighbours(frame, rule="queen") == neighbours(frame)


def test_what_a_thin_region_divides_is_not_contiguous():
    # a valley of 100 m between two regions; and a wedge that opens by a degree
    between = [BOX, shapely.box(1, 0, 1 + 0.1 * KM, 1), shapely.box(1 + 0.1 * KM, 0, 2, 1)]
    assert neighbours(between) == {(0, 1), (1, 2)}
    assert neighbours([between[0], between[2]]) == {(0, 1)}  # nobody in the gap
    low, wedge = polygon((0, 0), (1, 0), (1, -1)), polygon((0, 0), (1, 0), (1, 0.0175))
    assert neighbours([low, wedge, polygon((0, 0), (1, 0.0175), (1, 1))]) == {(0, 1), (1, 2)}


def mosaic(seed, cells=60):
    """Voronoi cells in a box with who shares a ridge, and how long it is."""
    points = stream(seed=seed).uniform(0.1, 3.9, (cells, 2))
    mirrored = [points, *(points * f + o for f, o in (((-1, 1), (0, 0)), ((1, -1), (0, 0)),
                ((-1, 1), (8, 0)), ((1, -1), (0, 8))))]  # fmt: skip
    drawn = Voronoi(np.concatenate(mirrored))
    shapes = [
        shapely.Polygon(drawn.vertices[drawn.regions[drawn.point_region[i]]]).normalize()
        for i in range(cells)
    ]
    ridges = {
        tuple(sorted((int(a), int(b)))): float(np.hypot(*np.diff(drawn.vertices[v], axis=0)[0]))
        for (a, b), v in zip(drawn.ridge_points, drawn.ridge_vertices, strict=True)
        if a < cells and b < cells and min(v) >= 0
    }
    return shapes, ridges


@pytest.mark.parametrize("seed", range(6))
def test_mosaics_have_the_neighbours_that_their_ridges_say(seed):
    shapes, ridges = mosaic(seed)
    long = {pair for pair, length in ridges.items() if length > 0.02 * KM}
    unsure = set(ridges) - long
    assert neighbours(shapes) - unsure == long - unsure


@pytest.mark.parametrize("seed", range(6))
def test_mosaics_drawn_badly_keep_their_neighbours(seed):
    # every corner moved by up to 30 m, each shape by itself: slivers, gaps and overlaps
    shapes, ridges = mosaic(seed)
    dice = stream(seed=seed, replicate=1)
    apart = [
        shapely.make_valid(shapely.Polygon(at + dice.uniform(-0.03, 0.03, at.shape) * KM))
        for at in (shapely.get_coordinates(one)[:-1] for one in shapes)
    ]
    long = {pair for pair, length in ridges.items() if length > 1.5 * KM}
    unsure = {pair for pair, length in ridges.items() if length <= 1.5 * KM}
    assert neighbours(apart) - unsure == long


def test_the_meridian_is_no_border():
    here = [shapely.box(177, -18, 179, -16), shapely.box(179, -18, 181, -17),
            shapely.box(179, -17, 180, -16), shapely.box(181, -18, 183, -16)]  # fmt: skip
    wanted = neighbours(moved(here, -100, 0))
    cut = [
        shapely.MultiPolygon([shapely.box(179, -18, 180, -17), shapely.box(-180, -18, -179, -17)])
        if i == 1
        else one
        for i, one in enumerate(moved(here[:3], 0, 0))
    ] + moved(here[3:], -360, 0)
    assert wanted == {(0, 1), (0, 2), (1, 2), (1, 3)}
    assert neighbours(cut) == wanted
    assert neighbours(cut[::-1]) == {tuple(sorted((3 - a, 3 - b))) for a, b in wanted}


@pytest.mark.parametrize("rule", ["edge", "queen"])
def test_both_sides_of_the_meridian_touch(rule):
    sides = [shapely.box(178, -17, 180, -16), shapely.box(-180, -17, -178, -16)]
    assert neighbours(sides, rule=rule) == {(0, 1)}
    corner = [shapely.box(178, -17, 180, -16), shapely.box(-180, -16, -178, -15)]
    assert neighbours(corner, rule=rule) == ({(0, 1)} if rule == "queen" else set())
    apart = [shapely.box(178, -17, 179.9995, -16), shapely.box(-179.9995, -17, -178, -16)]
    assert neighbours(apart) == {(0, 1)}  # 107 m drawn apart
    assert not neighbours([shapely.box(178, -17, 179.9, -16), sides[1]])


def test_places_without_boundaries_are_neighbours_across_the_meridian():
    lon = [178.0, 179.0, -180.0, -179.0]
    frame = pl.DataFrame({"region": list("abcd"), "level": "c", "lon": lon, "lat": [0.0] * 4})
    graph = contiguity(frame, level="c")
    assert np.diff(graph.starts).tolist() == [1, 2, 2, 1]


def test_no_distance_is_longer_for_lying_far_north():
    # at 70 degrees north a degree of longitude is 38 km: a gap of 150 m there
    gap = 0.15 * KM / np.cos(np.radians(70.5))
    shapes = [shapely.box(10, 70, 11, 71), shapely.box(11 + gap, 70, 12, 71)]
    assert neighbours(shapes) == {(0, 1)}
    assert not neighbours(shapes, tolerance_km=0.1)


def test_a_shape_that_was_never_cut_borders_its_true_neighbours_alone():
    naive = polygon((178, 52), (-176, 52), (-176, 53), (178, 53))
    others = [
        shapely.box(-176, 52, -170, 53),
        shapely.box(0, 52, 5, 53),
        shapely.box(175, 52, 178, 53),
    ]
    assert neighbours([naive, *others]) == {(0, 1), (0, 3)}
