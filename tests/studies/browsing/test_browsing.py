"""What a reader is told is what the workspace holds: each number again, by a plain loop."""

import math

import polars as pl
import pytest

from jiqun.clusters.finds import MEMBERS, ROWS, finds_frame
from jiqun.core import InputError, Origin, Record, UnknownError
from jiqun.studies import run
from jiqun.studies.browsing import MapFilters, compare, map_values
from jiqun.studies.browsing.cells import CellFilters, cell_detail, cell_frame, cell_list
from jiqun.studies.browsing.clusters import (
    ClusterFilters,
    Finders,
    cluster_detail,
    cluster_list,
    cluster_plane,
)
from jiqun.studies.browsing.lists import Page, Paging, columns, rows
from jiqun.studies.browsing.regions import region_detail
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.browsing.workspaces import workspace_summary
from jiqun.studies.finding import clusters_of, counted_once
from jiqun.workspace import Workspace

ME = (Origin(producer="The tests", title="Eight counties", synthetic=True),)
COUNTIES = tuple(f"c{i}" for i in range(8))
YEARS = (2019, 2020)
#: Category -> (its industries, whether it is traded).
SETS = {"cars": (("101", "102"), True), "chips": (("201",), True), "shops": (("301",), False)}
INDUSTRIES = ("101", "102", "201", "301")
#: Sums of the same numbers in another order.
CLOSE = 1e-12


def jobs(region, industry, year):
    i, j = COUNTIES.index(region), INDUSTRIES.index(industry)
    return 30.0 + (13 * i + 31 * j + 5 * year) % 70 + 400 * (i == j)


def state(region):
    return "s0" if COUNTIES.index(region) < 4 else "s1"


def tables():
    activity = [
        {"region": r, "industry": i, "year": y, "employment": jobs(r, i, y), "establishments": 5.0}
        for r in COUNTIES for i in INDUSTRIES for y in YEARS
    ]  # fmt: skip
    sets = [
        {"definition": "test", "category": c, "industry": i, "name": c.title(), "traded": traded}
        for c, (industries, traded) in SETS.items()
        for i in industries
    ]
    regions = {
        "region": [*COUNTIES, "s0", "s1"],
        "name": [*(f"County {c}" for c in COUNTIES), "West", "East"],
        "level": ["county"] * 8 + ["state"] * 2,
        "parent": [*(state(c) for c in COUNTIES), None, None],
    }
    return {
        "regions": pl.DataFrame(regions),
        "industries": pl.DataFrame({"industry": INDUSTRIES, "system": ["test"] * 4}),
        "categories": pl.DataFrame(sets),
        "activity": pl.DataFrame(activity),
        "clusters": pl.DataFrame(
            {"cluster": ["case:x"], "name": ["A declared one"], "origin": ["declared"],
             "region": ["c0"]}
        ),
    }  # fmt: skip


FOUND = [
    {"cluster": "regions:test:cars:c0", "way": "regions", "category": "cars", "name": "Cars",
     "employment": 900.0, "quotient": 3.0, "concentration": math.log(3), "linking": 2.0,
     "quadrant": "clustered"},
    {"cluster": "points:test:cars:c0", "way": "points", "category": "cars",
     "employment": 500.0, "concentration": 0.5},  # without ties: nowhere on the plane
    {"cluster": "links:test:-:c4", "way": "links", "employment": 700.0, "concentration": -0.2,
     "linking": 2.6, "quadrant": "virtual", "virtual": True},
]  # fmt: skip
PARTS = [
    ("regions:test:cars:c0", "c0", "region", 0.75), ("regions:test:cars:c0", "c1", "region", 0.25),
    ("points:test:cars:c0", "c0", "region", 1.0), ("links:test:-:c4", "c4", "region", 1.0),
]  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    ws = Workspace.create(tmp_path_factory.mktemp("browsing") / "ws", synthetic=True)
    with ws.transaction(verb="load") as t:
        for name, frame in tables().items():
            t.put(name, frame, origins=list(ME))
    run(ws.path)
    found = pl.DataFrame(FOUND, infer_schema_length=None).with_columns(
        definition=pl.lit("test"), level=pl.lit("county"), year=pl.lit(2020)
    )
    record = Record(subject="find", parameters={"concentration_cut": 0.25}, origins=ME)
    with Workspace.open(ws.path).transaction(verb="find") as t:
        seen = finds_frame(found, ROWS)
        parts = pl.DataFrame(PARTS, schema=dict(MEMBERS), orient="row")
        once = counted_once(seen, parts, None, None)
        t.put_result("finds", seen, record=record)
        t.put_result("found_once", once, record=record)
        t.put_result("found_clusters", clusters_of(seen, once), record=record)
        t.put_result("found_members", parts, record=record)
    return snapshot(ws.path)


