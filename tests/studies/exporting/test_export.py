"""Taking tables out: nothing that a spreadsheet runs, nothing overwritten, nothing lost."""

import json
import math

import fastexcel
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from jiqun.core import InputError, Origin, Record, UnknownError
from jiqun.studies.exporting import export_table, neutralised
from jiqun.studies.loading import load_table
from jiqun.workspace import Workspace

ME = Origin(producer="me", title="Mine", licence="CC0")
EVIL = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "-", "+", "=", "@"]
TAME = ["苏州", "a=b", "-5", "+5.5", "1e5", "-1.2e-3", "", " =1", "'=1", "x-y"]
SQUARE = shapely.to_wkb(shapely.box(120, 31, 121, 32))


@pytest.fixture
def ws(tmp_path):
    ws = Workspace.create(tmp_path / "ws", title="T")
    regions = pl.DataFrame(
        {
            "region": ["a", "b", "c"],
            "name": ["=cmd|' /C calc'!A0", "苏州", None],
            "level": ["city"] * 3,
            "population": [1.0, 2.5, None],
            "lon": [None, 120.5, None],
            "lat": [None, 31.5, None],
            "geometry": [SQUARE, None, None],
        }
    )
    patents = pl.DataFrame({"patent": ["p"], "year": [2020], "applicants": [["x", "y"]]})
    cells = pl.DataFrame({"region": ["a", "c"], "quotient": [1.5, math.nan]})
    with ws.transaction() as t:
        t.put("regions", regions, origins=[ME])
        t.put("patents", patents, origins=[ME])
        t.put_result("cells", cells, record=Record(subject="x", origins=(ME,)))
        t.put_result("bare", pl.DataFrame({"x": [1]}), record=Record(subject="x"))
    return ws


def out(ws, name, ending, **options):
    file = ws.path.parent / f"out{ending}"
    return export_table(ws.path, name=name, to=file, **options), file


@pytest.mark.parametrize("text", EVIL)
def test_formulas_get_an_apostrophe(text):
    assert neutralised(pl.DataFrame({"a": [text]}))[0]["a"][0] == "'" + text


@pytest.mark.parametrize("text", TAME)
def test_everything_else_stays(text):
    assert neutralised(pl.DataFrame({"a": [text]}))[0]["a"][0] == text


@given(st.text(max_size=5))
def test_no_text_comes_out_as_a_formula(text):
    cell = neutralised(pl.DataFrame({"a": [text]}, schema={"a": pl.String}))[0]["a"][0]
    harmless = not cell or cell[0] not in "=+-@\t\r"
    if not harmless:
        float(cell)  # a number is none
    assert cell in (text, "'" + text)


def test_numbers_and_nulls_are_not_text():
    frame = pl.DataFrame({"a": [-5, None], "b": [-1.5, 2.0], "=c": ["x", None]})
    got, count = neutralised(frame)
    assert got.rows() == frame.rows() and count == 0
    assert got.columns == ["a", "b", "'=c"]


def test_csv_opens_in_chinese_and_comes_back(ws):
    report, file = out(ws, "regions", ".csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert (report.rows, report.neutralised, report.version) == (3, 1, 1)
    frame = pl.read_csv(file)
    assert frame["name"].to_list() == ["'=cmd|' /C calc'!A0", "苏州", None]
    assert frame["population"].to_list() == [1.0, 2.5, None]
    other = Workspace.create(ws.path.parent / "other")
    assert load_table(other.path, table="regions", file=file).commit == 1
    back = Workspace.open(other.path).frame("regions")
    expected = ws.frame("regions").with_columns(
        name=pl.Series(["'=cmd|' /C calc'!A0", "苏州", None])
    )
    assert_frame_equal(back.drop("geometry"), expected.drop("geometry"))
    assert shapely.from_wkb(back["geometry"][0]).equals(shapely.from_wkb(SQUARE))


def test_parquet_is_the_table_itself(ws):
    _, file = out(ws, "regions", ".parquet")
    assert_frame_equal(pl.read_parquet(file), ws.frame("regions"))


def test_a_workbook_holds_text_as_text_and_says_where_it_is_from(ws):
    _, file = out(ws, "regions", ".xlsx")
    book = fastexcel.read_excel(str(file))
    frame = book.load_sheet("regions").to_polars()
    assert frame["name"][0] == "'=cmd|' /C calc'!A0"
    assert frame["population"].to_list() == [1.0, 2.5, None]
    about = dict(book.load_sheet("about", header_row=None).to_polars().rows())
    assert (about["producer"], about["licence"], about["commit"]) == ("me", "CC0", "1")
    _, file = out(ws, "patents", ".xlsx", force=True)
    assert fastexcel.read_excel(str(file)).load_sheet(0).to_polars()["applicants"][0] == "x;y"


def test_geojson_takes_shapes_from_wherever_they_are(ws):
    _, file = out(ws, "regions", ".geojson")
    shapes = {f["id"]: f["geometry"] for f in json.loads(file.read_text())["features"]}
    assert shapes["a"]["type"] == "Polygon"
    assert shapes["b"] == {"type": "Point", "coordinates": [120.5, 31.5]}
    assert shapes["c"] is None
    _, file = out(ws, "cells", ".geojson", force=True)
    first, second = json.loads(file.read_text())["features"]
    assert first["geometry"]["type"] == "Polygon" and first["properties"]["quotient"] == 1.5
    assert second["geometry"] is None and second["properties"]["quotient"] is None
    for name in ("patents", "bare"):
        with pytest.raises(InputError, match="export-geometry"):
            out(ws, name, ".geojson", force=True)


def test_an_earlier_state_can_be_taken_out(ws):
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame({"region": ["z"], "level": ["x"]}), mode="replace")
    _, file = out(ws, "regions", ".parquet", as_of=1)
    assert pl.read_parquet(file).height == 3


def test_refusals(ws, tmp_path):
    _, file = out(ws, "regions", ".csv")
    before = file.read_bytes()
    with pytest.raises(InputError, match=r"--force.*export-exists"):
        out(ws, "cells", ".csv")
    assert file.read_bytes() == before
    assert out(ws, "cells", ".csv", force=True)[0].rows == 2
    with pytest.raises(InputError, match="export-format"):
        out(ws, "cells", ".docx")
    with pytest.raises(InputError, match="export-inside"):
        export_table(ws.path, name="cells", to=ws.path / "tables" / "x.csv")
    with pytest.raises(InputError, match="export-inside"):
        export_table(ws.path, name="cells", to=tmp_path / "a" / ".." / "ws" / "x.csv")
    with pytest.raises(InputError, match="export-folder"):
        export_table(ws.path, name="cells", to=tmp_path / "nowhere" / "x.csv")
    assert not list(tmp_path.glob(".*draft"))


@pytest.mark.parametrize(
    "name", ["../ws/workspace", "/etc/passwd", "regions/../regions", "", "a;b"]
)
def test_a_name_is_a_name_and_no_path(ws, name):
    with pytest.raises(UnknownError, match="table-unknown"):
        out(ws, name, ".csv")


def test_a_sheet_that_is_too_long_is_refused(ws, monkeypatch):
    monkeypatch.setattr("jiqun.studies.exporting.cells.MOST_ROWS", 2)
    with pytest.raises(InputError, match="export-rows"):
        out(ws, "regions", ".xlsx")
