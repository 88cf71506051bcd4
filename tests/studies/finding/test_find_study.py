"""The search on a small workspace: merged, named, rated, kept, repeated, refused.

The ways have their own tests; here small finds of the contract's shape stand in for them.
"""

import json

import polars as pl
import pytest
import shapely

from jiqun.clusters.finds import MEMBERS, ROWS, Finds, find_code, finds_frame
from jiqun.clusters.stability import TESTS
from jiqun.core import InputError, Origin, Record, UnknownError, encode
from jiqun.studies.finding import FindPlan, StabilityPlan, find, found_record, stability, ways
from jiqun.studies.finding.keeping import RESULTS
from jiqun.studies.finding.organisations import points_of
from jiqun.studies.finding.ways import Found
from jiqun.workspace import Workspace

ME = (Origin(producer="test", title="Made for this test", synthetic=True),)
CITIES = [f"c{i}" for i in range(8)]
SQUARE = shapely.to_wkb(shapely.box(0, 0, 1, 1))


def tables():
    rows = [
        (city, industry, year, 10.0 + (7 * i + 3 * j) % 9 + 300 * (i == j) + 200 * (i == j + 1))
        for i, city in enumerate(CITIES)
        for j, industry in enumerate("xyzw")
        for year in (2019, 2020)
    ]
    columns = list(zip(*rows, strict=True))
    firms = [f"f{i}" for i in range(6)]
    return {
        "regions": pl.DataFrame(
            {
                "region": [*CITIES, "S", "T"],
                "level": ["city"] * 8 + ["state"] * 2,
                "parent": ["S"] * 4 + ["T"] * 4 + [None] * 2,
                "name": [f"City {i}" for i in range(8)] + ["South", "North"],
                "name_zh": [f"{i}市" for i in range(8)] + ["南州", "北州"],
                "lon": [float(i) for i in range(8)] + [None] * 2,
                "lat": [0.0] * 8 + [None] * 2,
            }
        ),
        "industries": pl.DataFrame(
            {"industry": list("xyzw"), "system": ["s"] * 4, "level": ["4"] * 4}
        ),
        "categories": pl.DataFrame(
            {
                "definition": ["d"] * 3 + ["other"] * 3,
                "category": ["X", "Y", "Z", "XX", "YY", "ZZ"],
                "industry": ["x", "y", "z"] * 2,
                "traded": [True, True, False] * 2,
                "name": ["Xs", "Ys", "Zs"] * 2,
                "name_zh": ["子", "丑", "寅"] * 2,
            }
        ),
        "activity": pl.DataFrame(
            {
                "region": columns[0],
                "industry": columns[1],
                "year": columns[2],
                "employment": columns[3],
                "establishments": [float(round(e / 5)) for e in columns[3]],
            }
        ),
        "organisations": pl.DataFrame(
            {
                "organisation": firms,
                "kind": ["firm"] * 6,
                "region": ["c0", "c0", "c1", "c1", None, "c7"],
                "lon": [0.1, 0.2, 1.1, 1.2, 50.0, None],
                "lat": [0.1] * 6,
                "industry": ["x", "x", "x", "y", "x", "x"],
                "closed": [None] * 5 + [2019],
            }
        ),
        "links": pl.DataFrame(
            {
                "source": ["f0", "f1", "f0", "f2"],
                "target": ["f1", "f0", "f2", "f3"],
                "kind": ["supply", "supply", "equity", "supply"],
                "year": [2019, 2020, 2020, 2021],
                "weight": [1.0, 2.0, 1.0, 1.0],
            }
        ),
    }


@pytest.fixture
def folder(tmp_path):
    ws = Workspace.create(tmp_path / "ws", title="Test")
    with ws.transaction() as t:
        for name, frame in tables().items():
            t.put(name, frame, origins=ME)
    return ws.path


