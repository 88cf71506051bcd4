"""Deflators and exchange rates: amounts by hand, in one currency and one year's prices."""

import math
from fractions import Fraction as F

import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.tables.money import Deflators, comparable_money, need_real, one_currency


def series(name, values, *, kind="price-index", currency="CNY", into=None, base=None):
    return pl.DataFrame(
        [(name, kind, currency, year, value, into, base) for year, value in values.items()],
        schema={"series": pl.String, "kind": pl.String, "currency": pl.String, "year": pl.Int64,
                "value": pl.Float64, "into": pl.String, "base_year": pl.Int64}, orient="row",
    )  # fmt: skip


def deflators(*parts):
    return Deflators.from_frame(pl.concat(parts))


PPI = series("ppi", {2019: 80.0, 2020: 100.0, 2021: 125.0}, base=2020)
USD = series("us", {2019: 90.0, 2020: 100.0, 2021: 110.0}, currency="USD")
RATE = series("usd-cny", {2019: 7.0, 2020: 6.9, 2021: 6.4}, kind="exchange-rate", into="USD")


def rows(*amounts):
    schema = {"year": pl.Int64, "currency": pl.String, "output": pl.Float64}
    return pl.DataFrame(amounts, schema=schema, orient="row")


def test_real_is_nominal_times_base_over_year():
    given = rows((2019, "CNY", 80.0), (2020, "CNY", 110.0), (2021, "CNY", 125.0))
    told, how = comparable_money(given, ["output"], deflators(PPI))
    assert told["output"].to_list() == pytest.approx([100.0, 110.0, 100.0])
    assert (how.basis, how.unit, how.series) == ("real", "CNY in prices of 2020", ("ppi",))
    assert [one.code for one in how.cautions("output")] == ["money-real"]


def test_growth_does_not_depend_on_the_base_year():
    given = rows((2019, "CNY", 80.0), (2021, "CNY", 150.0))
    growth = set()
    for base in (2019, 2020, 2021, None):
        table = deflators(PPI.with_columns(base_year=pl.lit(base, dtype=pl.Int64)))
        first, last = comparable_money(given, ["output"], table)[0]["output"]
        growth.add(round(last / first, 12))
    assert growth == {round(float(F(150, 125) / F(80, 80)), 12)}


def test_an_index_of_the_previous_year_is_linked():
    # 98.2 and 108.1 (previous year = 100): 2021 is 1.061542 times 2019
    chained = series("ppi", {2020: 98.2, 2021: 108.1}, kind="price-index-previous-year")
    table = deflators(chained)
    assert table.prices[0].factor(2019, base=2021) == pytest.approx(1.061542)
    given = rows((2019, "CNY", 100.0), (2021, "CNY", 106.1542))
    told, how = comparable_money(given, ["output"], table)
    assert told["output"][0] == pytest.approx(told["output"][1])
    assert how.base_year == 2021


def test_nominal_where_no_index_or_several_fit():
    given = rows((2020, "CNY", 1.0), (2021, "CNY", 2.0))
    cpi = PPI.with_columns(series=pl.lit("cpi"))
    for table in (None, deflators(USD), deflators(PPI, cpi)):
        told, how = comparable_money(given, ["output"], table)
        assert told["output"].to_list() == [1.0, 2.0]
        assert (how.basis, how.unit) == ("nominal", "CNY")
        assert [one.code for one in how.cautions("output")] == ["growth-nominal"]
        with pytest.raises(InputError, match="nominal-growth"):
            comparable_money(given, ["output"], table, prices="real")
    named = comparable_money(given, ["output"], deflators(PPI, cpi), series="cpi")[1]
    assert (named.basis, named.series) == ("real", ("cpi",))
    with pytest.raises(UnknownError, match="deflator-unknown"):
        comparable_money(given, ["output"], deflators(PPI, cpi), series="gdp")


