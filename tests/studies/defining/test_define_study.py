"""Deriving a definition set in a workspace: what is stored, repeated, refused, taken back."""

from dataclasses import replace

import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.planted import economy, economy_plan
from jiqun.studies.defining import CustomPlan, DefinePlan, define, define_custom
from jiqun.studies.defining import making as job
from jiqun.studies.defining.tables import RESULTS
from jiqun.studies.loading import create_workspace, undo
from jiqun.studies.planting import load_economy
from jiqun.studies.rating import run
from jiqun.workspace import Workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("define") / "ws"
    create_workspace(path, title="t", synthetic=True)
    country = economy(economy_plan(establishments=8_000, seed=3, years=3))
    load_economy(Workspace.open(path), country)
    return path, define(path, DefinePlan(candidates=60, draws=3, seed=1))


def test_the_set_stands_among_the_definitions_and_its_tables_fit_together(made):
    path, report = made
    ws = Workspace.open(path)
    rows = ws.frame("categories").filter(pl.col("definition") == "derived")
    assert len(rows) == report.industries
    assert rows["industry"].is_unique().all()
    kinds = ws.frame("definition_categories")
    assert set(kinds["category"]) == set(rows["category"])
    assert kinds["industries"].sum() == report.industries
    assert len(ws.frame("category_relatedness")) == report.categories**2
    assert ws.frame("definition_candidates")["chosen"].sum() == 1
    near = ws.frame("industry_similarity")
    assert set(near["matrix"]) == {"average", *report.matrices}
    assert near.group_by("industry", "matrix").len()["len"].max() == 20
    assert "planted" in {row.other for row in report.agreement}


def test_given_sets_stay_and_local_industries_take_no_part(made):
    path, report = made
    every = Workspace.open(path).frame("categories")
    given = every.filter(pl.col("definition") == "planted")
    local = set(given.filter(~pl.col("traded"))["industry"])
    assert local
    assert not local & set(every.filter(pl.col("definition") == "derived")["industry"])
    assert report.scope == "traded-given"


def test_the_same_again_computes_and_writes_nothing(made, monkeypatch):
    path, first = made
    for name in ("read_inputs", "derive"):
        monkeypatch.setattr(job, name, lambda *_, **__: pytest.fail("derived what stands there"))
    before = Workspace.open(path).version
    again = define(path, DefinePlan(candidates=60, draws=3, seed=1))
    assert again.unchanged
    assert replace(again, seconds={}, commit=0) == replace(
        first, seconds={}, commit=0, unchanged=True
    )
    assert Workspace.open(path).version == before
    records = {Workspace.open(path).record(name).digest for name in RESULTS}
    assert len(records) == 1


def test_clusters_of_the_derived_set_are_found_and_rated(made):
    path, report = made
    run(path)
    cells = Workspace.open(path).frame("cells")
    assert cells.filter(pl.col("definition") == "derived")["category"].n_unique() == (
        report.categories
    )


def test_a_loaded_set_is_never_overwritten(made):
    path, _ = made
    with pytest.raises(InputError, match="definition-given"):
        define(path, DefinePlan(definition="planted"))
    with pytest.raises(InputError, match="definition-name"):
        define(path, DefinePlan(definition="a:b"))


def test_years_and_levels_that_are_not_there_are_named(made):
    path, _ = made
    with pytest.raises(UnknownError, match="year-unknown"):
        define(path, DefinePlan(year=1900))
    with pytest.raises(UnknownError, match="level-unknown"):
        define(path, DefinePlan(level="galaxy"))


def test_an_empty_workspace_says_all_that_it_needs(tmp_path):
    create_workspace(tmp_path / "ws", title="t")
    with pytest.raises(InputError) as told:
        define(tmp_path / "ws")
    assert [p.subject for p in told.value.problems] == ["regions", "industries", "activity"]


