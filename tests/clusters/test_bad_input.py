"""Bad input to every way of finding: a clear error that names itself, or the stated rule."""

import json
import shutil

import numpy as np
import polars as pl
import pytest
import shapely
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.clusters import Ground, measure_cells
from jiqun.clusters.borders import RegionsPlan, RegionTables, contiguity, find_in_regions
from jiqun.clusters.points import PointsPlan, PointTables, find_in_points
from jiqun.clusters.ties import LinksPlan, LinkTables, find_in_links
from jiqun.core import InputError, UnknownError, stream
from jiqun.networks import NetworkPlan

DRAWS = 99
SIDE = 6


def problems_of(call):
    with pytest.raises(InputError) as told:
        call()
    for problem in told.value.problems:
        assert problem.found and problem.expected and problem.fix
    return [problem.code for problem in told.value.problems]


# ---- a small country: 6 x 6 square counties, steel in one corner, a ring of ties there ---------


def regions(*, gap=0):
    """Square counties; those of the last two columns may lie apart, over a strait."""
    rows = [
        {"region": f"r{i}{j}", "level": "county", "lon": x + 0.15, "lat": 0.3 * j + 0.15,
         "geometry": shapely.to_wkb(shapely.box(x, 0.3 * j, x + 0.3, 0.3 * j + 0.3))}
        for i in range(SIDE) for j in range(SIDE) for x in [0.3 * i + (gap if i >= 4 else 0)]
    ]  # fmt: skip
    return pl.DataFrame(rows)


CATEGORIES = pl.DataFrame(
    {
        "definition": ["d"] * 3,
        "category": ["metal", "metal", "food"],
        "industry": ["steel", "tools", "bread"],
        "traded": [True] * 3,
    }
)
OVERLAPPING = pl.concat(
    [
        CATEGORIES,
        pl.DataFrame(
            {"definition": ["d"], "category": ["food"], "industry": ["steel"], "traded": [True]}
        ),
    ]
)
INDUSTRIES = pl.DataFrame({"industry": ["steel", "tools", "bread", "none"], "system": ["s"] * 4})


def firms():
    """40 firms a county, of four industries; steel is common in one corner."""
    chance = stream(seed=5, name="test.bad-input")
    rows = []
    for i in range(SIDE):
        for j in range(SIDE):
            corner = i < 2 and j < 2
            kinds = chance.choice(
                ["steel", "tools", "bread", "none"], 40,
                p=[0.6, 0.1, 0.2, 0.1] if corner else [0.05, 0.1, 0.6, 0.25],
            )  # fmt: skip
            x, y = chance.uniform(0.3 * i, 0.3 * i + 0.3, 40), chance.uniform(
                0.3 * j, 0.3 * j + 0.3, 40
            )  # fmt: skip
            rows += [
                {"organisation": f"f{i}{j}{k}", "kind": "firm", "region": f"r{i}{j}",
                 "industry": str(kinds[k]), "lon": float(x[k]), "lat": float(y[k]),
                 "employment": 10.0}
                for k in range(40)
            ]  # fmt: skip
    return pl.DataFrame(rows)


FIRMS = firms()


def activity(**over):
    rows = FIRMS.group_by("region", "industry").agg(
        establishments=pl.len().cast(pl.Float64), employment=pl.col("employment").sum()
    )
    return rows.sort("region", "industry").with_columns(year=pl.lit(2020)).with_columns(**over)


def cells(*, categories=CATEGORIES, rows=None):
    ground = Ground(
        activity=activity() if rows is None else rows,
        regions=regions().select("region", "level"),
        industries=INDUSTRIES,
        categories=categories,
    )
    return measure_cells(ground).frame


def ties():
    steel = FIRMS.filter(pl.col("industry") == "steel")["organisation"][:40].to_list()
    chance = stream(seed=6, name="test.bad-input-ties")
    own = [(steel[a], steel[b]) for a, b in chance.integers(0, 40, (300, 2)) if a != b]
    every = FIRMS["organisation"].to_list()
    others = [(every[a], every[b]) for a, b in chance.integers(0, len(every), (500, 2)) if a != b]
    return pl.DataFrame(own + others, schema=["source", "target"], orient="row").with_columns(
        kind=pl.lit("supply"), year=pl.lit(2020), weight=pl.lit(1.0)
    )


POINTS = FIRMS.select(
    pl.col("organisation").alias("site"), "region", "lon", "lat", "industry", "employment"
)
TIES = ties()


def from_regions(frame=None, *, places=None, neighbours=None, **over):
    places = regions() if places is None else places
    tables = RegionTables(
        cells=cells() if frame is None else frame,
        regions=places,
        neighbours=neighbours or contiguity(places, level="county"),
        categories=CATEGORIES,
    )
    given = {"definition": "d", "level": "county", "year": 2020, "draws": DRAWS} | over
    return find_in_regions(tables, RegionsPlan(**given))


