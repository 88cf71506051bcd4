"""Luck of places: limits and bounds against brute force, drawn counts and an outside data set."""

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize

from jiqun.core import stream
from jiqun.kernels.luck import fit_gamma, luck_interval, poisson_limits, surely, told_apart
from jiqun.kernels.quotients import quotient

#: Lip cancer in 56 districts of Scotland, 1975-1980: observed and expected cases, the data of
#: Clayton and Kaldor (1987), as the example "Lips" of WinBUGS prints them.
CASES = (
    "9 39 11 9 15 8 26 7 6 20 13 5 3 8 17 9 2 7 9 7 16 31 11 7 19 15 7 10 16 11 5 3 7 8 11 9 11 8"
    " 6 4 10 8 2 6 19 3 2 3 28 6 1 1 1 1 0 0"
)
EXPECTED = (
    "1.4 8.7 3.0 2.5 4.3 2.4 8.1 2.3 2.0 6.6 4.4 1.8 1.1 3.3 7.8 4.6 1.1 4.2 5.5 4.4 10.5 22.7"
    " 8.8 5.6 15.5 12.5 6.0 9.0 14.4 10.2 4.8 2.9 7.0 8.5 12.3 10.1 12.7 9.4 7.2 5.3 18.8 15.8"
    " 4.3 14.6 50.7 8.2 5.6 9.3 88.7 19.6 3.4 3.6 5.7 7.0 4.2 1.8"
)


def likelihood(log_shape, log_rate, n, e):
    """SciPy's negative binomial, written without the code's algebra."""
    shape, rate = np.exp(log_shape), np.exp(log_rate)
    return stats.nbinom.logpmf(n, shape, rate / (rate + e)).sum()


def best(n, e):
    """The largest likelihood that a simplex finds from several starts."""
    starts = [(0.0, 0.0), (-3.0, -3.0), (2.0, 2.0)]
    found = [
        minimize(lambda at: -likelihood(*at, n, e), start, method="Nelder-Mead",
                 options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 4000})
        for start in starts
    ]  # fmt: skip
    return -min(one.fun for one in found)


def column(text):
    return np.array(text.split(), dtype=float)[:, None]


def test_scottish_lip_cancer():
    n, e = column(CASES), column(EXPECTED)
    shape, rate = fit_gamma(n, e)
    assert likelihood(np.log(shape), np.log(rate), n, e) == pytest.approx(best(n, e), abs=1e-6)
    # the first district has 9 cases where 1.4 were expected: 6.4 times, which shrinks to 4.0
    assert float((shape + 9)[0] / (rate + 1.4)[0]) == pytest.approx(4.0, abs=0.02)
    assert shape.round(2).tolist() == [1.88] and rate.round(2).tolist() == [1.32]


@pytest.mark.parametrize("seed", range(4))
def test_the_fit_is_the_largest_likelihood(seed):
    rng = stream(seed=seed, name="counts")
    e = rng.gamma(0.4, 5.0, (60, 5)) * np.array([0.02, 0.2, 1.0, 5.0, 1.0])
    n = rng.poisson(e * rng.gamma([0.05, 0.5, 2.0, 30.0, 1.0], 1.0, e.shape)).astype(float)
    n[:5, 4] = np.nan
    shape, rate = fit_gamma(n, e)
    for i in range(5):
        known = np.isfinite(n[:, i])
        own = (n[known, i], e[known, i])
        if n[known, i].sum():
            assert likelihood(np.log(shape[i]), np.log(rate[i]), *own) >= best(*own) - 1e-5
        else:
            assert np.isnan(shape[i]) and np.isnan(rate[i])


def test_counts_as_even_as_chance_make_the_prior_a_point():
    e = np.full((50, 1), 4.0)
    shape, rate = fit_gamma(np.full((50, 1), 4.0), e)
    assert rate[0] == pytest.approx(np.exp(10)) and shape[0] / rate[0] == pytest.approx(1.0)
    bound = surely([4.0], [4.0], shape, rate)
    assert 0.98 < bound[0] < 1.0


def test_no_counts_and_nowhere_to_be():
    shape, rate = fit_gamma([[0.0, 3], [0, 1]], [[1.0, 2], [2, 2]])
    assert np.isnan(shape).tolist() == [True, False] and np.isnan(rate).tolist() == [True, False]
    assert np.isnan(surely([3.0, np.nan, 3], [0.0, 1, 1], 1.0, [1.0, 1, np.nan])).all()


def test_the_bound_is_a_quantile_of_the_gamma():
    n, e, shape, rate = (np.array(v) for v in ([0, 1, 7, 250.0], [3, 0.01, 2, 40.0], 0.7, 0.9))
    expected = stats.gamma.ppf(0.1, shape + n, scale=1 / (rate + e))
    np.testing.assert_allclose(surely(n, e, shape, rate, tail=0.1), expected, rtol=1e-9)


def test_the_bound_holds_as_often_as_it_says():
    rng = stream(seed=3, name="counts")
    e = np.exp(rng.normal(0, 1.5, (4000, 6)))
    truth = rng.gamma([0.3, 0.6, 1, 2, 5, 20], 1.0, e.shape) / [0.3, 0.6, 1, 2, 5, 20]
    n = rng.poisson(e * truth).astype(float)
    bound = surely(n, e, *fit_gamma(n, e))
    assert 0.94 < (truth >= bound).mean() < 0.96


