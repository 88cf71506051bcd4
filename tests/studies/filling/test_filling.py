"""A fill of a workspace: one commit, the same twice, taken back, and renewed with its tables."""

import polars as pl
import pytest

from jiqun.core import InputError, Origin
from jiqun.studies import FillPlan, fill, undo
from jiqun.workspace import Workspace

ME = (Origin(producer="me", title="t"),)
REGIONS = {"region": ["C", "A", "B", "D"], "level": ["city", *["district"] * 3],
           "parent": [None, "C", "C", "C"]}  # fmt: skip
INDUSTRIES = {"industry": ["X", "Y"], "system": ["s"] * 2}


def put(ws, rows, mode="replace"):
    frame = pl.DataFrame(
        rows, schema=["region", "industry", "employment"], orient="row",
        schema_overrides={"employment": pl.Float64},
    ).with_columns(year=pl.lit(2020), withheld=pl.col("employment").is_null())  # fmt: skip
    with ws.transaction() as t:
        t.put("activity", frame, origins=ME, mode=mode)


@pytest.fixture
def folder(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame(REGIONS), origins=ME)
        t.put("industries", pl.DataFrame(INDUSTRIES), origins=ME)
    put(ws, [("C", "X", 100.0), ("A", "X", 60.0), ("B", "X", None), ("D", "X", 10.0),
             ("C", "Y", 50.0), ("A", "Y", 20.0), ("B", "Y", 20.0), ("D", "Y", 10.0)])  # fmt: skip
    return tmp_path / "ws"


def cell(folder, region, industry):
    rows = Workspace.open(folder).frame("activity").filter(region=region, industry=industry)
    return rows.row(0, named=True) if len(rows) else None


def test_a_gap_is_filled_in_one_commit_and_told(folder):
    before = Workspace.open(folder).version
    report = fill(folder)
    assert report.commit == before + 1
    assert [(one.step, one.cells, one.employment) for one in report.steps] == [
        ("residual", 1, 30.0)
    ]
    got = cell(folder, "B", "X")
    assert (got["employment"], got["imputed"], got["withheld"]) == (30.0, "residual", True)
    district = next(one for one in report.levels if one.level == "district")
    assert (district.published, district.withheld) == (120.0, 30.0)
    assert district.visible_share == 1.0  # the total leaves no doubt of the withheld number


def test_the_same_again_changes_nothing(folder):
    first = fill(folder)
    second = fill(folder)
    assert second.unchanged and second.commit == first.commit
    assert fill(folder, again=True).commit == first.commit
    assert second.steps == first.steps and second.levels == first.levels


def test_undo_takes_a_fill_back(folder):
    whole = Workspace.open(folder).frame("activity")
    fill(folder)
    undo(folder)
    assert Workspace.open(folder).frame("activity").equals(whole)
    assert not Workspace.open(folder).has("fills")


def test_it_says_what_stood_there_before(folder):
    fill(folder)
    row = Workspace.open(folder).frame("fills").row(0, named=True)
    assert (row["region"], row["step"], row["employment"]) == ("B", "residual", 30.0)
    assert row["before_employment"] is row["before_imputed"] is None


def test_a_new_number_of_a_total_renews_the_fill(folder):
    fill(folder)
    put(Workspace.open(folder), [("C", "X", 110.0)], mode="upsert")
    fill(folder)
    assert cell(folder, "B", "X")["employment"] == 40.0


def test_a_number_that_was_published_since_stands(folder):
    fill(folder)
    put(Workspace.open(folder), [("B", "X", 29.0)], mode="upsert")
    with_gap_elsewhere = [("D", "Y", None)]
    put(Workspace.open(folder), with_gap_elsewhere, mode="upsert")
    fill(folder)
    got = cell(folder, "B", "X")
    assert (got["employment"], got["imputed"]) == (29.0, None)
    assert cell(folder, "D", "Y")["employment"] == 10.0


def test_rows_for_hidden_cells_come_and_go(folder):
    ws = Workspace.open(folder)
    put(ws, [("C", "X", 100.0), ("A", "X", 60.0), ("B", "X", 30.0), ("C", "Y", 50.0),
             ("A", "Y", 20.0), ("B", "Y", 20.0), ("D", "Y", 10.0)])  # fmt: skip
    fill(folder)
    got = cell(folder, "D", "X")
    assert (got["employment"], got["hidden"]) == (10.0, True)
    fill(folder, FillPlan(hidden=False))
    assert cell(folder, "D", "X") is None


def test_bounds_that_a_user_gave_hold_in_every_fill(folder):
    ws = Workspace.open(folder)
    rows = ws.frame("activity").with_columns(
        employment=pl.when(pl.col("region").is_in(["B", "D"]), pl.col("industry") == "X")
        .then(None).otherwise(pl.col("employment")),
        employment_low=pl.when(pl.col("region") == "B", pl.col("industry") == "X").then(25.0),
        employment_high=pl.when(pl.col("region") == "B", pl.col("industry") == "X").then(35.0),
    )  # fmt: skip
    with ws.transaction() as t:
        t.put("activity", rows, origins=ME, mode="replace")
    for _ in range(3):
        fill(folder, again=True)
        got = cell(folder, "B", "X")
        assert (got["employment_low"], got["employment_high"]) == (25.0, 35.0)
        assert cell(folder, "D", "X")["employment_low"] == 5.0


def test_where_nothing_is_missing_nothing_is_written(tmp_path, folder):
    ws = Workspace.open(folder)
    put(ws, [("A", "X", 60.0), ("B", "X", 30.0)])
    before = Workspace.open(folder).version
    with pytest.raises(InputError, match="fill-nothing"):
        fill(folder)
    assert Workspace.open(folder).version == before
