"""Where values will be next year: coverage on a simulated panel, and which cells share moves."""

import numpy as np
import polars as pl
import pytest

from jiqun.clusters.doubt import (
    Kind,
    fit_persistence,
    is_survey,
    packaged_persistence,
    persistence_interval,
    settled_persistence,
)
from jiqun.core import stream

#: Years of the panel, from 2000.
YEARS = 6


def covered(cells, fitted, name="employment"):
    last, after = (cells.filter(pl.col("year") == 2000 + YEARS - k) for k in (2, 1))
    low, high = persistence_interval(fitted, last, name)
    came = after[name].to_numpy()
    return (low <= came) & (came <= high), last["establishments"].to_numpy()


def test_nineteen_in_twenty_of_a_year_kept_aside_lie_inside(panel):
    cells = panel(cells=6000)
    inside, plants = covered(cells, fit_persistence(cells, until=2000 + YEARS - 2))
    # 6,000 cells: the standard error is 0.003; of a class of some 800 it is 0.008
    assert inside.mean() == pytest.approx(0.95, abs=0.01)
    for low, high in ((1, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 200), (201, 1e9)):
        own = (plants >= low) & (plants <= high)
        assert inside[own].mean() == pytest.approx(0.95, abs=0.03), (low, high)


def test_cells_without_establishments_go_by_their_jobs(panel):
    cells = panel(cells=6000).with_columns(establishments=pl.lit(None, pl.Float64))
    fitted = fit_persistence(cells, until=2000 + YEARS - 2)
    assert {kind.sized for kind in fitted.moves["employment"]} == {False}
    inside, _ = covered(cells, fitted)
    # the simulated jobs drift away from the establishments, so that old years say a little less
    assert inside.mean() == pytest.approx(0.95, abs=0.02)


def test_half_known_sizes_serve_each_by_what_is_known(panel):
    cells = panel(cells=6000)
    half = pl.when(pl.col("region").str.ends_with("7")).then(None).otherwise("establishments")
    mixed = cells.with_columns(establishments=half)
    fitted = fit_persistence(mixed, until=2000 + YEARS - 2)
    low, high = persistence_interval(fitted, mixed.filter(pl.col("year") == 2004), "employment")
    assert not np.isnan(low).any()
    sized = fit_persistence(cells.filter(~pl.col("region").str.ends_with("7")), until=2004)
    own = cells.filter(pl.col("year") == 2004, ~pl.col("region").str.ends_with("7"))
    there = mixed.filter(pl.col("year") == 2004)["establishments"].is_not_null().to_numpy()
    np.testing.assert_allclose(low[there], persistence_interval(sized, own, "employment")[0])
    assert (high >= low).all()


def test_nothing_later_is_looked_at(panel):
    cells = panel(cells=900)
    changed = cells.with_columns(
        pl.when(pl.col("year") == 2005).then(pl.col("employment") * 9).otherwise("employment")
    )
    before = cells.filter(pl.col("year") < 2005)
    expected = persistence_interval(fit_persistence(before), before, "employment")
    for given in (cells, changed):
        got = persistence_interval(fit_persistence(given, until=2004), before, "employment")
        np.testing.assert_array_equal(got, expected)


def test_fewer_than_three_hundred_pairs_give_the_packaged_moves(panel):
    few = panel(cells=299).filter(pl.col("year") < 2002)
    assert not any(fit_persistence(few).moves.values())
    assert settled_persistence(few).basis == "packaged"
    enough = panel(cells=300).filter(pl.col("year") < 2002)
    assert settled_persistence(enough).basis == "own"


def test_one_year_gives_the_packaged_moves_and_a_survey_wider_ones(panel):
    one = panel(cells=500).filter(pl.col("year") == 2000)
    full, survey = packaged_persistence(), packaged_persistence(survey=True)
    assert settled_persistence(one) is full
    unsized = one.with_columns(establishments=pl.lit(None, pl.Float64), rounded=pl.lit(3))
    assert is_survey(unsized)
    assert settled_persistence(unsized) is survey
    narrow, wide = (
        np.divide(*persistence_interval(moves, unsized, "employment")[::-1])
        for moves in (full, survey)
    )
    assert (wide > narrow).all()
    sized = [persistence_interval(moves, one, "quotient")[0] for moves in (full, survey)]
    np.testing.assert_array_equal(*sized)


def test_levels_of_a_thousand_pairs_stand_for_themselves(panel):
    many, few = panel(cells=800), panel(cells=60, seed=2, level="state")
    fitted = fit_persistence(pl.concat([many, few]))
    levels = {kind.level for kind in fitted.moves["employment"]}
    assert levels == {None, "county"}  # 4,000 pairs, and 300
    alone = fit_persistence(many).moves["employment"][Kind(sized=True, shown=True, level="county")]
    own = fitted.moves["employment"][Kind(sized=True, shown=True, level="county")]
    np.testing.assert_array_equal(own.changes, alone.changes)


