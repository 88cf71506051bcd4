"""The quantity that leads: which it is, that it changes no arithmetic, what it cannot borrow."""

import numpy as np
import polars as pl
import pytest

from jiqun.clusters import (
    Ground,
    known_cells,
    leading_quantity,
    led_scheme,
    left_out,
    measure_cells,
    rate_cells,
    region_profiles,
    scheme,
    schemes,
)
from jiqun.core import InputError, led_text, quantities_led
from jiqun.core.randomness import stream
from jiqun.tables import Deflators

REGIONS = pl.DataFrame({"region": list("abcd"), "level": ["city"] * 4})
INDUSTRIES = pl.DataFrame({"industry": ["x", "y", "z"], "system": ["s"] * 3})
CATEGORIES = pl.DataFrame(
    {"definition": ["d"] * 3, "category": ["X", "Y", "Z"], "industry": ["x", "y", "z"],
     "traded": [True] * 3}
)  # fmt: skip


def activity(quantity, *, years=(2020,), scale=1.0, **more):
    rng = stream(seed=3, replicate=0)
    rows = [(r, i, y) for r in "abcd" for i in "xyz" for y in years]
    values = rng.integers(1, 90, len(rows)) * scale
    frame = pl.DataFrame(rows, schema=["region", "industry", "year"], orient="row")
    return frame.with_columns(pl.Series(quantity, values.astype(float)), **more)


def cells_of(rows, quantity, **more):
    ground = Ground(activity=rows, regions=REGIONS, industries=INDUSTRIES, categories=CATEGORIES,
                    quantity=quantity, **more)  # fmt: skip
    return measure_cells(ground)


def test_most_known_leads_and_the_order_decides_between_equals():
    rows = pl.DataFrame({"output": [1.0, 2, None], "revenue": [1.0, 2, None],
                         "establishments": [1.0, 1, 1]})  # fmt: skip
    assert known_cells(rows) == {"revenue": 2, "output": 2, "establishments": 3}
    assert leading_quantity(rows) == "establishments"
    assert leading_quantity(rows.drop("establishments")) == "revenue"


def test_a_number_that_is_withheld_with_bounds_is_known_of_employment():
    rows = pl.DataFrame({"employment": [5.0, None], "establishments": [1.0, 2],
                         "withheld": [False, True]})  # fmt: skip
    assert leading_quantity(rows) == "employment"


def test_zeros_lead_nothing():
    assert leading_quantity(pl.DataFrame({"employment": [0.0, 0.0], "output": [0.0, None]})) is None


@pytest.mark.parametrize("quantity", ["revenue", "output", "payroll", "exports"])
def test_another_name_changes_no_number(quantity):
    """The same table called employment and called output has the same cells and profiles."""
    jobs = activity("employment", years=(2019, 2020))
    money = jobs.rename({"employment": quantity}).with_columns(currency=pl.lit("CNY"))
    ours, theirs = cells_of(money, quantity), cells_of(jobs, "employment")
    for name in ("quotient", "micro_share", "macro_share", "growth", "quotient_range_high"):
        assert ours.frame[name].equals(theirs.frame[name]), name
    assert ours.frame[quantity].to_list() == theirs.frame["employment"].to_list()
    assert ours.frame["employment"].null_count() == len(ours.frame)
    assert set(ours.frame["quantity"]) == {quantity}
    rules = led_scheme(scheme("us-cluster-mapping"), quantity, ["establishments", "employment"])
    same = led_scheme(scheme("us-cluster-mapping"), "employment", ["establishments"])
    rated, other = rate_cells(ours.frame, rules), rate_cells(theirs.frame, same)
    assert rated.frame["rating"].to_list() == other.frame["rating"].to_list()
    assert rated.frame["rating"].null_count() == 0
    mine, held = region_profiles(ours, rated), region_profiles(theirs, other)
    assert mine["strength"].to_list() == held["strength"].to_list()
    assert mine[f"traded_{quantity}"].to_list() == held["traded_employment"].to_list()


def test_the_unit_does_not_matter():
    one, thousand = (cells_of(activity("output", scale=s), "output") for s in (1.0, 1000.0))
    np.testing.assert_allclose(one.frame["quotient"], thousand.frame["quotient"], rtol=1e-12)


