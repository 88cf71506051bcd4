"""Growth of cells compares the same land; what is not known is null, and told."""

import polars as pl
import pytest

from jiqun.clusters import Ground, long_growth, measure_cells
from jiqun.tables import RegionChanges

KINDS = {"region": pl.String, "successor": pl.String, "year": pl.Int64, "kind": pl.String,
         "weight": pl.Float64}  # fmt: skip
CITIES = ("a", "b", "c")


def ground(activity, *changes, doubted=()):
    """Cities in one state; x in category X, y in Y."""
    rows = pl.DataFrame(
        activity, schema=["region", "industry", "year", "employment", "imputed"], orient="row",
        schema_overrides={"employment": pl.Float64, "imputed": pl.String},
    )  # fmt: skip
    cities = rows["region"].unique().sort().to_list()
    frames = [
        pl.DataFrame([(*row, None)[:5] for row in some], schema=KINDS, orient="row")
        for some in (changes, doubted)
    ]
    return Ground(
        activity=rows.with_columns(establishments=1.0),
        regions=pl.DataFrame(
            {
                "region": [*cities, "S"],
                "level": ["city"] * len(cities) + ["state"],
                "parent": ["S"] * len(cities) + [None],
            }
        ),
        industries=pl.DataFrame({"industry": ["x", "y"], "system": ["s"] * 2}),
        categories=pl.DataFrame(
            {"definition": ["d"] * 2, "category": ["X", "Y"], "industry": ["x", "y"],
             "traded": [True, True]}
        ),
        region_changes=RegionChanges.from_frame(frames[0], doubted=frames[1]),
    )  # fmt: skip


def grown(given, level="city"):
    cells = measure_cells(given)
    frame = cells.frame.filter(pl.col("level") == level)
    found = {(r, c, y): g for r, c, y, g in
             frame.select("region", "category", "year", "growth").iter_rows()}  # fmt: skip
    return found, {one.code: one for one in cells.cautions}


def row(region, industry, year, jobs, imputed=None):
    return (region, industry, year, jobs, imputed)


MERGED = [row("a", "x", 2018, 20.0), row("b", "x", 2018, 60.0), row("c", "x", 2018, 50.0),
          row("b", "x", 2019, 88.0), row("c", "x", 2019, 55.0)]  # fmt: skip


def test_a_merged_region_counts_in_both_years():
    found, said = grown(ground(MERGED, ("a", "b", 2019, "merged")))
    assert found["b", "X", 2019] == pytest.approx(0.1)
    assert found["c", "X", 2019] == pytest.approx(0.1)
    assert "a" in str(said["regions-changed"])
    assert "regions-some-years" not in said


def test_a_renumbered_region_grows_though_its_code_is_new():
    rows = [row("a", "x", 2014, 80.0), row("c", "x", 2014, 40.0),
            row("b", "x", 2016, 88.0), row("c", "x", 2016, 44.0)]  # fmt: skip
    found, _ = grown(ground(rows, ("a", "b", 2015, "renumbered")))
    assert found["b", "X", 2016] == pytest.approx(1.1**0.5 - 1)


def test_without_a_change_told_the_regions_in_one_year_are_named():
    rows = [row("a", "x", 2014, 80.0), row("c", "x", 2014, 40.0),
            row("b", "x", 2016, 88.0), row("c", "x", 2016, 44.0)]  # fmt: skip
    found, said = grown(ground(rows))
    assert found["b", "X", 2016] is None
    assert said["regions-some-years"].values["shown"] == ["a (2014)", "b (2016)"]


def test_a_change_that_only_the_catalogue_knows_leaves_growth_unknown():
    found, said = grown(ground(MERGED, doubted=[("a", "b", 2019, "merged")]))
    assert found["b", "X", 2019] is None
    assert found["c", "X", 2019] == pytest.approx(0.1)
    assert "jiqun fetch WORKSPACE region-changes" in said["regions-ended"].said("en")


def test_a_category_that_only_the_merged_region_had_grows_from_it():
    rows = [*MERGED, row("a", "y", 2018, 10.0), row("b", "y", 2019, 12.0)]
    found, _ = grown(ground(rows, ("a", "b", 2019, "merged")))
    assert found["b", "Y", 2019] == pytest.approx(0.2)


def test_an_unknown_part_leaves_growth_unknown():
    rows = [row("a", "x", 2018, None), *MERGED[1:]]
    found, _ = grown(ground(rows, ("a", "b", 2019, "merged")))
    assert found["b", "X", 2019] is None


def test_a_part_that_is_mostly_imputed_leaves_growth_blank():
    rows = [row("a", "x", 2018, 40.0, "size-class-midpoint"), *MERGED[1:]]
    found, _ = grown(ground(rows, ("a", "b", 2019, "merged")))
    assert found["b", "X", 2019] is None


def test_the_years_after_a_change_compare_as_usual():
    rows = [*MERGED, row("b", "x", 2020, 96.8), row("c", "x", 2020, 55.0)]
    found, _ = grown(ground(rows, ("a", "b", 2019, "split")))
    assert found["b", "X", 2019] is None
    assert found["b", "X", 2020] == pytest.approx(0.1)


def test_what_happens_below_a_level_changes_nothing_above():
    found, _ = grown(ground(MERGED, ("a", "b", 2019, "merged")), level="state")
    assert found["S", "X", 2019] == pytest.approx(143 / 130 - 1)


def test_nothing_is_said_where_every_region_has_every_year():
    rows = [row(r, "x", y, 10.0) for r in CITIES for y in (2018, 2019)]
    _, said = grown(ground(rows, ("a", "b", 2019, "merged"), doubted=[("c", "b", 2019, "merged")]))
    assert not [code for code in said if code.startswith("regions-")]


def long(*rows):
    frame = pl.DataFrame(
        rows, schema=["year", "employment", "growth", "imputed_share"], orient="row",
        schema_overrides={"employment": pl.Float64, "growth": pl.Float64,
                          "imputed_share": pl.Float64},
    )  # fmt: skip
    return long_growth(frame)


@pytest.mark.parametrize(
    ("rows", "grown"),
    [
        ([(2018, 100, None, 0), (2019, 110, 0.1, 0), (2020, 121, 0.1, 0)], (0.1, 2018)),
        ([(2018, 100, None, 0), (2019, 141, None, 0)], None),
        ([(2018, 100, None, 0), (2019, 141, 141 / 140 - 1, 0)], (141 / 140 - 1, 2018)),
        ([(2017, 9, None, 0), (2018, 100, None, 0), (2019, 110, 0.1, 0)], (0.1, 2018)),
        ([(2016, 100, None, 0), (2017, None, None, 0), (2018, 121, None, 0)], None),
        ([(2016, 100, None, 0), (2017, 400, None, 0.9), (2018, 121, None, 0)], (0.1, 2016)),
        ([(2016, 100, None, 0), (2018, 121, 0.1, 0.5)], None),
        ([], None),
    ],
)
def test_the_long_run_goes_back_as_far_as_the_land_is_the_same(rows, grown):
    found = long(*rows)
    assert (found is None) == (grown is None)
    if grown is not None:
        assert found == (pytest.approx(grown[0]), grown[1])