def test_saturated_cells_move_as_saturated_cells_do(panel):
    """Cells that are all of their region cannot rise: their own moves say so, others' do not."""
    cells = panel(cells=900)
    full = pl.Series(np.tile(np.arange(900) < 300, YEARS))
    held = cells.with_columns(saturated=full).with_columns(
        quotient=pl.when("saturated").then(7.0).otherwise("quotient")
    )
    fitted = fit_persistence(held)
    last = held.filter(pl.col("year") == held["year"].max())
    low, high = persistence_interval(fitted, last, "quotient")
    own = last["saturated"].to_numpy()
    np.testing.assert_array_equal((low[own], high[own]), 7.0)
    assert (high[~own] / low[~own]).min() > 1.05
    few = held.with_columns(saturated=pl.Series(np.tile(np.arange(900) < 50, YEARS)))  # 250 pairs
    assert not any(kind.saturated for kind in fit_persistence(few).moves["quotient"])


def test_cells_that_are_put_in_do_not_widen_published_ones(panel):
    cells = panel(cells=2400)
    chance = stream(seed=5, replicate=0)
    put_in = pl.Series(np.tile(chance.random(2400) < 0.5, YEARS))
    shaken = cells.with_columns(
        imputed_share=pl.when(put_in).then(0.8).otherwise(0.1),
        employment=pl.when(put_in)
        .then(pl.col("employment") * pl.Series(np.exp(chance.normal(0, 2, len(cells)))))
        .otherwise("employment"),
    )
    published = shaken.filter(pl.col("imputed_share") < 0.3)
    last = published.filter(pl.col("year") == 2004)
    got = persistence_interval(fit_persistence(shaken), last, "employment")
    np.testing.assert_allclose(
        got, persistence_interval(fit_persistence(published), last, "employment")
    )


def test_a_quantity_that_may_be_negative_moves_by_differences(panel):
    chance = stream(seed=3, replicate=0)
    cells = panel(cells=1500).with_columns(
        balance=pl.Series(chance.normal(0.0, 1.0, 1500 * YEARS)),
    )
    fitted = fit_persistence(cells, ["balance"])
    assert fitted.additive == {"balance"}
    low, high = persistence_interval(fitted, cells, "balance")
    # the difference of two independent draws has the variance 2
    assert np.median(high - low) == pytest.approx(2 * 1.96 * np.sqrt(2), rel=0.05)
    np.testing.assert_allclose((low + high) / 2 - cells["balance"].to_numpy(), 0.0, atol=0.6)


def test_growth_is_told_by_the_moves_of_employment(panel):
    cells = panel(cells=900)
    fitted = fit_persistence(cells)
    employment = cells["employment"].to_numpy()
    low, high = persistence_interval(fitted, cells, "employment")
    growth = persistence_interval(fitted, cells.with_columns(growth=0.1), "growth")
    np.testing.assert_allclose(growth, (low / employment - 1, high / employment - 1))


def test_nothing_is_told_of_what_is_zero_or_unknown(panel):
    cells = panel(cells=400)
    fitted = fit_persistence(cells)
    odd = cells.head(3).with_columns(employment=pl.Series([0.0, None, 5.0]))
    low, high = persistence_interval(fitted, odd, "employment")
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, True, False]


@pytest.mark.parametrize("name", ["micro_share", "macro_share", "strength"])
def test_a_share_stays_between_none_and_all(panel, name):
    # every move of a share of 0.999 that grows would leave the whole behind it
    cells = panel(cells=900).with_columns((pl.col("quotient") % 1.0).alias(name))
    fitted = fit_persistence(cells, quantities=(name, "employment", "quotient"))
    near = cells.with_columns(pl.lit(0.999).alias(name))
    low, high = persistence_interval(fitted, near, name)
    assert (high == 1.0).any() and (high <= 1.0).all()
    assert (low >= 0.0).all() and (low < high).all()
    free = persistence_interval(fitted, near.with_columns(quotient=0.999), "quotient")[1]
    assert (free > 1.0).any()


def test_years_that_were_told_in_another_way_make_no_pair(panel):
    cells = panel(cells=500)
    seen = pl.when(pl.col("year") >= 2003).then(0.9)  # small cells may be missing before
    broken = cells.with_columns(
        visible_share=seen,
        employment=pl.when(pl.col("year") >= 2003)
        .then(pl.col("employment") * 2)
        .otherwise("employment"),
    )
    fitted = fit_persistence(broken)
    assert sorted(fitted.pairs) == [2000, 2001, 2003, 2004]
    assert sorted(fitted.left) == [2000, 2001, 2002, 2003, 2004]
    low, high = persistence_interval(fitted, broken, "growth")
    middle = (np.log1p(low) + np.log1p(high)) / 2
    assert np.median(middle) == pytest.approx(0.0, abs=0.1)  # not the doubling
    assert (fit_persistence(cells).pairs.keys() - fitted.pairs.keys()) == {2002}


def test_who_left_is_counted(panel):
    cells = panel(cells=400).filter(
        ~((pl.col("year") == 2003) & pl.col("region").str.ends_with("3"))
    )
    fitted = fit_persistence(cells)
    gone = sum(f"county{at}".endswith("3") for at in range(400))
    assert fitted.pairs[2002] == 400 - gone
    assert fitted.left[2002] == pytest.approx(gone / 400)
    assert fitted.left[2003] == 0.0  # those who are not there cannot leave
    assert 2005 not in fitted.pairs
