"""Other levels and definition sets, by hand; what sees a cluster; words in both languages."""

import polars as pl
import pytest

from jiqun.clusters.stability import (
    TESTS,
    definition_stability,
    level_stability,
    seen_at,
    seen_sentence,
)

PLACES = pl.DataFrame(
    [("a", "city", "a"), ("b", "city", "b"), ("a", "state", "S"), ("b", "state", "T")],
    schema=["region", "level", "place"],
    orient="row",
)
PRINTS = pl.DataFrame(
    [("one", "d", "X", "city", "a", 60.0), ("one", "d", "X", "city", "b", 40.0)],
    schema=["cluster", "definition", "category", "level", "region", "employment"],
    orient="row",
)


def strong(*rows):
    return pl.DataFrame(rows, schema=["definition", "category", "level", "region"], orient="row")


@pytest.mark.parametrize(
    ("states", "share", "seen"), [("S", 0.6, True), ("T", 0.4, False), ("ST", 1.0, True)]
)
def test_a_level_keeps_what_lies_in_its_strong_regions(states, share, seen):
    tests = level_stability(PRINTS, strong(*(("d", "X", "state", s) for s in states)), PLACES)
    assert list(tests.columns) == list(TESTS)
    row = tests.row(0, named=True)
    assert (row["test"], row["detail"]) == ("level", "state")
    assert row["overlap"] == pytest.approx(share)
    assert row["seen"] is seen


def test_its_own_level_and_levels_without_strong_cells_are_not_tests():
    assert level_stability(PRINTS, strong(("d", "X", "city", "a")), PLACES).is_empty()
    other = level_stability(PRINTS, strong(("d", "Y", "state", "S")), PLACES)
    assert other["overlap"].to_list() == [0.0]  # the level is compared, the category is not there


def activity(**jobs):
    rows = [("city", name[0], name[1:], value) for name, value in jobs.items()]
    return pl.DataFrame(rows, schema=["level", "region", "industry", "employment"], orient="row")


CATEGORIES = pl.DataFrame(
    [("d", "X", "x"), ("d", "X", "y"), ("e", "P", "x"), ("e", "Q", "y"), ("e", "Q", "z")],
    schema=["definition", "category", "industry"],
    orient="row",
)


def test_another_definition_set_is_the_same_by_half_of_the_jobs():
    # X is x 50 and y 10 in a, x 30 and y 10 in b: 100; P is x only: both 80, whole 100
    rows = activity(ax=50.0, ay=10.0, bx=30.0, by=10.0, az=100.0)
    found = strong(("e", "P", "city", "a"), ("e", "P", "city", "b"))
    row = definition_stability(PRINTS, found, rows, CATEGORIES).row(0, named=True)
    assert (row["test"], row["detail"], row["overlap"]) == ("definition", "e", 0.8)
    # only in a: both 50, whole 100
    one = definition_stability(PRINTS, strong(("e", "P", "city", "a")), rows, CATEGORIES)
    assert one["overlap"].item() == 0.5
    assert one["seen"].item()
    # Q in a: both 10, whole 100 + 110 - 10
    far = definition_stability(PRINTS, strong(("e", "Q", "city", "a")), rows, CATEGORIES)
    assert far["overlap"].item() == pytest.approx(10 / 200)
    assert not far["seen"].item()


def test_a_set_that_finds_nothing_there_leaves_nothing():
    rows = activity(ax=60.0, bx=40.0)
    none = definition_stability(PRINTS, strong(("d", "X", "city", "a")), rows, CATEGORIES)
    assert none.select("overlap", "seen").rows() == [(0.0, False)]


def test_a_part_of_a_region_counts_as_that_part():
    # the cluster has half of X's jobs in a (30 of 60): half of each industry is compared
    prints = PRINTS.filter(pl.col("region") == "a").with_columns(employment=pl.lit(30.0))
    rows = activity(ax=50.0, ay=10.0)
    row = definition_stability(prints, strong(("e", "P", "city", "a")), rows, CATEGORIES)
    assert row["overlap"].item() == pytest.approx(50 / 60)


def test_what_sees_it_is_named_in_order():
    tests = pl.DataFrame(
        [
            ("a", "level", "state", True), ("a", "level", "area", True),
            ("b", "level", "area", True), ("b", "definition", "e", True),
            ("b", "resolution", "40", True), ("b", "resolution", "6", True),
            ("b", "resolution", "12", False), ("b", "sampling", "ties", None),
            ("c", "sampling", None, None), ("c", "definition", "e", False),
            ("d", "sampling", None, None),
        ],
        schema=["cluster", "test", "detail", "seen"], orient="row",
    )  # fmt: skip
    named = dict(seen_at(tests, ["city", "area", "state"]).iter_rows())
    assert named == {
        "a": "level:area,level:state",
        "b": "resolution:6,resolution:40,definition:e,level:area",
        "c": "",  # looked at, not seen; of d nothing was looked at
    }


def test_it_is_said_in_both_languages():
    assert seen_sentence(None, "en").startswith("There is no other")
    assert seen_sentence("", "en").startswith("It is seen at no other")
    assert "地级市" in seen_sentence("level:city", "zh")
    both = seen_sentence("resolution:12,definition:derived", "en")
    assert "at 12 km, under the definition set “derived from these data”" in both


def test_a_set_that_does_not_file_the_industries_is_no_test():
    # a set of one's own with another industry cannot find the cluster, nor lose it
    rows = activity(ax=60.0, bx=40.0, az=5.0)
    own = CATEGORIES.filter(pl.col("definition") == "d")
    other = pl.DataFrame({"definition": ["mine"], "category": ["Z"], "industry": ["z"]})
    tests = definition_stability(
        PRINTS, strong(("d", "X", "city", "a")), rows, pl.concat([own, other])
    )
    assert tests.is_empty()