def from_points(frame=POINTS, *, categories=CATEGORIES, **over):
    tables = PointTables(points=frame, categories=categories)
    return find_in_points(tables, PointsPlan(**({"definition": "d", "draws": DRAWS} | over)))


def from_links(frame=TIES, organisations=FIRMS, *, categories=CATEGORIES, **over):
    tables = LinkTables(links=frame, organisations=organisations, categories=categories)
    return find_in_links(tables, LinksPlan(**({"definition": "d", "draws": DRAWS} | over)))


def cautions(finds):
    return [caution.code for caution in finds.record.cautions]


def test_the_country_has_a_cluster_in_every_way():
    """Or nothing below could fail for the right reason."""
    for finds in (from_regions(), from_points(), from_links()):
        assert "metal" in finds.clusters["category"].to_list(), finds.way


# ---- definitions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda: cells(categories=OVERLAPPING),
        lambda: from_points(categories=OVERLAPPING),
        lambda: from_links(categories=OVERLAPPING),
    ],
    ids=["regions", "points", "links"],
)
def test_an_industry_in_two_categories_is_refused(call):
    assert problems_of(call) == ["definition-overlap"]


@pytest.mark.parametrize("way", [from_regions, from_points, from_links])
def test_an_unknown_definition_is_refused_with_those_there_are(way):
    with pytest.raises(UnknownError) as told:
        way(definition="e")
    assert told.value.problems[0].code == "definition-unknown"
    assert "d" in told.value.problems[0].expected


@pytest.mark.parametrize("way", ["regions", "points", "links"])
def test_industries_in_no_category_are_in_no_cluster_but_count(way):
    """The rule: they are part of what the category is held against, never of a cluster."""
    finds = {"regions": from_regions, "points": from_points, "links": from_links}[way]()
    named = finds.members.filter(pl.col("kind") == "industry")["member"].to_list()
    assert "none" not in named
    if way == "points":  # without the others a place is less special: the expectation moves
        fewer = from_points(POINTS.filter(pl.col("industry") != "none"))
        first, second = (f.clusters.sort("employment")["excess"][-1] for f in (finds, fewer))
        assert first != second


def test_an_empty_definition_finds_nothing_or_is_refused():
    empty = CATEGORIES.clear()
    for way in (from_points, from_links):
        with pytest.raises(UnknownError, match="definition-unknown"):
            way(categories=empty)
    assert problems_of(lambda: cells(categories=empty)) == ["categories-empty"]


# ---- places ------------------------------------------------------------------------------------


def test_islands_are_regions_without_neighbours_and_said():
    apart = regions(gap=5.0)
    graph = contiguity(apart, level="county")
    sizes = np.diff(graph.starts)
    assert (sizes > 0).all()  # two islands of counties, each with neighbours of its own
    finds = from_regions(places=apart)
    assert "metal" in finds.clusters["category"].to_list()
    lone = apart.with_columns(
        geometry=pl.when(pl.col("region") == "r00")
        .then(pl.lit(shapely.to_wkb(shapely.box(-50, -50, -49, -49))))
        .otherwise("geometry")
    )
    island = from_regions(places=lone)
    assert "regions-alone" in cautions(island)
    # alone it may still be a cluster, never part of another's
    joint = island.members.filter(pl.col("kind") == "region")
    together = joint.filter(pl.col("member") == "r00")["cluster"]
    assert (joint.filter(pl.col("cluster").is_in(together.implode()))["member"] == "r00").all()


def test_cells_in_regions_that_the_graph_lacks_are_refused():
    few = regions().filter(pl.col("region") != "r00")
    codes = problems_of(lambda: from_regions(places=few))
    assert codes == ["cells-regions"]


def test_points_outside_every_region_stand_where_they_are_and_it_is_said():
    outside = POINTS.with_columns(
        region=pl.when(pl.col("region") == "r00").then(None).otherwise("region")
    )
    finds = from_points(outside)
    assert "points-outside" in cautions(finds)
    assert "metal" in finds.clusters["category"].to_list()
    inside = from_points()
    assert finds.clusters["establishments"].sum() == inside.clusters["establishments"].sum()


def test_points_without_a_place_are_left_out_and_it_is_said():
    lost = POINTS.with_columns(lat=pl.when(pl.col("region") == "r55").then(None).otherwise("lat"))
    assert "points-unplaced" in cautions(from_points(lost))
    nan = POINTS.with_columns(lat=pl.lit(float("nan")))
    assert "points-empty" in cautions(from_points(nan))
    assert from_points(nan).clusters.is_empty()


def test_degrees_beyond_the_earth_are_refused():
    swapped = POINTS.with_columns(lat=pl.col("lat") + 100)
    assert problems_of(lambda: from_points(swapped)) == ["points-degrees"]


