"""How like the whole a region is: by a plain loop over the workspace's own rows."""

import json
import statistics
from collections import defaultdict

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import Origin, UnknownError
from jiqun.studies import resemblance, snapshot
from jiqun.workspace import Workspace


def hachman_by_hand(jobs, region):
    """One over the sum of squared own shares over the whole's shares."""
    own, whole = defaultdict(float), defaultdict(float)
    for (place, industry), persons in jobs.items():
        whole[industry] += persons
        if place == region:
            own[industry] += persons
    total, everything = sum(own.values()), sum(whole.values())
    parts = [(own[i] / total) ** 2 / (whole[i] / everything) for i in own if own[i]]
    return 1 / sum(parts)


@pytest.fixture(scope="module")
def jobs(planted_workspace):
    """Persons by county and industry, each year."""
    ws = Workspace.open(planted_workspace)
    levels = dict(ws.frame("regions", ["region", "level"]).iter_rows())
    depth = dict(ws.frame("industries", ["industry", "level"]).iter_rows())
    found = defaultdict(dict)
    rows = ws.frame("activity", ["region", "industry", "year", "employment"])
    finest = max(depth[industry] for industry in rows["industry"])
    for region, industry, year, persons in rows.iter_rows():
        told = persons is not None
        if levels[region] == "county" and depth[industry] == finest and told:
            found[year][region, industry] = persons
    return found


def test_each_year_is_the_plain_loop(planted_workspace, jobs):
    regions = sorted({region for region, _ in jobs[max(jobs)]})
    told = resemblance(snapshot(planted_workspace), regions[3])
    assert [row.year for row in told.years] == sorted(jobs)
    assert told.peers == len({region for year in jobs.values() for region, _ in year})
    for row in told.years:
        by_hand = {region: hachman_by_hand(jobs[row.year], region) for region in regions}
        assert row.value == pytest.approx(by_hand[regions[3]], rel=1e-12)
        assert row.peers_median == pytest.approx(statistics.median(by_hand.values()), rel=1e-12)
        assert row.peers_low <= row.peers_median <= row.peers_high


def test_a_region_alone_at_its_level_is_like_nothing(planted_workspace):
    ws = Workspace.open(planted_workspace)
    levels = ws.frame("regions", ["region", "level"])
    country = levels.filter(levels["level"] == "country")["region"][0]
    told = resemblance(snapshot(planted_workspace), country)
    assert (told.peers, told.years) == (1, ())
    said = CliRunner().invoke(app, ["resemblance", str(planted_workspace), country, "--lang", "zh"])
    assert said.exit_code == 0
    assert "没有可比较的对象" in said.output.replace("\n", "")


def test_a_region_that_is_not_there_is_refused(planted_workspace):
    with pytest.raises(UnknownError) as told:
        resemblance(snapshot(planted_workspace), "nowhere")
    assert told.value.problems[0].code == "region-unknown"


@pytest.mark.parametrize(("lang", "words"), [("en", "How like"), ("zh", "结构相似度")])
def test_the_command_speaks_both_languages(planted_workspace, jobs, lang, words):
    region = min(region for region, _ in jobs[max(jobs)])
    told = CliRunner().invoke(
        app, ["resemblance", str(planted_workspace), region, "--lang", lang], env={"COLUMNS": "120"}
    )
    assert told.exit_code == 0, told.output
    assert words in told.output.replace("\n", " ")


def test_the_command_gives_what_the_study_gives(planted_workspace, jobs):
    region = min(region for region, _ in jobs[max(jobs)])
    told = CliRunner().invoke(app, ["resemblance", str(planted_workspace), region, "--json"])
    study = resemblance(snapshot(planted_workspace), region)
    assert [row["value"] for row in json.loads(told.stdout)["years"]] == [
        row.value for row in study.years
    ]


def test_where_every_year_has_unknowns_no_year_is_told(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    rows = {
        "region": ["r1", "r1", "r2", "r2"],
        "industry": ["a", "b", "a", "b"],
        "year": [2020] * 4,
        "employment": [5.0, None, None, 7.0],
    }
    me = Origin(producer="The tests", title="Unknown everywhere", synthetic=True)
    places = pl.DataFrame({"region": ["r1", "r2"], "level": ["county"] * 2})
    kinds = pl.DataFrame({"industry": ["a", "b"], "system": ["s"] * 2})
    with ws.transaction() as changes:
        changes.put("regions", places, origins=[me])
        changes.put("industries", kinds, origins=[me])
        changes.put("activity", pl.DataFrame(rows), origins=[me])
    assert resemblance(snapshot(ws.path), "r1").years == ()
