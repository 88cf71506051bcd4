"""Statistics count what is there; what they withhold and what programmes do is known."""

import numpy as np
import polars as pl
import pytest

from jiqun.planted import economy, economy_plan
from jiqun.planted.programmes import DESIGNS, VOUCHER_EFFECT
from jiqun.planted.statistics import CLASSES
from jiqun.sources import impute_size_class_midpoint

LAST = 2024
#: Rounding of small establishments to whole persons, never below one.
ROUNDING = 0.02
KEY = ["region", "industry", "year"]


@pytest.fixture(scope="module")
def whole(country):
    """Activity with the withheld numbers put back."""
    published = country.tables["activity"].filter(~pl.col("withheld"))
    columns = [*KEY, "establishments", "employment", "payroll", "output", "value_added", "exports"]
    truth = country.truth["withheld_activity"]
    return pl.concat([published.select(columns), truth.select(columns)])


def test_activity_is_the_sum_of_the_establishments(country, whole):
    firms = country.tables["organisations"].filter(pl.col("kind") == "firm")
    years = country.tables["organisation_years"].filter(pl.col("year") == LAST)
    counted = (
        firms.join(years, on="organisation")
        .group_by("region", "industry")
        .agg(pl.len().cast(pl.Float64).alias("n"), pl.col("employment").sum().alias("persons"))
    )
    both = whole.filter(pl.col("year") == LAST).join(counted, on=["region", "industry"], how="full")
    assert both.height == counted.height
    assert (both["establishments"] == both["n"]).all()
    assert (both["employment"] == both["persons"]).all()


@pytest.mark.parametrize("year", [2015, 2019, LAST])
def test_establishments_of_a_year_are_those_that_live(country, whole, year):
    firms = country.tables["organisations"].filter(pl.col("kind") == "firm")
    closed = pl.col("closed")
    alive = firms.filter((pl.col("founded") <= year) & (closed.is_null() | (closed > year)))
    counted = alive.group_by("region", "industry").len()
    both = whole.filter(pl.col("year") == year).join(counted, on=["region", "industry"], how="full")
    assert (both["establishments"] == both["len"]).all()


def test_somewhat_more_than_half_are_open_in_the_last_year(country):
    firms = country.tables["organisations"].filter(pl.col("kind") == "firm")
    assert 0.5 < firms["closed"].is_null().mean() < 0.62


@pytest.mark.parametrize("share", [0.0, 0.05, 0.2])
def test_the_asked_share_of_rows_is_withheld(share):
    activity = economy(economy_plan(establishments=5_000, seed=2, years=4, withheld=share)).tables[
        "activity"
    ]
    assert abs(activity["withheld"].mean() - share) < 0.03


def test_a_withheld_row_says_its_size_class_and_nothing_more(country):
    activity = country.tables["activity"]
    hidden, shown = activity.filter("withheld"), activity.filter(~pl.col("withheld"))
    for column in ("employment", "payroll", "output", "value_added", "exports"):
        assert hidden[column].null_count() == hidden.height
        assert shown[column].null_count() == 0
    assert shown["size_class"].null_count() == shown.height
    assert hidden["establishments"].null_count() == 0
    both = hidden.select(*KEY, "employment_low", "employment_high").join(
        country.truth["withheld_activity"], on=KEY, how="full"
    )
    assert both.height == hidden.height
    assert (both["employment"] >= both["employment_low"]).all()
    assert (both["employment"] <= both["employment_high"]).all()


def test_the_size_classes_are_those_that_the_imputation_knows(country):
    filled = impute_size_class_midpoint(country.tables["activity"])
    assert filled["employment"].null_count() == 0
    hidden = filled.filter("withheld")
    bounds = {flag: (float(low), high) for flag, low, high in CLASSES}
    low = hidden["size_class"].replace_strict({flag: b[0] for flag, b in bounds.items()})
    assert (hidden["employment_low"] == low).all()


