"""Curves: the isotonic regression by its definition, and nothing that is sure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiqun.clusters.doubt.calibration import REST, Calibration, Curve, fit_calibration
from jiqun.core import stream


def drawn(n, *, seed=1, bend=2.0):
    chance = stream(seed=seed, replicate=0)
    computed = chance.random(n)
    return computed, chance.random(n) < computed**bend


def isotonic(values, weights):
    """Give max over starts of min over ends of the mean: the definition, not an algorithm."""
    n = len(values)
    mean = {
        (j, k): np.average(values[j : k + 1], weights=weights[j : k + 1])
        for j in range(n)
        for k in range(j, n)
    }
    return [max(min(mean[j, k] for k in range(i, n)) for j in range(i + 1)) for i in range(n)]


@pytest.mark.parametrize("seed", range(4))
def test_a_curve_is_the_isotonic_regression(seed):
    chance = stream(seed=seed, replicate=1)
    levels = np.sort(chance.random(25))
    computed = np.repeat(levels, 20)  # ties, and 500 outcomes
    came = chance.random(500) < computed
    curve = fit_calibration(computed, np.zeros(500, int), came, least=1).curves[0]
    fitted = np.array(isotonic(came.reshape(25, 20).mean(axis=1), np.full(25, 20.0)))
    values, first, runs = np.unique(fitted.round(12), return_index=True, return_counts=True)
    k = 20.0 * runs
    np.testing.assert_allclose(curve.told, np.maximum.accumulate((values * k + 0.5) / (k + 1)))
    starts = [levels[a : a + r].mean() for a, r in zip(first, runs, strict=True)]
    np.testing.assert_allclose(curve.computed, starts)


@given(st.integers(0, 10_000), st.sampled_from([1, 50, 120]))
def test_told_chances_never_fall_and_are_never_sure(seed, least):
    computed, came = drawn(400, seed=seed)
    fitted = fit_calibration(computed, np.arange(400) % 2, came, least=least)
    for code in (0, 1):
        told = fitted(np.linspace(0.0, 1.0, 101), np.full(101, code))
        assert (np.diff(told) >= 0).all()
        assert (told > 0).all()
        assert (told < 1).all()


def test_a_chance_told_rests_on_fifty_outcomes():
    computed, came = drawn(5000)
    curve = fit_calibration(computed, np.zeros(5000, int), came).curves[0]
    edges = np.concatenate([[-1.0], (curve.computed[1:] + curve.computed[:-1]) / 2, [2.0]])
    assert np.histogram(computed, edges)[0].min() >= 25  # blocks end half-way between knots
    assert len(curve.told) > 5


def test_what_is_told_came_true_as_often():
    computed, came = drawn(40_000)
    fitted = fit_calibration(computed, np.zeros(40_000, int), came)
    fresh, then = drawn(40_000, seed=9)
    told = fitted(fresh, np.zeros(40_000, int))
    for low in np.arange(0.0, 1.0, 0.1):
        own = (told >= low) & (told < low + 0.1)
        assert told[own].mean() == pytest.approx(then[own].mean(), abs=0.02)


def test_rare_groups_share_a_curve_or_are_told_as_computed():
    computed, came = drawn(1000)
    group = np.zeros(1000, int)
    group[:20], group[20:40] = 1, 2
    together = fit_calibration(computed, group, came)
    assert set(together.curves) == {0, REST}
    group[20:40] = 0
    alone = fit_calibration(computed, group, came)
    assert set(alone.curves) == {0}
    np.testing.assert_array_equal(alone(np.array([0.123]), np.array([1])), [0.123])


def test_few_outcomes_make_no_curve_and_unknown_ones_take_no_part():
    computed, came = drawn(600)
    assert fit_calibration(computed[:299], np.zeros(299, int), came[:299]) is None
    half = computed.copy()
    half[300:] = np.nan
    whole = fit_calibration(computed[:300], np.zeros(300, int), came[:300])
    found = fit_calibration(half, np.zeros(600, int), came)
    np.testing.assert_array_equal(found.curves[0].told, whole.curves[0].told)
    assert np.isnan(found(np.array([np.nan]), np.array([0]))).all()


def test_a_curve_is_level_beyond_its_ends():
    curve = Curve(computed=np.array([0.2, 0.8]), told=np.array([0.3, 0.5]))
    given_ = Calibration(curves={3: curve})
    got = given_(np.array([0.0, 0.5, 1.0, 0.7]), np.array([3, 3, 3, 4]))
    np.testing.assert_allclose(got, [0.3, 0.4, 0.5, 0.7])
