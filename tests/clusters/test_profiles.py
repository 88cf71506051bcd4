"""Profiles, found clusters, members and further quantities, counted by hand."""

import polars as pl
import pytest

from jiqun.clusters import (
    Ground,
    category_profiles,
    cell_members,
    measure_cells,
    missing_quantities,
    rate_cells,
    region_profiles,
    scheme,
    strong_cells,
    with_quantities,
)

US = scheme("us-cluster-mapping")


@pytest.fixture(scope="module")
def land():
    """Five cities; the first is all X, the others mostly Y; Z is local everywhere."""
    cities = list("abcde")
    table = []
    for at, city in enumerate(cities):
        x = 400.0 if at == 0 else 10.0 + at
        table += [(city, "x1", 0.75 * x, 4.0), (city, "x2", 0.25 * x, 4.0 + at)]
        table += [(city, "y", 5.0 if at == 0 else 100.0 + at, 10.0 + at), (city, "z", 50.0, 5.0)]
    columns = list(zip(*table, strict=True))
    return Ground(
        activity=pl.DataFrame(
            {
                "region": columns[0],
                "industry": columns[1],
                "year": [2020] * len(table),
                "employment": columns[2],
                "establishments": [
                    8.0 - n if i == "x1" and r == "a" else n for r, i, _, n in table
                ],
            }
        ).with_columns(
            pl.when((pl.col("region") == "a") & pl.col("industry").is_in(["x1", "x2"]))
            .then(20.0)
            .otherwise("establishments")
            .alias("establishments")
        ),
        regions=pl.DataFrame(
            {
                "region": cities,
                "level": ["city"] * 5,
                "name": ["Aville", *"BCDE"],
                "name_zh": ["甲市", *"乙丙丁戊"],
                "area_km2": [90.0] * 5,
                "lon": [1.0] * 5,
                "lat": [2.0] * 5,
            }
        ),
        industries=pl.DataFrame(
            {"industry": ["x1", "x2", "y", "z"], "system": ["s"] * 4, "name": list("PQRS")}
        ),
        categories=pl.DataFrame(
            {
                "definition": ["d"] * 4,
                "category": ["X", "X", "Y", "Z"],
                "industry": ["x1", "x2", "y", "z"],
                "traded": [True, True, True, False],
                "name": ["Xs", "Xs", "Ys", "Zs"],
                "name_zh": ["子", "子", "丑", "寅"],
            }
        ),
    )


@pytest.fixture(scope="module")
def cells(land):
    return measure_cells(land)


@pytest.fixture(scope="module")
def ratings(cells):
    return rate_cells(cells.frame, US)


def test_strength_is_the_share_of_traded_employment_in_strong_clusters(cells, ratings):
    profile = region_profiles(cells, ratings).filter(pl.col("region") == "a").row(0, named=True)
    assert profile["strong"] >= 1
    # by hand: a has 400 of its 405 traded jobs in X, its only strong traded category
    assert profile["strength"] == pytest.approx(400 / 405)
    assert profile["strength_range_low"] == profile["strength"] == profile["strength_range_high"]
    assert profile["strength_low"] <= profile["strength"] <= profile["strength_high"]
    assert profile["employment"] == 455.0
    assert profile["traded_employment"] == 405.0
    assert profile["categories"] == 3
    assert profile["herfindahl"] == pytest.approx((400**2 + 5**2) / 405**2)
    assert profile["diversity"] == 1


def test_strong_local_categories_are_never_counted_among_the_traded(cells, ratings):
    frame = cells.frame.with_columns(ratings.frame["rating"])
    # two local categories, so that the local jobs are shared out: both strong somewhere
    more = measure_cells(_with_local_categories())
    rated = rate_cells(more.frame, US)
    profiles = {row["region"]: row for row in region_profiles(more, rated).to_dicts()}
    marked = more.frame.with_columns(strong=rated.frame["rating"].is_in(["strong", "strong10"]))
    for region in "abcde":
        own = marked.filter(pl.col("region") == region, pl.col("employment") > 0).to_dicts()
        counted = profiles[region]
        assert counted["categories"] == len(own)
        assert counted["traded_categories"] == sum(row["traded"] for row in own)
        assert counted["strong"] == sum(row["strong"] and row["traded"] for row in own)
        assert counted["strong_local"] == sum(row["strong"] and not row["traded"] for row in own)
    assert sum(row["strong_local"] for row in profiles.values()) > 0
    assert sum(row["strong"] for row in profiles.values()) > 0
    # the only local category of the other land is strong nowhere: it cannot be otherwise
    assert frame.filter(~pl.col("traded"))["rating"].null_count() == 5


