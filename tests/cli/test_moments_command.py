"""The command moments, as a user meets it."""

import json

import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError, UnknownError


def call(*words):
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    at = tmp_path_factory.mktemp("moments")
    call("plant", at / "d", "--establishments", "2e3", "--years", 4, "--workspace", at / "ws")
    return at


def moments(path):
    answer = json.loads(call("moments", path, "--json"))
    return answer, {row["moment"]: row for row in answer["moments"]}


def test_a_folder_and_its_workspace_tell_the_same(planted):
    whole, folder = moments(planted / "d")
    _, workspace = moments(planted / "ws")
    assert set(folder) - set(workspace) == {
        "firm-slope", "firm-tail", "establishments-per-firm", "jobs-in-firms-500",
        "several-units", "units-tail",
    }  # fmt: skip
    different = {id_ for id_ in workspace if workspace[id_]["value"] != folder[id_]["value"]}
    assert different == set()
    assert whole["judged"] >= whole["inside"] > 0


def test_comma_separated_files_tell_the_same(planted, tmp_path):
    call("plant", tmp_path / "c", "--establishments", "2e3", "--years", 4, "--format", "csv")
    assert moments(tmp_path / "c")[1] == moments(planted / "d")[1]


def test_each_figure_names_its_source(planted):
    _, rows = moments(planted / "d")
    figure = rows["supply-renewal"]["figures"][0]
    assert figure["value"] == 0.55
    assert "arXiv:2503.20594" in figure["cited"]
    assert figure["place"]["zh"] == "匈牙利（增值税）"


@pytest.mark.parametrize(("lang", "words"), [("en", "taken as real"), ("zh", "现实区间")])
def test_people_read_a_table(planted, lang, words):
    shown = call("moments", planted / "d", "--lang", lang)
    assert words.replace(" ", "") in shown.replace("\n", "").replace(" ", "")
    assert "0.08 – 0.14" in shown


def test_neither_workspace_nor_folder_is_refused(tmp_path):
    with pytest.raises(UnknownError) as told:
        CliRunner().invoke(app, ["moments", str(tmp_path)], catch_exceptions=False)
    assert told.value.problems[0].code == "workspace-unknown"


def test_an_empty_workspace_has_nothing_to_measure(tmp_path):
    call("init", tmp_path / "ws")
    with pytest.raises(InputError) as told:
        CliRunner().invoke(app, ["moments", str(tmp_path / "ws")], catch_exceptions=False)
    assert told.value.problems[0].code == "moments-nothing"


def test_a_file_of_other_columns_is_refused(tmp_path):
    (tmp_path / "links.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError) as told:
        CliRunner().invoke(app, ["moments", str(tmp_path)], catch_exceptions=False)
    assert told.value.problems[0].code == "truth-columns"
