"""Location quotients and shares: worked examples, intervals, invariants, empty cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import binomtest

from jiqun import measures as m
from jiqun.core import InputError, stream
from jiqun.kernels.luck import luck_interval
from jiqun.tables import Counts

TABLES = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6),
    elements=st.integers(0, 50).map(float),
)
NOMINAL, LEAST, MOST = 0.95, 0.93, 0.97  # what the project promises of a 95 % interval


def naive(x):
    share = x / x.sum(axis=1, keepdims=True)
    return share / (x.sum(axis=0) / x.sum())


def test_worked_example(table):
    # by hand: region 1 has 4 of 4 in y, all regions 6 of 8, so 1 / 0.75
    got = m.location_quotients(table([[2, 2], [0, 4]])).values
    np.testing.assert_allclose(got, [[2, 2 / 3], [0, 4 / 3]])


@given(TABLES)
def test_it_matches_the_naive_form(x):
    with np.errstate(all="ignore"):
        plain = naive(x)
    got = m.quotient(x, x.sum(1, keepdims=True), x.sum(0), x.sum())
    empty = (x.sum(axis=1, keepdims=True) == 0) | (x.sum(axis=0) == 0)
    np.testing.assert_allclose(got[~empty], plain[~empty], rtol=1e-12)
    assert np.isnan(got[empty]).all()


@pytest.mark.parametrize("factor", [1e-3, 7.0, 1e6])
def test_the_unit_does_not_matter(table, factor):
    x = np.array([[3.0, 1.0], [2.0, 8.0]])
    np.testing.assert_allclose(
        m.location_quotients(table(x * factor)).values, m.location_quotients(table(x)).values
    )


def test_an_empty_region_is_nan_not_zero(table):
    result = m.location_quotients(table([[0, 0], [1, 1]]))
    assert np.isnan(result.values[0]).all()
    assert np.isnan(result.low[0]).all()
    assert np.isnan(result.high[0]).all()


def test_one_region_is_the_whole(table):
    result = m.location_quotients(table([[3, 5]]))
    # no sampling error is left: the region cannot differ from itself
    np.testing.assert_allclose(result.values, 1)
    np.testing.assert_allclose(result.low, 1)
    np.testing.assert_allclose(result.high, 1)


def test_an_empty_cell_has_the_upper_limit_of_its_count(table):
    x = np.array([[0.0, 50], [40, 60]])
    result = m.location_quotients(table(x), level=0.9)
    # -ln(0.05) persons are what a count of 0 leaves possible at 90 %, two-sided
    possible = -np.log(0.05)
    assert result.low[0, 0] == 0
    np.testing.assert_allclose(result.high[0, 0], possible / 50 / (40 / 150))


@given(TABLES, st.sampled_from(["poisson", "binomial"]))
def test_limits_hold_the_value_and_widen_with_the_level(x, variant):
    table = Counts(
        regions=tuple(f"r{k}" for k in range(len(x))),
        industries=tuple(f"i{k}" for k in range(x.shape[1])),
        values=x,
        unit="persons",
    )
    near = m.location_quotients(table, variant=variant, level=0.8)
    far = m.location_quotients(table, variant=variant, level=0.99)
    known = np.isfinite(near.values)
    for result in (near, far):
        assert (result.low[known] <= result.values[known] + 1e-9).all()
        assert (result.values[known] <= result.high[known] + 1e-9).all()
    assert (far.low[known] <= near.low[known] + 1e-9).all()
    assert (far.high[known] >= near.high[known] - 1e-9).all()


def test_the_variance_is_the_delta_methods():
    # written out with the gradient of log LQ over the four cells of the 2 x 2 table
    cells = np.array([40.0, 360.0, 160.0, 3440.0])

    def log_quotient(c):
        return np.log(c[0] * c.sum() / ((c[0] + c[1]) * (c[0] + c[2])))

    step = 1e-4
    gradient = [
        (log_quotient(cells + step * e) - log_quotient(cells - step * e)) / (2 * step)
        for e in np.eye(4)
    ]
    spread = np.sqrt((np.array(gradient) ** 2 * cells).sum())
    low, high = m.quotient_interval(40, 400, 200, 4000)
    np.testing.assert_allclose(np.log(high / low) / 2, 1.959964 * spread, rtol=1e-6)


def coverage(draw, limits, truth):
    inside = [low <= truth <= high for low, high in map(limits, draw)]
    return np.mean(inside)


@pytest.mark.parametrize("variant", ["poisson", "binomial"])
def test_coverage_when_persons_are_drawn(variant):
    # 12 regions x 8 industries with a planted specialisation; the truth is the quotient of the
    # means; 600 draws give the coverage of each cell, their mean is accurate to 0.1 points
    rng = stream(seed=11, name="test")
    mean = np.outer(rng.uniform(200, 2000, 12), rng.uniform(0.05, 0.3, 8))
    mean[3, 2] *= 3
    truth = naive(mean)
    inside = np.zeros(mean.shape)
    for draw in range(600):
        x = stream(seed=12, replicate=draw).poisson(mean).astype(float)
        margins = x.sum(1, keepdims=True), x.sum(0), x.sum()
        low, high = m.quotient_interval(x, *margins, model=variant)
        inside += (low <= truth) & (truth <= high)
    share = inside / 600
    assert LEAST <= share.mean() <= MOST
    assert share.min() > 0.91  # the worst of 96 cells, three standard errors below nominal


def test_coverage_when_establishments_are_drawn(table):
    # jobs come in establishments of lognormal size with a heavy tail (cv2 = 13), 1 to 50 a cell:
    # taking persons as independent misses the truth nine times in ten; the limits on
    # establishments hold it, whatever the sizes
    rng = stream(seed=21, name="test")
    sigma = np.sqrt(np.log(14.0))
    sites = np.outer(rng.uniform(10, 100, 10), rng.uniform(0.1, 0.5, 6))
    truth = naive(sites)
    inside, naive_inside, seen = (np.zeros(sites.shape) for _ in range(3))
    for draw in range(200):
        one = stream(seed=22, replicate=draw)
        n = one.poisson(sites)
        sizes = one.lognormal(3.0, sigma, n.sum())
        ends = np.cumsum(n.ravel())
        x = np.diff(np.concatenate([[0.0], np.cumsum(sizes)])[np.concatenate([[0], ends])])
        jobs, plants = table(x.reshape(sites.shape)), table(n.astype(float))
        result = m.location_quotients(jobs, variant="establishments", establishments=plants)
        inside += (result.low <= truth) & (truth <= result.high) & (n > 0)
        result = m.location_quotients(jobs)
        naive_inside += (result.low <= truth) & (truth <= result.high) & (n > 0)
        seen += n > 0
    assert LEAST <= inside.sum() / seen.sum() <= MOST
    assert (inside / seen).min() > 0.9
    assert naive_inside.sum() / seen.sum() < 0.2


def test_limits_of_establishments_are_those_of_their_quotient(table):
    # one plant with nearly all jobs: 11.5 times the usual jobs, 1.4 times the usual plants
    jobs, plants = table([[4000, 100], [300, 4600]]), table([[4, 10], [30, 120]])
    result = m.location_quotients(jobs, variant="establishments", establishments=plants)
    low, high = luck_interval(plants.values, [[14], [150]], [34, 130], 164)
    np.testing.assert_array_equal(result.low, low)
    np.testing.assert_array_equal(result.high, high)
    assert result.low[0, 0] < 164 * 4 / (14 * 34) < result.high[0, 0]
    mapped = m.symmetric_location_quotients(jobs, variant="establishments", establishments=plants)
    np.testing.assert_allclose(mapped.low, (low - 1) / (low + 1))
    assert [told.code for told in result.record.cautions] == ["limits-of-establishments"]
    unknown = m.location_quotients(jobs, variant="establishments")
    assert [told.case for told in unknown.record.cautions] == ["unknown"]
    assert m.location_quotients(jobs).record.cautions == ()
    assert np.isnan(unknown.low).all() and np.isnan(unknown.high).all()
    np.testing.assert_array_equal(unknown.values, result.values)


def test_shares_have_wilsons_interval(table):
    result = m.micro_shares(table([[10, 90], [0, 40]]))
    known = binomtest(10, 100).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose([result.low[0, 0], result.high[0, 0]], known)
    assert result.values[1, 0] == result.low[1, 0] == 0 < result.high[1, 0]


def test_micro_and_macro_shares_multiply_to_the_quotient(table):
    x = table([[3, 1, 4], [1, 5, 9], [2, 6, 5]])
    micro, macro = m.micro_shares(x).values, m.macro_shares(x).values
    weight = x.values.sum(axis=1, keepdims=True) / x.values.sum()
    np.testing.assert_allclose(macro / weight, m.location_quotients(x).values)
    np.testing.assert_allclose(micro.sum(axis=1), 1)
    np.testing.assert_allclose(macro.sum(axis=0), 1)


def test_mapped_forms_follow_the_quotient(table):
    x = table([[3, 1, 0], [1, 5, 9], [2, 6, 5]])
    plain = m.location_quotients(x)
    symmetric = m.symmetric_location_quotients(x)
    logs = m.log_location_quotients(x)
    np.testing.assert_allclose(symmetric.low, (plain.low - 1) / (plain.low + 1))
    known = plain.values > 0
    np.testing.assert_allclose(logs.values[known], np.log(plain.values[known]))
    assert np.isnan(logs.values[~known]).all()


def test_standardised_quotients_have_mean_zero(table):
    x = table([[3, 1, 4], [1, 5, 9], [2, 6, 5], [7, 7, 1]])
    z = m.standardised_location_quotients(x).values
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0, ddof=1), 1)
    same = m.standardised_location_quotients(table([[1, 1], [2, 2]])).values
    assert np.isnan(same).all()


def test_establishments_of_other_cells_are_refused(table):
    with pytest.raises(InputError) as told:
        m.location_quotients(
            table([[1, 2], [3, 4]]),
            variant="establishments",
            establishments=table([[1, 2, 3], [3, 4, 5]]),
        )
    assert told.value.problems[0].code == "option-labels"


def test_a_million_cells_take_a_moment():
    x = stream(seed=1).poisson(30, 1_000_000).astype(float)
    low, high = m.quotient_interval(x, 3e4, 3e4, 3e7)
    assert low.shape == high.shape == x.shape
