"""`jiqun fill` says what it put in, in both languages and as JSON."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import Origin
from jiqun.workspace import Workspace

ME = (Origin(producer="me", title="t"),)


@pytest.fixture
def folder(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    regions = {"region": ["C", "A", "B"], "level": ["city", "district", "district"],
               "parent": [None, "C", "C"]}  # fmt: skip
    activity = {"region": ["C", "A", "B"], "industry": ["X"] * 3, "year": [2020] * 3,
                "employment": [100.0, 60.0, None], "withheld": [False, False, True]}  # fmt: skip
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame(regions), origins=ME)
        t.put("industries", pl.DataFrame({"industry": ["X"], "system": ["s"]}), origins=ME)
        t.put("activity", pl.DataFrame(activity), origins=ME)
    return tmp_path / "ws"


def test_it_tells_steps_and_levels(folder):
    told = CliRunner().invoke(app, ["fill", str(folder)])
    assert told.exit_code == 0
    assert "residual" in told.stdout and "100%" in told.stdout
    again = CliRunner().invoke(app, ["fill", str(folder), "--lang", "zh"])
    assert "补入" in again.stdout and "已做过" in again.stdout


def test_it_answers_in_json(folder):
    told = CliRunner().invoke(app, ["fill", str(folder), "--json"])
    answer = json.loads(told.stdout)
    assert answer["steps"][0]["step"] == "residual"
    assert answer["levels"][-1]["visible_share"] == 1.0


def test_years_are_bounded(folder):
    told = CliRunner().invoke(app, ["fill", str(folder), "--years", "11"])
    assert told.exit_code != 0
