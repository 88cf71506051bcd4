"""The sources commands: what they print and how they fail."""

import json

import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.cli.root import run
from jiqun.sources import SOURCES
from jiqun.workspace import Workspace


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize(("lang", "word"), [("en", "case-library"), ("zh", "集群案例库")])
def test_sources_are_listed_in_both_languages(lang, word):
    done = call("sources", "--lang", lang)
    assert done.exit_code == 0
    assert word in done.stdout.replace("\n", "")


def test_sources_as_json():
    listed = json.loads(call("sources", "--json").stdout)
    assert {one["id"] for one in listed} == set(SOURCES)


def test_fetch_as_json_and_for_people(tmp_path):
    Workspace.create(tmp_path / "ws")
    answer = json.loads(call("fetch", tmp_path / "ws", "case-library", "--json").stdout)
    assert answer["source"] == "case-library"
    assert answer["commit"] == 1
    shown = call("fetch", tmp_path / "ws", "case-library", "--lang", "zh")
    assert shown.exit_code == 0
    assert "集群" in shown.stdout


def test_an_option_without_a_value_is_refused(tmp_path, capsys):
    assert run(["fetch", str(tmp_path), "us-cbp", "--option", "digits"]) == 2
    assert "'digits'; expected NAME=VALUE" in capsys.readouterr().err
