"""The command's study: candidates to a file, decisions back, one commit, and undone again."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError
from jiqun.studies import names, undo
from jiqun.workspace import Workspace


@pytest.fixture
def place(tmp_path):
    ws = Workspace.create(tmp_path / "ws", title="names")
    organisations = pl.DataFrame(
        {
            "organisation": ["a", "b", "c", "d"],
            "name": ["Acme GmbH", "ACME", "Beta University", None],
            "name_zh": [None, None, None, "宁波大学"],
            "kind": ["firm", "firm", "university", "university"],
            "founded": [None, 1999, None, None],
        }
    )
    links = pl.DataFrame(
        {
            "source": ["a", "b", "a", "c"], "target": ["c", "c", "b", "d"],
            "kind": ["supply"] * 4, "year": [2020] * 4, "weight": [1.0, 2.0, 5.0, None],
        }
    )  # fmt: skip
    projects = pl.DataFrame(
        {"project": ["p", "p", "p"], "organisation": ["a", "b", "c"], "funding": [1.0, None, 2.0]}
    )
    patents = pl.DataFrame({"patent": ["x"], "year": [2020], "applicants": [["a", "b", "d"]]})
    with ws.transaction(verb="load", note="") as t:
        for name, frame in (
            ("organisations", organisations), ("links", links),
            ("projects", projects), ("patents", patents),
        ):  # fmt: skip
            t.put(name, frame)
    return tmp_path / "ws"


def test_nothing_is_merged_without_a_decision(place, tmp_path):
    before = Workspace.open(place).version
    report = names(place, candidates=tmp_path / "names.csv", accept=0.9)
    assert (report.undecided, report.done, report.merged) == (1, False, {})
    assert Workspace.open(place).version == before
    assert pl.read_csv(tmp_path / "names.csv")["decision"].to_list() == ["same"]


def test_what_was_decided_is_merged_in_one_commit_and_undone(place, tmp_path):
    file = tmp_path / "names.csv"
    names(place, candidates=file, accept=0.9)
    tried = names(place, decisions=file, dry_run=True)
    assert tried.merged == {"b": "a"}
    assert not tried.done
    assert Workspace.open(place).rows("organisations") == 4
    done = names(place, decisions=file, candidates=file)
    assert done.done
    assert done.changed == {"organisations": 1, "links": 2, "patents": 1, "projects": 1}
    ws = Workspace.open(place)
    kept = ws.frame("organisations").filter(pl.col("organisation") == "a")
    assert kept.select("name", "founded").row(0) == ("Acme GmbH", 1999)
    assert sorted(ws.frame("links").select("source", "target", "weight").rows()) == [
        ("a", "c", 3.0), ("c", "d", None),
    ]  # fmt: skip
    joined = ws.frame("projects").sort("organisation")
    assert joined.select("organisation", "funding").rows() == [("a", None), ("c", 2.0)]
    assert ws.frame("patents")["applicants"].to_list() == [["a", "d"]]
    again = names(place, decisions=file)
    assert not again.done
    assert [one.code for one in again.cautions] == ["names-passed"]
    undo(place)
    assert Workspace.open(place).rows("organisations") == 4


def test_a_file_with_decisions_is_not_written_over(place, tmp_path):
    file = tmp_path / "names.csv"
    names(place, candidates=file, accept=0.9)
    with pytest.raises(InputError, match="names-file"):
        names(place, candidates=file)


def test_rows_that_contradict_are_refused_and_nothing_changes(place, tmp_path):
    ws = Workspace.open(place)
    years = pl.DataFrame(
        {"organisation": ["a", "b"], "year": [2020, 2020], "employment": [3.0, 4.0]}
    )
    with ws.transaction(verb="load", note="") as t:
        t.put("organisation_years", years)
    file = tmp_path / "names.csv"
    names(place, candidates=file, accept=0.9)
    with pytest.raises(InputError, match="names-collide"):
        names(place, decisions=file)
    assert Workspace.open(place).rows("organisations") == 4


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command(place, tmp_path, lang):
    file = tmp_path / "names.csv"
    runner = CliRunner()
    told = runner.invoke(app, ["names", str(place), "--candidates", str(file), "--json"])
    assert json.loads(told.stdout)["pairs"][0]["reason"] == "legal-form"
    shown = runner.invoke(app, ["names", str(place), "--lang", lang])
    assert shown.exit_code == 0
    assert "ACME" in shown.stdout
    bad = runner.invoke(app, ["names", str(place), "--least", "2"])
    assert isinstance(bad.exception, InputError)
