"""What was planted is found: against truth, a quotient, and DBSCAN with tuned settings."""

import numpy as np
import polars as pl
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from jiqun.clusters.points import PointsPlan, PointTables, find_in_points
from jiqun.planted import economy, economy_plan, score
from jiqun.planted.scoring import score_finds


@pytest.fixture(scope="module")
def country():
    planted = economy(economy_plan(establishments=20_000, seed=21, years=3))
    last = planted.tables["organisation_years"].filter(pl.col("year") == 2024)
    firms = (
        planted.tables["organisations"]
        .filter((pl.col("kind") == "firm") & pl.col("closed").is_null())
        .join(last.select("organisation", "employment"), on="organisation", how="left")
    )
    return planted, firms


def members_of(finds):
    roots = finds.clusters.filter(pl.col("parent").is_null()).select("cluster", "category")
    organisations = finds.members.filter(pl.col("kind") == "organisation")
    return organisations.join(roots, on="cluster").select(
        "cluster", "category", pl.col("member").alias("organisation")
    )


def dbscan(firms, *, radius_km, least):
    """The plainest form, category by category: chains of core firms, and who is near one."""
    parts = []
    for (category,), own in firms.group_by("category", maintain_order=True):
        lon, lat = (own[name].to_numpy() for name in ("lon", "lat"))
        at = np.column_stack([lon * np.cos(np.radians(lat.mean())), lat]) * 111.195
        tree = cKDTree(at)
        core = np.array([len(near) for near in tree.query_ball_point(at, radius_km)]) >= least
        if not core.any():
            continue
        inner = np.flatnonzero(core)
        pairs = cKDTree(at[inner]).query_pairs(radius_km, output_type="ndarray")
        shape = (len(inner), len(inner))
        joined = coo_array((np.ones(len(pairs)), tuple(pairs.T)), shape=shape)
        label = connected_components(joined, directed=False)[1]
        far, nearest = cKDTree(at[inner]).query(at)
        inside = np.flatnonzero(far <= radius_km)
        names = [f"{category}{k}" for k in label[nearest[inside]]]
        parts.append(own[inside].select("organisation").with_columns(cluster=pl.Series(names)))
    return pl.concat(parts)


def claimed(members, firms):
    """Cells with three members of a cluster."""
    placed = members.join(firms.select("organisation", "region"), on="organisation")
    return placed.group_by("cluster", "region", "category").len().filter(pl.col("len") > 2)


def test_planted_clusters_are_found_better_than_by_quotient_or_dbscan(country):
    planted, firms = country
    categories = planted.tables["categories"]
    tables = PointTables(
        points=firms.rename({"organisation": "site"}),
        categories=categories,
        regions=planted.tables["regions"],
    )
    finds = find_in_points(tables, PointsPlan(definition="planted", level="county", year=2024))
    members = members_of(finds)
    told = score_finds(members, planted.truth, firms, which="local")
    cells = score(claimed(members, firms), planted.truth, "county")
    # seeds 5 and 7, where the choices were made: precision 0.97-0.99, recall 0.74-0.87
    assert told.precision > 0.9
    assert told.recall > 0.65
    assert told.boundary > 0.7

    traded = categories.filter(pl.col("traded")).select("industry", "category")
    own = firms.join(traded, on="industry")
    # of 42 settings the one with the best F1 on 20,000 establishments of seed 7
    rival = dbscan(own, radius_km=15.0, least=8)
    other = score_finds(rival, planted.truth, firms, which="local")
    named = rival.join(own.select("organisation", "category"), on="organisation")
    assert told.f1 > other.f1 + 0.05
    assert cells.f1 > score(claimed(named, firms), planted.truth, "county").f1 + 0.05

    total = own["employment"].sum()
    by = {
        name: own.group_by(*keys).agg(pl.col("employment").sum().alias(name))
        for name, keys in {
            "x": ("region", "category"),
            "r": ("region",),
            "c": ("category",),
        }.items()
    }
    quotients = by["x"].join(by["r"], on="region").join(by["c"], on="category")
    strong = quotients.filter(
        (pl.col("x") / pl.col("r") / pl.col("c") * total > 2)
        & (pl.col("x") > pl.col("x").quantile(0.25).over("category"))
    )
    assert cells.f1 > score(strong, planted.truth, "county").f1 + 0.05


def test_rows_are_complete_and_named(country):
    planted, firms = country
    tables = PointTables(
        points=firms.rename({"organisation": "site"}),
        categories=planted.tables["categories"],
        regions=planted.tables["regions"],
    )
    plan = PointsPlan(definition="planted", draws=19, scales_km=(10.0, 20.0))
    finds = find_in_points(tables, plan)
    rows = finds.clusters
    told = ["cluster", "name", "name_zh", "lon", "lat", "area_km2", "geometry", "regions",
            "industries", "organisations", "establishments", "employment", "quotient", "excess",
            "p_value", "critical_mass", "scale_km", "virtual"]  # fmt: skip
    assert rows.select(told).null_count().sum_horizontal()[0] == 0
    assert rows["cluster"].n_unique() == len(rows)
    assert set(rows["parent"].drop_nulls()) <= set(rows["cluster"])
    shares = finds.members.group_by("cluster", "kind").agg(pl.col("weight").sum())
    assert shares["weight"].min() == pytest.approx(1)
    assert shares["weight"].max() == pytest.approx(1)
    assert rows["excess"].min() > 1
