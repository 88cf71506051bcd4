"""The rule engine: worked examples, a slow oracle, unknowns, ends, ties, cost."""

import time

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiqun.clusters import criteria_of, rate_cells, scheme, schemes
from jiqun.core import InputError, UnknownError

US, STARS, PANORAMA = "us-cluster-mapping", "eu-stars-2011", "eu-panorama"


def four(**over):
    columns = {
        "category": ["a"] * 4,
        "region": list("wxyz"),
        "employment": [10.0, 20.0, 30.0, 40.0],
        "establishments": [1.0, 2.0, 3.0, 4.0],
        "quotient": [0.5, 0.9, 1.2, 3.0],
    }
    return pl.DataFrame(columns | over)


def ratings(cells, name=US):
    return rate_cells(cells, scheme(name)).frame


def test_worked_example():
    # by hand: 25th percentiles 17.5 jobs, 1.75 establishments; quotient's percentiles
    # 0.8 (25th), 1.05 (50th), 1.65 (75th), 2.46 (90th)
    got = rate_cells(four(), scheme(US))
    assert got.frame["rating"].to_list() == ["none", "qualifying", "significant", "strong10"]
    values = dict(got.thresholds.select("statistic", "value").filter(
        got.thresholds["quantity"] == "quotient").iter_rows())  # fmt: skip
    assert values == pytest.approx({"p25": 0.8, "p50": 1.05, "p75": 1.65, "p90": 2.46})


def test_equal_is_enough_for_the_top_quarter_but_not_for_the_median():
    # five cells: the 75th percentile is the fourth value itself, the median the third itself
    cells = pl.DataFrame(
        {
            "category": ["a"] * 5,
            "region": list("vwxyz"),
            "employment": [10.0, 20, 30, 40, 50],
            "establishments": [1.0, 2, 3, 4, 5],
            "quotient": [0.5, 0.9, 1.2, 2.0, 3.0],
        }
    )
    assert ratings(cells)["rating"].to_list() == [
        "none", "none", "qualifying", "strong", "strong10",
    ]  # fmt: skip


def test_the_quarter_is_strict_at_the_bottom():
    # employment all the same: nobody is above the 25th percentile
    assert set(ratings(four(employment=[5.0] * 4))["rating"]) == {"none"}


def test_percentiles_stay_within_type_year_and_category():
    two = pl.concat(
        [
            four().with_columns(region_type=pl.lit("metro"), year=pl.lit(2019)),
            four().with_columns(
                pl.col("employment", "quotient") * 100,
                region_type=pl.lit("rural"),
                year=pl.lit(2020),
            ),
        ]
    )
    got = ratings(two)["rating"].to_list()
    assert got[:4] == ratings(four())["rating"].to_list()
    assert got[4] == "none"


def test_cells_without_employment_take_no_part_and_are_rated_none():
    extra = four().vstack(four(employment=[0.0] * 4, establishments=[0.0] * 4, quotient=[0.0] * 4))
    got = ratings(extra)["rating"].to_list()
    assert got == [*ratings(four())["rating"], *["none"] * 4]


def test_a_single_region_has_nobody_to_be_rated_among():
    got = ratings(four().head(1))
    assert got.select("rating", "missing", "peers").rows() == [(None, "peers", 1)]


def naive(cells, name):
    """Rate by loops: percentiles by NumPy, every criterion written out."""
    found: list[str | None] = []
    for row in cells.iter_rows(named=True):
        there = cells.filter(pl.col("employment") > 0)
        peers = there.filter(pl.col("category") == row["category"])
        shared_out = there["category"].n_unique() == 1 and there["quotient"].n_unique() == 1
        if row["employment"] > 0 and (len(peers) == 1 or shared_out):
            found.append(None)
            continue

        def top(quantity, share, row=row, peers=peers):
            return row["employment"] > 0 and row[quantity] >= np.percentile(peers[quantity], share)

        def above(quantity, share, row=row, peers=peers):
            return row["employment"] > 0 and row[quantity] > np.percentile(peers[quantity], share)

        if name == STARS:
            everyone = there["micro_share"]
            focus = row["employment"] > 0 and row["micro_share"] >= np.percentile(everyone, 90)
            met = [top("employment", 90), row["quotient"] >= 2, focus]
            found.append(str(sum(map(int, met))))
            continue
        big = above("employment", 25) and above("establishments", 25)
        one = row["quotient"] >= 1
        tests = {
            "strong10": top("quotient", 90) and one and big,
            "strong": top("quotient", 75) and one and big,
            "significant": above("quotient", 50) and big,
            "qualifying": above("quotient", 25) and big,
        }
        found.append(next((code for code, holds in tests.items() if holds), "none"))
    return found


