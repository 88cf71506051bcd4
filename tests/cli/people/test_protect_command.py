"""`jiqun protect`, and what is handed on of a workspace that is confidential."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import Origin, stream
from jiqun.workspace import Workspace

ME = (Origin(producer="me", title="Register of firms", note="counted by hand"),)
REGIONS, CLASSES = [f"r{n}" for n in range(8)], [f"x{n}" for n in range(8)]


@pytest.fixture
def folder(tmp_path):
    rng = stream(seed=4, name="test")
    ws = Workspace.create(tmp_path / "ws", title="Firms")
    plants = rng.integers(3, 40, size=(8, 8))
    plants[rng.random((8, 8)) < 0.08] = 1
    jobs = plants * rng.integers(4, 30, size=(8, 8))
    at = [(r, i) for r in range(8) for i in range(8)]
    activity = pl.DataFrame({
        "region": [REGIONS[r] for r, _ in at], "industry": [CLASSES[i] for _, i in at],
        "year": [2020] * 64, "establishments": [float(plants[one]) for one in at],
        "employment": [float(jobs[one]) for one in at],
    })  # fmt: skip
    regions = {"region": ["S", *REGIONS], "level": ["state", *["county"] * 8],
               "parent": [None, *["S"] * 8]}  # fmt: skip
    industries = {"industry": ["T", *CLASSES], "system": ["own"] * 9,
                  "level": ["all", *["class"] * 8], "parent": [None, *["T"] * 8]}  # fmt: skip
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame(regions), origins=ME)
        t.put("industries", pl.DataFrame(industries), origins=ME)
        t.put("activity", activity, origins=ME)
    return tmp_path / "ws"


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_it_tells_the_loss_before_anything_is_done(folder):
    told = call("protect", folder, "--threshold", "3", "--dry-run")
    assert told.exit_code == 0, told.output
    assert "would be withheld; nothing was changed" in told.stdout
    assert not (folder / "protection.json").exists()
    assert "将有" in call("protect", folder, "--dry-run", "--lang", "zh").stdout


def test_what_is_exported_is_protected_unless_it_is_asked_for(folder, tmp_path):
    assert call("protect", folder, "--threshold", "3").exit_code == 0
    told = call("export", folder, "activity", "--to", tmp_path / "a.csv")
    assert "Protected numbers" in told.stderr
    shown = pl.read_csv(tmp_path / "a.csv")
    assert shown["protected"].sum() >= 4
    bare = call("export", folder, "activity", "--to", tmp_path / "b.csv", "--confidential")
    assert "Confidential numbers: do not pass them on" in bare.stderr
    true = pl.read_csv(tmp_path / "b.csv")
    assert true["establishments"].null_count() == 0
    single = true.filter(pl.col("establishments") == 1)
    met = single.join(shown, on=["region", "industry", "year"], suffix="_shown")
    assert len(met) == len(single) > 1
    assert met["protected_shown"].all()
    assert met["establishments_shown"].null_count() == len(met)


def test_a_workbook_says_which_numbers_it_has(folder, tmp_path):
    call("protect", folder, "--threshold", "3")
    for words, stands in (((), "protected"), (("--confidential",), "confidential")):
        file = tmp_path / f"{stands}.xlsx"
        call("export", folder, "activity", "--to", file, *words)
        about = dict(pl.read_excel(file, sheet_id=2, has_header=False).iter_rows())
        assert about["numbers"] == stands
        assert ("counted by hand" in about.values()) == (stands == "confidential")


def test_it_answers_in_json_and_goes_back(folder):
    answer = json.loads(call("protect", folder, "--p", "10", "--threshold", "3", "--json").stdout)
    assert answer["done"] is True
    assert answer["protection"]["rules"]["threshold"] == 3
    assert answer["protection"]["withheld"] >= 4
    assert json.loads(call("protect", folder, "--off", "--json").stdout)["was"] is True
    assert not (folder / "protected").exists()
    refused = call("protect", folder, "--off", "--threshold", "3")
    assert refused.exit_code != 0


def test_a_stale_twin_is_told(folder, tmp_path):
    call("protect", folder, "--threshold", "3")
    ws = Workspace.open(folder)
    with ws.transaction() as t:
        t.put("activity", ws.frame("activity").head(60), origins=ME, mode="replace")
    told = call("export", folder, "activity", "--to", tmp_path / "a.csv")
    assert f"jiqun protect {folder}" in told.stderr
    assert call("protect", folder).exit_code == 0
    told = call("export", folder, "activity", "--to", tmp_path / "a.csv", "--force")
    assert "jiqun protect" not in told.stderr


def test_every_command_that_answers_says_which_numbers_it_has(folder, tmp_path):
    """Backtest, stability and moments too; a sheet to be edited always has all of them."""
    call("protect", folder, "--threshold", "3")
    for words in (
        ("doubt", folder), ("moments", folder), ("clusters", "stability", folder, "a:b:r1"),
        ("resemblance", folder, "r1"),
    ):  # fmt: skip
        assert "Protected numbers" in call(*words).stderr, words
        assert "Confidential numbers" in call(*words, "--confidential").stderr, words
    told = call("edit", folder, "activity", "--sheet", tmp_path / "sheet.csv")
    assert told.exit_code == 0, told.output
    assert "Confidential numbers: do not pass them on" in told.stderr
