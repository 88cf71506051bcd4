"""Spread, shape and slope: against NumPy without weights, against repeated numbers with them."""

import math

import numpy as np
import pytest

from jiqun.planted.moments.spreads import (
    correlation,
    kurtosis,
    peakedness,
    rank_size,
    robust_spread,
    slope,
    spread,
)


def numbers(n, seed=1):
    return np.random.Generator(np.random.Philox(seed)).laplace(0, 1, n)


def test_without_weights_they_are_numpy_s():
    values = numbers(501)
    low, high = np.quantile(values, [0.25, 0.75])
    assert spread(values) == pytest.approx(values.std())
    assert robust_spread(values) == pytest.approx((high - low) / 1.349)
    assert slope(values[:-1], values[1:]) == pytest.approx(
        np.polyfit(values[:-1], values[1:], 1)[0]
    )
    assert correlation(values[:-1], values[1:]) == pytest.approx(
        np.corrcoef(values[:-1], values[1:])[0, 1]
    )


@pytest.mark.parametrize("what", [spread, robust_spread, peakedness])
def test_a_weight_is_as_many_equal_numbers(what):
    values = numbers(400)
    times = np.random.Generator(np.random.Philox(2)).integers(1, 6, 400)
    assert what(values, times) == pytest.approx(what(np.repeat(values, times)), rel=0.02)


def test_a_slope_with_weights_is_that_of_repeated_points():
    x, y = numbers(60), numbers(60, 2)
    times = np.random.Generator(np.random.Philox(2)).integers(1, 6, 60)
    assert slope(x, y, times) == pytest.approx(slope(np.repeat(x, times), np.repeat(y, times)))


def test_shapes_of_known_distributions():
    chance = np.random.Generator(np.random.Philox(5))
    normal, tent = chance.normal(size=400_000), chance.laplace(size=400_000)
    assert kurtosis(normal) == pytest.approx(3, abs=0.05)
    assert kurtosis(tent) == pytest.approx(6, abs=0.3)
    assert peakedness(normal) == pytest.approx(math.sqrt(2 / math.pi), abs=0.003)
    assert peakedness(tent) == pytest.approx(1 / math.sqrt(2), abs=0.003)
    assert robust_spread(normal) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("what", [spread, robust_spread, peakedness, kurtosis])
@pytest.mark.parametrize("values", [[], [1.0] * 5, [math.nan] * 50])
def test_too_few_have_none(what, values):
    assert math.isnan(what(values))


def test_equal_numbers_have_no_shape_and_holes_change_nothing():
    assert math.isnan(peakedness([2.0] * 50))
    assert math.isnan(kurtosis([2.0] * 50))
    assert spread([2.0] * 50) == robust_spread([2.0] * 50) == 0
    values = numbers(60)
    holes = [*values, math.nan, math.inf, -math.inf]
    for what in (spread, robust_spread, peakedness, kurtosis):
        assert what(holes) == what(values)
    assert math.isnan(correlation([1.0] * 50, numbers(50)))
    assert math.isnan(slope([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]))
    assert math.isnan(rank_size([5.0]))