def test_nominal_when_asked_for():
    given = rows((2020, "CNY", 1.0), (2021, "CNY", 2.0))
    told, how = comparable_money(given, ["output"], deflators(PPI), prices="nominal")
    assert (told["output"].to_list(), how.basis) == ([1.0, 2.0], "nominal")


def test_a_year_without_an_index_is_unknown():
    given = rows((2018, "CNY", 5.0), (2020, "CNY", 6.0), (2020, "CNY", None))
    told, how = comparable_money(given, ["output"], deflators(PPI))
    assert told["output"].to_list() == [None, 6.0, None]
    assert how.unknown == 1
    assert "money-unknown" in [one.code for one in how.cautions("output")]


def test_currencies_are_added_up_at_the_years_rates():
    given = rows((2019, "CNY", 70.0), (2019, "USD", 5.0), (2021, "CNY", 64.0), (2018, "USD", 1.0))
    told, how = one_currency(given, ["output"], deflators(RATE))
    # into CNY, the first of the two: dollars times 7.0; 2018 has no rate
    assert told["output"].to_list() == [70.0, 35.0, 64.0, None]
    assert set(told["currency"]) == {"CNY"}
    assert (how.converted, how.unknown) == (("USD",), 1)


def test_rates_through_a_third_currency():
    euro = series("usd-eur", {2020: 0.8}, kind="exchange-rate", currency="EUR", into="USD")
    table = deflators(RATE, euro)
    given = rows((2020, "CNY", 6.9), (2020, "EUR", 0.8))
    told, how = one_currency(given, ["output"], table)
    assert told["output"].to_list() == pytest.approx([1.0, 1.0])
    assert how.currency == "USD"


def test_real_growth_of_several_currencies_holds_no_change_of_rates():
    # volumes stand still in both countries; only prices and the rate move
    given = rows((2019, "CNY", 80.0), (2021, "CNY", 125.0), (2019, "USD", 9.0), (2021, "USD", 11.0))
    told, how = comparable_money(given, ["output"], deflators(PPI, USD, RATE))
    first, last = (told.filter(year=y)["output"].sum() for y in (2019, 2021))
    assert last == pytest.approx(first)
    assert last == pytest.approx(125.0 + 11.0 * 6.4)
    assert (how.basis, how.base_year, how.converted) == ("real", 2021, ("USD",))


def test_currencies_that_nothing_joins_are_refused():
    given = rows((2019, "CNY", 70.0), (2019, "JPY", 5.0))
    for table in (None, deflators(RATE), deflators(PPI)):
        with pytest.raises(InputError, match="currencies-apart"):
            one_currency(given, ["output"], table)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (pl.concat([PPI, USD.with_columns(series=pl.lit("ppi"))]), "deflators-mixed"),
        (RATE.with_columns(into=pl.lit(None, dtype=pl.String)), "deflators-into"),
        (RATE.with_columns(into=pl.lit("CNY")), "deflators-into"),
        (PPI.with_columns(into=pl.lit("USD")), "deflators-into"),
        (PPI.with_columns(base_year=pl.lit(2015, dtype=pl.Int64)), "deflators-base"),
        (PPI.filter(pl.col("year") != 2020).with_columns(
            kind=pl.lit("price-index-previous-year")), "deflators-gap"),
    ],
)  # fmt: skip
def test_series_that_cannot_be_read_are_refused(table, code):
    with pytest.raises(InputError, match=code):
        Deflators.from_frame(table)


def test_an_index_may_leave_years_out():
    assert math.isnan(deflators(PPI.filter(pl.col("year") != 2020).with_columns(
        base_year=pl.lit(2021, dtype=pl.Int64))).prices[0].factor(2020))  # fmt: skip


def test_who_needs_real_growth_refuses_nominal_unless_asked():
    need_real("real", subject="output")
    need_real("", subject="employment")
    need_real("nominal", subject="output", nominal=True)
    with pytest.raises(InputError, match="nominal-growth"):
        need_real("nominal", subject="output")
