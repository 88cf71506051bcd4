"""What stands in for empty tables: named where one list has every code; never in a user's way."""

import polars as pl
import pytest

from jiqun.core import Origin
from jiqun.studies.completing import complete, sector_categories, stand_ins
from jiqun.studies.completing.sectors import counted_once
from jiqun.workspace import Workspace

ME = (Origin(producer="test", title="Made for this test"),)


def workspace(folder, regions, codes, **tables):
    ws = Workspace.create(folder / "ws")
    rows = pl.DataFrame({"region": regions, "industry": codes}).with_columns(
        year=pl.lit(2022), output=pl.lit(1.0), currency=pl.lit("CNY")
    )
    with ws.transaction() as t:
        t.put("activity", rows, origins=ME)
        for name, table in tables.items():
            t.put(name, table, origins=ME)
    return ws.path


def test_codes_of_one_list_have_its_names_and_parents(tmp_path):
    path = workspace(tmp_path, ["330203", "330206"], ["C18", "C36"])
    complete(path)
    ws = Workspace.open(path)
    names = dict(ws.frame("regions").select("region", "name_zh").iter_rows())
    assert (names["330203"], names["330200"]) == ("海曙区", "宁波市")
    assert set(ws.frame("industries")["system"]) == {"GB/T 4754-2017"}
    assert set(ws.frame("categories")["definition"]) == {"starter-gbt4754-2017"}
    assert {c.code for c in stand_ins(ws)} == {"table-of-codes", "categories-stand-in"}


def test_codes_that_no_list_has_stand_bare_and_sectors_are_industries(tmp_path):
    path = workspace(tmp_path, ["north", "south"], ["beer", "cars"])
    complete(path)
    ws = Workspace.open(path)
    assert ws.frame("regions")["level"].to_list() == ["region"] * 2
    assert ws.frame("categories")["category"].to_list() == ["beer", "cars"]
    assert set(ws.frame("categories")["definition"]) == {"sectors"}


def test_a_loaded_set_is_left_alone(tmp_path):
    own = pl.DataFrame({"definition": ["mine"], "category": ["c"], "industry": ["beer"],
                        "traded": [True]})  # fmt: skip
    kinds = pl.DataFrame({"industry": ["beer", "cars"], "system": ["s"] * 2})
    path = workspace(tmp_path, ["a", "b"], ["beer", "cars"], industries=kinds, categories=own)
    complete(path)
    ws = Workspace.open(path)
    assert ws.frame("categories")["definition"].to_list() == ["mine"]
    assert [c.values["table"] for c in stand_ins(ws)] == ["regions"]


def test_stand_ins_follow_the_data_and_nothing_is_written_twice(tmp_path):
    path = workspace(tmp_path, ["a", "b"], ["beer", "cars"])
    complete(path)
    before = Workspace.open(path).version
    complete(path)
    assert Workspace.open(path).version == before
    more = pl.DataFrame({"industry": ["beer", "cars", "tea"], "system": ["s"] * 3})
    rows = pl.DataFrame({"region": ["a"], "industry": ["tea"], "year": [2022], "output": [2.0],
                         "currency": ["CNY"]})  # fmt: skip
    with Workspace.open(path).transaction() as t:
        t.put("industries", more, origins=ME, mode="replace")
        t.put("activity", rows, origins=ME, mode="upsert")
    complete(path)
    assert Workspace.open(path).frame("categories")["category"].sort().to_list() == [
        "beer", "cars", "tea",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "once"),
    [
        (["C", "C13", "C14", "D"], ["C13", "C14", "D"]),
        (["C", "D"], ["C", "D"]),
        (["C", "C", "D", "D", "C13"], ["C", "D"]),
        (["C13", "C131", "C132"], ["C131", "C132"]),
    ],
)
def test_no_industry_is_counted_with_one_above_it(codes, once):
    parents = {"C13": "C", "C14": "C", "C131": "C13", "C132": "C13"}
    assert counted_once(codes, parents) == once


def test_sectors_hold_what_lies_in_them():
    parents, names = [None, "C", "C", None, "D"], ["Making", *"abcd"]
    told = pl.DataFrame(
        {"industry": ["C", "C13", "C14", "D", "D44"], "parent": parents, "name": names}
    )
    found = sector_categories(told, ["C13", "C14", "D44"])
    assert found.group_by("category", maintain_order=True).len().rows() == [("C", 2), ("D", 1)]
    assert found["name"].to_list() == ["Making", "Making", "c"]
    alone = sector_categories(told, ["C13", "C14"])
    assert alone["category"].to_list() == ["C13", "C14"], (
        "one sector says nothing: its industries do"
    )
