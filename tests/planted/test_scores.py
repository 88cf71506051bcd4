"""Scores: by hand, at the edges, and what is refused."""

import math

import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.planted import score

CELLS = pl.DataFrame(
    {
        "level": ["county"] * 5 + ["city"],
        "region": ["a", "b", "c", "d", "e", "A"],
        "category": ["x"] * 6,
        "stage": ["growth", "growth", "maturity", "decline", "growth", "growth"],
        "strength": [3.0, 5.0, 9.0, 20.0, 1.1, 3.0],
        "planted": [True, True, True, True, False, True],
    }
)
TRUTH = {"planted_region_categories": CELLS}


def found(*regions):
    return (
        pl.DataFrame(
            {"region": list(regions), "category": ["x"] * len(regions)},
            schema=["region", "category"],
            orient="row",
        )
        if not regions
        else pl.DataFrame({"region": list(regions), "category": ["x"] * len(regions)})
    )


def test_by_hand():
    # planted a, b, c, d; found a, c, e, z: two of four found are planted, two of four planted found
    got = score(found("a", "c", "e", "z"), TRUTH, "county")
    assert (got.precision, got.recall, got.f1, got.jaccard) == (0.5, 0.5, 0.5, 2 / 6)
    assert (got.n_called, got.n_planted, got.n_both) == (4, 4, 2)


def test_recall_by_part_adds_up():
    got = score(found("a", "c"), TRUTH, "county")
    stages = {row["part"]: (row["planted"], row["called"]) for row in got.by_stage}
    assert stages == {"growth": (2, 1), "maturity": (1, 1), "decline": (1, 0)}
    bands = {row["part"]: row["recall"] for row in got.by_strength}
    assert bands == {"2.5-4": 1.0, "4-8": 0.0, "8-16": 1.0, "16-": 0.0}
    for parts in (got.by_stage, got.by_strength):
        assert sum(row["planted"] for row in parts) == got.n_planted
        assert sum(row["called"] for row in parts) == got.n_both


def test_repetitions_count_once():
    assert score(found("a", "a", "a"), TRUTH, "county").n_called == 1


def test_another_level_has_its_own_truth():
    got = score(found("A"), TRUTH, "city")
    assert (got.precision, got.recall) == (1.0, 1.0)


def test_nothing_found_is_undefined_not_zero():
    empty = pl.DataFrame(schema={"region": pl.String, "category": pl.String})
    got = score(empty, TRUTH, "county")
    assert math.isnan(got.precision)
    assert got.recall == 0.0 and got.f1 == 0.0


def test_the_truth_itself_scores_one(country):
    truth = country.truth["planted_region_categories"]
    for level in ("county", "city", "province", "economic-area"):
        whole = truth.filter((pl.col("level") == level) & pl.col("planted"))
        got = score(whole, country.truth, level)
        assert (got.precision, got.recall, got.f1, got.jaccard) == (1.0, 1.0, 1.0, 1.0)


def test_an_unknown_level_is_refused():
    with pytest.raises(UnknownError) as told:
        score(found("a"), TRUTH, "planet")
    assert told.value.problems[0].code == "level-unknown"


def test_missing_columns_are_refused():
    with pytest.raises(InputError) as told:
        score(pl.DataFrame({"region": ["a"]}), TRUTH, "county")
    assert told.value.problems[0].code == "found-columns"
