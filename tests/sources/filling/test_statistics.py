"""Fills of real statistics whose truth is known: states 2008-2011, counties 2017 and 2018."""

import polars as pl
import pytest
from benchmarks.filling_masks import hidden_of, masked, with_class

from jiqun.sources import FillPlan, fill, impute_size_class_midpoint, read_cbp

pytestmark = pytest.mark.data
DEPTHS = (0, 2, 3, 4, 5, 6)


def errors(made, rows):
    """Give mean absolute error, mean error and the share of ranges that hold, of masked leaves."""
    judged = (
        rows.select("mask", "leaf", truth="employment")
        .with_columns(
            fit=made["employment"], low=made["employment_low"], high=made["employment_high"]
        )
        .filter("mask", "leaf")
    )
    apart = judged["fit"] - judged["truth"]
    held = (judged["low"] <= judged["truth"] + 0.5) & (judged["high"] >= judged["truth"] - 0.5)
    return apart.abs().mean(), apart.mean(), held.fill_null(value=True).mean()


@pytest.fixture(scope="module")
def states(shared_data, tmp_path_factory):
    frame = pl.read_parquet(shared_data / "us_employment/cbp_state_naics_2000_2011.parquet")
    path = tmp_path_factory.mktemp("cbp") / "states.parquet"
    frame.filter(pl.col("year") >= 2009).write_parquet(path)
    return read_cbp((path,), digits=DEPTHS, impute=False)


def test_masked_cells_of_states_come_back(states):
    rows, trees = states.tables["activity"], states.stubs
    gone = masked(rows, trees["industries"], share=0.1, seed=1)
    given = hidden_of(gone)
    middle, _, _ = errors(impute_size_class_midpoint(given), gone)
    made = fill(
        given, regions=trees["regions"], industries=trees["industries"], plan=FillPlan(hidden=False)
    )
    error, bias, held = errors(made.rows, gone)
    assert error < 0.3 * middle
    assert abs(bias) < 5
    assert held == 1.0
    shown = gone.filter(~gone["withheld"] & ~gone["mask"])
    assert made.rows.filter(~gone["withheld"] & ~gone["mask"])["employment"].equals(
        shown["employment"]
    )


def test_own_size_in_another_year_is_the_nearer(shared_data, tmp_path):
    """County cells withheld in 2017 and published in 2018 are masked in 2018, known from 2019."""
    frame = pl.read_parquet(shared_data / "us_employment/cbp_county_naics6_2017_2020.parquet")
    key = ["county_fips", "naics"]
    gone = frame.filter(pl.col("year") == 2017, pl.col("emp") == 0, pl.col("est") >= 3).select(key)
    some = frame.filter(pl.col("county_fips").cast(pl.String).str.head(2).is_in(["26", "39", "27"]))
    later = some.filter(pl.col("year").is_in([2018, 2019]))
    path = tmp_path / "counties.parquet"
    later.write_parquet(path)
    read = read_cbp((path,), impute=False)
    mask = gone.select(
        pl.col("county_fips").cast(pl.String).alias("region"),
        pl.col("naics").cast(pl.String).alias("industry"),
        mask=pl.lit(value=True),
    )
    rows = with_class(read.tables["activity"]).join(
        mask, on=["region", "industry"], how="left", maintain_order="left"
    )
    known = (pl.col("employment") > 0) & (pl.col("year") == 2018)
    rows = rows.with_columns(mask=pl.col("mask").fill_null(value=False) & known, leaf=True)
    given = hidden_of(rows, classes=False)
    found = {}
    for years in (0, 1):
        made = fill(
            given,
            regions=read.stubs["regions"],
            industries=read.stubs["industries"],
            plan=FillPlan(years=years, hidden=False),
        )
        judged = rows.select("mask", truth="employment").with_columns(fit=made.rows["employment"])
        judged = judged.filter("mask")
        found[years] = (judged["fit"] / judged["truth"]).log().abs().mean()
    assert found[1] < 0.5 * found[0]
