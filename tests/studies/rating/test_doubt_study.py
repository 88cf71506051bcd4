"""jiqun doubt: a year of a workspace beside what the years before told of it."""

import json
import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError, UnknownError
from jiqun.studies import RunPlan, create_workspace, doubt, load_table, run
from jiqun.workspace import Workspace


@pytest.fixture(scope="module")
def report(planted_workspace):
    return doubt(planted_workspace)


def test_the_latest_year_is_tested_on_the_years_before(report):
    assert report.year == 2024
    assert report.basis == "own"
    assert list(report.pairs) == ["2022"]
    quantities = {row.quantity for row in report.coverage}
    assert quantities == {"quotient", "employment", "micro_share", "macro_share", "growth"}
    whole = next(r for r in report.coverage if (r.quantity, r.by) == ("quotient", "all"))
    # one pair of years of some 1,000 cells: three standard errors are 0.02, the fit's own as much
    assert 0.9 < whole.covered < 0.99
    assert whole.covered + whole.below + whole.above == pytest.approx(1.0)
    assert {row.scheme for row in report.forecasts} >= {"us-cluster-mapping", "eu-stars-2011"}


def test_the_intervals_are_those_that_a_run_of_the_years_before_gives(
    planted_workspace, report, tmp_path
):
    """What the back-test calls the interval is what the user would have been told."""
    earlier = tmp_path / "earlier"
    shutil.copytree(planted_workspace, earlier)
    rows = Workspace.open(earlier).frame("activity").filter(pl.col("year") < 2024)
    rows.write_parquet(tmp_path / "activity.parquet")
    load_table(earlier, table="activity", file=tmp_path / "activity.parquet", mode="replace")
    run(earlier)
    key = ["cell", "level"]
    told = Workspace.open(earlier).frame("cells").filter(pl.col("year") == 2023)
    came = Workspace.open(planted_workspace).frame("cells").filter(pl.col("year") == 2024)
    both = told.join(came.select(*key, next="quotient"), on=key).drop_nulls(
        ["quotient_low", "next"]
    )
    inside = both["next"].is_between(both["quotient_low"], both["quotient_high"])
    whole = next(r for r in report.coverage if (r.quantity, r.by) == ("quotient", "all"))
    assert whole.cells == len(both)
    assert whole.covered == pytest.approx(inside.mean())
    assert whole.width == pytest.approx((both["quotient_high"] / both["quotient_low"]).median())
    chances = Workspace.open(earlier).frame("ratings").filter(pl.col("year") == 2023)
    ranks = Workspace.open(planted_workspace).frame("ratings").filter(pl.col("year") == 2024)
    for row in report.forecasts:
        if (row.forecast, row.of) != ("chance", "rated"):
            continue
        own = chances.filter(pl.col("scheme") == row.scheme).join(
            ranks.filter(pl.col("scheme") == row.scheme).select(*key, next="rank"), on=key
        ).drop_nulls(["rank", "next", "chance"])  # fmt: skip
        assert row.cells == len(own)
        hit = (own["rank"] == own["next"]).cast(pl.Float64)
        assert row.brier == pytest.approx(((own["chance"] - hit) ** 2).mean())


def test_numbers_of_the_tested_year_change_no_interval_and_no_chance(planted_workspace, tmp_path):
    # everything is judged, so that the same cells are: what is published of them changes too
    plan = RunPlan(least_visible=0.0, schemes=("us-cluster-mapping", "eu-stars-2011"))
    made = []
    for name, factor in (("first", 1.0), ("second", 1.5)):
        shutil.copytree(planted_workspace, tmp_path / name)
        shown = (pl.col("year") == 2024) & ~pl.col("withheld").fill_null(value=False)
        jobs = pl.col("employment")
        rows = Workspace.open(tmp_path / name).frame("activity")
        rows = rows.with_columns(employment=pl.when(shown).then(jobs * factor).otherwise(jobs))
        rows.write_parquet(tmp_path / "activity.parquet")
        load_table(
            tmp_path / name, table="activity", file=tmp_path / "activity.parquet", mode="replace"
        )
        run(tmp_path / name, plan)
        made.append(doubt(tmp_path / name))
    first, second = (
        [
            [(r.quantity, r.by, r.group, r.cells, r.width) for r in one.coverage
             if r.quantity != "growth"],  # more of it is known where less is put in
            [(r.scheme, r.forecast, r.of, r.cells, r.chance, r.base) for r in one.forecasts],
            [(r.scheme, r.forecast, r.of, r.tenth, r.cells, r.chance) for r in one.reliability],
        ]
        for one in made
    )  # fmt: skip
    assert first == second
    assert [r.covered for r in made[0].coverage] != [r.covered for r in made[1].coverage]
    assert made[0].pairs == made[1].pairs


def test_a_year_without_one_before_is_refused(planted_workspace):
    with pytest.raises(UnknownError) as told:
        doubt(planted_workspace, year=2022)
    assert [one.code for one in told.value.problems] == ["year-unknown"]
    assert "2023, 2024" in str(told.value)


def test_a_workspace_of_one_year_or_none_is_refused(planted_workspace, tmp_path):
    create_workspace(tmp_path / "empty")
    with pytest.raises(UnknownError) as told:
        doubt(tmp_path / "empty")
    assert [one.code for one in told.value.problems] == ["result-unknown"]
    shutil.copytree(planted_workspace, tmp_path / "one")
    run(tmp_path / "one", RunPlan(year=2024))
    with pytest.raises(InputError) as refused:
        doubt(tmp_path / "one")
    assert [one.code for one in refused.value.problems] == ["doubt-years"]


def test_the_command_prints_what_the_report_says(planted_workspace, report):
    said = CliRunner().invoke(app, ["doubt", str(planted_workspace), "--json"])
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert told["year"] == 2024
    assert len(told["coverage"]) == len(report.coverage)
    assert told["forecasts"][0]["brier"] == pytest.approx(report.forecasts[0].brier)
    for lang, words in (
        ("en", ("inside the 95% interval", "Fitted on the changes of 2022–2023")),
        ("zh", ("95% 区间内的比例", "依据 2022–2023 的变化拟合")),
    ):
        shown = CliRunner().invoke(
            app, ["doubt", str(planted_workspace), "--lang", lang], env={"COLUMNS": "140"}
        )
        assert shown.exit_code == 0, shown.output
        for word in words:
            assert word in shown.output
