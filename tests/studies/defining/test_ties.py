"""What ties industries beside place, read from a workspace: sectors, final uses, occupations."""

import polars as pl
import pytest

from jiqun.core import Origin
from jiqun.studies.defining.ties import lines_above, occupations, trade
from jiqun.studies.loading import create_workspace
from jiqun.workspace import Workspace

ORIGIN = Origin(producer="The tests", title="Ties")
INDUSTRIES = pl.DataFrame(
    [("11", None), ("111", "11"), ("1111", "111"), ("1112", "111"), ("21", None), ("2111", "21")],
    schema={"industry": pl.String, "parent": pl.String},
    orient="row",
)
LEAVES = ("1111", "1112", "2111")


def workspace(folder, **tables):
    ws = Workspace.open(create_workspace(folder / "ws", title="t").path)
    with ws.transaction(verb="load", note="") as t:
        for name, rows in {"industries": INDUSTRIES, **tables}.items():
            t.put(name, rows, origins=(ORIGIN,))
    return Workspace.open(ws.path)


def flows(rows):
    named = pl.DataFrame(
        rows, schema=["from_industry", "to_industry", "year", "value"], orient="row"
    )
    return named.with_columns(
        from_region=pl.lit("X"), to_region=pl.lit("X"), currency=pl.lit("USD"),
        value=pl.col("value").cast(float),
    )  # fmt: skip


def test_sectors_come_from_the_table_then_from_the_code(tmp_path):
    ws = workspace(
        tmp_path,
        flows=flows([("s1", "s2", 2017, 5), ("s2", "s1", 2017, 2), ("s1", "F1", 2017, 9),
                     ("21", "s1", 2017, 3), ("s1", "s3", 2017, 1), ("s1", "s2", 2012, 99)]),
        industry_sectors=pl.DataFrame(
            [("111", "s1"), ("1112", "s3"), ("2111", "unknown")],
            schema=["industry", "sector"], orient="row",
        ),
    )  # fmt: skip
    found, sectors = trade(ws, LEAVES)
    # 1111 by the class above it; 1112 by its own row, though s3 only buys; 2111 by its code's
    assert sectors == {"1111": "s1", "1112": "s3", "2111": "21"}
    assert found.sectors == ("21", "s1", "s2", "s3")
    assert found.intermediate.tolist() == [
        [0, 3, 0, 0], [0, 0, 5, 1], [0, 2, 0, 0], [0, 0, 0, 0],
    ]  # fmt: skip
    assert found.final.tolist() == [0, 9, 0, 0]  # F1 never sells and is no one's sector


def test_flows_that_name_no_industry_tie_none(tmp_path):
    ws = workspace(tmp_path, flows=flows([("s1", "s2", 2017, 5)]))
    assert trade(ws, LEAVES) == (None, {})


def test_occupations_are_those_of_the_nearest_class_that_is_named(tmp_path):
    rows = [(i, o, y, float(n)) for i, o, y, n in (
        ("111", "cook", 2019, 4), ("111", "clerk", 2019, 1), ("1112", "smith", 2019, 3),
        ("2111", "clerk", 2019, 2), ("2111", "cook", 2018, 50),
    )]  # fmt: skip
    table = pl.DataFrame(
        rows, schema=["industry", "occupation", "year", "employment"], orient="row"
    )
    found = occupations(workspace(tmp_path, occupations=table), LEAVES)["occupations"]
    got = {
        (o, i): found.values[r, k]
        for r, o in enumerate(found.regions)
        for k, i in enumerate(found.industries)
    }
    assert {cell: value for cell, value in got.items() if value} == {
        ("cook", "1111"): 4.0, ("clerk", "1111"): 1.0, ("smith", "1112"): 3.0,
        ("clerk", "2111"): 2.0,
    }  # fmt: skip


def test_too_few_occupations_say_nothing(tmp_path):
    table = pl.DataFrame(
        [("1111", "cook", 2019, 4.0)], schema=["industry", "occupation", "year", "employment"],
        orient="row",
    )  # fmt: skip
    assert occupations(workspace(tmp_path, occupations=table), LEAVES) == {}


@pytest.mark.parametrize("parents", [{"a": "b", "b": "a"}, {"a": "a"}])
def test_a_circle_of_parents_ends(parents):
    table = pl.DataFrame(list(parents.items()), schema=["industry", "parent"], orient="row")
    assert lines_above(table, ("a",))["a"] == tuple(x for x in parents.values() if x != "a")
