"""Programmes choose as their chances say, and a naive comparison is biased as the truth says."""

import math

import numpy as np
import polars as pl
import pytest

from jiqun.core import stream
from jiqun.planted import economy, economy_plan
from jiqun.planted.programmes import DESIGNS, FAVOUR, choose, choose_firms, past_growth

#: Rounding of small establishments to whole persons, never below one.
ROUNDING = 0.02


def chance_of(seed):
    return stream(seed=seed, name="test")


def planted(**more):
    return economy(economy_plan(establishments=15_000, seed=8, regions=150, years=8, **more))


@pytest.fixture(scope="module")
def keen():
    return planted(selection=3.0)


@pytest.fixture(scope="module")
def blind():
    return planted(selection=0.0)


# -- draws


def test_chances_add_to_what_is_wanted_and_odds_differ_as_asked():
    odds = np.array([0.0, 1.0, -2.0, 0.5, 0.5, 3.0])
    chance = choose(odds, 2, chance_of(1)).chance
    assert chance.sum() == pytest.approx(2, abs=1e-9)
    logit = np.log(chance / (1 - chance))
    np.testing.assert_allclose(logit - logit[0], odds, atol=1e-6)


def test_draws_keep_each_chance_and_the_number():
    odds, draws = np.array([0.0, 1.5, -1.0, 0.3, 2.0]), 2_000
    rng = chance_of(7)
    taken = np.array([choose(odds, 2, rng).chosen for _ in range(draws)])
    assert (taken.sum(axis=1) == 2).all()
    chance = choose(odds, 2, rng).chance
    # four standard errors of a share
    assert (abs(taken.mean(axis=0) - chance) < 4 * np.sqrt(chance * (1 - chance) / draws)).all()


@pytest.mark.parametrize(("n", "wanted"), [(0, 0), (0, 3), (3, 0), (3, 3), (3, 9), (1, 1)])
def test_draws_of_none_and_of_all(n, wanted):
    drawn = choose(np.zeros(n), wanted, chance_of(0))
    assert drawn.chosen.sum() == min(n, wanted)
    assert np.isfinite(drawn.chance).all()


@pytest.mark.parametrize("spread", [1e-12, 50.0, 700.0])
def test_draws_survive_extreme_odds(spread):
    odds = np.linspace(-spread, spread, 41)
    drawn = choose(odds, 11, chance_of(0))
    assert drawn.chosen.sum() == 11
    assert drawn.chance.sum() == pytest.approx(11, abs=1e-6)
    assert ((drawn.chance >= 0) & (drawn.chance <= 1)).all()


def test_past_growth_is_unknown_where_nothing_was():
    rows = np.array([[0.0, 5.0, 9.0], [4.0, 0.0, 9.0], [4.0, 8.0, 9.0]])
    assert np.isnan(past_growth(rows, 2)[:2]).all()
    assert past_growth(rows, 2)[2] == pytest.approx(math.log(2))
    assert np.isnan(past_growth(rows, 1)).all()


# -- counties


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_county_is_reached_once_and_never_an_empty_one(seed):
    made = economy(economy_plan(establishments=1_000, seed=seed, years=6))
    treated = made.tables["treatments"].filter(pl.col("unit").str.starts_with("QF").not_())
    assert treated["unit"].is_unique().all()
    assert set(treated["programme"]) == {design.code for design in DESIGNS}
    last = made.truth["untreated"].filter(pl.col("year") == 2024)
    none = last.filter(pl.col("employment_without") == 0)["unit"]
    assert not treated["unit"].is_in(none.implode()).any()


def test_the_chosen_are_those_that_are_treated(keen):
    key = ["programme", "unit", "year"]
    chosen = keen.truth["selection"].filter("chosen").select(key)
    treated = keen.tables["treatments"].select("programme", "unit", pl.col("start").alias("year"))
    assert chosen.sort(key).equals(treated.sort(key))


def test_chances_add_to_the_number_chosen(keen):
    for _, rows in keen.truth["selection"].group_by("programme", "year"):
        assert rows["chance"].sum() == pytest.approx(rows["chosen"].sum(), abs=1e-6)


def test_log_odds_rise_with_past_growth_as_the_plan_says(keen, blind):
    for made in (keen, blind):
        pilot = made.truth["selection"].filter(pl.col("programme") == "PG-PILOT")
        rows = pilot.filter(pl.col("year") == pilot["year"].min()).join(
            made.tables["regions"].select(pl.col("region").alias("unit"), "population"), on="unit"
        )
        chance, growth = rows["chance"].to_numpy(), rows["past_growth"].to_numpy()
        people = np.log(1 + np.log1p(rows["population"].to_numpy()))
        known = np.isfinite(growth)
        logit = np.log(chance / (1 - chance)) - people - FAVOUR * rows["favoured"].to_numpy()
        logit = logit[known]
        z = (growth[known] - growth[known].mean()) / growth[known].std()
        slope = np.polyfit(z, logit, 1)[0]
        assert slope == pytest.approx(made.plan.selection, abs=1e-4)


