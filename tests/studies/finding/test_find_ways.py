"""The real ways on a small planted economy: repeatable, consistent, and finding what is planted."""

import shutil

import polars as pl
import pytest

from jiqun.clusters.finds import MEMBERS, ROWS
from jiqun.planted.scoring import score_finds
from jiqun.studies.finding import FindPlan, find
from jiqun.studies.finding.keeping import RESULTS
from jiqun.studies.finding.once import CLUSTERS
from jiqun.studies.finding.organisations import open_organisations
from jiqun.studies.planting import PlantPlan, plant
from jiqun.workspace import Workspace

QUICK = {"draws": 39, "bootstraps": 8, "pairs": 1, "seed": 1}


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    at = tmp_path_factory.mktemp("ways")
    plant(at / "d", PlantPlan(establishments=4000, years=3, seed=5), workspace=at / "ws")
    find(at / "ws", FindPlan(workers=2, **QUICK))
    return at / "ws"


def test_tables_have_the_shapes_of_the_contract(planted):
    ws = Workspace.open(planted)
    assert dict(ws.frame("finds").schema) == {n: t() for n, t in ROWS.items()}
    assert dict(ws.frame("found_members").schema) == {n: t() for n, t in MEMBERS.items()}
    codes = ws.frame("finds")["cluster"]
    assert codes.is_unique().all()
    for name in set(RESULTS) - {"found_reliability"}:
        assert set(ws.frame(name)["cluster"]) <= set(codes), name
    assert set(ws.frame("finds")["way"]) == {"regions", "points", "links"}


def test_every_outermost_find_is_counted_as_one_cluster(planted):
    ws = Workspace.open(planted)
    once = ws.frame("found_once")
    outer = ws.frame("finds").filter(pl.col("parent").is_null())
    assert sorted(once["cluster"]) == sorted(ws.frame("finds")["cluster"])
    assert sorted(once.filter(~pl.col("core"))["cluster"]) == sorted(outer["cluster"])
    assert once["cluster"].is_unique().all()
    assert set(once["counted_as"]) <= set(outer["cluster"])
    # a core is counted as the find that it lies in
    counted = dict(once.select("cluster", "counted_as").rows())
    inner = ws.frame("finds").filter(pl.col("parent").is_not_null())
    assert len(inner) == once["core"].sum()
    assert all(counted[a] == counted[b] for a, b in inner.select("cluster", "parent").rows())
    clusters = ws.frame("found_clusters")
    assert dict(clusters.schema) == {
        n: t() if isinstance(t, type) else t for n, t in CLUSTERS.items()
    }
    assert sorted(clusters["cluster"]) == sorted(once["counted_as"].unique())
    assert clusters["finds"].sum() + clusters["cores"].sum() == len(once)
    assert [row[0] for row in clusters["ways"]] == clusters["way"].to_list()
    told = find(planted, FindPlan(workers=2, **QUICK)).once
    assert told["clusters"] == len(clusters) < len(outer)
    assert told["by_one"] + told["by_two"] + told["by_three"] == told["clusters"]
    # a virtual cluster has no territory: only ties can see it
    virtual = outer.filter(pl.col("virtual"))["cluster"].to_list()
    own = pl.col("counted_as").is_in(virtual)
    seen = once.filter(own & ~pl.col("inside") & ~pl.col("core"))
    assert set(seen["way"]) <= {"links"}


def test_one_worker_finds_the_same_as_two(planted, tmp_path):
    shutil.copytree(planted, tmp_path / "ws")
    find(tmp_path / "ws", FindPlan(workers=1, **QUICK), again=True)
    one, two = Workspace.open(tmp_path / "ws"), Workspace.open(planted)
    assert one.version == two.version + 1
    for name in RESULTS:
        assert one.frame(name).equals(two.frame(name)), name


def test_every_cluster_is_rated_under_the_same_schemes(planted):
    ws = Workspace.open(planted)
    rated = ws.frame("found_ratings").group_by("cluster").agg(pl.col("scheme").n_unique())
    assert len(rated) == ws.rows("finds")
    assert rated["scheme"].n_unique() == 1
    regions = ws.frame("finds").filter(pl.col("way") == "regions")
    us = ws.frame("found_ratings").filter(pl.col("scheme") == "us-cluster-mapping")
    own = us.join(regions, on="cluster")
    # zones that beat chance are specialised: most are strong by the percentiles as well
    assert (own["rank"] >= 3).mean() > 0.5


def test_each_way_has_its_own_resamples(planted):
    ws = Workspace.open(planted)
    tests = ws.frame("found_stability").filter(pl.col("test") == "sampling")
    counts = tests.join(ws.frame("finds"), on="cluster").group_by("way")
    draws = dict(counts.agg(pl.col("draws").max()).iter_rows())
    assert draws == {"regions": 8, "points": 2, "links": 2}
    assert tests["survival"].is_between(0, 1).all()


def test_the_chance_is_learned_from_the_last_pair_of_years(planted):
    ws = Workspace.open(planted)
    told = ws.record("found_clusters").parameters["chances"]
    assert all(one["pairs"] == [2023] for one in told.values())
    rows = ws.frame("finds")
    assert rows["chance"].is_between(0, 1, closed="none").all()
    checked = ws.frame("found_reliability")
    for way, one in told.items():
        own = checked.filter(pl.col("way") == way)
        assert own["clusters"].sum() == one["clusters"] > 0
        # weighted by tenths, what came true is the share that was found again
        assert (own["clusters"] * own["again"]).sum() == pytest.approx(
            one["clusters"] * one["share"], abs=1e-3
        )
        # so little is known of so small an economy that the packaged chance must serve
        assert one["basis"] == "packaged" or one["clusters"] >= 100
    assert set(checked["way"]) == set(rows["way"])


def test_planted_clusters_are_found(planted):
    # the truth is written by the plant and read by no analysis
    folder = planted.parent / "d" / "truth"
    truth = {
        name: pl.read_parquet(folder / f"{name}.parquet")
        for name in ("planted_clusters", "planted_members")
    }
    ws = Workspace.open(planted)
    firms = open_organisations(ws, 2024)
    for way, which in (("points", "local"), ("links", "linked")):
        rows = ws.frame("finds").filter(pl.col("way") == way, pl.col("parent").is_null())
        parts = ws.frame("found_members").join(rows, on="cluster", how="semi")
        own = parts.filter(pl.col("kind") == "organisation")
        score = score_finds(
            own.select("cluster", pl.col("member").alias("organisation")), truth, firms, which=which
        )
        assert score.f1 > 0.3, (way, score)  # a small noisy country; random groups score near 0
