"""Planted clusters are where, what and as strong as the truth says."""

import numpy as np
import polars as pl
import pytest

from jiqun.planted import economy, economy_plan, score

#: A truncated cell: places lie so far beyond the radius at most.
MARGIN_KM = 1.0
EARTH_KM = 6371.0088


def distance_km(a, b, lon, lat):
    """Great circle, by the haversine."""
    a, b, lon, lat = (np.radians(np.asarray(x, dtype=float)) for x in (a, b, lon, lat))
    inner = np.sin((lat - b) / 2) ** 2 + np.cos(b) * np.cos(lat) * np.sin((lon - a) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(inner))


@pytest.fixture(scope="module")
def members(country):
    truth = country.truth
    places = country.tables["organisations"].select(
        "organisation", "lon", "lat", "founded", "closed"
    )
    clusters = truth["planted_clusters"].select(
        "cluster", "kind", "radius_km", "industries", "born", "category",
        pl.col("lon").alias("centre_lon"), pl.col("lat").alias("centre_lat"),
    )  # fmt: skip
    return truth["planted_members"].join(places, on="organisation").join(clusters, on="cluster")


def test_members_are_within_the_radius(members):
    local = members.filter(pl.col("kind") != "virtual")
    away = distance_km(local["centre_lon"], local["centre_lat"], local["lon"], local["lat"])
    # the plane is true along the middle parallel; away from it distances are a little off
    assert (away <= 1.05 * local["radius_km"].to_numpy() + MARGIN_KM).mean() > 0.995


def test_members_are_of_the_cluster_s_industries(members, country):
    assert members.select(pl.col("industry").is_in("industries")).to_series().all()
    true = country.truth["categories"].select("industry", pl.col("category").alias("filed"))
    both = members.join(true, on="industry")
    assert (both["filed"] == both["category"]).all()


def test_clusters_cross_county_borders(members):
    local = members.filter(pl.col("kind") == "cluster")
    counties = local.group_by("cluster").agg(pl.col("region").n_unique())["region"]
    assert (counties > 1).mean() > 0.5


def test_sums_of_the_truth_agree(country, members):
    clusters = country.truth["planted_clusters"]
    sums = (
        members.filter(pl.col("employment") > 0)
        .group_by("cluster")
        .agg(pl.len().alias("n"), pl.col("employment").sum().alias("persons"))
    )
    both = clusters.filter(pl.col("members") > 0).join(sums, on="cluster")
    assert both.height == clusters.filter(pl.col("members") > 0).height
    assert (both["members"] == both["n"]).all()
    assert (both["employment"] == both["persons"]).all()
    cells = country.truth["planted_region_categories"]
    local = members.filter((pl.col("kind") != "virtual") & (pl.col("employment") > 0))
    for _, rows in cells.group_by("level"):
        assert rows["members"].sum() == local.height


def test_dense_in_space_is_not_dense_in_links(country):
    truth = country.truth["planted_clusters"].select("cluster", "kind")
    networks = country.truth["networks"].join(truth, on="cluster").filter(pl.col("members") >= 5)
    mean = dict(networks.group_by("kind").agg(pl.col("links_of_member").mean()).rows())
    assert mean["agglomeration"] < 0.3
    assert mean["cluster"] > 2
    assert mean["virtual"] > 2


def test_virtual_clusters_are_far_apart(members):
    spread = (
        members.filter(pl.col("kind") == "virtual")
        .group_by("cluster")
        .agg(pl.col("lon").std(), pl.col("region").n_unique(), pl.len())
    )
    whole = members["lon"].std()
    assert (spread["lon"] > 0.4 * whole).all()
    assert (spread["region"] >= 0.5 * spread["len"]).all()


def quotients(economy, level="county"):
    """Quotients within traded employment, from the tables alone, by the plainest way."""
    t = economy.tables
    activity = t["activity"].filter(pl.col("year") == 2024)
    activity = activity.with_columns(
        pl.col("employment").fill_null((pl.col("employment_low") + pl.col("employment_high")) / 2)
    )
    rows = activity.join(t["categories"].filter("traded"), on="industry")
    cells = rows.group_by("region", "category").agg(
        pl.col("employment").sum(), pl.col("establishments").sum()
    )
    e = pl.col("employment")
    share = e / e.sum().over("region")
    return cells.with_columns(quotient=share / (e.sum().over("category") / e.sum()))