CELLS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.integers(0, 6),
        st.integers(0, 6),
        st.integers(0, 12),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=30,
)


@pytest.mark.parametrize("name", [US, STARS])
@given(values=CELLS)
@settings(max_examples=40)
def test_against_loops_that_write_the_rules_out(name, values):
    cells = pl.DataFrame(
        {
            "category": [v[0] for v in values],
            "region": [str(i) for i in range(len(values))],
            "employment": [float(v[1]) for v in values],
            "establishments": [float(v[2]) for v in values],
            "quotient": [v[3] / 4 for v in values],
            "micro_share": [v[4] / 5 for v in values],
        }
    )
    assert ratings(cells, name)["rating"].to_list() == naive(cells, name)


def test_a_missing_quantity_leaves_the_rating_open_and_is_named():
    got = rate_cells(four(establishments=[1.0, 2.0, 3.0, None]), scheme(US)).frame
    assert got["rating"].to_list()[3] is None
    assert got["missing"].to_list() == [None, None, None, "establishments"]
    assert got["rating_range_low"].to_list()[3] is None


def test_what_is_missing_may_not_matter():
    # the quotient alone already fails every rating of this cell
    got = ratings(four(establishments=[None, 2.0, 3.0, 4.0]))
    assert got["rating"].to_list()[0] == "none"
    assert got["missing"].to_list()[0] is None


def test_stars_count_what_is_sure():
    cells = four().with_columns(micro_share=pl.lit(None, dtype=pl.Float64))
    got = ratings(cells, STARS)
    # the last has size and specialisation: two or three stars, so unknown; the first has none
    # of the two: none or one
    assert got["rating"].to_list() == [None] * 4
    assert set(got["missing"]) == {"micro_share"}


def test_ratings_move_to_the_ends_while_thresholds_stay():
    cells = four().with_columns(
        quotient_range_low=pl.Series([0.1, 0.2, 0.3, 2.9]),
        quotient_range_high=pl.Series([0.6, 5.0, 1.3, 3.1]),
    )
    got = ratings(cells)
    assert got["rating_range_low"].to_list() == ["none", "none", "none", "strong10"]
    assert got["rating_range_high"].to_list() == ["none", "strong10", "significant", "strong10"]
    assert got["rating"].to_list() == ratings(four())["rating"].to_list()


def test_an_upper_bound_is_worst_at_the_high_end():
    cells = pl.DataFrame(
        {
            "category": ["a"],
            "region": ["x"],
            "employment": [1.0],
            "area_km2": [99.0],
            "area_km2_range_low": [90.0],
            "area_km2_range_high": [120.0],
            "output_3y_min": [5e9],
            "sme_output_share": [0.8],
            "lead_output_share": [0.8],
            "output_growth": [0.2],
        }
    )
    got = ratings(cells, "cn-sme-characteristic-2022").row(0, named=True)
    assert (got["rating_range_low"], got["rating"], got["rating_range_high"]) == (
        "none",
        "meets",
        "meets",
    )


def test_money_in_another_currency_is_unknown():
    cells = pl.DataFrame(
        {"category": ["a"] * 2, "region": ["x", "y"], "employment": [1.0] * 2,
         "currency": ["CNY", "USD"], "area_km2": [50.0] * 2, "output_3y_min": [5e9] * 2,
         "sme_output_share": [0.8] * 2, "lead_output_share": [0.8] * 2,
         "output_growth": [0.2] * 2}
    )  # fmt: skip
    assert ratings(cells, "cn-sme-characteristic-2022")["rating"].to_list() == ["meets", None]


def test_one_of_two_ways_is_enough():
    base = {
        "organisation": ["f"], "niche_years": [2.0], "rd_spend": [2e6], "rd_intensity": [0.05],
        "srdi_score": [70.0], "revenue": [1e6],
    }  # fmt: skip
    assert (
        ratings(pl.DataFrame(base | {"new_equity": [3e7]}), "cn-srdi-ladder")["rating"][0] == "srdi"
    )
    assert (
        ratings(pl.DataFrame(base | {"new_equity": [0.0]}), "cn-srdi-ladder")["rating"][0] == "none"
    )


