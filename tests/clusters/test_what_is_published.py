"""What of a cell is published, what is not, and what is then unknown or cannot be judged."""

import itertools

import polars as pl
import pytest

from jiqun.clusters import (
    Ground,
    Reference,
    category_profiles,
    measure_cells,
    rate_cells,
    region_profiles,
    scheme,
)
from jiqun.core import InputError, stream

REGIONS = pl.DataFrame(
    {
        "region": ["a", "b", "S"],
        "level": ["county", "county", "state"],
        "parent": ["S", "S", None],
        "type": [None] * 3,
    },
    schema_overrides={"type": pl.String},
)
INDUSTRIES = pl.DataFrame(
    {"industry": ["x", "y", "z"], "system": ["s"] * 3, "level": ["class"] * 3}
)
CATEGORIES = pl.DataFrame(
    {
        "definition": ["d"] * 3,
        "category": ["X", "Y", "Z"],
        "industry": ["x", "y", "z"],
        "traded": [True, True, False],
    }
)
KINDS = {
    "withheld": pl.Boolean,
    "hidden": pl.Boolean,
    "imputed": pl.String,
    "noise": pl.Float64,
    "rounding": pl.Float64,
    "dropped_below": pl.Float64,
    "employment_low": pl.Float64,
    "employment_high": pl.Float64,
}


def activity(*rows, year=2020):
    """Give rows of region, industry, employment and what else is told of them."""
    full = [
        dict.fromkeys(KINDS)
        | {"region": r, "industry": i, "year": year, "employment": e, "establishments": 2.0}
        | further
        for r, i, e, further in rows
    ]
    return pl.DataFrame(
        full, schema_overrides=KINDS | {"employment": pl.Float64}, infer_schema_length=None
    )


def measured(rows, **options):
    ground = Ground(activity=rows, regions=REGIONS, industries=INDUSTRIES, categories=CATEGORIES)
    return measure_cells(ground, **options)


def cell(cells, category, region, year=2020):
    at = f"d:{category}:{region}"
    return cells.frame.filter(pl.col("cell") == at, pl.col("year") == year).row(0, named=True)


BASE = [
    ("a", "x", 40.0, {}),
    ("a", "y", 60.0, {}),
    ("b", "x", 10.0, {}),
    ("b", "y", 90.0, {}),
    ("a", "z", 50.0, {}),
    ("b", "z", 50.0, {}),
]


@pytest.mark.parametrize("gone", range(4))
def test_one_unknown_number_makes_every_sum_with_it_unknown_and_no_other(gone):
    rows = [
        (r, i, None if at == gone else e, f | {"withheld": at == gone})
        for at, (r, i, e, f) in enumerate(BASE)
    ]
    cells, whole = measured(activity(*rows)), measured(activity(*BASE))
    r, i, _, _ = BASE[gone]
    assert cell(cells, i.upper(), r)["employment"] is None
    assert cell(cells, i.upper(), r)["unknown"] == 1
    for (region, category), kind in itertools.product(
        itertools.product("ab", "XYZ"), ("quotient", "micro_share", "macro_share")
    ):
        told = cell(cells, category, region)[kind]
        touched = {
            "quotient": category != "Z",  # the traded total holds the unknown
            "micro_share": region == r,
            "macro_share": category == i.upper(),
        }[kind]
        assert told is None if touched else told == cell(whole, category, region)[kind]
    assert cell(cells, "Z", r)["micro_share"] is None
    assert [c.code for c in cells.cautions] == ["employment-withheld"]


def test_a_parent_with_an_unknown_part_is_unknown_but_has_its_lower_end():
    rows = activity(("a", "x", None, {"withheld": True}), *BASE[1:])
    state = cell(measured(rows), "X", "S")
    assert state["employment"] is None
    assert state["employment_range_low"] == 10.0
    assert state["employment_range_high"] is None
    bounds = {"withheld": True, "employment_low": 20.0, "employment_high": 99.0}
    state = cell(measured(activity(("a", "x", None, bounds), *BASE[1:])), "X", "S")
    assert (state["employment_range_low"], state["employment_range_high"]) == (30.0, 109.0)


