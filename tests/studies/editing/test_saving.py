"""Rows are changed whole or not at all, never over somebody else's, and taken back."""

import threading
from contextlib import suppress

import pytest

from jiqun.core import ConflictError, InputError, JiqunError, UnknownError
from jiqun.studies.editing import Change, check_rows, edits_of, save, settle, undo
from jiqun.workspace import Workspace

ONE = {"region": "a", "industry": "01", "year": 2020}


def codes(found):
    return sorted((one.row, one.problem.code) for one in found.problems)


def current(ws, table):
    from jiqun.studies.editing.held import current as now

    return now(ws, table)


def test_what_is_not_named_stays_and_empty_is_unknown(ws, change):
    saved = save(
        ws, "activity", [change(ws, "activity", ONE, {"employment": "1,234"})], author="Li"
    )
    assert saved.rows[0].values["employment"] == 1234
    assert saved.rows[0].values["withheld"] is False
    later = Change(key=ONE, seen=saved.rows[0].tag, values={"employment": "  "})
    assert save(ws, "activity", [later], author="Li").rows[0].values["employment"] is None


def test_a_large_shape_stays_to_the_byte_when_a_name_changes(ws, change):
    before = current(ws, "regions").filter(region="a")["geometry"][0]
    save(ws, "regions", [change(ws, "regions", {"region": "a"}, {"name": "New"})], author="Li")
    assert current(ws, "regions").filter(region="a")["geometry"][0] == before
    settle(ws)
    assert Workspace.open(ws.path).frame("regions").filter(region="a")["geometry"][0] == before


def test_one_bad_row_keeps_all_of_them_out(ws, change):
    wanted = [
        change(ws, "activity", ONE, {"employment": 5}),
        Change(values={"region": "zz", "industry": "01", "year": 2020, "employment": -1}),
        Change(values={"region": "b", "industry": "02"}),
    ]
    found = save(ws, "activity", wanted, author="Li")
    assert not found.saved
    assert found.batch is None
    assert codes(found) == [(1, "reference-unknown"), (1, "value-range"), (2, "value-missing")]
    assert {one.columns for one in found.problems} == {("region",), ("employment",), ("year",)}
    assert ws.journal().waiting() == 0


def test_rows_that_are_good_alone_may_not_be_so_together(ws):
    new = {"region": "b", "industry": "02", "year": 2020}
    twice = check_rows(ws, "activity", [Change(values=new), Change(values=dict(new))])
    assert codes(twice) == [(0, "key-duplicate"), (1, "key-duplicate")]
    assert codes(check_rows(ws, "activity", [Change(values=ONE)])) == [(0, "key-present")]
    circle = [
        Change(values={"region": "x", "level": "county", "parent": "y"}),
        Change(values={"region": "y", "level": "county", "parent": "x"}),
    ]
    assert {one.problem.code for one in check_rows(ws, "regions", circle).problems} == {
        "parent-cycle"
    }
    chain = [Change(values={**one.values, "parent": parent}) for one, parent in zip(
        circle, ("s1", "x"), strict=True
    )]  # fmt: skip
    assert check_rows(ws, "regions", chain).problems == ()


def test_a_named_row_goes_only_with_those_that_name_it(ws, change):
    gone = change(ws, "regions", {"region": "b"}, None)
    found = save(ws, "regions", [gone], author="Li")
    assert [(one.problem.code, one.problem.values["table"]) for one in found.problems] == [
        ("row-referred", "activity")
    ]
    naming = change(ws, "activity", {"region": "b", "industry": "01", "year": 2020}, None)
    assert save(ws, "activity", [naming], author="Li").rows == (None,)
    assert save(ws, "regions", [gone], author="Li").saved
    renamed = change(ws, "regions", {"region": "a"}, {"region": "c"})
    assert codes(save(ws, "regions", [renamed], author="Li"))[0] == (0, "row-referred")