def test_without_a_given_set_dispersion_decides(tmp_path):
    path = tmp_path / "ws"
    create_workspace(path, title="t", synthetic=True)
    country = economy(economy_plan(establishments=4_000, seed=3, years=3))
    ws = Workspace.open(path)
    with ws.transaction(verb="load", note="") as t:
        for name in ("regions", "region_parents", "industries", "activity"):
            t.put(name, country.tables[name], origins=(country.origin,))
    report = define(path, DefinePlan(candidates=20, draws=2))
    assert report.scope == "traded-derived"
    assert report.traded.both == 0
    assert report.matrices == ("employment", "establishments", "code")


def test_where_a_cut_of_the_code_tells_more_it_is_kept_and_said_or_only_said(made):
    """The planted classes are the first three places of the code, and 8,000 units tell little."""
    path, report = made
    rows = {row.set: row for row in report.baselines}
    assert (report.best_cut, report.ahead) == ("3 digits", False)
    assert rows["3 digits"].colocation_held > rows["derived"].colocation_held
    assert rows["3 digits"].colocation_held > rows["2 digits"].colocation_held
    assert (report.chosen.method, report.chosen.linkage) == ("code", "3 digits")
    assert report.moved == () and report.firmness.draws == 0
    told = {caution.code: caution for caution in report.cautions}
    assert told["definition-baseline"].case == "kept"
    assert "is that cut" in told["definition-baseline"].told("en")
    searched = define(
        path, DefinePlan(definition="searched", candidates=60, draws=3, seed=1, fallback=False)
    )
    assert searched.chosen.method != "code" and searched.firmness.draws == 3
    assert {c.code: c.case for c in searched.cautions}["definition-baseline"] == ""
    undo(path)


def test_the_code_weighs_what_it_is_told_to(made):
    path, report = made
    assert report.weights == {
        "employment": 1.0, "establishments": 1.0, "input-output": 1.0, "patents": 1.0, "code": 0.5,
    }  # fmt: skip
    without = define(
        path, DefinePlan(definition="no-code", candidates=20, draws=1, code_weight=0, largest=1)
    )
    assert "code" not in without.weights
    assert without.most == without.industries
    undo(path)


@pytest.mark.parametrize(
    ("plan", "code"),
    [({"code_weight": -1}, "options-weight"), ({"largest": 0}, "largest-share")],
)
def test_weights_and_shares_that_are_none_are_refused(plan, code):
    with pytest.raises(InputError, match=code):
        DefinePlan(**plan)


def test_a_category_of_ones_own_and_back(made):
    path, _ = made
    codes = Workspace.open(path).frame("categories")["industry"].unique().sort().to_list()[:3]
    report = define_custom(
        path, CustomPlan(name="My robots", name_zh="我的机器人", industries=[*codes, codes[0]])
    )
    rows = Workspace.open(path).frame("categories").filter(pl.col("definition") == "custom")
    assert (report.category, rows["industry"].to_list()) == ("my-robots", codes)
    assert {row.definition for row in report.shared} <= {"planted", "derived"}
    again = define_custom(path, CustomPlan(name="My robots", industries=codes[:2]))
    assert again.replaced and not again.unchanged
    same = define_custom(path, CustomPlan(name="My robots", industries=codes[:2]))
    assert same.unchanged and same.commit == again.commit
    with pytest.raises(InputError, match="definition-overlap"):
        define_custom(path, CustomPlan(name="Mine too", industries=codes[:1]))
    undo(path)
    back = Workspace.open(path).frame("categories").filter(pl.col("definition") == "custom")
    assert back["industry"].to_list() == codes


def test_what_is_wrong_with_ones_own_is_told_together(made):
    path, _ = made
    with pytest.raises(InputError) as told:
        define_custom(path, CustomPlan(name=" ", industries=["nowhere"]))
    assert {p.code for p in told.value.problems} == {"custom-name", "industry-unknown"}
    with pytest.raises(InputError, match="custom-industries"):
        define_custom(path, CustomPlan(name="x", industries=[""]))