def counted(category, places, year):
    """Employment of a category in some counties."""
    return sum(jobs(r, i, year) for r in places for i in SETS[category][0])


def quotient(category, places, year):
    """The category's share here over its share everywhere, among all as traded as it is."""
    alike = [c for c, (_, traded) in SETS.items() if traded == SETS[category][1]]
    here = sum(counted(c, places, year) for c in alike)
    all_here = sum(counted(c, COUNTIES, year) for c in alike)
    return (counted(category, places, year) / here) / (counted(category, COUNTIES, year) / all_here)


def inside(region):
    return [c for c in COUNTIES if region in (c, state(c))]


@pytest.mark.parametrize(("level", "places"), [("county", COUNTIES), ("state", ("s0", "s1"))])
@pytest.mark.parametrize("category", SETS)
@pytest.mark.parametrize("year", YEARS)
def test_the_map_is_what_a_loop_over_activity_gives(shown, level, places, category, year):
    asked = {"level": level, "category": category, "year": year}
    jobs_there = map_values(shown, MapFilters(quantity="employment", **asked))
    quotients = map_values(shown, MapFilters(quantity="quotient", **asked))
    assert set(jobs_there.regions) == set(places)
    for region, value in zip(jobs_there.regions, jobs_there.values, strict=True):
        assert value == pytest.approx(counted(category, inside(region), year), rel=CLOSE)
    for region, value in zip(quotients.regions, quotients.values, strict=True):
        assert value == pytest.approx(quotient(category, inside(region), year), rel=CLOSE)


def test_a_map_of_regions_sums_all_industries(shown):
    told = map_values(shown, MapFilters(level="state", quantity="region_employment", year=2019))
    for region, value in zip(told.regions, told.values, strict=True):
        every = sum(jobs(r, i, 2019) for r in inside(region) for i in INDUSTRIES)
        assert value == pytest.approx(every, rel=CLOSE)
    assert told.per == "region" and told.category is None


def test_a_map_lacks_what_it_needs(shown):
    with pytest.raises(InputError) as told:
        map_values(shown, MapFilters(level="county"))
    assert [one.code for one in told.value.problems] == ["category-missing"]


@pytest.mark.parametrize("region", [*COUNTIES[:3], "s1"])
def test_a_region_s_page_is_its_activity(shown, region):
    page = region_detail(shown, region, year=2020)
    assert {row.category for row in page.cells} == set(SETS)
    for row in page.cells:
        assert row.employment == pytest.approx(counted(row.category, inside(region), 2020))
        assert row.quotient == pytest.approx(quotient(row.category, inside(region), 2020))
    ordered = [row.quotient for row in page.cells]
    assert ordered == sorted(ordered, reverse=True)
    assert page.profile is not None and [one.year for one in page.trend] == list(YEARS)
    traded = sum(counted(c, inside(region), 2020) for c in ("cars", "chips"))
    assert page.profile.traded_employment == pytest.approx(traded)
    # the sum of squared shares of the traded categories; those with a quotient of 1 or more
    sizes = [counted(c, inside(region), 2020) for c in ("cars", "chips")]
    assert page.profile.herfindahl == pytest.approx(sum((size / traded) ** 2 for size in sizes))
    special = [c for c in ("cars", "chips") if quotient(c, inside(region), 2020) >= 1]
    assert page.profile.diversity == len(special)


def test_a_cell_is_the_same_in_the_list_the_file_and_its_page(shown):
    filters = CellFilters(level="county", sort="-employment")
    listed = cell_list(shown, filters=filters, page=Paging(limit=1000))
    frame = cell_frame(shown, filters=filters)
    assert [row.cell for row in listed.items] == frame["cell"].to_list()
    assert listed.total == len(COUNTIES) * len(SETS)
    sizes = [row.employment for row in listed.items]
    assert sizes == sorted(sizes, reverse=True)
    for row in listed.items[:5]:
        page = cell_detail(shown, row.cell)
        assert page.cell == row
        assert sum(one.employment or 0 for one in page.members.industries) == row.employment
        assert [one.employment for one in page.trend] == pytest.approx(
            [counted(row.category, [row.region], year) for year in YEARS]
        )