def test_the_visible_share_is_what_is_neither_withheld_nor_hidden_nor_imputed():
    rows = activity(
        ("a", "x", 30.0, {"withheld": True, "imputed": "size-class-midpoint"}),
        ("b", "x", 10.0, {"noise": 0.02}),
        ("a", "y", 60.0, {"rounding": 5.0}),
        ("b", "y", 90.0, {"hidden": True, "imputed": "raked"}),
    )
    cells = measured(rows)
    state = cell(cells, "X", "S")
    assert state["visible_share"] == pytest.approx(0.25, rel=1e-12)
    kinds = ("withheld", "hidden", "imputed", "noisy", "rounded", "unknown")
    assert [state[k] for k in kinds] == [1, 0, 1, 1, 0, 0]
    other = cell(cells, "Y", "S")
    assert [other[k] for k in kinds] == [0, 1, 1, 0, 1, 0]
    assert other["visible_share"] == pytest.approx(0.4, rel=1e-12)
    ratings = rate_cells(cells.frame, scheme("us-cluster-mapping"))
    regions = region_profiles(cells, ratings).filter(pl.col("region") == "S")
    assert regions["visible_share"].item() == pytest.approx(70 / 190, rel=1e-12)
    kinds = category_profiles(cells, ratings).filter(pl.col("level") == "state")
    assert kinds.sort("category")["visible_share"].to_list() == pytest.approx([0.25, 0.4])


def test_what_a_publisher_drops_leaves_the_visible_share_unknown_until_totals_settle_it():
    dropped = {"dropped_below": 3.0}
    rows = [(r, i, e, dropped) for r, i, e, _ in BASE]
    cells = measured(activity(*rows))
    assert cell(cells, "X", "S")["visible_share"] is None
    assert cell(cells, "X", "S")["quotient"] is not None
    assert "visible-share-unknown" in [c.code for c in cells.cautions]
    settled = [(r, i, e, dropped | {"hidden": False}) for r, i, e, _ in BASE]
    cells = measured(activity(*settled))
    assert cell(cells, "X", "S")["visible_share"] == 1.0
    assert not cells.cautions


@pytest.mark.parametrize("seen", [0.0, 0.69, 0.7, 1.0, None])
def test_a_cell_of_which_too_little_is_published_cannot_be_judged(seen):
    cells = pl.DataFrame(
        {
            "category": ["a"] * 4,
            "region": list("wxyz"),
            "employment": [10.0, 20, 30, 40],
            "establishments": [1.0, 2, 3, 4],
            "quotient": [0.5, 0.9, 1.2, 3.0],
            "visible_share": [1.0, 1.0, 1.0, seen],
        },
        schema_overrides={"visible_share": pl.Float64},
    )
    rules = scheme("us-cluster-mapping")
    last = rate_cells(cells, rules).frame.row(3, named=True)
    judged = seen is None or seen >= 0.7
    assert last["rating"] == ("strong10" if judged else None)
    assert last["missing"] == (None if judged else "visible_share")
    assert (last["rating_range_low"] is None) == (not judged)
    every = rate_cells(cells, rules, least_visible=0.0)
    assert every.frame["rating"].to_list() == ["none", "qualifying", "significant", "strong10"]
    others = rate_cells(cells, rules).frame["rating"].to_list()[:3]
    assert others == every.frame["rating"].to_list()[:3]


@pytest.mark.parametrize(
    ("before", "after", "known"), [(0, 0, True), (30, 0, False), (0, 30, False), (25, 25, True)]
)
def test_growth_is_blank_where_more_than_a_quarter_of_either_end_is_imputed(before, after, known):
    put = {"withheld": True, "imputed": "size-class-midpoint"}
    rows = [
        activity(
            ("a", "x", 100.0 - part, {}),
            *[("b", "x", float(part), put)] * bool(part),
            ("a", "y", 100.0, {}),
            year=year,
        )
        for year, part in ((2019, before), (2020, after))
    ]
    growth = cell(measured(pl.concat(rows)), "X", "S")["growth"]
    assert growth == 0.0 if known else growth is None


def test_a_reference_from_outside_takes_the_place_of_the_regions_own_sum():
    nation = pl.DataFrame(
        {"industry": ["x", "y", "z"], "year": [2020] * 3, "employment": [1000.0, 9000.0, 500.0]}
    )
    cells = measured(activity(*BASE), reference=Reference(name="N", rows=nation))
    assert cell(cells, "X", "a")["quotient"] == pytest.approx(4.0, rel=1e-12)
    assert cell(cells, "X", "b")["quotient"] == pytest.approx(1.0, rel=1e-12)
    assert cell(cells, "X", "a")["macro_share"] == pytest.approx(0.04, rel=1e-12)
    bases = cells.bases.filter(pl.col("level") == "county").row(0, named=True)
    assert (bases["regions"], bases["within"], bases["reference"]) == (2, "S", "N")


@pytest.mark.parametrize("how", ["absent", "null"])
def test_a_category_that_the_reference_does_not_know_is_unknown_not_zero(how):
    nation = pl.DataFrame({"industry": ["x", "y", "z"], "employment": [1000.0, None, 500.0]})
    nation = nation.drop_nulls() if how == "absent" else nation
    cells = measured(activity(*BASE), reference=Reference(name="N", rows=nation))
    assert cell(cells, "X", "a")["quotient"] is None  # the traded whole holds the unknown
    assert cell(cells, "Z", "a")["quotient"] is not None
    assert "base-lacks" in [c.code for c in cells.cautions]


