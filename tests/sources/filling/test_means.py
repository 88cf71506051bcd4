"""Named imputation steps against the plainest form, and what they must leave alone."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiqun.sources import impute_establishment_mean, impute_size_class_midpoint

#: U.S. Cluster Mapping's mid-points of the flags.
MIDPOINTS = dict(
    zip(
        "ABCEFGHIJKLM",
        (10, 60, 175, 375, 750, 1750, 3750, 7500, 17500, 37500, 75000, 100000),
        strict=True,
    )
)
COLUMNS = {
    "region": pl.String,
    "industry": pl.String,
    "year": pl.Int64,
    "establishments": pl.Float64,
    "employment": pl.Float64,
    "withheld": pl.Boolean,
    "size_class": pl.String,
    "employment_low": pl.Float64,
    "employment_high": pl.Float64,
    "imputed": pl.String,
}


def activity(*rows):
    return pl.DataFrame(
        [{"region": f"r{i}", "year": 2018, "withheld": False} | row for i, row in enumerate(rows)],
        schema=COLUMNS,
    )


@pytest.mark.parametrize("flag", sorted(MIDPOINTS))
def test_each_flag_has_its_mid_point_inside_its_class(flag):
    row = impute_size_class_midpoint(
        activity({"industry": "1", "withheld": True, "size_class": flag})
    ).row(0, named=True)
    assert row["employment"] == MIDPOINTS[flag]
    assert row["employment_low"] <= row["employment"]
    assert row["employment_high"] is None or row["employment"] <= row["employment_high"]
    assert (row["employment_high"] is None) == (flag == "M")


def test_the_classes_join_without_gaps():
    filled = impute_size_class_midpoint(
        activity(*({"industry": "1", "withheld": True, "size_class": f} for f in "ABCEFGHIJKLM"))
    )
    lows, highs = filled["employment_low"].to_list(), filled["employment_high"].to_list()
    assert lows[1:] == [high + 1 for high in highs[:-1]]


def test_published_cells_are_left_alone():
    rows = activity({"industry": "1", "employment": 5.0, "size_class": None})
    assert impute_size_class_midpoint(rows).equals(rows)
    assert impute_establishment_mean(rows).equals(rows)


def test_a_gap_without_establishments_stays_a_gap():
    rows = activity({"industry": "1", "withheld": True, "establishments": 0.0})
    assert impute_establishment_mean(rows)["employment"].to_list() == [None]


def test_without_published_cells_the_wider_class_serves():
    # 3364 has no cell of 336411; its sister 336412 has 100 persons in 5 establishments
    rows = activity(
        {"industry": "336411", "withheld": True, "establishments": 2.0},
        {"industry": "336412", "employment": 100.0, "establishments": 5.0},
        {"industry": "111110", "employment": 1.0, "establishments": 1.0},
    )
    assert impute_establishment_mean(rows)["employment"].to_list() == [40, 100, 1]


def test_other_years_do_not_serve():
    rows = activity(
        {"industry": "1", "withheld": True, "establishments": 2.0},
        {"industry": "1", "employment": 100.0, "establishments": 5.0, "year": 2017},
    )
    assert impute_establishment_mean(rows)["employment"].to_list()[0] is None


CELLS = st.lists(
    st.tuples(
        st.sampled_from(["111111", "111112", "112222", "222222"]),
        st.integers(1, 20),
        st.one_of(st.none(), st.integers(0, 500)),
    ),
    min_size=1,
    max_size=12,
)


def naive(cells):
    out = []
    for code, count, persons in cells:
        value = persons
        if persons is None:
            for length in (6, 5, 4, 3, 2, 0):
                like = [c for c in cells if c[2] is not None and c[0][:length] == code[:length]]
                if like:
                    value = count * sum(c[2] for c in like) / sum(c[1] for c in like)
                    break
        out.append(value)
    return out


@given(CELLS)
def test_establishment_mean_matches_the_naive_form(cells):
    rows = activity(
        *(
            {
                "industry": code,
                "establishments": float(count),
                "employment": None if persons is None else float(persons),
                "withheld": persons is None,
            }
            for code, count, persons in cells
        )
    )
    got = impute_establishment_mean(rows)
    assert got["employment"].to_list() == pytest.approx(naive(cells), nan_ok=True)
    filled = got.filter(pl.col("imputed").is_not_null())
    assert (filled["employment_low"] <= filled["employment"]).all()
    assert (filled["employment"] <= filled["employment_high"]).all()
