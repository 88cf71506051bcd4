"""Found clusters have the size and strength of what leads, and say so; money alone finds none."""

import polars as pl
import pytest

from jiqun.core import Origin
from jiqun.measures import quotient
from jiqun.studies.browsing.clusters.detail import found_detail
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.finding import FindPlan, find
from jiqun.studies.planting import PlantPlan, plant
from jiqun.studies.rating import run
from jiqun.workspace import Workspace

MADE = Origin(producer="The tests", title="Money of planted jobs", version="1", synthetic=True)
QUICK = FindPlan(way="regions", draws=39, bootstraps=4, pairs=0, seed=1)
MONEY = {"output": (pl.col("employment") * 1e5).round(), "currency": pl.lit("CNY")}
KEY = ("region", "industry", "year")


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    at = tmp_path_factory.mktemp("planted")
    plant(at / "d", PlantPlan(establishments=4000, years=3, seed=5), workspace=at / "ws")
    return Workspace.open(at / "ws")


def found(planted, folder, *kept, **money):
    """Search a workspace that has only these columns of the planted activity."""
    ws = Workspace.create(folder, title="By what leads", synthetic=True)
    with ws.transaction(note="made") as t:
        for name in ("regions", "industries", "categories"):
            t.put(name, planted.frame(name), origins=[MADE])
        rows = planted.frame("activity").filter(pl.col("employment").is_not_null())
        t.put("activity", rows.select(*KEY, *kept, **money), origins=[MADE])
    run(folder)
    return find(folder, QUICK), Workspace.open(folder)


@pytest.mark.parametrize("leading", ["output", "establishments"])
def test_a_cluster_is_as_large_as_its_cells(planted, tmp_path, leading):
    report, ws = found(
        planted, tmp_path / "ws", "establishments", **(MONEY if leading == "output" else {})
    )
    clusters = ws.frame("found_clusters")
    assert len(clusters) > 0
    assert set(clusters["quantity"]) == {leading}
    assert clusters[leading].null_count() == clusters["quotient"].null_count() == 0
    cells = ws.frame("cells").filter(pl.col("level") == report.level, pl.col("year") == report.year)
    parts = ws.frame("found_members").filter(pl.col("kind") == "region")
    for row in clusters.iter_rows(named=True):
        own = cells.filter(pl.col("definition") == row["definition"])
        inside = own.filter(
            pl.col("region").is_in(
                parts.filter(pl.col("cluster") == row["cluster"])["member"].implode()
            )
        )
        kind = pl.col("category") == row["category"]
        size = inside.filter(kind)[leading].sum()
        assert row[leading] == pytest.approx(size)
        traded = own.filter(kind)["traded"][0]
        group = pl.col("traded") == traded
        margins = inside.filter(group)[leading].sum(), own.filter(kind)[leading].sum()
        whole = own.filter(group)[leading].sum()
        assert row["quotient"] == pytest.approx(float(quotient(size, *margins, whole)), rel=1e-6)
    assert ws.frame("found_ratings")["rating"].null_count() < len(ws.frame("found_ratings"))
    said = {one.code for one in report.cautions}
    assert ("found-counts" in said) == (leading == "output")
    assert not said & {"employment-withheld", "establishments-unknown"}
    again = find(tmp_path / "ws", QUICK)
    assert again.unchanged
    shown = snapshot(tmp_path / "ws")
    told = found_detail(shown, clusters["cluster"][0])
    assert told.cluster.size == clusters[leading][0]
    spoken = {"output": ("gross output", "总产值"), "establishments": ("establishments", "单位")}
    assert spoken[leading][0] in told.sentence.en
    assert spoken[leading][1] in told.sentence.zh
    assert "jobs" not in told.sentence.en


def test_money_alone_finds_nothing_and_says_why(planted, tmp_path):
    report, ws = found(planted, tmp_path / "ws", **MONEY)
    assert len(ws.frame("found_clusters")) == 0
    told = [one for one in report.cautions if one.code == "found-counts"]
    assert [one.case for one in told] == ["nothing"]


def test_jobs_are_counted_where_there_are_no_establishments(planted, tmp_path):
    some = pl.when(pl.int_range(pl.len()) % 40 != 0).then("employment").alias("employment")
    report, ws = found(planted, tmp_path / "ws", some, **MONEY)
    clusters = ws.frame("found_clusters")
    assert set(clusters["quantity"]) == {"output"}
    assert clusters["output"].null_count() == 0
    assert clusters["establishments"].null_count() == len(clusters)
    assert [one.case for one in report.cautions if one.code == "found-counts"] == ["jobs"]
