"""Measures say what the truth says of them, and hit, miss, overlap or stand alone."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from jiqun.core import catalogue
from jiqun.planted import economy, economy_plan
from jiqun.planted.clusters import LEGS, WEAKNESSES, make_clusters
from jiqun.planted.ground import make_industries, make_places
from jiqun.planted.programmes import make_measures, make_programmes

WORDS = catalogue("planted/measures.toml")
LEVERS = {lever["code"]: lever for lever in WORDS["levers"]}


@pytest.fixture(scope="module")
def made():
    return economy(economy_plan(establishments=8_000, seed=5, years=6))


@pytest.fixture(scope="module")
def told(made):
    both = made.papers["policy_measures"].join(made.truth["policy_facts"], on=["measure", "year"])
    assert both.height == made.papers["policy_measures"].height > 0
    return both


def test_every_weakness_has_a_lever_that_cures_it():
    cured = {cure for lever in LEVERS.values() for cure in lever["cures"]}
    legs = {f"broken-loop:{leg}" for leg in LEGS}
    assert cured == (set(WEAKNESSES) - {"sound", "broken-loop"}) | legs
    for lever in LEVERS.values():
        assert set(lever["departments"]) <= set(WORDS["departments"])
        assert len(set(lever["departments"])) == 2


def test_texts_name_department_region_and_node_in_both_languages(made, told):
    regions = {
        r: names for r, *names in made.tables["regions"].select("region", "name", "name_zh").rows()
    }
    industries = {
        i: names
        for i, *names in made.tables["industries"].select("industry", "name", "name_zh").rows()
    }
    for row in told.rows(named=True):
        place, node = regions[row["region"]], industries[row["node"]]
        department = WORDS["departments"][row["department"]]
        assert place[0] in row["text"] and place[1] in row["text_zh"]
        assert department["en"] in row["text"] and department["zh"] in row["text_zh"]
        assert node[0].lower() in (row["title"] + row["text"]).lower()
        assert node[1] in row["title_zh"] + row["text_zh"]
        assert str(row["year"]) in row["text"] and str(row["year"]) in row["text_zh"]
        assert "{" not in row["text"] + row["text_zh"] + row["title"] + row["title_zh"]


def test_a_verdict_follows_from_lever_weakness_and_node(made, told):
    targets = made.truth["programme_targets"]
    clusters = made.truth["planted_clusters"].select("cluster", "category", "concern")
    facts = told.select(pl.col("measure").alias("instrument"), "node")
    rows = targets.join(clusters, on="cluster", how="left").join(facts, on="instrument", how="left")
    for row in rows.filter(pl.col("instrument").str.starts_with("QM")).rows(named=True):
        if row["verdict"] == "island":
            assert row["cluster"] is None and row["weakness"] is None
            continue
        broken = row["weakness"] == "broken-loop"
        cure = f"broken-loop:{row['concern']}" if broken else row["weakness"]
        cures = cure in LEVERS[row["lever"]]["cures"]
        assert cures == (row["verdict"] in {"hit", "overlap"})
        if cures and row["weakness"] == "missing-link":
            assert row["node"] == row["concern"]


def test_an_overlap_is_another_department_s_measure_for_the_same(made, told):
    targets = made.truth["programme_targets"].join(
        told.select(pl.col("measure").alias("instrument"), "department"), on="instrument"
    )
    hits = targets.filter(pl.col("verdict") == "hit")
    again = targets.filter(pl.col("verdict") == "overlap").join(hits, on="cluster", suffix="_first")
    assert again.height == targets.filter(pl.col("verdict") == "overlap").height > 0
    assert (again["department"] != again["department_first"]).all()
    assert (again["lever"] == again["lever_first"]).all()


def test_every_weak_cluster_is_hit_or_a_gap(made):
    targets = made.truth["programme_targets"]
    weak = made.truth["planted_clusters"].filter(pl.col("weakness") != "sound")["cluster"]
    hit = set(targets.filter(pl.col("verdict") == "hit")["cluster"])
    gap = set(targets.filter(pl.col("verdict") == "gap")["cluster"])
    assert hit | gap == set(weak)
    assert not hit & gap


def test_islands_lie_where_no_cluster_of_the_kind_is(made, told):
    islands = made.truth["programme_targets"].filter(pl.col("verdict") == "island")
    groups = dict(made.tables["industries"].select("industry", "parent").rows())
    slugs = dict(made.truth["categories"].select("industry", "category").rows())
    cells = made.truth["planted_region_categories"].filter(
        (pl.col("level") == "city") & pl.col("planted")
    )
    there = set(cells.select("region", "category").rows())
    rows = told.join(islands.select(pl.col("instrument").alias("measure")), on="measure")
    assert rows.height
    for region, node in rows.select("region", "node").rows():
        classes = [c for c in slugs if c == node or groups[c] == node]
        assert (region, slugs[classes[0]]) not in there


def test_measures_do_nothing_to_the_economy_and_sound_clusters_have_none_that_hit(made):
    sound = economy(economy_plan(establishments=2_000, seed=5, years=6, weaknesses=0.0))
    targets = sound.truth["programme_targets"]
    assert set(targets["verdict"]) <= {"miss", "island"}
    assert set(targets["weakness"].drop_nulls()) <= {"sound"}


@pytest.mark.parametrize("kind", range(1, len(WEAKNESSES)))
def test_each_weakness_can_be_hit(kind):
    plan = economy_plan(establishments=2_000, seed=1, years=4)
    places, industries = make_places(plan), make_industries(plan)
    clusters = make_clusters(plan, places.land, industries, places.empty)
    weakness = np.where(clusters.local, kind, 0)
    concern = np.where(clusters.local, industries.group.argmax() if kind == 1 else 0, -1)
    weak = replace(clusters, weakness=weakness, concern=concern)
    untreated = np.ones((len(places.population), plan.years))
    programmes = make_programmes(plan, places, weak, untreated)
    targets = make_measures(plan, places, industries, weak, programmes).targets
    found = targets.filter(pl.col("weakness") == WEAKNESSES[kind])
    assert set(found["verdict"]) >= {"hit", "miss"}
