"""Contiguity: grids counted by hand, naive oracles, the planted island's own borders."""

import itertools

import numpy as np
import polars as pl
import pytest
import shapely

from jiqun.clusters.borders import contiguity
from jiqun.core import InputError, UnknownError, stream
from jiqun.planted import economy, economy_plan
from jiqun.planted.ground import make_land
from jiqun.sources import read_geography


def places(shapes, level="county", **columns):
    return pl.DataFrame(
        {
            "region": [f"r{i}" for i in range(len(shapes))],
            "level": level,
            "geometry": [None if s is None else shapely.to_wkb(s) for s in shapes],
            **columns,
        },
        schema_overrides={"geometry": pl.Binary},
    )


def grid(n, gap=0.0):
    return [
        shapely.box(x, y, x + 1 - gap, y + 1 - gap)
        for x, y in itertools.product(range(n), repeat=2)
    ]


def ties(graph):
    starts = np.repeat(np.arange(len(graph.nodes)), np.diff(graph.starts))
    return {
        frozenset((graph.nodes[a], graph.nodes[b]))
        for a, b in zip(starts, graph.targets, strict=True)
    }


@pytest.mark.parametrize(("rule", "wanted"), [("edge", 12), ("queen", 20)])
def test_a_grid_of_nine_counted_by_hand(rule, wanted):
    # edges: 2 rows of 3 ties each way = 12; corners add 2 x 4 diagonals = 8
    graph = contiguity(places(grid(3)), level="county", rule=rule)
    assert len(ties(graph)) == wanted
    assert len(graph.targets) == 2 * wanted


def test_borders_drawn_a_little_apart_are_one_and_corners_still_are_not():
    apart = places(grid(3, gap=0.001))  # 0.11 km
    assert len(ties(contiguity(apart, level="county"))) == 12
    assert not ties(contiguity(apart, level="county", tolerance_km=0.05))


def test_borders_that_overlap_a_little_are_one():
    boxes = [shapely.box(0, 0, 1.001, 1), shapely.box(1, 0, 2, 1)]
    assert len(ties(contiguity(places(boxes), level="county"))) == 1


def test_the_planted_island_borders_as_its_cells_do():
    # the land knows which Voronoi cells share a ridge; regions are unions of them
    country = economy(economy_plan(establishments=2_000, seed=3, years=3))
    land = make_land(country.plan)
    rows = country.tables["regions"].filter(pl.col("level") == "county")
    codes = rows["region"].to_list()  # in the land's order
    wanted = {frozenset((codes[a], codes[b])) for a, b in land.county_edges()}
    assert ties(contiguity(country.tables["regions"], level="county")) == wanted


def naive_gabriel(points):
    out = set()
    for a, b in itertools.combinations(range(len(points)), 2):
        middle, half = (points[a] + points[b]) / 2, np.hypot(*(points[a] - points[b])) / 2
        others = [c for c in range(len(points)) if c not in (a, b)]
        if all(np.hypot(*(points[c] - middle)) > half for c in others):
            out.add(frozenset((f"r{a}", f"r{b}")))
    return out


def test_places_without_boundaries_have_their_gabriel_neighbours():
    points = stream(seed=4).uniform(-1, 1, (25, 2))  # at the equator, so nearly a plane
    frame = places([None] * 25, lon=points[:, 0], lat=points[:, 1])
    middle = np.radians(points[:, 1].mean())
    assert ties(contiguity(frame, level="county")) == naive_gabriel(points * [np.cos(middle), 1])


def test_a_line_of_places_is_a_chain_and_two_places_are_neighbours():
    for n in (2, 5):
        frame = places([None] * n, lon=np.arange(n) * 1.0, lat=np.zeros(n))
        assert len(ties(contiguity(frame, level="county"))) == n - 1


def test_one_region_without_a_boundary_is_tied_by_its_point():
    boxes = [*grid(2), None]
    lon, lat = [0.5, 0.5, 1.5, 1.5, 2.2], [0.5, 1.5, 0.5, 1.5, 0.5]
    graph = contiguity(places(boxes, lon=lon, lat=lat), level="county")
    assert {t for t in ties(graph) if "r4" in t} == {
        frozenset(("r2", "r4")),
        frozenset(("r3", "r4")),
    }
    assert len(ties(graph)) == 4 + 2


def test_an_island_has_no_neighbour_unless_near_counts():
    boxes = [shapely.box(0, 0, 1, 1), shapely.box(3, 0, 4, 1)]
    frame = places(boxes)
    assert not ties(contiguity(frame, level="county"))
    assert len(ties(contiguity(frame, level="county", within_km=340))) == 1  # 3 degrees: 333.6 km
    assert not ties(contiguity(frame, level="county", within_km=330))


def test_neither_boundary_nor_point_is_an_island():
    frame = places([*grid(2), None], lon=[None] * 5, lat=[None] * 5)
    graph = contiguity(frame, level="county")
    assert np.diff(graph.starts).tolist() == [2, 2, 2, 2, 0]


def test_an_invalid_boundary_is_mended():
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)])  # crosses itself
    graph = contiguity(places([bow, shapely.box(1, 0, 2, 1)]), level="county")
    assert len(ties(graph)) == 1


def test_refusals():
    frame = places(grid(2))
    with pytest.raises(UnknownError, match="level-unknown"):
        contiguity(frame, level="city")
    with pytest.raises(InputError, match="regions-columns"):
        contiguity(frame.drop("geometry"), level="county")
    with pytest.raises(InputError, match="regions-duplicate"):
        contiguity(pl.concat([frame, frame]), level="county")
    with pytest.raises(InputError, match="regions-geometry"):
        contiguity(frame.with_columns(geometry=pl.lit(b"no shape")), level="county")
    with pytest.raises(InputError, match="contiguity-options"):
        contiguity(frame, level="county", within_km=-1)
    with pytest.raises(InputError, match="contiguity-options"):
        contiguity(frame, level="county", rule="bishop")


@pytest.fixture(scope="module")
def counties(shared_data):
    folder = shared_data / "us_geography"
    names = ("cmp_countiesEasMsas_topojson.json", "BEA_Economic_Areas_and_Counties.xls")
    return read_geography(tuple(folder / name for name in names)).tables["regions"]


@pytest.mark.data
def test_the_counties_of_the_united_states(counties):
    graph = contiguity(counties, level="county")
    around = {
        code: {graph.nodes[t] for t in graph.targets[graph.starts[i] : graph.starts[i + 1]]}
        for i, code in enumerate(graph.nodes)
    }
    # from the map: Colorado's Denver touches Adams, Arapahoe and Jefferson; Michigan's Wayne
    # touches Macomb, Oakland, Washtenaw and Monroe; four corners meet in a point, not an edge
    assert around["08031"] == {"08001", "08005", "08059"}
    assert around["26163"] >= {"26099", "26125", "26161", "26115"}
    assert "04001" not in around["08083"]
    assert "04001" in {
        queen.nodes[t]
        for queen in [contiguity(counties, level="county", rule="queen")]
        for t in queen.targets[queen.starts[queen.nodes.index("08083")] :][
            : np.diff(queen.starts)[queen.nodes.index("08083")]
        ]
    }
    # every pair of states that touches is known; Hawaii's islands stand alone
    assert {code for code in graph.nodes if not around[code]} == {"15001", "15003", "15007"}