def test_bounds_of_jobs_say_nothing_of_establishments():
    rows = activity("establishments", employment_high=pl.lit(1e6), imputed=pl.lit("guess"),
                    withheld=pl.lit(value=True))  # fmt: skip
    frame = cells_of(rows, "establishments").frame
    assert frame["visible_share"].to_list() == [1.0] * len(frame)
    assert frame["withheld"].sum() == frame["imputed"].sum() == 0
    assert frame["establishments_range_high"].equals(frame["establishments"], null_equal=True)


def test_growth_of_money_is_real_where_there_is_an_index():
    rows = pl.DataFrame({"region": ["a", "b"] * 2, "industry": ["x"] * 4,
                         "year": [2019, 2019, 2020, 2020], "output": [100.0, 50, 120, 50],
                         "currency": ["CNY"] * 4})  # fmt: skip
    index = pl.DataFrame({"series": "ppi", "kind": "price-index", "currency": "CNY",
                          "year": [2019, 2020], "value": [100.0, 120.0],
                          "base_year": 2019})  # fmt: skip
    plain = cells_of(rows, "output")
    real = cells_of(rows, "output", deflators=Deflators.from_frame(index))
    told = {c.code for c in plain.cautions}, {c.code for c in real.cautions}
    # by hand: 120 / 100 is what prices rose by
    assert plain.frame["growth"].drop_nulls().round(9).to_list() == [0.2, 0.0]
    assert real.frame["growth"].drop_nulls().round(9).to_list() == [0.0, round(1 / 1.2 - 1, 9)]
    assert ("growth-nominal" in told[0], "money-real" in told[1]) == (True, True)


def test_less_than_nothing_has_no_share():
    rows = pl.DataFrame({"region": list("aabb"), "industry": ["x", "y"] * 2, "year": [2020] * 4,
                         "value_added": [-5.0, 20, 10, 10]})  # fmt: skip
    cell = cells_of(rows, "value_added").frame.filter(pl.col("cell") == "d:X:a")
    assert cell["value_added"].item() == -5.0
    assert cell.select("quotient", "micro_share", "macro_share").row(0) == (None, None, None)


def test_moves_of_jobs_are_not_borrowed():
    jobs, money = (cells_of(activity(q), q) for q in ("employment", "output"))
    assert jobs.frame["quotient_low"].null_count() == 0
    assert money.frame["quotient_low"].null_count() == len(money.frame)


def test_several_currencies_that_no_rate_converts_are_refused():
    rows = activity("output").with_columns(
        currency=pl.when(pl.col("region") == "a").then(pl.lit("EUR")).otherwise(pl.lit("CNY"))
    )
    with pytest.raises(InputError) as told:
        cells_of(rows, "output")
    assert told.value.problems[0].code == "leading-mixed"


def test_a_scheme_keeps_its_stars_and_fixed_thresholds():
    known = [one for one in schemes().values() if one.computable and one.subject == "cell"]
    for rules in known:
        own = led_scheme(rules, "output", ["employment", "establishments", "wage"])
        assert [r.of for r in own.ratings] == [r.of for r in rules.ratings]
        fixed = [c for c in rules.criteria if c.statistic == "fixed"]
        assert [c for c in own.criteria if c.statistic == "fixed"] == fixed
        said = " ".join(
            c.title["en"] + c.title["zh"] for c in own.criteria if c.quantity == "output"
        )
        assert "mployment" not in said
        assert "就业" not in said
    us = scheme("us-cluster-mapping")
    assert left_out(us, "output", ["employment", "establishments"]) == ("establishments-above-p25",)
    assert led_scheme(us, "employment") is us


@pytest.mark.parametrize("quantity", ["output", "revenue", "establishments"])
def test_what_follows_names_what_leads(quantity):
    following = {"quotient", "micro_share", "macro_share", "growth", "strength", "visible_share"}
    for one in quantities_led(quantity):
        if one.id in following:
            words = str((one.title, one.definition))
            assert "employment" not in words.lower(), one.id
            assert "就业" not in words, one.id


@pytest.mark.parametrize(
    ("text", "lang", "led"),
    [
        ("A had 1,200 people employed in B.", "en", "A had 1,200 of revenue in B."),
        ("Employment and jobs", "en", "Revenue and revenue"),
        ("2022年，甲的乙就业1,200人（占3%）。", "zh", "2022年，甲的乙营业收入1,200（占3%）。"),
        ("就业不少于94人的类别", "zh", "营业收入不少于94的类别"),
        ("Deployment of firms", "en", "Deployment of firms"),
    ],
)  # fmt: skip
def test_a_text_says_what_leads(text, lang, led):
    assert led_text(text, "revenue", lang) == led
    assert led_text(text, "employment", lang) == text
