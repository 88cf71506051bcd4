"""Cells: worked example, a slow oracle, hierarchies, withheld numbers, edge cases."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiqun.clusters import Ground, measure_cells, places
from jiqun.core import InputError


def ground(activity, *, regions=None, categories=None, industries=None, parents=None):
    """Two cities in one state, industries x, y traded in X, Y; z local in Z; w in none."""
    if regions is None:
        regions = pl.DataFrame(
            {
                "region": ["a", "b", "S"],
                "level": ["city", "city", "state"],
                "parent": ["S", "S", None],
            }
        )
    if categories is None:
        categories = pl.DataFrame(
            {
                "definition": ["d"] * 3,
                "category": ["X", "Y", "Z"],
                "industry": ["x", "y", "z"],
                "traded": [True, True, False],
            }
        )
    if industries is None:
        industries = pl.DataFrame(
            {"industry": ["x", "y", "z", "w"], "system": ["s"] * 4, "level": ["4"] * 4}
        )
    return Ground(
        activity=pl.DataFrame(activity),
        regions=regions,
        industries=industries,
        categories=categories,
        region_parents=parents,
    )


def rows(*values, year=2020):
    return {
        "region": [v[0] for v in values],
        "industry": [v[1] for v in values],
        "year": [year] * len(values),
        "employment": [v[2] for v in values],
        "establishments": [1.0 if len(v) == 3 else v[3] for v in values],
    }


ONE = rows(("a", "x", 30.0), ("a", "y", 10.0), ("a", "z", 60.0), ("a", "w", 100.0),
           ("b", "x", 10.0), ("b", "y", 50.0), ("b", "z", 40.0))  # fmt: skip


def cell(cells, category, region, level="city", year=2020):
    return cells.frame.filter(
        pl.col("category") == category,
        pl.col("region") == region,
        pl.col("level") == level,
        pl.col("year") == year,
    ).row(0, named=True)


def test_worked_example():
    # by hand: a has 30 of 40 traded jobs in X, the country 40 of 100: 0.75 / 0.4
    cells = measure_cells(ground(ONE))
    found = cell(cells, "X", "a")
    assert found["quotient"] == pytest.approx(1.875)
    assert found["micro_share"] == pytest.approx(30 / 200)  # of all jobs, w included
    assert found["macro_share"] == pytest.approx(30 / 40)
    assert found["cell"] == "d:X:a"


def test_local_categories_are_compared_with_local_employment():
    # the only local category is all of local employment everywhere
    assert cell(measure_cells(ground(ONE)), "Z", "a")["quotient"] == 1.0


def test_an_industry_in_no_category_counts_in_the_regions_total_only():
    cells = measure_cells(ground(ONE))
    totals = cells.totals.filter(pl.col("region") == "a", pl.col("level") == "city").row(
        0, named=True
    )
    assert totals["employment"] == 200.0
    assert totals["traded_employment"] == 40.0


def test_a_level_above_is_the_sum_of_its_regions():
    cells = measure_cells(ground(ONE))
    state = cell(cells, "X", "S", level="state")
    assert state["employment"] == 40.0
    assert state["quotient"] == 1.0  # one region is its own base


def test_rows_at_the_level_itself_are_not_added_to_those_below():
    both = {
        k: v + w for (k, v), w in zip(ONE.items(), rows(("S", "x", 500.0)).values(), strict=True)
    }
    cells = measure_cells(ground(both))
    assert cell(cells, "X", "S", level="state")["employment"] == 500.0
    assert cell(cells, "X", "a")["employment"] == 30.0
    # and the cities' base is the cities
    assert cell(cells, "X", "a")["macro_share"] == pytest.approx(0.75)


def test_the_base_counts_regions_without_a_parent_at_the_level():
    regions = pl.DataFrame(
        {"region": ["a", "b", "S"], "level": ["city", "city", "state"], "parent": ["S", None, None]}
    )
    cells = measure_cells(ground(ONE, regions=regions))
    state = cell(cells, "X", "S", level="state")
    assert state["employment"] == 30.0
    assert state["macro_share"] == pytest.approx(0.75)
    assert state["quotient"] == pytest.approx(1.875)


def test_further_hierarchies_and_chains_of_parents():
    regions = pl.DataFrame(
        {
            "region": ["a", "b", "m", "S"],
            "level": ["city", "city", "metro", "state"],
            "parent": [None, None, "S", None],
        }
    )
    parents = pl.DataFrame({"region": ["a", "b"], "parent": ["m", "m"]})
    cells = measure_cells(ground(ONE, regions=regions, parents=parents))
    assert cell(cells, "X", "m", level="metro")["employment"] == 40.0
    assert cell(cells, "X", "S", level="state")["employment"] == 40.0


def test_two_ways_to_one_level_count_once():
    regions = pl.DataFrame(
        {
            "region": ["a", "S", "T"],
            "level": ["city", "state", "state"],
            "parent": ["S", None, None],
        }
    )
    both = places(regions, pl.DataFrame({"region": ["a"], "parent": ["T"]}))
    assert both.filter(pl.col("region") == "a", pl.col("level") == "state").height == 1


def test_parents_in_a_circle_end():
    regions = pl.DataFrame({"region": ["a", "b"], "level": ["x", "y"], "parent": ["b", "a"]})
    assert places(regions).height == 4


@pytest.mark.parametrize("factor", [1e-3, 7.0, 1e6])
def test_the_unit_does_not_matter(factor):
    scaled = ONE | {"employment": [factor * v for v in ONE["employment"]]}
    one, two = measure_cells(ground(ONE)), measure_cells(ground(scaled))
    np.testing.assert_allclose(one.frame["quotient"], two.frame["quotient"], rtol=1e-12)


def naive(table):
    """Compute every quotient by loops over the rows, as the formula says."""
    of = {"x": ("X", True), "y": ("Y", True), "z": ("Z", False)}

    def total(**wanted):
        return sum(
            e
            for r, i, e in zip(table["region"], table["industry"], table["employment"], strict=True)
            if i in of
            and wanted.get("region", r) == r
            and wanted.get("category", of[i][0]) == of[i][0]
            and wanted.get("traded", of[i][1]) == of[i][1]
        )

    found = {}
    for r in ("a", "b"):
        for category, traded in of.values():
            x, own = total(region=r, category=category), total(region=r, traded=traded)
            c, whole = total(category=category), total(traded=traded)
            if x > 0:
                found[category, r] = (x / own) / (c / whole)
    return found


@given(st.lists(st.integers(0, 50), min_size=8, max_size=8))
@settings(max_examples=30)
def test_against_loops_over_the_rows(values):
    pairs = [(r, i) for r in "ab" for i in "xyzw"]
    table = rows(*((r, i, float(v), float(v > 0)) for (r, i), v in zip(pairs, values, strict=True)))
    cells = measure_cells(ground(table), levels=["city"]).frame
    got = {(c, r): q for c, r, q in cells.select("category", "region", "quotient").iter_rows()}
    assert got == pytest.approx(naive(table))


def test_all_withheld_is_unknown_not_zero():
    table = rows(("a", "x", None, 3.0), ("a", "y", 10.0), ("b", "x", 5.0), ("b", "y", 5.0))
    cells = measure_cells(ground(table))
    hidden = cell(cells, "X", "a")
    assert hidden["employment"] is None
    assert hidden["quotient"] is None
    assert hidden["unknown"] == 1
    assert hidden["employment_range_low"] == 0.0
    assert hidden["employment_range_high"] is None
    assert hidden["quotient_range_high"] is None
    assert any(caution.code == "employment-withheld" for caution in cells.cautions)


def test_imputation_has_a_data_range_beside_the_interval_and_is_counted():
    known = rows(
        ("a", "x", 30.0, 3.0), ("a", "y", 30.0, 3.0), ("b", "x", 30.0, 3.0), ("b", "y", 30.0, 3.0)
    )
    guessed = known | {
        "employment_low": [20.0, None, None, None],
        "employment_high": [49.0, None, None, None],
        "imputed": ["size-class-midpoint", None, None, None],
    }
    sure, unsure = (cell(measure_cells(ground(t)), "X", "a") for t in (known, guessed))
    assert unsure["quotient"] == sure["quotient"]
    assert unsure["imputed_share"] == 1.0
    # by hand: 20 of 50 in a, 50 of 110 in all: (20 / 50) / (50 / 110); 49 of 79 and 79 of 139
    assert unsure["quotient_range_low"] == pytest.approx(0.88, rel=1e-12)
    assert unsure["quotient_range_high"] == pytest.approx((49 / 79) / (79 / 139), rel=1e-12)
    assert unsure["micro_share_range_low"] == pytest.approx(0.4, rel=1e-12)
    assert sure["quotient_range_low"] == sure["quotient"] == sure["quotient_range_high"]
    # the largest of three establishments has a third of the jobs at least, all but two at most
    assert (sure["largest_low"], sure["largest_high"]) == (10.0, 28.0)
    assert (sure["employment_without_low"], sure["employment_without_high"]) == (2.0, 20.0)
    assert sure["quotient_without_low"] == pytest.approx((2 / 32) / (32 / 92), rel=1e-12)
    # where it will be next year is neither
    assert sure["quotient_low"] < sure["quotient"] < sure["quotient_high"]


def test_without_establishments_the_interval_goes_by_employment_and_it_says_so():
    table = {k: v for k, v in ONE.items() if k != "establishments"}
    cells = measure_cells(ground(table))
    assert cells.persistence.basis == "packaged"
    assert cells.frame["quotient_low"].null_count() == 0
    assert cells.frame["quotient_without_low"].null_count() == len(cells.frame)
    assert any(caution.code == "establishments-unknown" for caution in cells.cautions)


def test_growth_looks_at_the_last_year_there_is():
    old, new = rows(("a", "x", 100.0), year=2016), rows(("a", "x", 121.0), year=2018)
    table = {k: old[k] + new[k] for k in old}
    # by hand: 21 % in two years is 10 % a year
    cells = measure_cells(ground(table), levels=["city"])
    assert cell(cells, "X", "a", year=2018)["growth"] == pytest.approx(0.1)
    assert cell(cells, "X", "a", year=2016)["growth"] is None


def test_zero_employment_without_establishments_is_no_cell():
    cells = measure_cells(ground(rows(("a", "x", 0.0, 0.0), ("a", "y", 5.0))))
    assert cells.frame.filter(pl.col("category") == "X").is_empty()


def test_money_in_two_currencies_is_not_added_up():
    table = rows(("a", "x", 1.0), ("b", "x", 1.0)) | {
        "payroll": [1.0, 2.0],
        "currency": ["USD", "CNY"],
    }
    cells = measure_cells(ground(table))
    assert cells.frame["payroll"].null_count() == len(cells.frame)
    assert any(caution.code == "money-mixed" for caution in cells.cautions)


def test_wage_is_over_jobs_with_known_payroll():
    table = rows(("a", "x", 10.0), ("b", "x", 90.0)) | {
        "payroll": [500.0, None],
        "currency": ["USD", "USD"],
    }
    state = cell(measure_cells(ground(table)), "X", "S", level="state")
    assert state["wage"] == 50.0


def test_several_definitions_stand_apart():
    categories = pl.DataFrame(
        {
            "definition": ["d", "d", "e"],
            "category": ["X", "Y", "ALL"],
            "industry": ["x", "y", "x"],
            "traded": [True, True, True],
        }
    )
    cells = measure_cells(ground(ONE, categories=categories), levels=["city"])
    assert cells.frame.filter(pl.col("definition") == "e")["quotient"].to_list() == [1.0, 1.0]
    assert cells.frame.filter(pl.col("definition") == "d").height == 4


def test_a_category_that_no_region_has_gives_no_cell_and_no_error():
    categories = pl.DataFrame(
        {
            "definition": ["d"] * 2,
            "category": ["X", "V"],
            "industry": ["x", "v"],
            "traded": [True] * 2,
        }
    )
    cells = measure_cells(ground(ONE, categories=categories))
    assert cells.frame["category"].unique().to_list() == ["X"]


def test_a_definition_of_no_industry_here_gives_an_empty_frame():
    categories = pl.DataFrame(
        {"definition": ["d"], "category": ["V"], "industry": ["v"], "traded": [True]}
    )
    assert measure_cells(ground(ONE, categories=categories)).frame.is_empty()


def test_all_that_is_wrong_with_definitions_is_told_at_once():
    categories = pl.DataFrame(
        {
            "definition": ["d"] * 4,
            "category": ["X", "Y", "Y", "P"],
            "industry": ["x", "x", "y", "p"],
            "traded": [True, True, False, True],
        }
    )
    industries = pl.DataFrame(
        {
            "industry": ["x", "y", "p"],
            "system": ["s"] * 3,
            "level": ["4", "4", "2"],
            "parent": ["p", "p", None],
        }
    )
    with pytest.raises(InputError) as told:
        measure_cells(ground(ONE, categories=categories, industries=industries))
    codes = [problem.code for problem in told.value.problems]
    assert codes == ["definition-overlap", "definition-nested", "category-mixed"]


def test_a_region_total_does_not_count_a_class_beside_its_parts():
    industries = pl.DataFrame(
        {
            "industry": ["x", "y", "z", "w", "p"],
            "system": ["s"] * 5,
            "level": ["4"] * 4 + ["2"],
            "parent": ["p", "p", None, None, None],
        }
    )
    table = {
        k: v + w for (k, v), w in zip(ONE.items(), rows(("a", "p", 40.0)).values(), strict=True)
    }
    cells = measure_cells(ground(table, industries=industries))
    totals = cells.totals.filter(pl.col("region") == "a", pl.col("level") == "city")
    assert totals["employment"].to_list() == [200.0]