def test_one_plant_in_an_empty_place_does_not_come_first():
    rng = stream(seed=5, name="counts")
    e = np.exp(rng.normal(0, 1.5, (500, 1)))
    n = rng.poisson(e * rng.gamma(0.8, 1.25, e.shape)).astype(float)
    n[0], e[0], n[1], e[1] = 1, 0.01, 60, 12
    bound = surely(n, e, *fit_gamma(n, e))[:, 0]
    assert n[0] / e[0] > 10 * n[1] / e[1]
    assert bound[0] < 1
    assert bound[1] > 3


@pytest.mark.parametrize("counts", [0.0, 1, 4, 50, 2.5])
def test_poisson_limits_are_gamma_quantiles(counts):
    low, high = poisson_limits(counts, level=0.9)
    expected = stats.gamma.ppf([0.05, 0.95], counts + 0.5)
    assert float(low) == pytest.approx(expected[0] if counts else 0.0)
    assert float(high) == pytest.approx(expected[1])


def by_hand(a, b, c, d, level):
    """Move one count after the other, looking at the whole range of the cell's own."""

    def log_quotient(w, x, y, z):
        return np.log(w * (w + x + y + z) / ((w + x) * (w + y)))

    at, down, up = log_quotient(a, b, c, d), 0.0, 0.0
    for k, count in enumerate((a, b, c, d)):
        low, high = stats.gamma.ppf([(1 - level) / 2, (1 + level) / 2], count + 0.5)
        moves = []
        for value in np.linspace(low if count else 0.0, high, 20001):
            moved = [a, b, c, d]
            moved[k] = value
            moves.append(log_quotient(*moved) - at)
        down += min(*moves, 0.0) ** 2
        up += max(*moves, 0.0) ** 2
    return np.exp(at - np.sqrt(down)), np.exp(at + np.sqrt(up))


@pytest.mark.parametrize(
    "parts",
    [(4, 400, 2000, 90000), (9, 1, 200, 5000), (9, 300, 1, 5000), (20, 2, 3, 60), (3, 0, 5, 9)],
)
def test_limits_by_hand(parts):
    a, b, c, d = (float(v) for v in parts)
    low, high = luck_interval(a, a + b, a + c, a + b + c + d, level=0.9)
    assert (float(low), float(high)) == pytest.approx(by_hand(a, b, c, d, 0.9), rel=1e-4)


def test_limits_where_there_is_nothing_to_say():
    low, high = luck_interval(
        [0.0, 2, 2, np.nan, 0], [10.0, 0, 10, 10, 0], [5.0, 5, 0, 5, 0], 100.0
    )
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [False, True, True, True, True]
    # an empty cell may hold up to 2.51 establishments, which its margins gain too
    assert low[0] == 0 and high[0] == pytest.approx(
        2.5119 * (100 + 2.5119) / ((10 + 2.5119) * (5 + 2.5119)), rel=1e-3
    )


#: Mean counts of the cell, the rest of its region, the rest of its category and all else.
PLACES = {
    "1 inside": (1, 400, 2000, 1e5), "4 inside": (4, 400, 2000, 1e5),
    "16 inside": (16, 400, 2000, 1e5), "50 inside": (50, 400, 2000, 1e5),
    "4 of 4.4 of a region": (4, 0.4, 2000, 1e5), "50 of 55 of a region": (50, 5, 2000, 1e5),
    "4 of 4.4 of a category": (4, 400, 0.4, 1e5), "50 of 55 of a category": (50, 400, 5, 1e5),
    "16 of both": (16, 1.6, 1.6, 1e5),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_coverage_whatever_the_sizes(place):
    means = np.array(PLACES[place], dtype=float)
    rng = stream(seed=11, name="counts")
    a, b, c, d = rng.poisson(means[:, None], (4, 4000)).astype(float)
    truth = quotient(means[0], means[:2].sum(), means[[0, 2]].sum(), means.sum())
    low, high = luck_interval(a, a + b, a + c, a + b + c + d)
    seen = a > 0
    assert 0.94 <= ((low <= truth) & (truth <= high))[seen].mean() <= 1.0
    if means[0] >= 16:
        assert ((low <= truth) & (truth <= high))[seen].mean() <= 0.985


@pytest.mark.parametrize(("theta", "usual"), [(3.0, 4.0), (1.2, 30.0), (0.4, 6.0), (1.0, 5.0)])
def test_telling_apart_is_the_mean_of_log_likelihood_ratios(theta, usual):
    n = np.arange(400)
    here, there = stats.poisson(theta * usual), stats.poisson(usual)
    known = here.pmf(n) > 0
    mean = (here.pmf(n) * (here.logpmf(n) - there.logpmf(n)))[known].sum()
    assert float(told_apart(theta, usual)) == pytest.approx(mean, abs=1e-9)


def test_telling_apart_at_the_ends():
    assert told_apart([0.0, 2.0, 1.0], [3.0, 0.0, 7.0]).tolist() == [3.0, 0.0, 0.0]
    assert np.isnan(told_apart([np.nan, 1.0], [1.0, np.nan])).all()


def test_many_categories_are_fitted_in_blocks(monkeypatch):
    from jiqun.kernels.luck import evidence

    rng = stream(seed=2, name="counts")
    e = rng.gamma(1.0, 3.0, (30, 11))
    n = rng.poisson(e * rng.gamma(1.0, 1.0, e.shape)).astype(float)
    whole = fit_gamma(n, e)
    monkeypatch.setattr(evidence, "BLOCK", 120)
    np.testing.assert_allclose(fit_gamma(n, e), whole, rtol=1e-9)
    assert [len(part) for part in fit_gamma(np.zeros((3, 0)), np.zeros((3, 0)))] == [0, 0]
