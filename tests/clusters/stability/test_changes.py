"""Other levels and definition sets, by hand; the smallest change; words in both languages."""

import polars as pl
import pytest

from jiqun.clusters.stability import (
    TESTS,
    definition_stability,
    level_stability,
    smallest_changes,
    vanishing_sentence,
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
    ("states", "share", "gone"), [("S", 0.6, False), ("T", 0.4, True), ("ST", 1.0, False)]
)
def test_a_level_keeps_what_lies_in_its_strong_regions(states, share, gone):
    tests = level_stability(PRINTS, strong(*(("d", "X", "state", s) for s in states)), PLACES)
    assert list(tests.columns) == list(TESTS)
    row = tests.row(0, named=True)
    assert (row["test"], row["detail"]) == ("level", "state")
    assert row["overlap"] == pytest.approx(share)
    assert row["vanishes"] is gone


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
    assert not one["vanishes"].item()
    # Q in a: both 10, whole 100 + 110 - 10
    far = definition_stability(PRINTS, strong(("e", "Q", "city", "a")), rows, CATEGORIES)
    assert far["overlap"].item() == pytest.approx(10 / 200)
    assert far["vanishes"].item()


def test_a_set_that_finds_nothing_there_leaves_nothing():
    rows = activity(ax=60.0, bx=40.0)
    none = definition_stability(PRINTS, strong(("d", "X", "city", "a")), rows, CATEGORIES)
    assert none.select("overlap", "vanishes").rows() == [(0.0, True)]


def test_a_part_of_a_region_counts_as_that_part():
    # the cluster has half of X's jobs in a (30 of 60): half of each industry is compared
    prints = PRINTS.filter(pl.col("region") == "a").with_columns(employment=pl.lit(30.0))
    rows = activity(ax=50.0, ay=10.0)
    row = definition_stability(prints, strong(("e", "P", "city", "a")), rows, CATEGORIES)
    assert row["overlap"].item() == pytest.approx(50 / 60)


def test_the_smallest_change_is_named():
    tests = pl.DataFrame(
        [
            ("a", "level", "state", True), ("a", "level", "area", True),
            ("b", "level", "area", True), ("b", "definition", "e", True),
            ("c", "sampling", None, True), ("c", "definition", "e", True),
            ("d", "sampling", None, False),
        ],
        schema=["cluster", "test", "detail", "vanishes"], orient="row",
    )  # fmt: skip
    named = dict(smallest_changes(tests, ["city", "area", "state"]).iter_rows())
    assert named == {"a": "level:area", "b": "definition:e", "c": "sampling"}


def test_it_is_said_in_both_languages():
    assert vanishing_sentence(None, "en").startswith("None of the changes")
    assert "地级市" in vanishing_sentence("level:city", "zh")
    assert "derived" in vanishing_sentence("definition:derived", "en")


def test_a_set_that_does_not_file_the_industries_is_no_test():
    # a set of one's own with another industry cannot find the cluster, nor lose it
    rows = activity(ax=60.0, bx=40.0, az=5.0)
    own = CATEGORIES.filter(pl.col("definition") == "d")
    other = pl.DataFrame({"definition": ["mine"], "category": ["Z"], "industry": ["z"]})
    tests = definition_stability(
        PRINTS, strong(("d", "X", "city", "a")), rows, pl.concat([own, other])
    )
    assert tests.is_empty()
