"""A found cluster as one unit: sums by hand, and a cluster of one region is that region's cell."""

import polars as pl
import pytest

from jiqun.clusters import Ground, Peers, forecast, measure_cells, rate_cells, scheme
from jiqun.clusters.doubt import persistence_interval
from jiqun.clusters.finds import (
    MEMBERS,
    ROWS,
    anchors,
    find_code,
    finds_frame,
    pooled_cells,
    rate_pooled,
)

SCHEMES = [scheme(name) for name in ("us-cluster-mapping", "eu-stars-2011", "eu-panorama")]


@pytest.fixture
def cells():
    cities = [f"c{i}" for i in range(6)]
    rows = [
        (city, industry, year, 20.0 + (5 * i + 3 * j) % 7 + 90 * (i == j) + (year - 2019) * i)
        for i, city in enumerate(cities)
        for j, industry in enumerate("xyz")
        for year in (2019, 2020)
    ]
    region, industry, year, jobs = zip(*rows, strict=True)
    ground = Ground(
        activity=pl.DataFrame(
            {
                "region": region, "industry": industry, "year": year, "employment": jobs,
                "establishments": [round(j / 4) for j in jobs], "payroll": [30 * j for j in jobs],
            }
        ),
        regions=pl.DataFrame({"region": cities, "level": ["city"] * 6}),
        industries=pl.DataFrame({"industry": list("xyz"), "system": ["s"] * 3}),
        categories=pl.DataFrame(
            {
                "definition": ["d"] * 3, "category": list("XYZ"), "industry": list("xyz"),
                "traded": [True, True, False],
            }
        ),
    )  # fmt: skip
    return measure_cells(ground).of_year(2020)


def finds(*parts, **told):
    """One cluster of category X for each group of regions."""
    codes = [find_code("regions", "d", "X", part[0]) for part in parts]
    rows = [
        {"cluster": code, "way": "regions", "definition": "d", "category": "X", "level": "city",
         "year": 2020, **told}
        for code in codes
    ]  # fmt: skip
    members = [
        {"cluster": code, "member": region, "kind": "region"}
        for code, part in zip(codes, parts, strict=True)
        for region in part
    ]
    return finds_frame(pl.DataFrame(rows), ROWS), finds_frame(pl.DataFrame(members), MEMBERS)


def test_one_region_is_rated_as_its_own_cell(cells):
    # every number of the cell, and every rating with its ends, by another road
    clusters, members = finds(*[[f"c{i}"] for i in range(6)])
    pooled = pooled_cells(clusters, members, cells, cells.frame)
    own = cells.frame.filter(pl.col("category") == "X")
    for name in ("employment", "establishments", "quotient", "quotient_low", "quotient_high",
                 "micro_share", "macro_share", "wage", "growth"):  # fmt: skip
        assert pooled[name].to_list() == pytest.approx(own[name].to_list()), name
    rated = rate_pooled(pooled, cells.frame, SCHEMES, persistence=cells.persistence)
    for one in SCHEMES:
        peers = Peers(cells.frame)
        told = forecast(rate_cells(cells.frame, one), peers, cells.persistence, calibrations={})
        expected = told.ratings.frame.filter(cells.frame["category"] == "X")
        got = rated.filter(pl.col("scheme") == one.scheme)
        columns = ["rating", "rank", "chance", "rating_range_low", "rating_range_high"]
        assert got.select(columns).rows() == expected.select(columns).rows()