def test_pages_part_the_list_without_loss(shown):
    filters = CellFilters(level="county")
    parts = [cell_list(shown, filters=filters, page=Paging(limit=7, offset=o)).items
             for o in range(0, 24, 7)]  # fmt: skip
    whole = cell_list(shown, filters=filters, page=Paging(limit=1000)).items
    assert tuple(row for part in parts for row in part) == whole
    with pytest.raises(InputError):
        Paging(limit=1001)


def test_a_comparison_shows_what_each_page_shows(shown):
    told = compare(shown, ["c0", "test:cars:c0", "regions:test:cars:c0"], year=2020)
    assert told.kind == "mixed"
    assert [one.kind for one in told.columns] == ["region", "cell", "cluster"]
    figures = dict(zip([row.id for row in told.rows], told.values, strict=True))
    region, cell, cluster = (one.value for one in figures["employment"])
    assert region == pytest.approx(sum(jobs("c0", i, 2020) for i in INDUSTRIES))
    assert cell == pytest.approx(counted("cars", ["c0"], 2020))
    assert cluster == 900.0
    assert figures["quotient"][1].value == pytest.approx(quotient("cars", ["c0"], 2020))
    assert figures["linking"][2].value == 2.0 and figures["linking"][0].value is None
    assert compare(shown, ["c0", "c1"]).kind == "region"
    assert compare(shown, ["test:cars:c0"]).kind == "cell"


def test_the_plane_holds_every_cluster_of_which_both_axes_are_known(shown):
    told = cluster_plane(shown)
    expected = {
        one["cluster"]: (one["concentration"], one["linking"], one["quadrant"])
        for one in FOUND
        if "linking" in one
    }
    got = {one.cluster: (one.concentration, one.linking, one.quadrant) for one in told.points}
    assert got == expected
    # one cut-off stands in the record, the other is the usual one
    assert told.cutoffs.concentration == 0.25
    assert told.cutoffs.linking == pytest.approx(math.log(7.5))
    assert [one.cluster for one in cluster_plane(shown, Finders(way="links")).points] == [
        "links:test:-:c4"
    ]


def test_clusters_are_those_found_or_those_declared(shown):
    found = cluster_list(shown)
    assert [row.cluster for row in found.items] == [
        one["cluster"] for one in sorted(FOUND, key=lambda one: -one["employment"])
    ]
    assert {row.origin for row in found.items} == {"found"}
    assert found.counts.ways == {"regions": 1, "points": 1, "links": 1}
    said = cluster_list(shown, filters=ClusterFilters(origin="declared"))
    assert [(row.cluster, row.origin) for row in said.items] == [("case:x", "declared")]
    assert cluster_detail(shown, "case:x").cluster == said.items[0]
    # {c0, c1} and {c0} share one region of two
    overlaps = cluster_detail(shown, "regions:test:cars:c0").overlaps
    assert {one.cluster: one.jaccard for one in overlaps} == {"points:test:cars:c0": 0.5}


def test_what_is_not_there_is_said(shown):
    asked = {
        "cell-unknown": lambda: cell_detail(shown, "test:none:c0"),
        "cluster-unknown": lambda: cluster_detail(shown, "none"),
        "region-unknown": lambda: region_detail(shown, "none"),
        "year-unknown": lambda: cell_list(shown, filters=CellFilters(year=1)),
    }
    for code, ask in asked.items():
        with pytest.raises(UnknownError) as told:
            ask()
        assert [one.code for one in told.value.problems] == [code]


def test_a_summary_counts_what_is_there(shown):
    told = workspace_summary(shown)
    assert told.years == YEARS
    assert {one.level: one.regions for one in told.levels} == {"county": 8, "state": 2}
    assert {one.table: one.rows for one in told.tables if one.present} == {
        name: len(frame) for name, frame in tables().items()
    }


def test_rows_need_every_field_and_pass_over_the_rest():
    frame = pl.DataFrame({"total": [1], "offset": [0], "limit": [2], "items": [[1]], "more": ["x"]})
    assert rows(frame, Page) == (Page(items=[1], total=1, limit=2, offset=0),)
    assert rows(frame.clear(), Page) == () and columns(Page)[0] == "items"
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        rows(frame.drop("total"), Page)
