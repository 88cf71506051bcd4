"""The one rule for p-values: counts by hand, ties to twelve digits, and what is undefined."""

import itertools

import numpy as np
import pytest

from jiqun.kernels import chance
from jiqun.kernels.envelopes import deviation_p, rank_band


def test_ties_count_on_both_sides():
    drawn = np.array([1.0, 2.0, 2.0, 3.0])
    # of 2: three at least as large, three at most as large; (3 + 1) / (4 + 1)
    assert chance.at_least(drawn, 2.0) == chance.at_most(drawn, 2.0) == 0.8
    assert chance.smaller_side(drawn, 2.0) == 0.8
    assert chance.smaller_side(drawn, 3.0) == 0.4
    assert chance.smaller_side(drawn, 9.0) == 0.2
    assert chance.smaller_side(np.zeros(99), 0.0) == 1.0


def test_two_sided_is_never_above_one():
    np.testing.assert_array_equal(
        chance.two_sided([0.01, 0.5, 0.8, np.nan]), [0.02, 1.0, 1.0, np.nan]
    )


def test_equal_is_what_twelve_digits_do_not_tell_apart():
    assert chance.at_least([0.1 + 0.2], 0.3) == chance.at_most([0.1 + 0.2], 0.3) == 1.0
    assert chance.at_least([0.3 - 1e-9], 0.3) == 0.5
    # what is left of terms of size 1 is noise; of nothing it is a number
    assert chance.at_least([-2e-17], 1e-17, size=1.0) == 1.0
    assert chance.at_least([-2e-17], 1e-17) == 0.5


def test_the_undefined_is_not_counted():
    drawn = np.array([[1.0, 5.0], [np.nan, 5.0], [3.0, 5.0]])
    np.testing.assert_array_equal(chance.at_least(drawn, [2.0, np.nan]), [2 / 3, np.nan])
    assert chance.at_least([np.inf, 1.0], np.inf) == pytest.approx(2 / 3)


def test_a_pool_is_counted_as_each_alone():
    pool, seen = np.array([0.3, 0.1, 0.2, 0.2]), np.array([0.1 + 0.2, 0.2, 0.05, 0.4])
    wanted = [int((pool >= one - 1e-12).sum()) for one in seen]
    assert chance.reaching(pool, seen).tolist() == wanted == [1, 3, 4, 0]
    assert chance.reaching(pool[:0], seen).tolist() == [0, 0, 0, 0]


def test_curves_that_tie_are_as_extreme():
    flat, curves = np.array([1.0, 1.0]), np.ones((19, 2))
    band = rank_band(flat, curves, level=0.05)
    assert band.p_value == 1.0
    assert (band.low <= flat).all()
    assert (flat <= band.high).all()
    assert deviation_p(flat, curves, np.array([1.0, 2.0]), level=0.05) == 1.0


def test_a_curve_leaves_its_band_exactly_when_it_is_significant():
    # every curve of two values 0 or 1, the observed any of them: ties everywhere
    every = np.array(list(itertools.product([0.0, 1.0], repeat=2)) * 10)
    for observed in ([0.0, 0.0], [0.0, 1.0], [2.0, 0.0], [2.0, 2.0]):
        band = rank_band(np.array(observed), every[:39], level=0.05)
        outside = (observed < band.low).any() or (observed > band.high).any()
        assert outside == (band.p_value <= 0.05), observed