def made(way, *, definition, clusters, members, tests=(), level="city", year=2020):
    rows = [
        {"way": way, "definition": definition, "level": level, "year": year, **row}
        for row in clusters
    ]
    record = Record(subject=way, parameters={"draws": 99}, cautions=(f"{way}-doubt: a doubt",))
    finds = Finds(
        way=way,
        clusters=finds_frame(pl.DataFrame(rows, infer_schema_length=None), ROWS),
        members=finds_frame(
            pl.DataFrame(members, schema=["cluster", "member", "kind", "weight"], orient="row"),
            MEMBERS,
        ),
        record=record,
    )
    frame = pl.DataFrame(tests, schema=["cluster", "survival"], orient="row")
    tested = frame.with_columns(test=pl.lit("sampling"), draws=pl.lit(40))
    return Found(finds=finds, tests=finds_frame(tested, TESTS))


ACROSS = find_code("regions", "d", "X", "c0")
LOCAL = find_code("points", "d", "X", "c0")
TIED = find_code("links", "d", None, "c1")


@pytest.fixture
def planted(monkeypatch):
    """Stand in for the ways; give a list of what was asked of them."""
    asked = []

    def regions(start, definition, options):
        asked.append(("regions", definition))
        code = find_code("regions", definition, "X" if definition == "d" else "XX", "c0")
        members = [(code, "c0", "region", 0.6), (code, "c1", "region", 0.4)]
        row = {"cluster": code, "category": code.split(":")[2], "geometry": SQUARE}
        return made("regions", definition=definition, clusters=[row], members=members,
                    tests=[(code, 0.9)])  # fmt: skip

    def points(ws, start, definition, options):
        asked.append(("points", definition))
        if definition != "d":
            return made("points", definition=definition, clusters=[], members=[])
        row = {
            "cluster": LOCAL, "category": "X", "employment": 40.0, "establishments": 2.0,
            "quotient": 3.0, "scale_km": 10.0, "geometry": SQUARE,
        }  # fmt: skip
        members = [(LOCAL, "f0", "organisation", 0.5), (LOCAL, "f1", "organisation", 0.5)]
        return made("points", definition=definition, clusters=[row], members=members,
                    tests=[(LOCAL, 0.3)])  # fmt: skip

    def links(ws, start, definition, options, year):
        asked.append(("links", definition))
        if definition != "d":
            return made("links", definition=definition, clusters=[], members=[])
        members = [(TIED, f"f{i}", "organisation", 0.25) for i in range(4)]
        return made("links", definition="d", clusters=[{"cluster": TIED, "virtual": True}],
                    members=members, tests=[(TIED, 1.0)])  # fmt: skip

    monkeypatch.setattr(ways, "find_regions", regions)
    monkeypatch.setattr(ways, "find_points", points)
    monkeypatch.setattr(ways, "find_links", links)
    return asked


def test_all_ways_become_one_record_in_one_commit(folder, planted):
    report = find(folder, FindPlan(seed=3))
    ws = Workspace.open(folder)
    assert [row.way for row in report.ways] == ["regions", "points", "links"]
    assert set(RESULTS) <= set(ws.results())
    assert report.commit == ws.version
    assert ws.history()[-1].verb == "find"
    assert {change.name for change in ws.history()[-1].changes} == set(RESULTS)
    record = ws.record("found_clusters")
    assert record.seed == 3
    assert {"activity", "links", "organisations"} <= set(record.inputs)
    assert record.parameters["ways"]["regions"][0]["parameters"] == {"draws": 99}
    assert any(str(c) == "regions-doubt: a doubt (regions)" for c in record.cautions)
    assert any(str(c).startswith("industries-in-none: ") for c in record.cautions)
    assert any(str(c).startswith("run-first: ") for c in report.cautions)
    assert ws.has("cells")


def test_names_are_of_the_category_and_the_two_largest_places(folder, planted):
    find(folder)
    rows = {r["cluster"]: r for r in Workspace.open(folder).frame("finds").to_dicts()}
    assert rows[ACROSS]["name"] == "Xs, City 0–City 1"
    assert rows[ACROSS]["name_zh"] == "0市–1市·子"
    assert rows[LOCAL]["name"] == "Xs, City 0"
    assert rows[TIED]["name"] == "Linked organisations, City 1"
    assert rows[TIED]["name_zh"] == "1市·关联主体群"