def change(rows, outcome, begin):
    """Mean log outcome after less before, counties alike."""
    logs = rows.with_columns(pl.col(outcome).log().alias("y"), after=pl.col("year") >= begin)
    means = logs.group_by("unit", "after").agg(pl.col("y").mean())
    sides = dict(means.group_by("after").agg(pl.col("y").mean()).rows())
    return sides[True] - sides[False]


def naive(made, outcome, untreated=None):
    """Compare after with before, in counties reached by any programme and in all others."""
    untreated = made.truth["untreated"] if untreated is None else untreated
    treated = made.tables["treatments"].filter(pl.col("programme") != "PG-VOUCHER")
    alive = pl.col("employment_without").min().over("unit") > 0
    rows = untreated.filter(alive)
    others = rows.filter(~pl.col("unit").is_in(treated["unit"].implode()))
    found = []
    for (begin,), units in treated.group_by("start"):
        own = rows.filter(pl.col("unit").is_in(units["unit"].implode()))
        gap = change(own, outcome, begin) - change(others, outcome, begin)
        found.append((gap, own["unit"].n_unique()))
    gaps, weights = zip(*found, strict=True)
    return float(np.average(gaps, weights=weights))


def test_a_naive_comparison_is_biased_as_the_truth_says(keen, blind):
    """Chosen for growth, counties would have gone on the higher path without any programme."""
    bias = {"keen": naive(keen, "employment_without"), "blind": naive(blind, "employment_without")}
    # eight seeds of this size: -0.10 to 0.04 without selection, 0.10 to 0.19 at 3
    assert bias["keen"] > 0.05
    assert bias["keen"] > bias["blind"] + 0.05


def test_what_a_naive_comparison_finds_is_bias_and_effect(keen):
    effects = keen.truth["treatment_effects"].filter(pl.col("outcome") == "employment")
    told = effects.group_by("unit", "year").agg((pl.col("effect") + 1).product().alias("told"))
    rows = keen.truth["untreated"].join(told, on=["unit", "year"], how="left")
    true = naive(keen, "told", rows.with_columns(pl.col("told").fill_null(1.0)))
    done = naive(keen, "employment") - naive(keen, "employment_without")
    assert done == pytest.approx(true, abs=ROUNDING)


def test_the_chosen_grew_faster_before(keen, blind):
    def ahead(made):
        rows = made.truth["selection"].filter(pl.col("past_growth").is_not_null())
        rows = rows.filter(pl.col("programme") != "PG-VOUCHER")
        spread = rows["past_growth"].std()
        mean = dict(rows.group_by("chosen").agg(pl.col("past_growth").mean()).rows())
        return (mean[True] - mean[False]) / spread

    assert ahead(keen) > 0.5
    assert abs(ahead(blind)) < 0.35


def test_selection_leaves_other_chance_alone(keen, blind):
    for name in ("regions", "industries", "clusters"):
        assert keen.tables[name].equals(blind.tables[name]), name
    # what is there without programmes does not depend on who is chosen
    for column in ("unit", "year", "employment_without"):
        assert keen.truth["untreated"][column].equals(blind.truth["untreated"][column])


# -- firms


def test_firms_are_chosen_where_they_are_and_grew():
    plan = economy_plan(establishments=1_000, seed=3, years=8, selection=2.0)
    rng = chance_of(0)
    persons = np.round(50 * np.exp(np.cumsum(rng.normal(0, 0.3, (600, 8)), axis=1))) + 1
    persons[:100, :] = 0
    units = pl.Series([f"F{i}" for i in range(600)])
    made = choose_firms(plan, units, persons, programme="V", share=0.2)
    reached, start, truth = made.reached, made.start, made.choices
    assert len(reached) == 120
    assert (reached >= 100).all() and (np.diff(reached) > 0).all()
    assert set(start) <= set(truth["year"])
    mean = dict(truth.group_by("chosen").agg(pl.col("past_growth").mean()).rows())
    assert mean[True] > mean[False] + 0.1


def test_no_firm_is_reached_where_none_is():
    plan = economy_plan(establishments=1_000, seed=3, years=3)
    persons = np.zeros((5, 3))
    made = choose_firms(plan, pl.Series(list("abcde")), persons, programme="V", share=0.5)
    assert len(made.reached) == len(made.start) == made.choices.height == 0
