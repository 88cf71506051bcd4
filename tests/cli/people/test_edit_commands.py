"""`jiqun edit` and `jiqun edits`: rows changed, taken out as a sheet, brought back, undone."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import Origin
from jiqun.workspace import Workspace


@pytest.fixture
def place(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    with ws.transaction() as t:
        rows = pl.DataFrame({"region": ["a", "b"], "level": ["county"] * 2, "name": ["A", "B"]})
        t.put("regions", rows, origins=[Origin(producer="The tests", title="Two")])
    return str(ws.path)


def done(*words, code=0):
    found = CliRunner().invoke(app, list(words))
    assert found.exit_code == code, (words, found.output, found.stderr)
    return found


def said(*words, code=0):
    return json.loads(done(*words, "--json", code=code).stdout)


def names(place):
    return dict(Workspace.open(place).frame("regions").select("region", "name").iter_rows())


def test_a_row_is_changed_added_removed_and_all_of_it_taken_back(place):
    one = ("edit", place, "regions", "--by", "Li")
    changed = said(*one, "--key", "region=a", "--set", "name==1+1", "--note", "why")
    assert names(place) == {"a": "=1+1", "b": "B"}
    said(*one, "--set", "region=c", "--set", "level=county")
    said(*one, "--key", "region=b", "--remove")
    assert names(place) == {"a": "=1+1", "c": None}
    said(*one, "--key", "region=a", "--set", "name=")
    assert names(place) == {"a": None, "c": None}
    listed = said("edits", "list", place, "--by", "Li")["items"]
    assert [bool(one["commit"]) for one in listed] == [True] * 4
    assert (listed[-1]["note"], listed[-1]["batch"]) == ("why", changed["batch"])
    for edit in listed:
        said("edits", "undo", place, str(edit["batch"]), "--by", "Wang")
    assert names(place) == {"a": "A", "b": "B"}
    assert [one["author"] for one in said("edits", "list", place, "--last", "1")["items"]] == [
        "Wang"
    ]


def test_what_is_wrong_is_told_in_both_languages_and_nothing_is_written(place):
    bad = ("edit", place, "regions", "--set", "region=c", "--set", "parent=zz")
    told = said(*bad, code=1)
    assert {one["problem"]["code"] for one in told["problems"]} == {
        "value-missing", "reference-unknown",
    }  # fmt: skip
    assert "未保存" in done(*bad, "--lang", "zh", code=1).stdout
    assert "reference-unknown" in done(*bad, "--dry-run", code=1).stderr
    assert said("edits", "list", place)["items"] == []
    for wrong in (("--key", "region=zz", "--set", "name=x"), ("--set", "nothing=1")):
        assert "-unknown" in str(done("edit", place, "regions", *wrong, code=1).exception)
    for wrong in (("--key", "region=a"), ("--sheet", "a.csv", "--from", "b.csv")):
        assert "edit-one" in str(done("edit", place, "regions", *wrong, code=1).exception)


def test_a_sheet_goes_out_and_comes_back(place, tmp_path):
    file = tmp_path / "regions.csv"
    written = said("edit", place, "regions", "--sheet", str(file))
    assert written["rows"] == 2
    file.write_text(file.read_text("utf-8").replace(",B,", ",Bee,"), encoding="utf-8")
    back = ("edit", place, "regions", "--from", str(file))
    assert said(*back, "--dry-run")["changed"] == 1
    assert names(place)["b"] == "B"
    assert said(*back, "--by", "Li")["saved"]
    assert names(place) == {"a": "A", "b": "Bee"}
    file.write_text("\n".join(file.read_text("utf-8").splitlines()[:2]), encoding="utf-8")
    assert said(*back)["missing"] == 1
    assert said(*back, "--remove")["removed"] == 1
    assert names(place) == {"a": "A"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_people_read_what_happened(place, lang):
    form = done("edit", place, "regions", "--lang", lang).stdout
    assert "area_km2" in form
    done("edit", place, "regions", "--key", "region=a", "--set", "name=X", "--lang", lang)
    listed = done("edits", "list", place, "--lang", lang).stdout
    assert "name: A → X" in listed
    assert "{" not in listed + form
