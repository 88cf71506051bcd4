"""What a form is told, and rows as they are now: edits that wait are among them."""

import pytest

from jiqun.core import InputError, UnknownError
from jiqun.studies.browsing.lists import Paging
from jiqun.studies.editing import Change, form, page, row_of, save, settle
from jiqun.tables import schemas


def test_a_form_knows_of_each_column_what_the_schema_knows(still):
    for name, target in schemas().items():
        told = {one.name: one for one in form(still, name).columns}
        assert tuple(told) == target.names
        for column in target.columns:
            field = told[column.name]
            assert (field.minimum, field.maximum) == (column.minimum, column.maximum)
            assert field.key == (column.name in target.key)
            assert [one.code for one in field.choices][: len(column.values)] == sorted(
                column.values, key=column.values.index
            )
            assert bool(field.table) == (column.references is not None)


def test_codes_of_another_table_are_listed_by_name_and_looked_up_where_many(still):
    by = {one.name: one for one in form(still, "activity").columns}
    assert [(one.code, one.name.zh) for one in by["region"].choices] == [
        ("N", "国"), ("a", "甲"), ("b", "乙"), ("s1", "省"),
    ]  # fmt: skip
    few = {one.name: one for one in form(still, "activity", most_choices=3).columns}
    assert few["region"].look_up
    assert few["region"].choices == ()


def test_a_table_without_rows_has_a_form_and_an_empty_page(still):
    assert form(still, "links").rows == 0
    assert page(still, "links").items == ()


def test_an_unknown_table_is_told(still):
    for ask in (form, page):
        with pytest.raises(UnknownError, match="table-unknown"):
            ask(still, "cells")


def test_rows_are_found_searched_sorted_and_paged(still):
    def keys(**asked):
        found = page(still, "regions", **asked)
        return [one.values["region"] for one in found.items], found.total

    assert keys() == (["N", "a", "b", "s1"], 4)
    assert keys(sort="-region") == (["s1", "b", "a", "N"], 4)
    assert keys(sort="area_km2") == (["b", "a", "N", "s1"], 4)
    assert keys(where=["level=county"], paging=Paging(limit=1, offset=1)) == (["b"], 2)
    assert keys(search="ALPH") == (["a"], 1)
    assert keys(search="乙") == (["b"], 1)
    assert keys(search=".*") == ([], 0)
    for wrong in ({"sort": "geometry"}, {"where": ["nothing=1"]}, {"where": ["x"]}):
        with pytest.raises(InputError):
            keys(**wrong)


def test_an_edit_that_waits_is_seen_at_once_and_no_number_is_made_of_nothing(ws):
    added = save(
        ws,
        "activity",
        [Change(values={"region": "b", "industry": "02", "year": 2021, "employment": ""})],
        author="Li",
    )
    assert added.saved
    assert ws.journal().waiting() == 1
    row = page(ws, "activity", where=["year=2021"]).items[0]
    assert row.values["employment"] is None
    zero = page(ws, "activity", where=["employment=0"]).items
    assert [one.values["industry"] for one in zero] == ["02"]
    settle(ws)
    again = page(ws.path, "activity", where=["year=2021"])
    assert (again.items[0].tag, again.waiting, again.commit) == (row.tag, 0, 2)


def test_a_row_is_found_by_its_key_in_any_writing_of_it(still):
    key = {"region": " a ", "industry": "01", "year": "2020"}
    assert row_of(still, "activity", key).values["employment"] == 10
    for wrong in ({"region": "a"}, {**key, "employment": 1}, {**key, "year": 1999}):
        with pytest.raises(UnknownError):
            row_of(still, "activity", wrong)