def test_ties_of_strangers_are_refused_or_dropped_as_told():
    strange = pl.concat([TIES, TIES[:1].with_columns(target=pl.lit("nobody"))])
    codes = problems_of(lambda: from_links(strange))
    assert len(codes) == 1 and codes[0].startswith(("links-", "ties-"))
    dropped = from_links(strange, network=NetworkPlan(strangers="drop"))
    assert dropped.clusters.height == from_links().clusters.height


# ---- numbers and years -------------------------------------------------------------------------


def test_negative_cells_are_refused():
    bad = cells().with_columns(
        employment=pl.when(pl.int_range(pl.len()) == 3).then(-1.0).otherwise("employment")
    )
    assert problems_of(lambda: from_regions(bad)) == ["cells-negative"]


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_impossible_employment_of_a_point_is_refused(value):
    bad = POINTS.with_columns(
        employment=pl.when(pl.int_range(pl.len()) == 3).then(value).otherwise("employment")
    )
    assert problems_of(lambda: from_points(bad)) == ["points-employment"]


@pytest.mark.parametrize("value", [0, -2, 1.5])
def test_impossible_counts_at_a_point_are_refused(value):
    bad = POINTS.with_columns(
        establishments=pl.when(pl.int_range(pl.len()) == 3).then(value).otherwise(1.0)
    )
    assert problems_of(lambda: from_points(bad)) == ["points-establishments"]


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_an_impossible_weight_of_a_tie_is_refused(value):
    bad = TIES.with_columns(
        weight=pl.when(pl.int_range(pl.len()) == 3).then(value).otherwise("weight")
    )
    codes = problems_of(lambda: from_links(bad))
    assert len(codes) == 1 and "weight" in codes[0]


def test_a_year_without_rows_is_refused():
    with pytest.raises(UnknownError) as told:
        from_regions(year=1999)
    assert told.value.problems[0].code == "year-unknown"
    assert "2020" in told.value.problems[0].expected


def test_no_rows_at_all_find_nothing_and_say_so():
    nothing = from_points(POINTS.clear())
    assert nothing.clusters.is_empty() and "points-empty" in cautions(nothing)
    assert from_links(TIES.clear()).clusters.is_empty()


def test_missing_columns_are_named():
    assert problems_of(lambda: from_points(POINTS.drop("industry"))) == ["points-columns"]
    codes = problems_of(lambda: from_regions(cells().drop("employment")))
    assert codes == ["cells-columns"]
    assert "columns" in problems_of(lambda: from_links(TIES.drop("target")))[0]


def test_options_out_of_bounds_are_told_together():
    for way, names in (
        (from_regions, {"draws": 1, "alpha": 2.0}),
        (from_points, {"draws": 1, "alpha": 2.0}),
        (from_links, {"draws": 0, "alpha": 2.0}),
    ):
        codes = problems_of(lambda way=way, names=names: way(**names))
        assert sorted(code.split("-")[1] for code in codes) == ["alpha", "draws"], way


# ---- the command line --------------------------------------------------------------------------


def call(*words, code=0):
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace with the country; the tables are files as a user has them."""
    at = tmp_path_factory.mktemp("bad")
    tables = {
        "regions": regions().with_columns(geometry=None),
        "industries": INDUSTRIES,
        "categories": CATEGORIES,
        "activity": activity(),
        "organisations": FIRMS.drop("employment"),
        "links": TIES.group_by("source", "target", "kind", "year").agg(pl.col("weight").sum()),
    }
    call("init", at / "ws")
    for name, frame in tables.items():
        file = at / f"{name}.csv"
        frame.drop("geometry", strict=False).write_csv(file)
        call("load", at / "ws", name, file)
    return at / "ws"


def test_the_command_refuses_overlapping_definitions(workspace, tmp_path):
    file = tmp_path / "categories.csv"
    OVERLAPPING.write_csv(file)
    copy = tmp_path / "ws"
    shutil.copytree(workspace, copy)
    call("load", copy, "categories", file)
    with pytest.raises(InputError) as told:
        call("clusters", "find", copy, "--draws", DRAWS, "--bootstraps", 0)
    assert "definition-overlap" in [p.code for p in told.value.problems]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--definition", "e"), "definition-unknown"),
        (("--level", "planet"), "level-unknown"),
        (("--year", 1999), "year-unknown"),
        (("--way", "luck"), "way-unknown"),
        (("--draws", 0), "options-draws"),
    ],
)
def test_the_command_refuses_what_is_not_there(workspace, words, code):
    done = CliRunner().invoke(app, ["clusters", "find", str(workspace), *map(str, words)])
    assert done.exit_code != 0
    assert code in str(done.exception) + done.output or words[0] == "--way"


def test_the_command_says_the_rule_for_industries_in_none(workspace):
    words = ("clusters", "find", workspace, "--draws", DRAWS, "--bootstraps", 0, "--json")
    told = json.loads(call(*words).stdout)
    assert any(one["code"] == "industries-in-none" for one in told["cautions"])
