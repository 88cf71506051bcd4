"""The commands plant and score, as a user meets them."""

import json

import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError


def call(*words):
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    at = tmp_path_factory.mktemp("cli")
    call("plant", at / "d", "--establishments", "2e3", "--years", 3, "--workspace", at / "ws")
    call("run", at / "ws", "--json")
    return at


def test_plant_says_in_json_what_it_made(tmp_path):
    done = call("plant", tmp_path / "d", "--establishments", "1e3", "--seed", 1, "--json")
    answer = json.loads(done.stdout)
    assert answer["parameters"]["establishments"] == 1_000
    rows = {table["table"]: table["rows"] for table in answer["tables"]}
    assert len(rows) == 19 and rows["activity"] > 0
    assert (tmp_path / "d" / "truth").is_dir()


@pytest.mark.parametrize(("lang", "word"), [("en", "synthetic"), ("zh", "合成")])
def test_plant_says_synthetic_and_what_to_do_next(tmp_path, lang, word):
    done = call("plant", tmp_path / "d", "--establishments", "1e3", "--years", 3, "--lang", lang)
    assert word in done.stdout.lower()
    assert "jiqun init" in done.stderr and "--map" in done.stderr


def test_score_prints_precision_and_recall(planted):
    table = call("score", planted / "ws", "--truth", planted / "d" / "truth").stdout
    assert "precision" in table and "county" in table
    table = call("score", planted / "ws", "--truth", planted / "d" / "truth", "--lang", "zh").stdout
    assert "精确率" in table
    done = call("score", planted / "ws", "--truth", planted / "d" / "truth", "--json")
    answer = json.loads(done.stdout)
    assert 0 <= answer["precision"] <= 1 and 0 <= answer["recall"] <= 1
    assert answer["levels"][0]["by_stage"]


def test_bounds_are_told():
    with pytest.raises(InputError) as told:
        call("plant", "anywhere", "--establishments", "10", "--noise", "7")
    assert {problem.code for problem in told.value.problems} == {
        "plant-establishments",
        "plant-noise",
    }
