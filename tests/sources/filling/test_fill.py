"""What a fill puts in, what it must leave alone, and that its ranges hold the truth."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiqun.core import InputError, stream
from jiqun.sources import FillPlan, fill

REGIONS = pl.DataFrame(
    {"region": ["C", "A", "B", "D"], "level": ["city", *["district"] * 3], "parent": [None, *"CCC"]}
)
INDUSTRIES = pl.DataFrame(
    {
        "industry": ["T", "X", "Y"],
        "system": ["s"] * 3,
        "level": ["total", "class", "class"],
        "parent": [None, "T", "T"],
    }
)
COLUMNS = {
    "region": pl.String,
    "industry": pl.String,
    "year": pl.Int64,
    "employment": pl.Float64,
    "establishments": pl.Float64,
    "size_class": pl.String,
    "dropped_below": pl.Float64,
}


def activity(*rows, year=2020):
    made = pl.DataFrame(
        [
            dict(zip(("region", "industry", "employment", "establishments"), row, strict=False))
            | {"year": year}
            for row in rows
        ],
        schema=COLUMNS,
    )
    return made.with_columns(withheld=pl.col("employment").is_null())


def filled(rows, **options):
    return fill(rows, regions=REGIONS, industries=INDUSTRIES, plan=FillPlan(**options))


def cell(made, region, industry, year=2020):
    found = made.rows.filter(region=region, industry=industry, year=year)
    return found.row(0, named=True) if len(found) else None


ONE_GAP = activity(("C", "X", 100.0), ("A", "X", 60.0), ("B", "X", None), ("D", "X", 10.0))


def test_one_gap_under_a_total_is_what_the_others_leave():
    got = cell(filled(ONE_GAP), "B", "X")
    assert (got["employment"], got["employment_low"], got["employment_high"]) == (30, 30, 30)
    assert got["imputed"] == "residual"


def test_the_same_over_industries():
    made = filled(activity(("A", "T", 90.0), ("A", "X", 60.0), ("A", "Y", None)))
    assert cell(made, "A", "Y")["employment"] == 30


def test_two_gaps_share_what_is_left_and_say_so():
    made = filled(activity(("C", "X", 100.0), ("A", "X", 60.0), ("B", "X", None), ("D", "X", None)))
    got = cell(made, "B", "X")
    assert (got["employment"], got["employment_low"], got["employment_high"]) == (20, 0, 40)
    assert got["imputed"] == "raked"


def test_sizes_share_by_establishments():
    rows = activity(
        ("C", "X", 100.0, 10), ("A", "X", 60.0, 4), ("B", "X", None, 2), ("D", "X", None, 4)
    )
    made = filled(rows)
    assert cell(made, "D", "X")["employment"] == pytest.approx(
        2 * cell(made, "B", "X")["employment"]
    )
    assert made.rows["employment"].slice(1).sum() == pytest.approx(100)


def test_what_nothing_says_anything_of_stays_unknown():
    made = filled(activity(("A", "X", 60.0), ("B", "X", None), ("D", "X", 10.0)))
    got = cell(made, "B", "X")
    assert got["employment"] is got["employment_low"] is got["employment_high"] is None
    assert [one.code for one in made.cautions] == ["still-unknown"]
    assert made.levels["visible_share"].to_list() == [None]


def test_a_total_below_its_parts_is_told_and_not_forced():
    made = filled(activity(("C", "X", 50.0), ("A", "X", 60.0), ("B", "X", None), ("D", "X", 10.0)))
    assert cell(made, "B", "X")["employment"] is None
    assert "totals-contradict" in [one.code for one in made.cautions]


def test_own_size_in_the_nearest_years_comes_first():
    rows = pl.concat(
        [
            activity(("B", "X", 40.0, 4), ("A", "X", 900.0, 3), year=2019),
            activity(("B", "X", None, 5), ("A", "X", 900.0, 3), year=2020),
            activity(("B", "X", 90.0, 4), ("A", "X", 900.0, 3), year=2021),
        ]
    )
    got = cell(filled(rows), "B", "X")
    assert got["imputed"] == "neighbouring-year"
    assert got["employment"] == pytest.approx(5 * np.sqrt(10 * 22.5))
    assert cell(filled(rows, years=0), "B", "X")["imputed"] == "establishment-mean"


def test_a_size_class_bounds_whatever_the_mean_says():
    rows = activity(("A", "X", 900.0, 3), ("B", "X", None, 3)).with_columns(
        size_class=pl.Series([None, "B"])
    )
    got = cell(filled(rows), "B", "X")
    assert 20 <= got["employment"] <= 99
    assert (got["employment_low"], got["employment_high"]) == (20, 99)


def test_a_row_left_out_is_found_where_lists_of_parts_are_the_whole():
    rows = activity(
        ("C", "X", 100.0),
        ("A", "X", 60.0),
        ("B", "X", 30.0),
        ("C", "Y", 50.0),
        ("A", "Y", 20.0),
        ("B", "Y", 20.0),
        ("D", "Y", 10.0),
    )
    got = cell(filled(rows), "D", "X")
    assert (got["employment"], got["hidden"], got["imputed"]) == (10, True, "residual")
    assert cell(filled(rows, hidden=False), "D", "X") is None


def test_a_region_without_any_row_hides_nothing():
    rows = activity(("C", "X", 100.0), ("A", "X", 60.0), ("B", "X", 30.0))
    assert not filled(rows).rows["hidden"].fill_null(value=False).any()


def test_items_of_which_do_not_make_up_the_rest():
    """Where published totals are more than the listed classes, the rest is no cell's."""
    rows = activity(
        ("A", "T", 100.0),
        ("A", "X", 20.0),
        ("A", "Y", 30.0),
        ("B", "T", 90.0),
        ("B", "X", 20.0),
        ("B", "Y", None),
    )
    got = cell(filled(rows), "B", "Y")
    assert (got["employment_low"], got["employment_high"]) == (0, 70)
    assert got["employment"] < 70


