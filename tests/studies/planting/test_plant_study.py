"""Planting into files and a workspace, and scoring a run against the truth."""

import polars as pl
import pytest

from jiqun.core import InputError, UnknownError, encode
from jiqun.planted import economy, economy_plan
from jiqun.studies.loading import load_table
from jiqun.studies.planting import PlantPlan, plant, score_run
from jiqun.studies.rating import run
from jiqun.tables import schemas
from jiqun.workspace import Workspace

SIZE = {"establishments": 1_500, "seed": 3, "years": 4}
#: Tables that a planted country does not need: its codes never change, its money is real, its flows
#: name industries, and nobody counts occupations.
UNPLANTED = {"deflators", "region_changes", "industry_sectors", "occupations"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    at = tmp_path_factory.mktemp("planted") / "country"
    plant(at, PlantPlan(**SIZE))
    return at


def test_every_table_is_a_file_and_the_truth_is_apart(folder):
    names = {path.stem for path in folder.glob("*.parquet")}
    assert names == set(schemas()) - UNPLANTED
    truth = {path.stem for path in (folder / "truth").iterdir()}
    assert truth >= {"planted_clusters", "planted_members", "planted_region_categories", "stages"}
    # nothing beside the folder "truth" tells which organisations or regions are in a cluster
    for path in folder.glob("*.parquet"):
        frame = pl.read_parquet(path)
        assert not {"planted", "true", "strength", "stage", "state"} & set(frame.columns)
    assert not any("planted_" in path.name for path in folder.iterdir() if path.is_file())


def test_the_files_are_the_economy(folder):
    made = economy(economy_plan(**SIZE))
    for name, frame in made.tables.items():
        assert pl.read_parquet(folder / f"{name}.parquet").equals(frame), name


def test_papers_have_a_folder_of_their_own(tmp_path):
    report = plant(tmp_path / "country", PlantPlan(**SIZE), format="csv")
    made = economy(economy_plan(**SIZE))
    assert {path.stem for path in (tmp_path / "country" / "papers").iterdir()} == set(made.papers)
    told = {one.table: one.rows for one in report.paper_files}
    assert told == {name: frame.height for name, frame in made.papers.items()}
    read = pl.read_csv(tmp_path / "country" / "papers" / "documents.csv")
    assert read["text"].equals(made.papers["documents"]["text"])
    assert {"same_organisations", "document_nodes"} <= {one.table for one in report.truths}


def test_the_page_says_synthetic_in_both_languages(folder):
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "All of this is synthetic" in page and "合成数据" in page
    assert "seed=3" in page


def test_csv_loads_like_the_frame_it_was(tmp_path):
    plant(tmp_path / "country", PlantPlan(**SIZE), format="csv")
    Workspace.create(tmp_path / "ws")
    made = economy(economy_plan(**SIZE))
    for name in ("regions", "industries", "organisations", "patents"):
        report = load_table(
            tmp_path / "ws",
            table=name,
            file=tmp_path / "country" / f"{name}.csv",
            mapping=tmp_path / "country" / "origin.toml",
        )
        assert report.problems == () and report.accepted == made.tables[name].height, name
    ws = Workspace.open(tmp_path / "ws")
    assert ws.synthetic  # the origin travels with the files
    assert ws.frame("patents")["classes"].equals(made.tables["patents"]["classes"])
    assert ws.frame("regions")["region"].equals(made.tables["regions"]["region"])


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for force in (False, True):
        with pytest.raises(InputError) as told:
            plant(tmp_path, PlantPlan(**SIZE), force=force)
        assert told.value.problems[0].code == "plant-folder"
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_an_earlier_economy_can_be_replaced(tmp_path):
    plant(tmp_path / "country", PlantPlan(**SIZE))
    with pytest.raises(InputError):
        plant(tmp_path / "country", PlantPlan(**SIZE))
    plant(tmp_path / "country", PlantPlan(**{**SIZE, "seed": 4}), force=True)
    assert "seed=4" in (tmp_path / "country" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["country"]


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    at = tmp_path_factory.mktemp("scored")
    report = plant(
        at / "country", PlantPlan(establishments=20_000, seed=5, years=3), workspace=at / "ws"
    )
    return at, report


def test_a_workspace_gets_all_tables_in_one_commit(scored):
    at, report = scored
    ws = Workspace.open(at / "ws")
    assert report.commit == ws.version == 1
    assert set(ws.tables()) == set(schemas()) - UNPLANTED
    assert ws.synthetic
    # withheld employment was filled by a named step that marks it and keeps the interval
    activity = ws.frame("activity")
    filled = activity.filter(pl.col("imputed") == "size-class-midpoint")
    assert filled.height == activity["withheld"].sum() > 0
    assert filled["employment"].null_count() == 0
    assert (filled["employment_low"] <= filled["employment"]).all()
    assert "mid-point" in ws.origins("activity")[0].note


def test_a_run_finds_what_was_planted(scored):
    at, _ = scored
    with pytest.raises(UnknownError) as told:
        score_run(at / "ws", truth=at / "country" / "truth")
    assert told.value.problems[0].code == "result-unknown"
    run(at / "ws")
    report = score_run(at / "ws", truth=at / "country" / "truth")
    assert report.level == "county" and report.year == 2024
    assert {one.level for one in report.levels} == {"county", "city", "province", "economic-area"}
    # chance would give F1 near 0.15: an eighth of the cells are planted
    assert report.f1 > 0.5 and report.recall > 0.6
    truth = pl.read_parquet(at / "country" / "truth" / "planted_region_categories.parquet")
    (at / "csv").mkdir()
    truth.write_csv(at / "csv" / "planted_region_categories.csv")
    assert score_run(at / "ws", truth=at / "csv").levels == report.levels
    top = next(row for row in report.levels[0].by_strength if row["part"] == "8-16")
    assert top["recall"] > 0.85
    assert encode(report)["levels"][0]["n_called"] == report.strong


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("parquet", b"PAR1 broken PAR1", "file-broken"),
        ("csv", b"level,region\na,b,c\n", "csv-ragged"),
        ("csv", b"\x00\x00", "encoding-unknown"),
        ("csv", b"level,region,category,stage,strength,planted\na,b,c,d,9*,true\n", "cells-type"),
        ("csv", b"level,region\na,b\n", "truth-columns"),
        ("csv", b"", "file-empty"),
        ("csv", b"level,region,category\n", "file-rows"),
    ],
)
def test_a_truth_that_is_broken_is_told(scored, tmp_path, name, content, code):
    (tmp_path / f"planted_region_categories.{name}").write_bytes(content)
    with pytest.raises(InputError) as told:
        score_run(scored[0] / "ws", truth=tmp_path)
    assert told.value.problems[0].code == code
    assert told.value.problems[0].told("zh")


def test_scoring_refuses_what_it_cannot_compare(scored):
    at, _ = scored
    with pytest.raises(UnknownError) as told:
        score_run(at / "ws", truth=at)
    assert told.value.problems[0].code == "truth-unknown"
    with pytest.raises(UnknownError) as told:
        score_run(at / "ws", truth=at / "country" / "truth", scheme="stars-of-mars")
    assert told.value.problems[0].code == "scheme-unknown"