def strong(economy):
    """Cells that the U.S. rule calls strong."""
    cells = quotients(economy).filter(pl.col("employment") > 0)

    def at(column, level):
        return pl.col(column).quantile(level, "linear").over("category")

    return cells.filter(
        (pl.col("quotient") >= at("quotient", 0.75))
        & (pl.col("quotient") >= 1)
        & (pl.col("employment") > at("employment", 0.25))
        & (pl.col("establishments") > at("establishments", 0.25))
    )


def test_the_planted_multiplier_is_visible(country):
    truth = country.truth["planted_region_categories"].filter(pl.col("level") == "county")
    both = quotients(country).join(truth, on=["region", "category"], how="left", suffix="_true")
    planted = both.filter(pl.col("planted"))
    other = both.filter(pl.col("cluster").is_null())
    assert planted["quotient"].median() > 2
    assert other["quotient"].median() < 1
    rank = planted.select(pl.corr("quotient", "strength", method="spearman")).item()
    assert rank > 0.55  # sizes are heavy-tailed: a chance giant moves a quotient


def test_the_truth_can_be_found_and_noise_hides_it():
    f1 = []
    for noise in (0.0, 0.3, 1.0):
        scores = [
            score(strong(made), made.truth, "county").f1
            for seed in (1, 2)
            for made in [
                economy(economy_plan(establishments=60_000, seed=seed, noise=noise, years=3))
            ]
        ]
        f1.append(np.mean(scores))
    assert f1[0] > 0.62
    assert f1[1] > 0.6
    assert f1[0] > f1[1] > f1[2]


def test_definitions_misfile_with_noise_only():
    for noise, misfiled in ((0.0, 0), (1.0, 15)):
        made = economy(economy_plan(establishments=100_000, seed=1, noise=noise, years=3))
        given = made.tables["categories"].sort("industry")
        true = made.truth["categories"].sort("industry")
        moved = (given["category"] != true["category"]).sum()
        assert moved == 0 if not misfiled else moved >= misfiled * 0.8


def test_relatedness_is_higher_within_groups(country):
    groups = dict(country.truth["categories"].select("industry", "category").rows())
    pairs = country.truth["relatedness"].with_columns(
        same=pl.col("industry").replace_strict(groups) == pl.col("related").replace_strict(groups)
    )
    means = dict(pairs.group_by("same").agg(pl.col("relatedness").mean()).rows())
    assert means[True] > 0.5
    assert means[False] < 0.3


def test_false_declarations_have_no_member(country):
    declared = country.tables["clusters"].join(country.truth["declared_clusters"], on="cluster")
    assert declared.height == country.tables["clusters"].height
    false = declared.filter(~pl.col("true"))
    assert false.height >= 2 and false["planted"].null_count() == false.height
    cells = country.truth["planted_region_categories"].filter(pl.col("level") == "county")
    assert false.join(cells, on=["region", "category"]).is_empty()
    true = declared.filter("true").join(
        country.truth["planted_clusters"], left_on="planted", right_on="cluster", suffix="_true"
    )
    assert (true["category"] == true["category_true"]).all()
    assert (declared["origin"] == "declared").all()


@pytest.mark.parametrize("options", [{}, {"industries": 24, "regions": 200, "clusters": 200}])
def test_a_member_is_of_its_clusters_industries(options):
    asked = {"establishments": 8_000, "seed": 103_081, "weaknesses": 1.0} | options
    made = economy(economy_plan(**asked))
    known = made.truth["planted_clusters"].select("cluster", "industries")
    both = made.truth["planted_members"].join(known, on="cluster")
    assert both.height > 100
    assert both.select(pl.col("industries").list.contains(pl.col("industry"))).to_series().all()
