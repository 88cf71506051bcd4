"""The commands of `jiqun clusters` as a user meets them; the ways have tests of their own."""

import json
import shutil
from dataclasses import asdict

import pytest
from typer.testing import CliRunner

from jiqun import studies
from jiqun.cli.app import app
from jiqun.core import InputError
from jiqun.workspace import Workspace


def call(*words, code=0):
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    """A small planted economy, searched once in every way."""
    at = tmp_path_factory.mktemp("clusters")
    folder = at / "ws"
    call("plant", at / "d", "--establishments", "3e3", "--years", 3, "--workspace", folder)
    done = call("clusters", "find", folder, "--draws", 39, "--bootstraps", 8, "--json")
    return folder, json.loads(done.stdout)


def test_find_answers_in_json_with_everything_of_every_cluster(planted):
    _, report = planted
    assert [row["way"] for row in report["ways"]] == ["regions", "points", "links"]
    assert report["items"]
    ways = {item["cluster"]["way"] for item in report["items"]}
    assert ways == {row["way"] for row in report["ways"] if row["clusters"]}
    for item in report["items"]:
        assert item["regions"] or item["boundary"] or item["organisations"]
        assert item["industries"] or item["cluster"]["category"] is None
        assert {"ratings", "stability", "links", "chance", "seen", "record"} <= set(item)
    regions = [i for i in report["items"] if i["cluster"]["way"] == "regions"]
    assert all(item["ratings"] for item in regions)
    assert all(t["said"]["zh"] for item in regions for t in item["stability"])
    assert report["record"]["subject"] == "find"
    assert report["record"]["origins"][0]["synthetic"]


def test_find_again_says_that_nothing_changed(planted):
    folder, report = planted
    done = call("clusters", "find", folder, "--draws", 39, "--bootstraps", 8, "--top", 3)
    assert f"commit {report['commit']}" in done.stdout
    assert "next: jiqun clusters stability" in done.stderr
    chinese = call("clusters", "find", folder, "--draws", 39, "--bootstraps", 8, "--lang", "zh")
    assert "识别出的集群" in chinese.stdout
    assert "接下来：" in chinese.stderr


def test_stability_of_a_cell_and_of_a_found_cluster(planted):
    folder, report = planted
    code = report["top"][0]["cluster"]
    found = json.loads(call("clusters", "stability", folder, code, "--json").stdout)
    assert found["kind"] == "cluster"
    assert found["id"] == code
    _, definition, category, anchor = code.split(":")
    cell = f"{definition}:{category}:{anchor.split('~')[0]}"
    words = ("clusters", "stability", folder, cell, "--draws", 20)
    told = json.loads(call(*words, "--json").stdout)
    assert told["kind"] == "cell"
    assert 0 <= told["low"] <= told["survival"] <= told["high"] <= 1
    assert cell in call(*words).stdout
    assert (
        "稳定" in call(*words, "--lang", "zh").stdout
        or "改变" in call(*words, "--lang", "zh").stdout
    )


def test_what_cannot_be_is_an_error_with_its_code(planted):
    folder, _ = planted
    with pytest.raises(InputError, match="options-draws"):
        call("clusters", "find", folder, "--draws", 1)
    with pytest.raises(InputError, match="definition-unknown"):
        call("clusters", "find", folder, "--definition", "none")
    with pytest.raises(InputError, match="cell-unknown"):
        call("clusters", "stability", folder, "a:b:c")


def test_options_reach_the_study(monkeypatch, tmp_path):
    seen = {}

    def spy(path, plan, **options):
        seen.update(asdict(plan), path=path, **options)
        raise InputError

    monkeypatch.setattr(studies, "find", spy)
    words = (
        "--way links --definition d --level city --year 2020 --draws 99 --bootstraps 7 --pairs 1"
    )
    more = "--alpha 0.1 --confidence 0.9 --seed 4 --workers 1 --again --top 3 --json"
    with pytest.raises(InputError):
        call("clusters", "find", tmp_path, *words.split(), *more.split())
    assert seen.pop("progress")
    assert seen == {
        "path": tmp_path, "way": "links", "definition": "d", "level": "city", "year": 2020,
        "draws": 99, "bootstraps": 7, "pairs": 1, "alpha": 0.1, "confidence": 0.9, "seed": 4,
        "workers": 1, "again": True, "top": 3, "full": True,
    }  # fmt: skip


def test_define_scores_a_set_and_says_it_again(planted, tmp_path):
    folder = tmp_path / "ws"
    shutil.copytree(planted[0], folder)
    words = ("clusters", "define", folder, "--candidates", 60, "--draws", 2)
    report = json.loads(call(*words, "--json").stdout)
    assert report["definition"] == "derived"
    assert report["candidates"] > 0
    assert 0 < report["scores"]["after"]["score"] <= 1
    assert [row["kind"] for row in report["baselines"]][:2] == ["derived", "code"]
    assert report["weights"]["code"] == 0.5
    told = call(*words)
    assert "commit" in told.stdout
    assert "first 3 digits" in told.stdout and "code 0.5" in told.stdout
    assert "--definition derived" in told.stderr
    assert "验证得分" in call(*words, "--lang", "zh").stdout
    found = call("clusters", "find", folder, "--way", "regions", "--draws", 39, "--bootstraps", 4,
                 "--definition", "derived", "--json")  # fmt: skip
    answer = json.loads(found.stdout)
    assert answer["definitions"] == ["derived"]
    assert any(c["code"] == "run-again" for c in answer["cautions"])
    tests = [test for item in answer["items"] for test in item["stability"]]
    assert {t["detail"] for t in tests if t["test"] == "definition"} == {"planted"}


def test_a_category_of_ones_own_is_added_and_found(planted, tmp_path):
    folder = tmp_path / "ws"
    shutil.copytree(planted[0], folder)
    codes = Workspace.open(folder).frame("categories")["industry"].head(2).to_list()
    words = ("clusters", "custom", folder, "--name", "Mine", "--industries", ",".join(codes))
    report = json.loads(call(*words, "--name-zh", "我的", "--json").stdout)
    assert report["industries"] == codes
    assert report["shared"][0]["definition"] == "planted"
    assert "Mine" in call(*words).stdout
    found = call("clusters", "find", folder, "--way", "regions", "--draws", 39, "--bootstraps", 0,
                 "--definition", "custom", "--json")  # fmt: skip
    names = [item["cluster"]["name"] for item in json.loads(found.stdout)["items"]]
    assert all(name.startswith("Mine, ") for name in names)
    with pytest.raises(InputError, match="industry-unknown"):
        call(*words[:-1], "none")
