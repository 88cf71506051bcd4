"""Sums by group: what Polars gives, and the same bits however rows lie in chunks."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiqun.core import stream
from jiqun.tables import standing, sums_by, total

KEYS = ["a", "b"]


@pytest.fixture(scope="module")
def rows():
    rng = stream(seed=1)
    n = 20_000
    return pl.DataFrame(
        {
            "a": rng.choice(["x", "y", "z"], n),
            "b": rng.integers(0, 40, n),
            "x": rng.lognormal(0, 3, n),
        }
    ).with_columns(x=pl.when(pl.col("x") > 0.1).then("x"), b=pl.when(pl.col("b") > 3).then("b"))


def test_sums_are_those_of_the_rows_in_their_order(rows):
    made = sums_by(rows, KEYS, sums=[pl.col("x")])
    by_hand = {}
    for a, b, x in rows.iter_rows():
        by_hand[a, b] = by_hand.get((a, b), 0.0) + (x or 0.0)
    assert made.rows() == [(*key, value) for key, value in by_hand.items()]


def test_unknown_values_count_nothing_or_leave_the_sum_unknown(rows):
    x = pl.col("x")
    made = sums_by(
        rows, KEYS, sums=[x], known=[x.alias("known")], whole=[x.alias("whole")],
        beside=[pl.len(), x.null_count().alias("nulls")],
    )  # fmt: skip
    assert made["known"].is_null().to_list() == (made["nulls"] == made["len"]).to_list()
    assert made["whole"].is_null().to_list() == (made["nulls"] > 0).to_list()


def test_chunks_and_threads_move_no_bit(rows):
    """Polars' own sum of this column differs between one chunk and seven."""
    size = len(rows) // 7
    parts = [rows[k * size : (k + 1) * size] for k in range(7)] + [rows[7 * size :]]
    cut = pl.concat(parts, rechunk=False)
    assert cut["x"].n_chunks() > 1
    assert total(cut["x"]) == total(rows["x"])
    once = sums_by(rows, KEYS, sums=[pl.col("x")])
    assert once.equals(sums_by(cut, KEYS, sums=[pl.col("x")]))


@given(st.lists(st.tuples(st.sampled_from([None, 1, 10**15, -5]), st.booleans() | st.none())))
def test_groups_come_in_the_order_of_their_first_rows(pairs):
    rows = pl.DataFrame(pairs, schema={"a": pl.Int64, "b": pl.Boolean}, orient="row")
    made = sums_by(rows.with_columns(x=1.0), KEYS, sums=[pl.col("x")])
    assert made.select(KEYS).rows() == list(dict.fromkeys(pairs))
    assert made["x"].to_list() == [float(pairs.count(pair)) for pair in dict.fromkeys(pairs)]


def test_no_rows_give_no_groups():
    rows = pl.DataFrame(schema={"a": pl.String, "x": pl.Float64})
    made = sums_by(rows, "a", sums=[pl.col("x")], beside=[pl.len()])
    assert made.is_empty()
    assert made.columns == ["a", "x", "len"]
    assert math.isclose(total(rows["x"]), 0.0)


def test_what_differs_by_noise_alone_stands_alike():
    rows = pl.DataFrame({"x": [0.1 + 0.2, 0.3, 0.4, None], "name": ["b", "a", "c", "d"]})
    order = rows.sort(standing("x"), "name", descending=[True, False], nulls_last=True)
    assert order["name"].to_list() == ["c", "a", "b", "d"]