def test_money_is_consistent(whole):
    assert (whole["value_added"] <= whole["output"]).all()
    assert (whole["payroll"] <= whole["output"]).all()
    assert (whole["exports"] <= whole["output"]).all()
    wage = whole.select(pl.col("payroll") / pl.col("employment")).to_series()
    assert wage.is_between(5_000, 500_000).all()


def test_the_indicators_agree_with_activity(country, whole):
    sums = whole.group_by("region", "year").agg(pl.col("payroll").sum(), pl.col("employment").sum())
    wages = country.tables["indicators"].filter(pl.col("indicator") == "wage")
    both = wages.join(sums, left_on=["unit", "year"], right_on=["region", "year"])
    assert both.height == wages.height
    np.testing.assert_allclose(both["value"], both["payroll"] / both["employment"], rtol=1e-9)


def test_programmes_do_what_the_truth_says(country):
    effects = country.truth["treatment_effects"].filter(pl.col("outcome") == "employment")
    alone = effects.filter(
        (pl.col("programme").n_unique().over("unit") == 1) & ~pl.col("spillover")
    )
    seen = set(alone["programme"])
    assert len(seen) >= len(DESIGNS) - 1  # all counties of one may feel another's effect too
    for design in DESIGNS:
        if design.code not in seen:
            continue
        own = alone.filter(pl.col("programme") == design.code)
        late = own.filter(pl.col("year") >= pl.col("start"))
        told = (late["value_without"] * (1 + late["effect"])).sum() / late["value_without"].sum()
        ratio = late["value"].sum() / late["value_without"].sum()
        assert abs(ratio - told) < ROUNDING, design.code
        ahead = 1 if design.anticipated else 0
        early = own.filter(pl.col("year") < pl.col("start") - ahead)
        assert (early["value"] == early["value_without"]).all()


def test_starts_are_staggered_and_neighbours_get_a_share(country):
    treatments = country.tables["treatments"].filter(pl.col("programme") == "PG-PILOT")
    assert treatments["start"].n_unique() >= 2
    spilled = country.truth["treatment_effects"].filter(
        (pl.col("programme") == "PG-ZONE") & pl.col("spillover") & (pl.col("effect") > 0)
    )
    assert spilled.height
    zone = next(design for design in DESIGNS if design.code == "PG-ZONE")
    assert (spilled["effect"] <= zone.effect * country.plan.spillover + 1e-12).all()


def test_the_truth_of_a_county_is_what_activity_says(country, whole):
    effects = country.truth["treatment_effects"].filter(pl.col("outcome") == "employment")
    sums = whole.group_by("region", "year").agg(pl.col("employment").sum())
    both = effects.join(sums, left_on=["unit", "year"], right_on=["region", "year"])
    assert both.height == effects.height
    assert (both["value"] == both["employment"]).all()


def test_vouchers_raise_research(country):
    effects = country.truth["treatment_effects"].filter(pl.col("outcome") == "rd_spend")
    on = effects.filter(pl.col("year") >= pl.col("start"))
    assert on["value"].sum() / on["value_without"].sum() == pytest.approx(1 + VOUCHER_EFFECT, 1e-3)
    years = country.tables["organisation_years"]
    both = effects.join(
        years, left_on=["unit", "year"], right_on=["organisation", "year"], how="left"
    )
    assert (both["rd_spend"] == both["value"]).all()


def test_firms_of_the_panel_have_every_year_they_lived(country):
    years = country.tables["organisation_years"]
    panel = years.filter(pl.col("revenue").is_not_null())
    spans = panel.group_by("organisation").agg(
        pl.col("year").min().alias("low"), pl.col("year").max().alias("high"), pl.len()
    )
    assert (spans["len"] == spans["high"] - spans["low"] + 1).all()
    assert (panel["exports"] <= panel["revenue"]).all()
    assert panel["patents"].null_count() == 0
    counted = country.tables["patents"].explode("applicants").height
    assert 0 < panel["patents"].sum() <= counted
