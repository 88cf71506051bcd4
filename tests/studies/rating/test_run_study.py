"""The main job on a small workspace: what is stored, that it repeats, what is refused."""

import polars as pl
import pytest

from jiqun.clusters import scheme
from jiqun.core import InputError, Origin, UnknownError
from jiqun.studies.browsing.cells import cell_detail
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.rating import RunPlan, run
from jiqun.studies.rating import running as job
from jiqun.studies.rating.running import RESULTS
from jiqun.workspace import Workspace

ME = (Origin(producer="test", title="Made for this test", synthetic=True),)


def tables():
    cities = [f"c{i}" for i in range(8)]
    rows = [
        (
            city,
            industry,
            year,
            10.1 + (7 * i + 3 * j + year) % 50 / 7 + 300 * (i == j),
            float(3 + i + j),
        )
        for i, city in enumerate(cities)
        for j, industry in enumerate("xyzw")
        for year in (2019, 2020)
    ]
    columns = list(zip(*rows, strict=True))
    return {
        "regions": pl.DataFrame(
            {
                "region": [*cities, "S", "T", "N"],
                "level": ["city"] * 8 + ["state"] * 2 + ["country"],
                "parent": ["S"] * 4 + ["T"] * 4 + ["N", "N", None],
                "name": [f"City {i}" for i in range(8)] + ["State", "Other", "Land"],
                "name_zh": [f"{i}市" for i in range(8)] + ["州", "省", "国"],
            }
        ),
        "industries": pl.DataFrame(
            {"industry": list("xyzw"), "system": ["s"] * 4, "level": ["4"] * 4}
        ),
        "categories": pl.DataFrame(
            {
                "definition": ["d"] * 3,
                "category": ["X", "Y", "Z"],
                "industry": ["x", "y", "z"],
                "traded": [True, True, False],
                "name": ["Xs", "Ys", "Zs"],
                "name_zh": ["子", "丑", "寅"],
            }
        ),
        "activity": pl.DataFrame(
            {
                "region": columns[0],
                "industry": columns[1],
                "year": columns[2],
                "employment": columns[3],
                "establishments": columns[4],
                "payroll": [40.0 * e for e in columns[3]],
                "currency": ["USD"] * len(rows),
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


def refused(*_, **__):
    pytest.fail("computed what stands there")


def test_what_is_known_from_memory_only_is_off_unless_it_is_asked_for(folder):
    """A remembered rule never stands beside a published one of its own accord."""
    asked = run(folder, RunPlan(unverified=True))
    assert "eu-panorama" in {row.scheme for row in asked.schemes if row.applied}
    assert asked.unverified == ()
    named = run(folder, RunPlan(schemes=["eu-panorama"]))
    assert {row.scheme for row in named.schemes} == {"eu-panorama"}
    usual = run(folder)
    assert all(scheme(row.scheme).verified for row in usual.schemes)
    ws = Workspace.open(folder)
    assert set(ws.frame("ratings")["scheme"].unique()) == {"us-cluster-mapping", "eu-stars-2011"}


def test_everything_is_stored_in_one_commit_with_records(folder):
    report = run(folder)
    ws = Workspace.open(folder)
    assert set(RESULTS) <= set(ws.results())
    assert report.commit == ws.version == 2
    assert report.levels == ("state", "city")
    assert report.years == (2019, 2020)
    for name in RESULTS:
        record = ws.record(name)
        assert set(record.inputs) >= {"activity", "regions", "categories", "industries"}
        assert record.origins == ME
        assert record.parameters["level"] == 0.95
    applied = {row.scheme for row in report.schemes if row.applied}
    assert applied == {"us-cluster-mapping", "eu-stars-2011"}
    assert report.unverified == ("eu-panorama",)
    ratings = ws.frame("ratings")
    assert len(ratings) == 2 * report.cells
    assert ratings.select("cell", "year", "scheme").is_unique().all()


def test_results_agree_with_one_another(folder):
    run(folder)
    ws = Workspace.open(folder)
    cells = ws.frame("cells")
    us = ws.frame("ratings").filter(pl.col("scheme") == "us-cluster-mapping")
    strong = us.filter(pl.col("rank") >= 3, pl.col("year") == 2020)["cell"].to_list()
    found = ws.frame("strong_cells")["cell"].to_list()
    assert sorted(strong) == sorted(found)
    assert found
    assert set(ws.frame("cell_members")["cell"]) == set(found)
    profiles = ws.frame("region_profiles")
    assert profiles.filter(pl.col("level") == "city", pl.col("year") == 2020).height == 8
    state = cells.filter(pl.col("level") == "state", pl.col("year") == 2020)
    city = cells.filter(pl.col("level") == "city", pl.col("year") == 2020)
    assert state["employment"].sum() == pytest.approx(city["employment"].sum())


def test_a_second_run_computes_nothing_and_answers_the_same(folder, monkeypatch):
    first = run(folder)
    monkeypatch.setattr(job, "checked_tables", refused)
    monkeypatch.setattr(job, "measure_cells", refused)
    second = run(folder)
    assert second.unchanged
    assert Workspace.open(folder).version == first.commit
    for name in ("cells", "strong", "top", "regions", "schemes", "cautions"):
        assert getattr(first, name) == getattr(second, name)


def test_the_same_once_more_gives_the_same_bytes(folder):
    run(folder)
    before = {name: Workspace.open(folder).digest(name) for name in RESULTS}
    again = run(folder, again=True)
    assert not again.unchanged
    assert before == {name: Workspace.open(folder).digest(name) for name in before}


def test_new_data_are_seen_and_declared_clusters_stay(folder):
    run(folder)
    ws = Workspace.open(folder)
    declared = pl.DataFrame({"cluster": ["mine"], "origin": ["declared"], "name": ["Mine"]})
    flat = tables()["activity"].with_columns(employment=pl.lit(10.0))
    with ws.transaction() as t:
        t.put("clusters", declared, origins=ME)
        t.put("activity", flat, origins=ME, mode="replace")
    report = run(folder)
    assert report.strong == 0
    clusters = Workspace.open(folder).frame("clusters")
    assert clusters["cluster"].to_list() == ["mine"]
    assert Workspace.open(folder).frame("cell_members").is_empty()


def test_one_year_one_level_one_scheme(folder):
    report = run(folder, RunPlan(year=2020, levels=["city"], schemes=["eu-stars-2011"]))
    ws = Workspace.open(folder)
    assert report.years == (2020,)
    assert report.levels == ("city",)
    assert ws.frame("ratings")["scheme"].unique().to_list() == ["eu-stars-2011"]
    # growth still looked at the year before
    assert ws.frame("cells")["growth"].null_count() == 0


def test_a_scheme_that_is_asked_for_is_rated_though_quantities_are_missing(folder):
    run(folder, RunPlan(schemes=["cn-innovative-2026"]))
    ratings = Workspace.open(folder).frame("ratings")
    assert ratings["rating"].null_count() == len(ratings)
    assert "rd_intensity_3y" in ratings["missing"][0]


def test_a_level_of_one_region_is_left_out_unless_it_is_asked_for(folder):
    assert "country" not in run(folder).levels
    assert run(folder, RunPlan(levels=["country"])).levels == ("country",)


def test_cutoffs_go_into_the_record(folder):
    run(folder, RunPlan(schemes=["eu-panorama"], cutoffs=["eu-panorama.size=0.5"]))
    record = Workspace.open(folder).record("ratings")
    assert record.parameters["cutoffs"] == {"eu-panorama.size": 0.5}
    thresholds = Workspace.open(folder).frame("thresholds")
    assert "p50" in thresholds.filter(pl.col("quantity") == "employment")["statistic"].to_list()


def test_the_atlas_explains_a_rating_by_the_cutoffs_it_was_made_with(folder):
    run(folder, RunPlan(schemes=["eu-panorama"], cutoffs=["eu-panorama.size=0.5"]))
    cell = cell_detail(snapshot(folder), Workspace.open(folder).frame("ratings")["cell"][0])
    (shown,) = [one for one in cell.ratings if one.scheme == "eu-panorama"]
    statistics = {one.quantity: one.statistic for one in shown.criteria}
    assert statistics["employment"] == "p50"


def test_every_missing_table_is_named_with_its_remedy(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    with pytest.raises(InputError) as told:
        run(ws.path)
    assert [p.subject for p in told.value.problems] == [
        "regions", "industries", "categories", "activity",
    ]  # fmt: skip
    assert "jiqun load" in told.value.problems[0].fix


def test_all_that_is_wrong_with_a_plan_is_told_at_once():
    with pytest.raises(InputError) as told:
        RunPlan(level=2.0, cutoffs=["size"], year="later")
    assert [(p.code, p.subject) for p in told.value.problems] == [
        ("options-year", "year"), ("cutoff-form", "cutoff"), ("options-level", "level"),
    ]  # fmt: skip


def test_what_does_not_fit_together_is_told_at_once(folder):
    ws = Workspace.open(folder)
    twice = pl.DataFrame(
        {"definition": ["d"], "category": ["Y"], "industry": ["x"], "traded": [True]}
    )
    stranger = pl.DataFrame(
        {"region": ["nowhere"], "industry": ["x"], "year": [2020], "employment": [1.0]}
    )
    with ws.transaction() as t:
        t.put("categories", twice, origins=ME)
        t.put("activity", stranger, origins=ME)
    with pytest.raises(InputError) as told:
        run(folder)
    assert [p.code for p in told.value.problems] == ["activity-regions", "definition-overlap"]
    assert Workspace.open(folder).version == 2  # nothing was written


def test_a_definition_that_meets_no_activity_is_refused(folder):
    ws = Workspace.open(folder)
    with ws.transaction() as t:
        t.put(
            "categories",
            pl.DataFrame(
                {"definition": ["d"], "category": ["V"], "industry": ["v"], "traded": [True]}
            ),
            origins=ME,
            mode="replace",
        )
    with pytest.raises(InputError) as told:
        run(folder)
    assert [p.code for p in told.value.problems] == ["definition-unmet"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"year": 1900}, "year-unknown"),
        ({"levels": ["village"]}, "level-unknown"),
        ({"schemes": ["mine"]}, "scheme-unknown"),
    ],
)
def test_unknown_names_are_refused(folder, options, code):
    with pytest.raises(UnknownError) as told:
        run(folder, RunPlan(**options))
    assert told.value.problems[0].code == code


def test_no_workspace_is_refused(tmp_path):
    with pytest.raises(UnknownError):
        run(tmp_path / "nothing")


def test_a_list_of_clusters_is_no_source_of_the_numbers(folder):
    """It puts the places that it names into the regions; no number comes from them."""
    listed = Origin(producer="A ministry", title="A list of clusters")
    ws = Workspace.open(folder)
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame({"region": ["P"], "level": ["country"], "name": ["Place"]}),
              origins=(listed,), mode="append")  # fmt: skip
        t.put("clusters", pl.DataFrame({"cluster": ["l:1"], "name": ["One"], "region": ["P"]}),
              origins=(listed,))  # fmt: skip
    assert listed in ws.origins("regions")
    run(folder)
    ws = Workspace.open(folder)
    assert ws.record("cells").origins == ME
