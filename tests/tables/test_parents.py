"""Chains of parents: circles and endless chains are refused, in the file and with what is there."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiqun.tables import schema, validate
from jiqun.tables.door.cycles import chains


def regions(pairs):
    rows = list(pairs)
    return pl.DataFrame(
        {
            "region": [a for a, _ in rows],
            "level": ["x"] * len(rows),
            "parent": [b for _, b in rows],
        },
        schema={"region": pl.String, "level": pl.String, "parent": pl.String},
    )


def hung(table, pairs, child):
    return {
        (table, child): pl.Series([a for a, _ in pairs], dtype=pl.String),
        (table, "parent"): pl.Series([b for _, b in pairs], dtype=pl.String),
    }


def codes(checked):
    return [p.code for p in checked.problems]


def test_the_whole_way_round_is_named():
    told = validate(regions([("a", "b"), ("b", "c"), ("c", "a"), ("d", "c")]), schema("regions"))
    assert codes(told) == ["parent-cycle", "reference-refused"]
    assert "a → b → c → a" in told.problems[0].found
    assert "a → b → c → a" in told.problems[0].said("zh").found
    assert told.problems[0].values["count"] == 3
    assert told.accepted.is_empty()


def test_its_own_parent_is_told_as_that():
    told = validate(regions([("a", "a"), ("b", None)]), schema("regions"))
    assert codes(told) == ["parent-cycle"]
    assert "own parent" in told.problems[0].found
    assert told.accepted["region"].to_list() == ["b"]


def test_circles_with_what_is_there_are_refused():
    known = hung("regions", [("a", "b"), ("b", None)], "region")
    told = validate(regions([("b", "a")]), schema("regions"), known=known)
    assert codes(told) == ["parent-cycle"]
    assert "b → a → b" in told.problems[0].found


def test_a_row_that_is_replaced_no_longer_counts():
    known = hung("regions", [("a", "b"), ("b", None)], "region")
    told = validate(regions([("b", "a"), ("a", None)]), schema("regions"), known=known)
    assert codes(told) == []


def test_a_refused_row_brings_back_what_it_would_have_replaced():
    known = hung("regions", [("b", "a"), ("a", None), ("c", None)], "region")
    file = regions([("a", "b"), ("b", "c")]).with_columns(level=pl.Series(["x", None]))
    told = validate(file, schema("regions"), known=known)
    assert codes(told) == ["value-missing", "parent-cycle"]
    assert told.accepted.is_empty()


def test_an_old_circle_is_not_the_new_file_s_fault():
    known = hung("regions", [("a", "b"), ("b", "a")], "region")
    told = validate(regions([("c", "a")]), schema("regions"), known=known)
    assert codes(told) == []


def test_industries_too():
    frame = pl.DataFrame({"industry": ["1", "2"], "system": ["s", "s"], "parent": ["2", "1"]})
    told = validate(frame, schema("industries"))
    assert codes(told) == ["parent-cycle"]
    assert "1 → 2 → 1" in told.problems[0].found


def test_further_hierarchies_may_not_turn_round_either():
    there = {("regions", "region"): pl.Series(["a", "b", "c"]),
             ("regions", "parent"): pl.Series(["b", None, None])}  # fmt: skip
    frame = pl.DataFrame({"region": ["b", "c", "c"], "parent": ["a", "c", "a"]})
    told = validate(frame, schema("region_parents"), known=there)
    assert codes(told) == ["parent-cycle"]
    assert told.accepted.rows() == [("c", "a")]
    assert "b → a → b; c → c" in told.problems[0].found


def test_chains_without_end_are_refused():
    line = [(f"{at}", f"{at + 1}" if at < 5000 else None) for at in range(5001)]
    told = validate(regions(line), schema("regions"))
    assert codes(told) == ["parent-depth"]
    assert told.accepted["region"].to_list() == ["5000"]
    good = [(f"{at}", f"{at + 1}" if at < 50 else None) for at in range(51)]
    assert codes(validate(regions(good), schema("regions"))) == []
    below = hung("regions", good, "region")
    told = validate(regions([("50", "top"), ("top", None)]), schema("regions"), known=below)
    assert codes(told)[0] == "parent-depth"


def test_orphans_and_all_that_hangs_under_them_are_refused():
    told = validate(regions([("a", "gone"), ("b", "a"), ("c", "b")]), schema("regions"))
    assert codes(told) == ["reference-unknown", "reference-refused"]
    assert told.accepted.is_empty()


def test_a_circle_of_many_is_told_shortly_and_soon():
    many = 100_000
    told = validate(regions([(f"{k}", f"{(k + 1) % many}") for k in range(many)]),
                    schema("regions"))  # fmt: skip
    assert codes(told) == ["parent-cycle"]
    assert len(told.problems[0].found) < 1000


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=14),
       st.integers(0, 14))  # fmt: skip
def test_circles_are_those_that_a_walk_finds(pairs, split):
    edges = [(f"{a}", f"{b}") for a, b in pairs]
    whole = pl.DataFrame(edges, schema={"child": pl.String, "parent": pl.String}, orient="row")
    told = chains(whole[:split], whole[split:], most=99)

    def reaches(start, goal):
        seen, front = set(), {start}
        while front:
            front = {b for a, b in edges if a in front} - seen
            seen |= front
        return goal in seen

    assert told.circular.to_list() == [reaches(b, a) or a == b for a, b in edges[:split]]
    for cycle in told.cycles:
        assert set(zip(cycle, (*cycle[1:], cycle[0]), strict=True)) <= set(edges)
    assert bool(told.cycles) == told.circular.any()


@pytest.mark.parametrize("mode", ["upsert", "append", "replace"])
def test_loading_refuses_circles_across_files(tmp_path, mode):
    from jiqun.studies import create_workspace, load_table

    create_workspace(tmp_path / "ws")
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text("region,level,parent\na,x,b\nb,x,\n")
    second.write_text("region,level,parent\nb,x,a\n")
    load_table(tmp_path / "ws", table="regions", file=first)
    told = load_table(tmp_path / "ws", table="regions", file=second, mode=mode)
    assert told.commit is None
    expected = {"upsert": "parent-cycle", "append": "parent-cycle", "replace": "reference-unknown"}
    assert told.problems[0].code == expected[mode]
