"""Births, deaths, sizes and luck of establishments: what is drawn is what was meant."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import stream
from jiqun.planted import economy, economy_plan
from jiqun.planted.firms.lives import CHURN, SCALE, TAIL, rows_a_place
from jiqun.planted.firms.moves import CALMER, make_moves
from jiqun.planted.firms.owners import make_owners


def made(**options):
    return economy(economy_plan(**({"establishments": 20_000, "seed": 21, "years": 8} | options)))


@pytest.fixture(scope="module")
def whole():
    return made(withheld=0.0)


def kurtosis(values):
    return ((values - values.mean()) ** 4).mean() / values.var() ** 2


def firms_of(country):
    return country.tables["organisations"].filter(pl.col("kind") == "firm")


def test_about_as_many_are_born_as_die(whole):
    firms = firms_of(whole)
    for year in (2019, 2022):
        there = firms.filter(
            (pl.col("founded") <= year) & (pl.col("closed").fill_null(9999) > year)
        ).height
        born = firms.filter(pl.col("founded") == year + 1).height / there
        died = firms.filter(pl.col("closed") == year + 1).height / there
        assert abs(born - CHURN) < 0.025
        assert abs(died - CHURN) < 0.02


def test_the_small_die_sooner_than_the_large(whole):
    years = whole.tables["organisation_years"].filter(pl.col("year") == 2017)
    both = years.join(firms_of(whole), on="organisation")
    lived = pl.col("closed").is_null()
    small, large = (
        both.filter(rule).select(lived.mean()).item()
        for rule in (pl.col("employment") < 5, pl.col("employment") > 50)
    )
    assert large > small + 0.15


def test_no_one_closes_before_it_opens(whole):
    closed = firms_of(whole).filter(pl.col("closed").is_not_null())
    assert (closed["closed"] > closed["founded"]).all()
    assert closed["closed"].min() > 2017


def test_the_open_are_a_place_each(whole):
    open_ = firms_of(whole)["closed"].is_null().sum()
    assert abs(open_ * rows_a_place(whole.plan) / 20_000 - 1) < 0.1


def test_turbulence_nought_is_a_country_where_nothing_moves():
    calm = made(turbulence=0.0, noise=0.0, selection=0.0, clusters=1)
    firms = firms_of(calm)
    assert firms.filter(pl.col("closed").is_not_null()).height < 20
    assert firms.filter(pl.col("founded") > 2017).height < 100


@pytest.mark.parametrize("years", [3, 12])
def test_luck_moves_jobs_and_makes_none(years):
    plan = economy_plan(establishments=5_000, seed=3, years=years)
    size = stream(seed=1, name="test").pareto(1.3, 5_000).astype(np.float32) * 5 + 1
    founded = np.full(5_000, 1990, dtype=np.int16)
    moves = make_moves(plan, size, founded)
    assert moves.shape == (years, 5_000)
    weighed = (size[None, :] * moves).sum(axis=1, dtype=np.float64) / size.sum(dtype=np.float64)
    assert weighed == pytest.approx(np.ones(years), rel=1e-4)
    assert np.isfinite(moves).all() and (moves > 0).all()


def test_the_large_are_calmer():
    plan = economy_plan(establishments=5_000, seed=3, years=6)
    size = np.repeat(np.array([2, 200], dtype=np.float32), 20_000)
    moves = make_moves(plan, size, np.full(40_000, 1990, dtype=np.int16))
    step = np.log(moves[1:] / moves[:-1])
    small, large = step[:, :20_000].std(), step[:, 20_000:].std()
    assert np.log(small / large) / np.log(100) == pytest.approx(CALMER, abs=0.05)
    fast = kurtosis(step[:, :20_000])
    assert fast > 6  # most hardly move, some jump: a normal law has 3


def test_sizes_have_the_survival_function_that_is_written(whole):
    plan = economy_plan(establishments=60_000, seed=4, years=3)
    country = economy(plan)
    last = country.tables["organisation_years"].filter(pl.col("year") == 2024)["employment"]
    share = {k: (last >= k).mean() for k in (5, 20, 100)}
    wanted = {k: (1 + (k - 1) / SCALE) ** -TAIL for k in share}
    for k, value in share.items():
        assert np.log(value / wanted[k]) == pytest.approx(0, abs=0.35), k
    assert last.max() > 500  # the tail is there


def test_owners_cut_each_kind_into_firms():
    plan = economy_plan(establishments=5_000, seed=3, years=3)
    rng = stream(seed=5, name="test")
    kind = rng.integers(0, 7, 5_000)
    size = (rng.pareto(1.2, 5_000) * 5 + 1).astype(np.float32)
    still = rng.random(5_000) < 0.6
    owner = make_owners(plan, kind, size, still)
    assert (owner[owner] == owner).all()  # an owner belongs to nobody
    owned = np.flatnonzero(owner != np.arange(5_000))
    assert (kind[owner[owned]] == kind[owned]).all()
    assert (size[owner[owned]] >= size[owned]).all()
    assert still[owned].all() and still[owner[owned]].all()
    assert 0.1 < len(owned) / still.sum() < 0.3


@pytest.mark.parametrize("n", [0, 1, 2])
def test_owners_of_few(n):
    plan = economy_plan(establishments=5_000, seed=3, years=3)
    size = np.full(n, 1e6, dtype=np.float32)
    owner = make_owners(plan, np.zeros(n, dtype=int), size, np.ones(n, dtype=bool))
    assert owner.shape == (n,)
    assert set(owner.tolist()) <= set(range(n))


def test_the_truth_names_owners(whole):
    owners = whole.truth["owners"]
    open_ = firms_of(whole).filter(pl.col("closed").is_null())["organisation"].implode()
    assert owners.height > 500
    assert owners["organisation"].is_unique().all()
    assert owners["organisation"].is_in(open_).all() and owners["owner"].is_in(open_).all()
    assert not owners["owner"].is_in(owners["organisation"].implode()).any()