def test_several_regions_are_summed(cells):
    clusters, members = finds(["c0", "c1"])
    row = pooled_cells(clusters, members, cells, cells.frame).row(0, named=True)
    own = cells.frame.filter(pl.col("region").is_in(["c0", "c1"]))
    x = own.filter(pl.col("category") == "X")
    traded = own.filter(pl.col("traded"))["employment"].sum()
    nation = cells.frame.filter(pl.col("traded"))
    base = nation.filter(pl.col("category") == "X")["employment"].sum() / nation["employment"].sum()
    assert row["employment"] == x["employment"].sum()
    assert row["quotient"] == pytest.approx(x["employment"].sum() / traded / base)
    assert row["quotient_low"] < row["quotient"] < row["quotient_high"]
    assert row["wage"] == pytest.approx(30.0)
    before = (x["employment"] / (1 + x["growth"])).sum()
    assert row["growth"] == pytest.approx(x["employment"].sum() / before - 1)
    assert row["micro_share"] == pytest.approx(x["employment"].sum() / own["employment"].sum())


def test_clusters_do_not_move_the_cut_offs_they_are_held_against(cells):
    clusters, members = finds(["c0"], ["c1"], ["c0", "c1", "c2", "c3"])
    pooled = pooled_cells(clusters, members, cells, cells.frame)
    both = rate_pooled(pooled, cells.frame, SCHEMES[:1], persistence=cells.persistence)
    alone = rate_pooled(pooled.head(1), cells.frame, SCHEMES[:1], persistence=cells.persistence)
    assert both.head(1).rows() == alone.rows()


def test_what_a_way_tells_is_taken(cells):
    clusters, members = finds(["c5"], employment=500.0, quotient=9.0, quotient_low=8.0,
                              quotient_high=10.0, establishments=60.0)  # fmt: skip
    # the interval is of cells of as many establishments, whatever a way tells
    pooled = pooled_cells(clusters, members, cells, cells.frame)
    assert pooled.select("employment", "quotient").rows() == [(500.0, 9.0)]
    low, high = persistence_interval(cells.persistence, pooled, "quotient")
    assert (pooled["quotient_low"].item(), pooled["quotient_high"].item()) == (low[0], high[0])
    rated = rate_pooled(pooled, cells.frame, SCHEMES[:1], persistence=cells.persistence)
    assert rated["rating"].to_list() == ["strong10"]


def test_a_cluster_without_a_category_is_unknown_not_weak(cells):
    clusters, members = finds(["c0"])
    bare = clusters.with_columns(
        category=pl.lit(None, dtype=pl.String), cluster=pl.lit("links:d:-:c0")
    )
    pooled = pooled_cells(bare, members.clear(), cells, cells.frame)
    rated = rate_pooled(pooled, cells.frame, SCHEMES[:1], persistence=cells.persistence)
    assert rated["rating"].to_list() == [None]
    assert "quotient" in rated["missing"][0]


def test_the_anchor_is_read_from_the_code():
    codes = [find_code("links", "d", None, "26163", 3), find_code("points", "d", "x", "a~b")]
    assert anchors(pl.DataFrame({"cluster": codes})).to_list() == ["26163", "a~b"]


def test_organisations_are_held_against_the_regions_they_are_in(cells):
    # by hand: 30 jobs of X against all traded jobs of c0 and c3
    code = find_code("links", "d", "X", "c0")
    row = {"cluster": code, "way": "links", "definition": "d", "category": "X", "level": "city",
           "year": 2020, "employment": 30.0, "organisations": 4}  # fmt: skip
    parts = [{"cluster": code, "member": c, "kind": "region"} for c in ("c0", "c3")]
    pooled = pooled_cells(
        finds_frame(pl.DataFrame([row]), ROWS),
        finds_frame(pl.DataFrame(parts), MEMBERS),
        cells,
        cells.frame,
    ).row(0, named=True)
    traded = cells.frame.filter(pl.col("traded"))
    there = traded.filter(pl.col("region").is_in(["c0", "c3"]))["employment"].sum()
    x = traded.filter(pl.col("category") == "X")["employment"].sum()
    assert pooled["quotient"] == pytest.approx(30 / there / (x / traded["employment"].sum()))
    assert (pooled["employment"], pooled["establishments"]) == (30.0, 4.0)
    assert pooled["quotient_low"] < pooled["quotient"] < pooled["quotient_high"]