def test_a_cluster_across_a_border_is_rated_as_one_unit(folder, planted):
    # by hand: the pooled quotient of c0 and c1 against the cut-offs of the cities' own cells
    find(folder)
    ws = Workspace.open(folder)
    cells = ws.frame("cells").filter(pl.col("year") == 2020, pl.col("definition") == "d")
    both = cells.filter(pl.col("region").is_in(["c0", "c1"]), pl.col("traded"))
    whole = cells.filter(pl.col("level") == "city", pl.col("traded"))
    x = pl.col("category") == "X"
    own = both.filter(x)["employment"].sum() / both["employment"].sum()
    base = whole.filter(x)["employment"].sum() / whole["employment"].sum()
    cut = ws.frame("thresholds").filter(
        pl.col("scheme") == "us-cluster-mapping", pl.col("level") == "city",
        pl.col("year") == 2020, pl.col("definition") == "d", pl.col("category") == "X",
        pl.col("quantity") == "quotient", pl.col("statistic") == "p75",
    )["value"].item()  # fmt: skip
    rating = ws.frame("found_ratings").filter(
        pl.col("cluster") == ACROSS, pl.col("scheme") == "us-cluster-mapping"
    )
    row = ws.frame("finds").filter(pl.col("cluster") == ACROSS).row(0, named=True)
    assert row["quotient"] == pytest.approx(own / base)
    assert own / base > cut
    assert rating["rating"].item() in ("strong", "strong10")


def test_members_of_a_cluster_of_regions_come_from_the_tables(folder, planted):
    find(folder)
    ws = Workspace.open(folder)
    own = ws.frame("found_members").filter(pl.col("cluster") == ACROSS)
    by = {kind: set(g["member"]) for (kind,), g in own.group_by("kind")}
    # f3 is in another industry, f4 in no region, f5 closed
    assert by == {"region": {"c0", "c1"}, "industry": {"x"}, "organisation": {"f0", "f1", "f2"}}
    row = ws.frame("finds").filter(pl.col("cluster") == ACROSS).row(0, named=True)
    assert (row["regions"], row["industries"], row["organisations"]) == (2, 1, 3)


def test_ties_inside_are_counted_by_kind(folder, planted):
    # f0-f1 is told twice: one pair, weight 3; the tie of 2021 lies after the year searched
    find(folder)
    rows = Workspace.open(folder).frame("found_links").filter(pl.col("cluster") == ACROSS)
    assert rows.select("kind", "links", "weight").rows() == [("equity", 1, 1.0), ("supply", 1, 3.0)]


def test_stability_says_what_else_sees_it(folder, planted):
    find(folder)
    ws = Workspace.open(folder)
    rows = {r["cluster"]: r for r in ws.frame("finds").to_dicts()}
    assert rows[ACROSS]["survival"] == 0.9
    assert "definition:other" in rows[ACROSS]["seen_at"].split(",")
    assert rows[TIED]["seen_at"] is None  # of no category: no other set or level to look at
    tests = ws.frame("found_stability").filter(pl.col("cluster") == ACROSS)
    assert set(tests["test"]) == {"sampling", "level", "definition"}
    other = tests.filter(pl.col("test") == "definition").row(0, named=True)
    # the other set's XX holds the same industry, so it is the same cluster
    assert (other["detail"], other["overlap"], other["seen"]) == ("other", 1.0, True)


def test_results_with_other_columns_are_not_kept_beside_new_ones(folder, planted):
    # an earlier version's: the other ways are then to be searched again
    find(folder)
    ws = Workspace.open(folder)
    old, record = ws.frame("found_stability"), ws.record("found_stability")
    with ws.transaction() as t:
        t.put_result("found_stability", old.rename({"seen": "vanishes"}), record=record)
    find(folder, FindPlan(way="regions", seed=9))
    ws = Workspace.open(folder)
    assert set(ws.frame("finds")["way"]) == {"regions"}
    assert ws.frame("found_stability").columns == list(TESTS)


def test_earlier_years_are_those_whose_data_differ(folder):
    from jiqun.studies.finding.start import read_start
    from jiqun.studies.finding.years import earlier_years

    ws = Workspace.open(folder)
    start = read_start(ws, definition="d", level=None, year=None, size=0.95)
    asked = {"year": 2020, "pairs": 2}
    assert earlier_years(ws, start, "regions", **asked) == (2019,)  # of 2018 there is nothing
    assert earlier_years(ws, start, "regions", year=2020, pairs=0) == ()
    assert earlier_years(ws, start, "links", **asked) == (2019,)
    # no firm opened or closed between the two years: the same points are no evidence
    assert earlier_years(ws, start, "points", **asked) == ()
    opened = tables()["organisations"].with_columns(closed=pl.lit(2020))
    with ws.transaction() as t:
        t.put("organisations", opened, origins=ME)
    assert earlier_years(Workspace.open(folder), start, "points", **asked) == (2019,)