def small(seed):
    """A country of three states of five counties, two sectors of three classes, two years."""
    rng = stream(seed=seed, name="small")
    regions = [("US", "country", None)]
    regions += [(f"s{s}", "state", "US") for s in range(3)]
    regions += [(f"s{s}c{c}", "county", f"s{s}") for s in range(3) for c in range(5)]
    industries = [("00", "total", None), ("1", "sector", None), ("2", "sector", None)]
    industries += [(f"{a}{b}", "class", a) for a in "12" for b in "123"]
    rows = []
    for year in (2018, 2019):
        for region, _, _ in regions[4:]:
            for industry, _, _ in industries[3:]:
                plants = rng.poisson(2.5)
                if plants:
                    jobs = int(rng.integers(1, 60, plants).sum())
                    rows.append((region, industry, year, float(plants), float(jobs)))
    leaf = pl.DataFrame(
        rows, schema=["region", "industry", "year", "establishments", "employment"], orient="row"
    )
    region, industry = pl.col("region"), pl.col("industry")
    places = [region, region.str.head(2), pl.lit("US")]
    classes = [industry, industry.str.head(1), pl.lit("00")]
    whole = pl.concat(
        leaf.group_by(
            place.alias("region"), kind.alias("industry"), "year", maintain_order=True
        ).agg(pl.col("establishments", "employment").sum())
        for place in places
        for kind in classes
    )
    tables = [
        pl.DataFrame(table, schema=[key, "level", "parent"], orient="row")
        for key, table in (("region", regions), ("industry", industries))
    ]
    return whole, tables[0], tables[1].with_columns(system=pl.lit("s")), rng


def masked(whole, rng, share):
    """Withhold a share of all cells but the country's total, which bounds them all."""
    top = (whole["region"] == "US") & (whole["industry"] == "00")
    gone = pl.Series(rng.random(whole.height) < share) & ~top
    return whole.with_columns(
        truth=pl.col("employment"),
        employment=pl.when(gone).then(None).otherwise(pl.col("employment")),
        withheld=gone,
    )


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), share=st.floats(0.05, 0.6))
def test_ranges_hold_the_truth_and_published_numbers_stand(seed, share):
    whole, regions, industries, rng = small(seed)
    given_rows = masked(whole, rng, share)
    made = fill(given_rows, regions=regions, industries=industries, plan=FillPlan(years=1))
    rows = made.rows
    assert rows.height == given_rows.height
    shown = ~given_rows["withheld"]
    assert rows["employment"].filter(shown).equals(given_rows["employment"].filter(shown))
    tied = rows.filter(pl.col("imputed").is_in(["raked", "residual"]))
    assert (tied["employment_low"] <= tied["truth"] + 0.01).all()
    assert (tied["employment_high"].fill_null(1e12) >= tied["truth"] - 0.01).all()
    inside = rows.filter(pl.col("imputed").is_not_null())
    assert (inside["employment"] >= inside["employment_low"] - 1e-6).all()
    again = fill(rows, regions=regions, industries=industries, plan=FillPlan(years=1))
    assert again.rows.equals(rows)


@pytest.mark.parametrize("seed", range(5))
def test_cells_left_out_for_being_small_are_put_back_to_their_totals(seed):
    whole, regions, industries, _ = small(seed)
    shown = whole.filter(pl.col("establishments") >= 3).with_columns(dropped_below=pl.lit(3.0))
    made = fill(shown, regions=regions, industries=industries)
    rows = made.rows
    assert rows.filter("hidden")["establishments"].max() <= 2
    leaves = rows.filter(
        pl.col("region").str.len_chars() == 4, pl.col("industry").str.contains("^[12].$")
    )
    truth = whole.filter(pl.col("region") == "US", pl.col("industry") == "00")
    for year in (2018, 2019):
        jobs = leaves.filter(pl.col("year") == year)["employment"].sum()
        assert jobs == pytest.approx(
            truth.filter(pl.col("year") == year)["employment"][0], rel=0.02
        )
    hidden = rows.filter("hidden").join(whole, on=["region", "industry", "year"], suffix="_true")
    assert (hidden["employment_high"] >= hidden["employment_true"] - 0.01).all()
    assert fill(rows, regions=regions, industries=industries).rows.equals(rows)