def _with_local_categories():
    rows = [
        (city, industry, jobs, 3.0 + at)
        for at, city in enumerate("abcde")
        for industry, jobs in (
            ("x", 10.0 + 90 * (at == 4)), ("y", 50.0 + at),
            ("l", 20.0 + 40 * (at == 3)), ("m", 30.0 + at),
        )
    ]  # fmt: skip
    columns = ("region", "industry", "employment", "establishments")
    return Ground(
        activity=pl.DataFrame(rows, schema=columns, orient="row").with_columns(year=2020),
        regions=pl.DataFrame({"region": list("abcde"), "level": ["city"] * 5}),
        industries=pl.DataFrame({"industry": list("xylm"), "system": ["s"] * 4}),
        categories=pl.DataFrame(
            {
                "definition": ["d"] * 4,
                "category": list("XYLM"),
                "industry": list("xylm"),
                "traded": [True, True, False, False],
            }
        ),
    )


def test_every_region_has_a_profile(cells, ratings):
    assert region_profiles(cells, ratings)["region"].to_list() == list("abcde")


def test_category_profiles(cells, ratings):
    profile = category_profiles(cells, ratings).filter(pl.col("category") == "X").row(0, named=True)
    jobs = [400.0, 11, 12, 13, 14]
    assert profile["employment"] == sum(jobs)
    assert profile["herfindahl"] == pytest.approx(sum(x * x for x in jobs) / sum(jobs) ** 2)
    assert (profile["regions"], profile["ubiquity"], profile["strong"]) == (5, 1, 1)


def test_found_clusters_are_the_strong_cells_with_their_names(cells, ratings, land):
    found = strong_cells(cells, ratings, land)
    strong = cells.frame.filter(ratings.frame["rank"] >= 3)["cell"].to_list()
    assert sorted(found["cell"].to_list()) == sorted(strong)
    first = found.filter(pl.col("cell") == "d:X:a").row(0, named=True)
    assert (first["name"], first["name_zh"]) == ("Xs, Aville", "甲市·子")
    assert (first["lon"], first["scheme"]) == (1.0, "us-cluster-mapping")


def test_members_are_the_region_and_its_industries_with_their_share(cells, ratings, land):
    found = strong_cells(cells, ratings, land)
    members = cell_members(found, cells, land).filter(pl.col("cell") == "d:X:a")
    assert members.select("member", "kind", "name", "weight").rows() == [
        ("a", "region", "Aville", None),
        ("x1", "industry", "P", 0.75),
        ("x2", "industry", "Q", 0.25),
    ]


def test_members_of_a_level_above_are_summed_over_its_regions(land):
    regions = pl.concat(
        [
            land.regions.with_columns(parent=pl.lit("S")),
            pl.DataFrame({"region": ["S"], "level": ["state"], "parent": [None]}),
        ],
        how="diagonal_relaxed",
    )
    whole = Ground(
        activity=land.activity,
        regions=regions,
        industries=land.industries,
        categories=land.categories,
    )
    cells = measure_cells(whole, levels=["state"])
    everything = pl.DataFrame({"cell": ["d:X:S"], "definition": ["d"], "category": ["X"],
                               "region": ["S"], "level": ["state"], "year": [2020]})  # fmt: skip
    members = cell_members(everything, cells, whole)
    assert members["weight"].to_list() == pytest.approx([None, 0.75, 0.25])


def test_quantities_come_from_regions_output_and_indicators(cells, land):
    three = pl.concat(
        [
            cells.frame.with_columns(year=pl.lit(y, dtype=pl.Int64), output=pl.lit(o))
            for y, o in ((2018, 5.0), (2019, 4.0), (2020, 6.0))
        ]
    ).sort("definition", "level", "category", "region", "year")
    told = pl.DataFrame(
        {
            "unit": ["d:X:a", "a"],
            "indicator": ["sme_output_share"] * 2,
            "year": [2020] * 2,
            "value": [0.9, 0.1],
        }
    )
    wanted = ("area_km2", "output_3y_min", "output_growth", "sme_output_share")
    full = with_quantities(three, wanted, regions=land.regions, indicators=told)
    row = full.filter(pl.col("cell") == "d:X:a", pl.col("year") == 2020).row(0, named=True)
    assert row["area_km2"] == 90.0
    assert row["output_3y_min"] == 4.0
    assert row["output_growth"] == pytest.approx(0.5)
    assert row["sme_output_share"] == 0.9  # the cluster's own, before its region's
    other = full.filter(pl.col("cell") == "d:Y:a", pl.col("year") == 2020).row(0, named=True)
    assert other["sme_output_share"] == 0.1
    assert row["output_growth_basis"] == "nominal"
    early = full.filter(pl.col("cell") == "d:X:a", pl.col("year") == 2018).row(0, named=True)
    assert early["output_3y_min"] is None
    assert missing_quantities(full, scheme("cn-sme-characteristic-2022")) == ["lead_output_share"]
    assert full.select(three.columns).equals(three)


def test_a_year_gap_is_not_bridged_for_output(cells, land):
    gap = pl.concat(
        [
            cells.frame.with_columns(year=pl.lit(y, dtype=pl.Int64), output=pl.lit(5.0))
            for y in (2016, 2019, 2020)
        ]
    ).sort("definition", "level", "category", "region", "year")
    full = with_quantities(gap, ("output_3y_min",), regions=land.regions)
    assert full["output_3y_min"].null_count() == len(full)