def test_the_chance_of_few_clusters_is_the_packaged_one_and_says_so(folder, planted):
    report = find(folder)
    told = {one.way: one for one in report.chances}
    assert {one.basis for one in told.values()} == {"packaged"}
    assert told["regions"].pairs == (2019,)
    assert told["regions"].clusters == 2  # one a definition set, both found again
    assert told["regions"].share == 1.0
    assert told["points"].pairs == ()
    assert told["points"].clusters > 1000  # the scores that it came with
    assert sum(row.clusters for row in told["points"].reliability) == told["points"].clusters
    found = Workspace.open(folder).frame("finds")
    rows = dict(found.select("cluster", "chance").iter_rows())
    assert rows[LOCAL] < rows[TIED]  # survival 0.3 and 1.0
    # another way's chance stays as it was learned
    find(folder, FindPlan(way="links", seed=9))
    ws = Workspace.open(folder)
    assert set(ws.record("found_clusters").parameters["chances"]) == {"regions", "points", "links"}
    assert set(ws.frame("found_reliability")["way"]) == {"regions", "points", "links"}


def test_without_resamples_and_years_no_chance_is_told(folder, planted, monkeypatch):
    from dataclasses import replace

    whole = ways.find_regions
    monkeypatch.setattr(
        ways, "find_regions", lambda *given: replace(whole(*given), tests=pl.DataFrame())
    )
    report = find(folder, FindPlan(way="regions", pairs=0, bootstraps=0))
    assert report.chances == ()
    assert [row.expected for row in report.ways] == [None]
    rows = Workspace.open(folder).frame("finds")
    assert rows["chance"].null_count() == len(rows) > 0
    assert found_record(folder, ACROSS).chance.en.startswith("The chance of being found again next")


def test_one_way_is_added_to_the_others_and_a_repeat_changes_nothing(folder, planted):
    find(folder, FindPlan(way="regions", definition="d"))
    first = Workspace.open(folder).version
    report = find(folder, FindPlan(way="links", definition="d"))
    rows = Workspace.open(folder).frame("finds")
    assert sorted(rows["way"].unique()) == ["links", "regions"]
    # what is tied is of several categories: no cluster of one is hidden in it
    assert (report.finds, report.clusters) == (2, 2)
    assert [row.way for row in report.ways] == ["links"]
    assert {"regions-doubt: a doubt (regions)", "links-doubt: a doubt (links)"} <= {
        str(c) for c in report.cautions
    }
    planted.clear()
    again = find(folder, FindPlan(way="all", definition="d"))
    assert not again.unchanged  # points had not been asked for
    assert planted == [("points", "d")]
    # the points lie where the regions do, and are of the same category
    assert (again.finds, again.clusters) == (3, 2)
    assert {tuple(row.ways) for row in again.top} == {("points", "regions"), ("links",)}
    planted.clear()
    same = find(folder, FindPlan(way="all", definition="d"))
    assert same.unchanged
    assert planted == []
    assert same.commit == again.commit > first
    assert same.top == again.top
    assert not find(folder, FindPlan(way="all", definition="d", seed=1)).unchanged


def test_a_changed_table_ends_what_was_found(folder, planted):
    find(folder, FindPlan(way="regions", definition="d"))
    ws = Workspace.open(folder)
    more = tables()["activity"].head(1).with_columns(employment=pl.lit(999.0))
    with ws.transaction() as t:
        t.put("activity", more, origins=ME)
    report = find(folder, FindPlan(way="links", definition="d"))
    assert any(str(c).startswith("run-again: ") for c in report.cautions)
    assert Workspace.open(folder).frame("finds")["way"].unique().to_list() == ["links"]