def test_totals_of_another_source_say_what_is_missing_and_move_nothing():
    """More than one total in a hundred has fewer establishments than its parts show."""
    whole, regions, industries, _ = small(1)
    county = pl.col("region").str.len_chars() == 4
    leaf = pl.col("industry").str.len_chars() == 2
    counties = whole.filter(county, leaf, pl.col("establishments") >= 3)
    counties = counties.with_columns(dropped_below=pl.lit(3.0))
    states = whole.filter(pl.col("region").str.len_chars() == 2, leaf, pl.col("region") != "US")
    other = states.with_columns(
        establishments=(
            pl.col("establishments") * pl.Series([0.3, 1.2, 1.1] * 20).head(states.height)
        ).round(),
        employment=pl.col("employment") * 1.1,
    )
    rows = pl.concat([counties, other], how="diagonal_relaxed")
    made = fill(rows, regions=regions, industries=industries)
    assert "totals-of-another-scope" in [one.code for one in made.cautions]
    kept = made.rows.head(rows.height)
    assert kept["employment"].equals(rows["employment"])
    assert made.rows.filter("hidden")["establishments"].max() <= 2


def test_years_out_of_range_are_refused():
    with pytest.raises(InputError, match="fill-years"):
        FillPlan(years=11)
    with pytest.raises(InputError, match="start-unknown"):
        FillPlan(start="nowhere")


def test_an_empty_table_stays_empty():
    made = filled(activity())
    assert made.rows.is_empty() and made.steps.is_empty() and made.cautions == ()


def test_codes_that_no_table_describes_are_left_as_they_are():
    rows = activity(("Q", "Z", 5.0), ("Q", "W", None))
    assert filled(rows).rows["employment"].to_list() == [5.0, None]


def test_a_rounded_total_binds_within_its_step():
    """Of 100 less 30 and 35, each rounded to 5, the gap is 27.5 to 42.5."""
    rows = activity(("C", "X", 100.0), ("A", "X", 30.0), ("B", "X", 35.0), ("D", "X", None))
    shown = pl.col("employment").is_not_null()
    rows = rows.with_columns(
        rounding=pl.when(shown).then(5.0),
        employment_low=pl.when(shown).then(pl.col("employment") - 2.5),
        employment_high=pl.when(shown).then(pl.col("employment") + 2.5),
    )
    got = cell(filled(rows), "D", "X")
    assert (got["employment_low"], got["employment_high"]) == (27.5, 42.5)
    assert got["employment"] == pytest.approx(35)
    assert cell(filled(rows), "A", "X")["employment_high"] == 32.5


LONE = {
    "region": ["c1", "c1", "c2", "c2", "c3", "c3", "S", "S"],
    "industry": ["3", "36", "3", "37", "3", "37", "36", "37"],
    "establishments": [3.0, 3.0, 4.0, 4.0, 6.0, 5.0, 4.0, 9.0],
    "employment": [300.0, 300.0, 80.0, 80.0, 8100.0, 100.0, 8300.0, 180.0],
}


def lone_plant(rows):
    regions = {
        "region": ["S", "c1", "c2", "c3"],
        "level": ["state", *["county"] * 3],
        "parent": [None, *["S"] * 3],
    }
    industries = {"industry": ["3", "36", "37"], "system": ["s"] * 3, "parent": [None, "3", "3"]}
    made = fill(rows, regions=pl.DataFrame(regions), industries=pl.DataFrame(industries))
    return made.rows.filter("hidden")


def test_a_lone_plant_is_found_where_its_county_has_a_total():
    county = pl.col("region") != "S"
    rows = pl.DataFrame(LONE).with_columns(
        year=pl.lit(2019), withheld=pl.lit(value=False), dropped_below=pl.when(county).then(3.0)
    )
    got = lone_plant(rows).row(0, named=True)
    assert (got["region"], got["industry"], got["employment"]) == ("c3", "36", 8000.0)
    assert (got["employment_low"], got["employment_high"]) == (8000.0, 8000.0)
    assert got["imputed"] == "residual"
    # without county totals the state says how much, and that it may lie in either county
    some = lone_plant(rows.filter(pl.col("industry") != "3"))
    assert some["employment"].sum() == pytest.approx(8000)
    assert (some["employment_low"] == 0).all() and (some["employment_high"] == 8000).all()
