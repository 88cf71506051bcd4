"""Sorting within groups and quantiles over draws, against NumPy's own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jiqun.clusters.percentiles import sort_within
from jiqun.core import stream
from jiqun.kernels.finding.resampling import row_quantiles, sort_groups


def grouped(groups, count):
    members = np.argsort(groups, kind="stable").astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(np.bincount(groups, minlength=count))])
    return members, starts.astype(np.int64)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-3, 9)), max_size=40))
def test_groups_are_sorted_as_the_rule_engine_sorts_them(rows):
    groups = np.array([g for g, _ in rows], dtype=np.int64)
    values = np.array([float(v) if v >= 0 else np.nan for _, v in rows])
    members, starts = grouped(groups, 5)
    ordered, count = np.empty(len(values)), np.empty(5, dtype=np.int64)
    sort_groups(values, members, starts, ordered, count)
    expected, expected_count = sort_within(values, groups, n_groups=5)
    np.testing.assert_array_equal(ordered[: count.sum()], expected)
    np.testing.assert_array_equal(count, expected_count)


def test_quantiles_over_draws_are_numpys():
    chance = stream(seed=1, name="test-quantiles")
    drawn = chance.normal(size=(37, 50)).astype(np.float32)
    drawn[chance.random(drawn.shape) < 0.2] = np.nan
    drawn[:, 7] = np.nan
    shares = np.array([0.025, 0.5, 1.0])
    out = np.empty((50, 3))
    row_quantiles(drawn, shares, out)
    assert np.isnan(out[7]).all()
    rest = np.delete(np.arange(50), 7)
    expected = np.nanquantile(drawn[:, rest].astype(np.float64), shares, axis=0).T
    np.testing.assert_allclose(out[rest], expected, rtol=1e-12)