def test_what_the_data_do_not_allow_is_said(folder, planted):
    ws = Workspace.open(folder)
    with ws.transaction() as t:
        t.drop("links")
    report = find(folder)
    assert [row.way for row in report.left_out] == ["links"]
    assert report.left_out[0].missing.en == "links"
    with pytest.raises(InputError, match="find-needs"):
        find(folder, FindPlan(way="links"))


def test_without_statistics_only_links_are_searched(folder, planted):
    ws = Workspace.open(folder)
    with ws.transaction() as t:
        t.drop("activity")
    report = find(folder)
    assert [row.way for row in report.ways] == ["links"]
    assert {row.way for row in report.left_out} == {"regions", "points"}
    assert any(str(c).startswith("cells-absent: ") for c in report.cautions)


def test_bad_definitions_and_options_are_refused(folder, planted):
    with pytest.raises(InputError) as told:
        find(folder, FindPlan(draws=1, bootstraps=-1, pairs=-1, alpha=2, confidence=0))
    assert [p.code for p in told.value.problems] == [
        "options-draws", "options-bootstraps", "options-pairs", "options-alpha", "options-level",
    ]  # fmt: skip
    for wrong in ({"way": "stars"}, {"definition": "no"}, {"level": "no"}, {"year": 1900}):
        with pytest.raises(UnknownError):
            find(folder, FindPlan(**wrong))
    ws = Workspace.open(folder)
    twice = tables()["categories"].head(1).with_columns(category=pl.lit("Y"), traded=pl.lit(False))
    with ws.transaction() as t:
        t.put("categories", twice, origins=ME)
    with pytest.raises(InputError) as told:
        find(folder)
    assert {p.code for p in told.value.problems} >= {"definition-overlap", "category-mixed"}


def test_points_outside_every_region_have_a_stated_rule(folder):
    from jiqun.studies.finding.start import read_start

    ws = Workspace.open(folder)
    start = read_start(ws, definition="d", level=None, year=None, size=0.95)
    points, cautions = points_of(ws, start)
    assert set(points["site"]) == {"f0", "f1", "f2", "f3", "f4"}
    assert points.filter(pl.col("site") == "f4")["region"].to_list() == [None]
    assert cautions == ()
    with ws.transaction() as t:
        t.drop("organisations")
    points, cautions = points_of(Workspace.open(folder), start)
    assert str(cautions[0]).startswith("points-centroids: ")
    assert len(points) == 8 * 4


def test_a_record_carries_everything_and_is_json(folder, planted):
    find(folder)
    full = found_record(folder, ACROSS)
    text = json.dumps(encode(full))
    assert full.boundary["type"] == "Polygon"
    assert [r.name for r in full.regions] == ["City 0", "City 1"]
    assert {"us-cluster-mapping", "eu-stars-2011"} <= {r.scheme for r in full.ratings}
    assert {t.test for t in full.stability} == {"sampling", "level", "definition"}
    assert all(t.said.en and t.said.zh for t in full.stability)
    assert full.record.subject == "find"
    assert full.how.en.startswith("Found from regions: 2 neighbouring")
    assert "geometry" not in text
    assert found_record(folder, TIED).boundary is None
    with pytest.raises(UnknownError, match="cluster-unknown"):
        found_record(folder, "regions:d:X:none")


def test_the_stability_of_a_cell_and_of_a_found_cluster(folder, planted):
    cell = stability(folder, "d:X:c0", StabilityPlan(draws=30, seed=1))
    assert cell.kind == "cell"
    assert cell.name == "Xs, City 0"
    assert cell.survival == 1.0
    assert sum(row.share for row in cell.ratings) == pytest.approx(1.0)
    assert [t.test for t in cell.tests] == ["sampling", "definition", "level"]
    assert cell.quotient.low < cell.quotient.value < cell.quotient.high
    weak = stability(folder, "d:X:c7", StabilityPlan(draws=30, seed=1))
    assert not weak.strong
    assert weak.seen_at is None
    assert "not rated strong" in weak.sentence.en
    find(folder)
    found = stability(folder, LOCAL)
    assert (found.kind, found.survival) == ("cluster", 0.3)
    assert found.sentence.zh.startswith("明年再次识别的概率为")
    assert found.reliability.way == "points"
    with pytest.raises(UnknownError, match="cell-unknown"):
        stability(folder, "d:X:none")
