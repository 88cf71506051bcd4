"""Growth of output in cells says real or nominal; money in several currencies is converted."""

from types import SimpleNamespace

import polars as pl
import pytest

from jiqun.clusters import Ground, growth_told, measure_cells, with_quantities
from jiqun.tables import Deflators, RegionChanges

INDEX = [("ppi", "price-index", "CNY", 2019, 80.0, None), ("ppi", "price-index", "CNY", 2020, 100.0,
          None)]  # fmt: skip
RATES = [("fx", "exchange-rate", "CNY", 2019, 7.0, "USD"), ("fx", "exchange-rate", "CNY", 2020, 6.9,
          "USD")]  # fmt: skip
FIELDS = ["series", "kind", "currency", "year", "value", "into"]


def deflators(rows):
    return Deflators.from_frame(pl.DataFrame(rows, schema=FIELDS, orient="row"))


def ground(amounts, table=None):
    """Rows of region, year, output, currency; ten persons each."""
    activity = pl.DataFrame(
        amounts, schema=["region", "year", "output", "currency"], orient="row"
    ).with_columns(industry=pl.lit("x"), employment=pl.lit(10.0))
    return Ground(
        activity=activity,
        regions=pl.DataFrame({"region": ["a", "b"], "level": "city"}),
        industries=pl.DataFrame({"industry": ["x"], "system": ["s"]}),
        categories=pl.DataFrame(
            {"definition": ["d"], "category": ["X"], "industry": ["x"], "traded": [True]}
        ),
        deflators=table,
    )


def grown(amounts, table=None):
    told = ground(amounts, table)
    full = with_quantities(
        measure_cells(told).frame, ["output_growth"], regions=told.regions, deflators=table
    )
    last = full.filter(pl.col("year") == 2020, pl.col("region") == "a").row(0, named=True)
    said = growth_told(full, ["output_growth"], table)
    return SimpleNamespace(
        growth=last["output_growth"], basis=last["output_growth_basis"],
        said=[one.code for one in said],
    )  # fmt: skip


AMOUNTS = [("a", 2019, 80.0, "CNY"), ("a", 2020, 110.0, "CNY"), ("b", 2020, 1.0, "CNY")]


def test_growth_is_real_where_one_index_fits():
    # 80 of 2019 are 100 in prices of 2020
    real = grown(AMOUNTS, deflators(INDEX))
    assert real.growth == pytest.approx(0.1)
    assert (real.basis, real.said) == ("real", ["money-real"])


@pytest.mark.parametrize(
    "table",
    [
        None,
        deflators(RATES),
        deflators([("us", "price-index", "USD", 2019, 90.0, None)]),
        deflators(INDEX + [("cpi", *one[1:]) for one in INDEX]),
    ],
)
def test_growth_is_nominal_and_said_where_none_or_several_fit(table):
    nominal = grown(AMOUNTS, table)
    assert nominal.growth == pytest.approx(0.375)
    assert (nominal.basis, nominal.said) == ("nominal", ["growth-nominal"])


def test_a_year_without_an_index_has_no_growth():
    assert grown(AMOUNTS, deflators(INDEX[1:])).growth is None


MIXED = [("a", 2019, 70.0, "CNY"), ("b", 2019, 10.0, "USD"), ("a", 2020, 69.0, "CNY")]


def test_currencies_are_added_up_where_rates_join_them():
    cells = measure_cells(ground(MIXED, deflators(RATES)))
    told = {(r["region"], r["year"]): r["output"] for r in cells.frame.to_dicts()}
    assert told == {("a", 2019): 70.0, ("b", 2019): 70.0, ("a", 2020): 69.0}
    assert set(cells.frame["currency"]) == {"CNY"}
    codes = [one.code for one in cells.cautions]
    assert "money-converted" in codes
    assert "money-mixed" not in codes


@pytest.mark.parametrize("table", [None, deflators(INDEX)])
def test_without_rates_they_are_left_out_as_before(table):
    cells = measure_cells(ground(MIXED, table))
    assert cells.frame["output"].null_count() == len(cells.frame)
    assert "money-mixed" in [one.code for one in cells.cautions]


def test_growth_of_output_is_of_the_same_land():
    # a took b over: 100 of 80 and 20, not of 80
    amounts = [("a", 2019, 80.0, "CNY"), ("b", 2019, 20.0, "CNY"), ("a", 2020, 110.0, "CNY")]
    told = {"region": ["b"], "successor": ["a"], "year": [2020], "kind": ["merged"]}
    known = RegionChanges.from_frame(pl.DataFrame(told))
    given = ground(amounts)
    cells = measure_cells(given).frame
    full = with_quantities(cells, ["output_growth"], regions=given.regions, changes=known)
    assert full.filter(year=2020)["output_growth"].to_list() == pytest.approx([0.1])
