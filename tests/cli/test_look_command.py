"""`jiqun look`: from a file as it is to a rated map in three commands, each printed by the last."""

import json
import shlex
import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.workspace import Workspace

FILES = (
    "a3.csv",
    "est.csv",
    "nomatch2.csv",
    "odd.csv",
    "unit.csv",
    "unit2.csv",
    "就业.csv",
    "年鉴.xlsx",
)


def said(*words):
    """Run a command as typed; give what it prints as JSON."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, (words, done.output, done.stderr)
    return json.loads(done.stdout)


@pytest.fixture
def yearbook(cases, tmp_path):
    """A copy of the folder, beside which rejects and maps may be written."""
    folder = tmp_path / "yearbook"
    folder.mkdir()
    for file in (cases / "25-yearbook").iterdir():
        shutil.copyfile(file, folder / file.name)
    return folder


def loaded(folder, name, *, workspace):
    """Look, and run exactly the commands that the look lists."""
    look = said("look", str(folder / name), "--in", str(workspace), "--json")
    assert 1 <= len(look["next"]) <= 2
    for command in look["next"]:
        head, *words = shlex.split(command)
        assert head == "jiqun"
        said(*words, "--json")
    return look


@pytest.mark.parametrize("name", FILES)
def test_each_file_comes_to_a_rated_map_in_three_commands(yearbook, tmp_path, name):
    workspace = tmp_path / "ws"
    loaded(yearbook, name, workspace=workspace)
    said("run", str(workspace), "--json")
    opened = Workspace.open(workspace)
    assert opened.frame("cells").height > 0
    assert opened.frame("regions")["name_zh"].null_count() == 0
    assert opened.frame("industries")["name_zh"].null_count() == 0


@pytest.mark.parametrize("name", ["年鉴.xlsx", "est.csv"])
def test_a_workspace_with_boundaries_takes_the_same_files(yearbook, tmp_path, name):
    workspace = tmp_path / "ws"
    said("init", str(workspace), "--json")
    loaded(yearbook, "regions.geojson", workspace=workspace)
    loaded(yearbook, name, workspace=workspace)
    said("run", str(workspace), "--json")
    regions = Workspace.open(workspace).frame("regions")
    assert regions.filter(pl.col("region") == "330203")["geometry"].null_count() == 0


def test_units_and_totals_of_a_long_file(yearbook, tmp_path):
    look = loaded(yearbook, "就业.csv", workspace=tmp_path / "ws")
    rows = Workspace.open(tmp_path / "ws").frame("activity")
    first = rows.filter((pl.col("region") == "330203") & (pl.col("industry") == "C18")).to_dicts()[
        0
    ]
    # 3.44 万人 and 1,204.0 亿元 stand in its fourth line
    assert (first["employment"], first["output"], first["currency"]) == (
        34_400,
        120_400_000_000,
        "CNY",
    )
    assert first["establishments"] == 295
    assert rows.height == 70  # ten districts, seven industries; the repeated line once, no total
    assert [one["stated"] for one in look["totals"]] == [99_999, 200.5, 20_000]
    # summed by hand with a spreadsheet: the line that stands twice counts once
    assert [one["summed"] for one in look["totals"]] == [70_993, 228.08, 49_786.9]
    assert not any(one["agrees"] for one in look["totals"])
    assert rows["employment"].null_count() == 2  # "…" and an empty cell: not known, not zero


def test_a_header_of_two_lines_with_merged_cells(yearbook, tmp_path):
    look = loaded(yearbook, "年鉴.xlsx", workspace=tmp_path / "ws")
    assert (look["layout"], look["across"], look["header_row"], look["header_rows"]) == (
        "wide",
        ["industry", "value"],
        3,
        2,
    )
    rows = Workspace.open(tmp_path / "ws").frame("activity")
    assert rows.height == 60
    cell = rows.filter((pl.col("region") == "330211") & (pl.col("industry") == "C26")).to_dicts()[0]
    assert (cell["establishments"], cell["employment"], cell["year"]) == (
        None,
        20_100,
        2022,
    )  # "-", 2.01 万人


def test_what_is_not_said_is_asked_and_stands_in_the_command(yearbook):
    look = said("look", str(yearbook / "unit.csv"), "--json")
    (question,) = look["questions"]
    assert question["key"] == "year" and question["certainty"] < 0.5
    assert f"--answer year={question['proposed']}" in look["next"][0]
    assert look["next"][0].startswith("jiqun load WORKSPACE activity ")
    again = said("look", str(yearbook / "unit.csv"), "--answer", "year=2019", "--json")
    assert again["questions"] == [] and again["preview"][0]["year"] == 2019


def test_a_map_that_somebody_wrote_is_left_alone(yearbook):
    own = yearbook / "est.csv.map.toml"
    own.write_text("# mine\n", encoding="utf-8")
    look = said("look", str(yearbook / "est.csv"), "--json")
    assert own.read_text(encoding="utf-8") == "# mine\n"
    assert look["map_file"] is None
    assert [one["code"] for one in look["cautions"]] == ["look-map-own"]


def test_next_year_the_saved_map_tells_what_changed(yearbook):
    saved = said("look", str(yearbook / "就业.csv"), "--json")["map_file"]
    text = (yearbook / "就业.csv").read_bytes().decode("gb18030")
    newer = yearbook / "newer.csv"
    newer.write_bytes(
        text.replace("2022", "2023")
        .replace("总产值(亿元)", "总产值(亿元),备注栏")
        .encode("gb18030")
    )
    rows = newer.read_bytes().decode("gb18030").splitlines()
    newer.write_bytes(
        "\r\n".join(row + "," if at > 2 else row for at, row in enumerate(rows)).encode("gb18030")
    )
    look = said("look", str(newer), "--saved", saved, "--json")
    told = {one["code"]: one["values"] for one in look["changes"]}
    assert told["look-columns-new"]["columns"] == ["备注栏"]
    assert look["preview"][0]["year"] == 2023 and look["preview"][0]["employment"] == 34_400


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_terminal_shows_columns_preview_and_questions(yearbook, lang):
    done = CliRunner().invoke(app, ["look", str(yearbook / "a3.csv"), "--lang", lang])
    assert done.exit_code == 0
    for word in ("总产出", "unit.output", "currency", "海曙区", "12,345"):
        assert word in done.output


def test_a_file_that_is_no_table_is_told(tmp_path):
    file = tmp_path / "letter.csv"
    file.write_text("Dear all,\nthe numbers follow.\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["look", str(file), "--json"])
    assert done.exit_code == 2
    assert json.loads(done.stdout)["next"] == []


def test_districts_that_were_abolished_are_told(tmp_path):
    """Jiangdong stood until 2015, Yin county until 2001; both lie in Yinzhou (330212) since."""
    file = tmp_path / "旧.csv"
    file.write_text("地区,纺织业,汽车制造业\n鄞县,5,6\n江东区,7,8\n市辖区,1,1\n", encoding="utf-8")
    told = {one["subject"]: one for one in said("look", str(file), "--json")["cautions"]}
    assert "2001" in told["鄞县"]["found"] and "330212" in told["鄞县"]["found"]
    assert "2015" in told["江东区"]["found"]
    assert "市辖区" in told["旧.csv"]["found"]
