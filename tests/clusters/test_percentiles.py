"""Percentiles within groups against NumPy's own, one group at a time."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jiqun.clusters import group_percentiles

SHARES = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]
VALUES = st.lists(
    st.tuples(st.integers(0, 4), st.one_of(st.floats(-1e6, 1e6), st.integers(0, 3).map(float))),
    max_size=40,
)


@given(VALUES)
def test_each_group_is_what_numpy_says_to_the_last_bit(pairs):
    groups = np.array([g for g, _ in pairs], dtype=np.int64)
    values = np.array([v for _, v in pairs], dtype=np.float64)
    got = group_percentiles(values, groups, shares=SHARES, n_groups=5)
    for g in range(5):
        own = values[groups == g]
        if not len(own):
            assert np.isnan(got[g]).all()
            continue
        assert got[g].tolist() == np.percentile(own, [100 * s for s in SHARES]).tolist()


def test_nan_and_negative_groups_take_no_part():
    values = np.array([1.0, np.nan, 3.0, 100.0])
    groups = np.array([0, 0, 0, -1])
    assert group_percentiles(values, groups, shares=[0.5], n_groups=1).tolist() == [[2.0]]


def test_ties_give_the_tie_exactly():
    # (n - 1) * 0.75 is no integer here; interpolating between equal values must not move them
    values = np.full(7, 0.1)
    got = group_percentiles(values, np.zeros(7, dtype=np.int64), shares=[0.75], n_groups=1)
    assert got[0, 0] == 0.1


def test_no_groups_at_all():
    nothing = np.zeros(0)
    assert group_percentiles(nothing, nothing.astype(int), shares=[0.5], n_groups=0).shape == (0, 1)