def test_cutoffs_are_parameters():
    loose = scheme(STARS).with_cutoffs({"specialisation": 0.4})
    cells = four().with_columns(micro_share=pl.Series([0.1, 0.2, 0.3, 0.4]))
    assert rate_cells(cells, loose).frame["rating"].to_list() == ["1", "1", "1", "3"]
    assert ratings(cells, STARS)["rating"].to_list() == ["0", "0", "0", "3"]


def test_wrong_cutoffs_are_told_together():
    with pytest.raises(InputError) as told:
        scheme(STARS).with_cutoffs({"sise": 0.9, "focus": 90})
    assert [p.code for p in told.value.problems] == ["cutoff-unknown", "cutoff-share"]


def test_an_unknown_scheme_is_refused():
    with pytest.raises(UnknownError) as told:
        scheme("us")
    assert told.value.problems[0].code == "scheme-unknown"


def test_why_is_told_for_one_cell():
    cells = four().with_columns(level=pl.lit("city"), year=pl.lit(2020), region_type=pl.lit("city"))
    rated = rate_cells(cells, scheme(US))
    why = criteria_of(scheme(US), cells.row(3, named=True), rated.thresholds.to_dicts())
    assert [one["passed"] for one in why] == [True] * len(why)
    assert {one["id"]: one["threshold"] for one in why}["quotient-top25"] == pytest.approx(1.65)
    lower = criteria_of(scheme(US), cells.row(2, named=True), rated.thresholds.to_dicts())
    assert {one["id"] for one in lower if not one["passed"]} == {"quotient-top10", "quotient-top25"}


def test_why_agrees_with_the_rating_for_every_cell_of_every_cell_scheme():
    rng = np.random.Generator(np.random.Philox(3))
    names = ("employment", "establishments", "quotient", "micro_share", "wage", "growth")
    cells = pl.DataFrame(
        {"category": rng.choice(["a", "b"], 60), "region": [str(i) for i in range(60)]}
        | {name: rng.integers(0, 9, 60).astype(float) for name in names}
    ).with_columns(level=pl.lit("city"), year=pl.lit(2020), region_type=pl.lit("city"))
    for name in (US, STARS, PANORAMA):
        rated, rules = rate_cells(cells, scheme(name)), scheme(name)
        thresholds = rated.thresholds.to_dicts()
        for at, row in enumerate(cells.iter_rows(named=True)):
            passed = {one["id"]: one["passed"] for one in criteria_of(rules, row, thresholds)}
            holding = [
                r.rank
                for r in rules.ratings
                if all(passed[c] for c in r.all)
                and sum(map(bool, (passed[c] for c in r.of))) >= r.at_least
            ]
            if row["employment"] > 0:
                assert max(holding) == rated.frame["rank"][at]


@pytest.mark.slow
def test_a_million_cells_take_seconds():
    n = 1_000_000
    rng = np.random.Generator(np.random.Philox(1))
    cells = pl.DataFrame(
        {
            "category": rng.integers(0, 67, n).astype(str),
            "region": rng.integers(0, 4000, n).astype(str),
            "year": rng.integers(2017, 2021, n),
            "employment": rng.lognormal(3, 2, n),
            "establishments": rng.integers(1, 100, n).astype(float),
            "quotient": rng.lognormal(0, 1, n),
        }
    )
    began = time.perf_counter()
    rate_cells(cells, scheme(US))
    # about two seconds on one quiet core; the limit leaves room for a loaded machine
    assert time.perf_counter() - began < 20


def test_every_scheme_in_the_catalogue_hangs_together():
    for one in schemes().values():
        known = {criterion.id for criterion in one.criteria}
        used = {id for rating in one.ratings for id in (*rating.all, *rating.of)}
        assert used == known, one.scheme
        ranks = [rating.rank for rating in one.ratings]
        assert ranks == sorted(set(ranks), reverse=True), one.scheme
        assert not one.ratings or ranks[-1] == 0
        assert not one.strong or one.strong in {rating.code for rating in one.ratings}