def test_a_reference_without_any_industry_of_the_definition_is_refused():
    nation = pl.DataFrame({"industry": ["q"], "employment": [1.0]})
    with pytest.raises(InputError, match="base-unmet"):
        measured(activity(*BASE), reference=Reference(name="N", rows=nation))


@pytest.mark.parametrize(
    ("low", "high", "sure"), [(30, 30, True), (29.5, 30.4, True), (20, 99, False)]
)
def test_a_number_that_totals_leave_no_doubt_of_counts_as_published(low, high, sure):
    bounds = {"employment_low": float(low), "employment_high": float(high)}
    put = {"withheld": True, "imputed": "residual"} | bounds
    cells = measured(activity(("a", "x", 30.0, put), *BASE[1:]))
    own = cell(cells, "X", "a")
    assert own["visible_share"] == (1.0 if sure else 0.0)
    assert own["imputed_share"] == (0.0 if sure else 1.0)
    assert (own["withheld"], own["imputed"]) == (1, 1)


def test_growth_compares_no_sum_of_parts_with_a_row_of_its_own():
    parts = activity(("a", "x", 10.0, {}), ("b", "x", 20.0, {}), ("a", "y", 5.0, {}), year=2019)
    whole = activity(("S", "x", 60.0, {}), ("S", "y", 5.0, {}), year=2020)
    cells = measured(pl.concat([parts, whole]))
    assert cell(cells, "X", "S", 2019)["employment"] == 30.0
    assert cell(cells, "X", "S", 2020)["employment"] == 60.0
    assert cell(cells, "X", "S", 2020)["growth"] is None


@pytest.mark.parametrize("settled", [False, None])
def test_growth_compares_nothing_complete_with_what_lacks_small_cells(settled):
    dropped = {"dropped_below": 3.0}
    before = activity(("a", "x", 10.0, dropped), ("a", "y", 5.0, dropped), year=2019)
    after = activity(*(("a", i, 12.0, dropped | {"hidden": settled}) for i in "xy"), year=2020)
    growth = cell(measured(pl.concat([before, after])), "X", "a")["growth"]
    assert growth is None if settled is False else growth == pytest.approx(0.2)


def test_an_unknown_peer_makes_percentiles_unknown():
    rows = [(r, "x", e, {}) for r, e in zip("ab", (10.0, None), strict=True)]
    cells = measured(activity(*rows, ("a", "y", 5.0, {}), ("b", "y", 9.0, {})))
    ratings = rate_cells(cells.frame, scheme("us-cluster-mapping"))
    both = pl.concat([cells.frame.select("cell"), ratings.frame], how="horizontal")
    county = both.filter(pl.col("cell").is_in(["d:X:a", "d:X:b"]))
    assert county["rating"].to_list() == [None, None]
    assert county["missing"].is_not_null().all()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["us-cluster-mapping", "eu-stars-2011"])
def test_a_rating_beside_an_unknown_peer_holds_whatever_that_peer_has(seed, name):
    rng = stream(seed=seed, name="peers")
    n = 12
    cells = pl.DataFrame(
        {
            "category": list("ab") * (n // 2),
            "region": [f"r{i}" for i in range(n)],
            "employment": rng.integers(1, 40, n).astype(float),
            "establishments": rng.integers(1, 9, n).astype(float),
            "quotient": rng.uniform(0.2, 4, n),
            "micro_share": rng.uniform(0, 0.2, n),
        }
    )
    gone = pl.int_range(pl.len()).is_in(rng.choice(n, 2, replace=False).tolist())
    own = ["employment", "establishments", "quotient", "micro_share"]
    unknown = cells.with_columns(pl.when(~gone).then(pl.col(own)).name.keep())
    told = rate_cells(unknown, scheme(name)).frame
    assert told.filter(pl.col("rating").is_null())["missing"].str.len_chars().min() > 0
    for value in (0.0, 0.5, 10.0, 20.5, 1000.0):
        for quotient in (0.1, 1.5, 9.0):
            filled = {"quotient": quotient, "micro_share": quotient / 30}
            whole = unknown.with_columns(
                pl.when(gone).then(pl.lit(filled.get(one, value))).otherwise(one).alias(one)
                for one in own
            )
            truth = rate_cells(whole, scheme(name)).frame
            sure = told["rating"].is_not_null()
            assert told["rating"].filter(sure).equals(truth["rating"].filter(sure))
    assert told["rating"].is_not_null().any()
