"""An island of three countries goes the whole way: load, run, find, compare with a nation."""

import polars as pl
import pytest

from jiqun.studies.finding import FindPlan, find
from jiqun.studies.measuring import Given, measure
from jiqun.studies.planting import PlantPlan, plant, score_run
from jiqun.studies.rating import run
from jiqun.workspace import Workspace

NATIONS = ["QS", "QM", "QN"]


@pytest.fixture(scope="module")
def island(tmp_path_factory):
    at = tmp_path_factory.mktemp("island")
    plan = PlantPlan(establishments=3_000, seed=5, years=3, countries=3, industries=40)
    plant(at / "files", plan, workspace=at / "ws")
    run(at / "ws")
    return at


def test_the_page_and_the_workspace_name_neighbours(island):
    page = (island / "files" / "README.md").read_text(encoding="utf-8")
    assert "and neighbours (2)" in page and "及邻国（2个）" in page and "countries=3" in page
    assert "neighbours (2)" in Workspace.open(island / "ws").title


def test_a_country_is_a_level_of_its_own(island):
    cells = Workspace.open(island / "ws").scan("cells").filter(pl.col("level") == "country")
    rows = cells.filter(pl.col("year") == 2024).collect()
    assert rows["region"].unique().sort().to_list() == sorted(NATIONS)
    # their employment is all there is, so their quotients weigh to one
    one = rows.filter(pl.col("category") == rows["category"][0])
    assert one.height >= 2


def test_clusters_are_scored_and_found(island):
    score = score_run(island / "ws", truth=island / "files" / "truth")
    assert score.planted > 0 and [level.level for level in score.levels].count("country") == 1
    report = find(island / "ws", FindPlan(way="regions", draws=19, bootstraps=2))
    assert report.ways


def test_quotients_by_nation_are_those_by_hand(island):
    ws = Workspace.open(island / "ws")
    rows = ws.scan("activity").filter(pl.col("year") == 2024).collect()
    nation = rows.group_by(pl.col("region").str.slice(0, 2).alias("nation"), "industry").agg(
        pl.col("employment").sum()
    )
    share = nation.with_columns(pl.col("employment") / pl.col("employment").sum().over("nation"))
    home = share.filter(nation="QS")
    assert home["industry"].n_unique() == share["industry"].n_unique()
    reading = {"region_level": "country", "compare_with": "QS", "year": 2024}
    got = measure("location-quotient", given=Given(workspace=ws.path, reading=reading))
    told = got.to_frame()
    both = share.join(home, on="industry", suffix="_home").join(
        told, left_on=["nation", "industry"], right_on=["region", "industry"]
    )
    assert both.height == share.height
    expected = both["employment"] / both["employment_home"]
    assert (both["value"] - expected).abs().max() < 1e-9