def test_a_new_key_is_one_row_less_and_one_more(ws, change):
    moved = change(ws, "activity", ONE, {"year": 2021})
    saved = save(ws, "activity", [moved], author="Li")
    assert saved.edits == 2
    assert saved.rows[0].values["employment"] == 10
    assert current(ws, "activity").filter(region="a", industry="01")["year"].to_list() == [2021]
    onto = change(ws, "activity", {**ONE, "year": 2021}, {"industry": "02", "year": 2020})
    assert codes(save(ws, "activity", [onto], author="Li")) == [(0, "key-present")]


def test_the_second_of_two_who_saw_the_same_row_is_told_and_nothing_is_lost(ws, change):
    mine = change(ws, "activity", ONE, {"employment": 1})
    theirs = change(ws, "activity", ONE, {"withheld": True})
    save(ws, "activity", [theirs], author="Wang")
    with pytest.raises(ConflictError) as told:
        save(ws, "activity", [mine], author="Li")
    problem = told.value.problems[0]
    assert (problem.code, problem.values["author"]) == ("edit-conflict", "Wang")
    assert problem.values["row"]["withheld"] is True
    again = Change(key=ONE, seen=problem.values["tag"], values={"employment": 1})
    saved = save(ws, "activity", [again], author="Li")
    assert (saved.rows[0].values["employment"], saved.rows[0].values["withheld"]) == (1, True)


def test_a_row_that_is_gone_is_a_conflict_too(ws, change):
    mine = change(ws, "activity", ONE, {"employment": 1})
    save(ws, "activity", [change(ws, "activity", ONE, None)], author="Wang")
    with pytest.raises(ConflictError):
        save(ws, "activity", [mine], author="Li")


def test_nothing_changed_is_nothing_written(ws, change):
    found = save(ws, "activity", [change(ws, "activity", ONE, {"employment": "10.0"})], author="L")
    assert (found.saved, found.batch, found.edits) == (True, None, 0)


def test_edits_are_listed_and_taken_back(ws, change):
    save(ws, "activity", [change(ws, "activity", ONE, {"employment": 1})], author="Li", note="why")
    settle(ws)
    fresh = Workspace.open(ws.path)
    save(fresh, "organisations", [change(fresh, "organisations", {"organisation": "o01"}, None)],
         author="Wang")  # fmt: skip
    every = edits_of(fresh).items
    assert [(one.author, one.changed if one.after else None, one.commit) for one in every] == [
        ("Wang", None, None), ("Li", ("employment",), 2),
    ]  # fmt: skip
    assert edits_of(fresh, limit=1).next == 2
    assert edits_of(fresh, limit=1, before=2).items == every[1:]
    assert edits_of(fresh, table="activity", key=ONE).items == every[1:]
    assert edits_of(fresh, author="Wang").items == every[:1]
    undone = undo(fresh, every[1].batch, author="Wang")
    assert undone.rows[0].values["employment"] == 10
    assert undo(fresh, undone.batch, author="Li").rows[0].values["employment"] == 1
    with pytest.raises(UnknownError):
        undo(fresh, 99, author="Li")


def test_names_that_are_none_are_told(ws):
    with pytest.raises(UnknownError, match="column-unknown"):
        check_rows(ws, "activity", [Change(values={"nothing": 1})])
    with pytest.raises(UnknownError, match="column-unknown"):
        check_rows(ws, "activity", [Change(key={"region": "a"}, values={})])
    with pytest.raises(InputError, match="edits-many"):
        check_rows(ws, "activity", [Change(values={})] * 5001)


def test_a_parent_does_not_go_while_a_child_comes(ws, change):
    """Two people at one time, over and over: never a child without its parent."""
    for turn in range(12):
        code = f"t{turn}"
        save(ws, "regions", [Change(values={"region": code, "level": "county"})], author="Li")
        gone = change(ws, "regions", {"region": code}, None)
        child = Change(values={"region": code, "industry": "01", "year": 2020})
        barrier = threading.Barrier(2)

        def act(table, one, barrier=barrier):
            barrier.wait()
            with suppress(JiqunError):
                save(ws, table, [one], author=table)

        people = [
            threading.Thread(target=act, args=args)
            for args in (("regions", gone), ("activity", child))
        ]
        for one in people:
            one.start()
        for one in people:
            one.join()
        there = set(current(ws, "regions")["region"])
        assert set(current(ws, "activity")["region"]) <= there
