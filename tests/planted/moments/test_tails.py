"""Exponents of tails against another package's values, a slow search, and awkward numbers."""

import math

import numpy as np
import pytest
from scipy.special import zeta

from jiqun.planted.moments import hill_exponent, power_tail, slope_between


def drawn():
    """Give real and whole numbers whose tail is a power law and whose body is none."""
    chance = np.random.Generator(np.random.Philox(11))

    def one_of(n, share, one, other):
        return np.where(chance.random(n) < share, one, other)

    real = np.round(10 * (1 - chance.random(3000)) ** (-1 / 1.4) * one_of(3000, 0.4, 1, 0.2), 3)
    whole = np.floor((1 - chance.random(4000)) ** (-1 / 1.2) * one_of(4000, 0.5, 3, 1))
    return {"real": real, "whole": whole}


#: Exponent (of the density, less 1) and distance by the package powerlaw 2.0.0 for the numbers
#: above: thresholds given, ``estimate_discrete=False`` for whole ones.
OUTSIDE = [
    ("whole", 5, 1.0998541192123565, 0.02099985917190561),
    ("whole", 10, 1.1617494547978406, 0.025874112218944534),
    ("whole", 20, 1.160966320609906, 0.05699076805720327),
    ("real", 5, 0.8523691635101764, 0.2568338618663735),
    ("real", 10, 1.4497874985532846, 0.018068556172054717),
    ("real", 20, 1.462064338369978, 0.04455903561521171),
]


@pytest.mark.parametrize(("kind", "least", "exponent", "distance"), OUTSIDE)
def test_a_given_threshold_fits_as_another_package_does(kind, least, exponent, distance):
    tail = power_tail(drawn()[kind], least=least)
    assert tail.exponent == pytest.approx(exponent, abs=5e-5)
    assert tail.distance == pytest.approx(distance, abs=2e-5)


def test_the_chosen_threshold_is_the_other_package_s():
    whole = power_tail(drawn()["whole"])
    assert (whole.least, whole.exponent) == (3, pytest.approx(1.076281301403907, abs=5e-5))
    # among 3,000 real values eighty thresholds are tried, the package tries all: 9.903
    real = power_tail(drawn()["real"])
    assert real.least == pytest.approx(9.903, rel=0.05)
    assert real.exponent == pytest.approx(1.4325859131840417, rel=0.02)


def slow_tail(values, fewest):
    """Try every threshold one by one; compare distributions at every value and just below it."""
    values = sorted(v for v in values if 0 < v < math.inf)
    whole = all(v == int(v) for v in values)
    best = None
    for least in sorted(set(values)):
        tail = [v for v in values if v >= least]
        if len(tail) < fewest or len(set(tail)) < 2:
            continue
        if whole:
            powers = np.linspace(1.01, 8, 14_000)
            likely = -len(tail) * np.log(zeta(powers, least)) - powers * sum(map(math.log, tail))
            exponent = powers[likely.argmax()] - 1
            above = {v: zeta(exponent + 1, v) / zeta(exponent + 1, least) for v in tail}
        else:
            exponent = len(tail) / sum(math.log(v / least) for v in tail)
            above = {v: (v / least) ** -exponent for v in tail}
        far = max(abs(1 - above[v] - sum(w < v for w in tail) / len(tail)) for v in tail)
        if best is None or far < best[0] - 1e-12:
            best = far, least, exponent
    return best


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("whole", [True, False])
def test_the_search_agrees_with_a_slow_one(seed, whole):
    chance = np.random.Generator(np.random.Philox(seed))
    values = (1 - chance.random(80)) ** (-1 / (0.8 + 0.4 * seed))
    values = np.floor(values) if whole else values
    distance, least, exponent = slow_tail(values, 10)
    tail = power_tail(values, fewest=10)
    if whole:
        assert tail.least == least
        assert tail.exponent == pytest.approx(exponent, abs=1e-3)
    assert tail.distance <= distance + 0.02


@pytest.mark.parametrize(
    "values",
    [
        [],
        [1.0],
        [3.0] * 500,
        [0.0] * 500,
        [float("nan")] * 500,
        [-1.0, -2.0] * 300,
        [1.0, 2.0] * 10,
    ],
)
def test_what_has_no_tail_gets_none(values):
    assert math.isnan(power_tail(values).exponent)
    assert power_tail(values).count == 0
    assert math.isnan(hill_exponent(values, share=0.1))


def test_noughts_and_holes_change_nothing():
    values = drawn()["whole"]
    holes = np.concatenate([values, [0, np.nan, -5, np.inf]])
    assert power_tail(holes) == power_tail(values)
    assert hill_exponent(holes, share=0.1) == hill_exponent(values, share=0.1)
    assert slope_between(holes[np.isfinite(holes)], 2, 50) == slope_between(values, 2, 50)


def test_order_changes_nothing():
    values = drawn()["real"]
    assert power_tail(values[::-1]) == power_tail(values)


@pytest.mark.parametrize("exponent", [0.8, 1.1, 1.5, 2.5])
def test_the_exponent_of_a_pure_law_is_found(exponent):
    values = (1 - np.random.Generator(np.random.Philox(3)).random(50_000)) ** (-1 / exponent)
    assert power_tail(values).exponent == pytest.approx(exponent, rel=0.08)
    assert hill_exponent(values, share=0.05) == pytest.approx(exponent, rel=0.05)
    assert slope_between(values, 2, 20) == pytest.approx(exponent, rel=0.05)


def test_a_slope_without_large_values_is_unknown():
    assert math.isnan(slope_between([1, 2, 3], 1, 10))
    assert math.isnan(slope_between([], 1, 10))
