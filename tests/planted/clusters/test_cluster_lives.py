"""Clusters live in several ways; the stage of each year is what the stated rule reads off."""

import numpy as np
import polars as pl
import pytest

from jiqun.planted import economy_plan
from jiqun.planted.clusters import PATHS, STAGES, stages_of
from jiqun.planted.clusters.lives import COURSES, FORMED, STEP, make_lives

#: Enough years for whole lives, enough clusters for every course.
YEARS, CLUSTERS = 30, 600


@pytest.fixture(scope="module")
def plan():
    return economy_plan(establishments=1_000, seed=2, years=YEARS, clusters=CLUSTERS)


@pytest.fixture(scope="module")
def lives(plan):
    return make_lives(plan)


def runs(stages):
    """Stages one after the other, repetitions once."""
    known = [STAGES[s] for s in stages if s >= 0]
    return [s for at, s in enumerate(known) if at == 0 or s != known[at - 1]]


def test_each_path_has_its_share(lives):
    share = dict.fromkeys(PATHS, 0.0)
    for course in COURSES:
        share[course.path] += course.share
    assert sum(share.values()) == pytest.approx(1)
    counts = np.bincount(lives.path, minlength=len(PATHS)) / CLUSTERS
    assert counts == pytest.approx([share[path] for path in PATHS], abs=0.01)


ORDER = {
    "classic": ("formation", "growth", "maturity", "upgrade|decline"),
    "plateau": ("formation", "growth", "maturity"),
    "renewal": ("formation", "growth", "maturity", "decline", "upgrade"),
    "relapse": ("formation", "growth", "maturity", "upgrade", "decline"),
    "slow-death": ("formation", "growth", "maturity", "decline"),
    "stillborn": ("formation",),
    "early-peak": ("formation", "growth", "maturity", "decline"),
    "shock": ("formation", "growth", "maturity", "decline", "growth"),
}


@pytest.mark.parametrize("path", PATHS)
def test_stages_follow_the_path(lives, path):
    wanted = ORDER[path]
    seen = set()
    for k in np.flatnonzero(lives.path == PATHS.index(path)):
        found = runs(lives.stage[k])
        starts = [
            at
            for at in range(len(wanted) - len(found) + 1)
            if all(name in wanted[at + n].split("|") for n, name in enumerate(found))
        ]
        assert starts, found
        seen |= {*found}
    assert seen == {name for names in wanted for name in names.split("|")}


def test_stages_are_read_off_size_and_quality(lives):
    """Loop over years, written from the rule's sentence."""
    for k in range(0, CLUSTERS, 7):
        formed = False
        for t in range(1, YEARS):
            size, before = lives.size[k, t], lives.size[k, t - 1]
            if size == 0:
                assert lives.stage[k, t] == -1
                continue
            if t == 1 and before > 0:
                formed = lives.stage[k, 0] != 0
            formed = formed or size >= FORMED
            grown = np.log(size / before) if before else np.inf
            better = np.log(lives.quality[k, t] / lives.quality[k, t - 1])
            if not formed:
                wanted = "formation"
            elif better >= STEP - 1e-6:
                wanted = "upgrade"
            elif abs(grown) < STEP:
                wanted = "maturity"
            else:
                wanted = "growth" if grown > 0 else "decline"
            assert STAGES[lives.stage[k, t]] == wanted, (k, t)


def test_shares_of_paths_that_show_are_left_in_the_panel(lives, plan):
    off = lives.left > 0
    assert not off[np.isin(lives.path, [PATHS.index("stillborn")]) & (lives.born > 2018)].any()
    assert (lives.left[off] <= plan.calendar[-1]).all()
    assert (lives.left[off] > lives.born[off]).all()
    # about half of those on other paths, and more, show it
    assert 0.5 < off[lives.path != 0].mean() < 0.95


def test_a_shock_is_sudden_and_half_recover(lives):
    rows = np.flatnonzero((lives.path == PATHS.index("shock")) & (lives.left > 0))
    falls, ends = [], []
    for k in rows:
        at = lives.left[k] - 1995 + 1
        if 0 < at < YEARS:
            falls.append(lives.size[k, at] / lives.size[k, at - 1])
            ends.append(lives.size[k, -1])
    assert np.all(np.array(falls) < 0.6)
    assert max(ends) > 0.75 and min(ends) < 0.45


def test_a_decline_may_end(lives):
    renewed = lives.size[lives.path == PATHS.index("renewal")]
    low = renewed.argmin(axis=1)
    assert (renewed[np.arange(len(renewed)), -1] > renewed[np.arange(len(renewed)), low]).any()


def test_formation_needs_no_year_before():
    size = np.array([[0.0, 0.12, 0.2]])
    assert stages_of(size, np.ones((1, 3)), size > 1).tolist() == [[0, 0]]


def test_a_cluster_s_life_shows_in_its_members(country):
    """Counts of members follow the planted size: more in growth, fewer in decline."""
    firms = country.tables["organisations"].select("organisation", "founded", "closed")
    kinds = country.truth["planted_clusters"].select("cluster", "kind")
    members = country.truth["planted_members"].join(firms, on="organisation")
    members = members.join(kinds, on="cluster").filter(pl.col("kind") != "virtual")
    stages = country.truth["stages"].sort("cluster", "year")
    steps = stages.with_columns(before=pl.col("stage").shift(1).over("cluster")).drop_nulls()
    net = dict.fromkeys(STAGES, 0.0)
    there = dict.fromkeys(STAGES, 0.0)
    for year in range(2016, 2025):
        now = steps.filter(pl.col("year") == year).select("cluster", "stage")
        rows = members.join(now, on="cluster")
        closed = pl.col("closed")
        for (stage,), own in rows.group_by("stage"):
            net[stage] += own.filter(pl.col("founded") == year).height
            net[stage] -= own.filter(closed == year).height
            there[stage] += own.filter(
                (pl.col("founded") < year) & (closed.is_null() | (closed >= year))
            ).height
    rate = {stage: net[stage] / there[stage] for stage in STAGES}
    assert rate["growth"] > 0.02 > abs(rate["maturity"]) and rate["decline"] < -0.01, rate
    assert rate["upgrade"] > 0 and rate["formation"] > 0, rate
