"""Agencies bring members together: what comes of it is what the world without them lacks."""

import numpy as np
import polars as pl
import pytest

from jiqun.planted import economy, economy_plan
from jiqun.planted.agencies import settled
from jiqun.planted.agencies.introductions import CHANCE, HORIZON, MOST, Calls

PLAN = {"establishments": 12_000, "seed": 5, "years": 8, "weaknesses": 0.0}
PAIR = ["low", "high"]


@pytest.fixture(scope="module")
def served():
    return economy(economy_plan(**PLAN, agencies=0.6))


@pytest.fixture(scope="module")
def without():
    return economy(economy_plan(**PLAN, agencies=0.0))


def paired(frame, a, b):
    return frame.with_columns(
        pl.min_horizontal(a, b).alias("low"), pl.max_horizontal(a, b).alias("high")
    )


def calls(pairs, years, works, starts=None):
    """Introductions by hand: positions, years, whether they alone make a tie."""
    n = len(pairs)
    a, b = np.array(pairs, dtype=np.int64).reshape(n, 2).T
    zeros = np.zeros(n, dtype=np.int64)
    return Calls(
        served=zeros,
        a=a,
        b=b,
        year=np.array(years, dtype=np.int64),
        about=zeros,
        activity=zeros,
        kind=pl.Series(["supply"] * n, dtype=pl.String),
        start=np.array(years if starts is None else starts, dtype=np.int64),
        works=np.array(works, dtype=bool),
        members=np.zeros((1, 1), dtype=np.int64),
    )


def test_only_ties_that_had_not_come_anyway_are_made():
    # five pairs are introduced in 2018; 1-2 were tied before, 3-4 tie in the next year by
    # themselves, 5-6 only long after; 7-8 and 9-10 never do
    met = calls([(1, 2), (4, 3), (5, 6), (7, 8), (9, 10)], [2018] * 5, [1, 1, 1, 1, 0])
    ties = np.array([(2, 1, 2016), (3, 4, 2019), (5, 6, 2018 + HORIZON + 1), (7, 9, 2018)])
    told = settled(met, *ties.T)
    assert told["known"].to_list() == [True, False, False, False, False]
    assert told["anyway"].to_list() == [False, True, False, False, False]
    assert told["made"].to_list() == [False, False, True, True, False]


def test_a_tie_of_before_is_no_new_one_even_if_it_goes_on():
    told = settled(calls([(1, 2)], [2018], [1]), *np.array([(1, 2, 2017), (1, 2, 2018)]).T)
    assert told.row(0, named=True)["known"] and not told["anyway"][0] and not told["made"][0]


@pytest.mark.parametrize("ties", [np.empty((0, 3), dtype=np.int64), np.array([(1, 2, 2018)])])
def test_nobody_introduced_and_nobody_tied(ties):
    told = settled(calls([], [], []), *ties.T)
    assert told.height == 0
    told = settled(calls([(8, 9)], [2018], [0]), *ties.T)
    assert not any(told.row(0)[-3:])


def test_what_is_made_is_what_the_world_without_agencies_lacks(served, without):
    # the counterfactual itself: same plan, same chance, no agency
    key = ["source", "target", "kind", "year"]
    more = served.tables["links"].join(without.tables["links"], on=key, how="anti")
    less = without.tables["links"].join(served.tables["links"], on=key, how="anti")
    made = paired(served.truth["introductions"].filter("made"), "organisation", "partner")
    assert less.height == 0
    assert more.height > made.height > 20
    more = paired(more, "source", "target").join(made, on=PAIR, suffix="_made")
    assert (
        len(more) == served.tables["links"].join(without.tables["links"], on=key, how="anti").height
    )
    assert (more["kind"] == more["kind_made"]).all()
    assert (more["year"] >= more["start"]).all()
    begun = more.group_by(PAIR).agg(pl.col("year").min(), pl.col("start").first())
    assert begun.height == made.height and (begun["year"] == begun["start"]).all()


def test_what_had_come_anyway_stands_in_the_world_without(served, without):
    truth = paired(served.truth["introductions"], "organisation", "partner")
    links = paired(without.tables["links"], "source", "target").select(*PAIR, "year").unique()
    met = truth.join(links, on=PAIR, suffix="_tie")
    late = pl.col("year_tie") - pl.col("year")
    before = met.filter(late < 0).select(PAIR).unique()
    soon = met.filter(late.is_between(0, HORIZON)).select(PAIR).unique()
    soon = soon.join(before, on=PAIR, how="anti")
    assert truth.filter("known").height == before.height > 0
    assert truth.filter("anyway").height == soon.height > 0
    assert truth.filter("anyway").join(soon, on=PAIR, how="anti").height == 0


def test_a_naive_count_claims_what_had_come_anyway(served):
    truth = served.truth["introductions"].filter(~pl.col("known"))
    ties, anyway = (truth["anyway"] | truth["made"]).sum(), truth["anyway"].sum()
    assert ties - anyway == truth["made"].sum()
    assert 0.1 * ties < anyway < 0.9 * ties


def test_introductions_work_as_often_as_the_plan_of_chance_says(served):
    # those whose tie would begin after the panel, or after a firm's end, make none
    truth = served.truth["introductions"].filter(~pl.col("known") & ~pl.col("anyway"))
    early = truth.filter(pl.col("year") < 2023)
    doubt = 4 * np.sqrt(CHANCE * (1 - CHANCE) / early.height)
    assert early["made"].mean() == pytest.approx(CHANCE * 0.9, abs=doubt + 0.1 * CHANCE)


def test_work_adds_up(served):
    work, truth = served.truth["agency_work"], served.truth["introductions"]
    assert work["cluster"].is_unique().all() and work.height > 5
    assert work["introductions"].sum() == truth.height
    assert work["known"].sum() == truth["known"].sum()
    assert work["ties_made"].sum() == truth["made"].sum()
    assert (work["ties"] == work["ties_anyway"] + work["ties_made"]).all()
    joined = truth.join(work, on="cluster")
    assert (joined["agency"] == joined["agency_right"]).all()
    assert (joined["year"] >= joined["since"]).all()
    register = served.papers["agency_register"]
    assert work["activities"].sum() == register["count"].sum()
    assert work["cost"].sum() == register["cost"].sum()
    assert register["contacts"].sum() == truth.height
    assert (
        (register.join(work, on="cluster").select(pl.col("year") >= pl.col("since")))
        .to_series()
        .all()
    )
    most = truth.group_by("cluster", "year").len()["len"].max()
    assert most <= MOST


def test_those_brought_together_are_of_the_cluster_and_its_city(served):
    truth = served.truth["introductions"]
    kind = served.tables["organisations"].select("organisation", "kind", "founded", "closed")
    inside = served.truth["planted_members"].select("cluster", "organisation")
    assert truth.join(inside, on=["cluster", "organisation"], how="anti").height == 0
    member = truth.filter(about="member").select("cluster", pl.col("partner").alias("organisation"))
    assert member.join(inside, on=["cluster", "organisation"], how="anti").height == 0
    partner = truth.join(kind, left_on="partner", right_on="organisation")
    allowed = {
        "member": {"firm"},
        "research": {"university", "institute"},
        "finance": {"financier"},
    }
    for (about,), rows in partner.group_by("about"):
        assert set(rows["kind_right"]) <= allowed[about]
    there = truth.join(kind.drop("kind"), on="organisation")
    assert (there["founded"] <= there["year"]).all()
    assert ((there["closed"] > there["year"]) | there["closed"].is_null()).all()
    agencies = kind.filter(kind="agency")["organisation"]
    assert truth["agency"].is_in(agencies.implode()).all()
    assert not paired(truth, "organisation", "partner").select(PAIR).is_duplicated().any()
    assert (truth["organisation"] != truth["partner"]).all()


def test_the_desk_hears_of_most_ties_and_claims_a_few(served):
    desk, truth = served.papers["agency_contacts"], served.truth["introductions"]
    same = ["agency", "organisation", "partner", "year", "activity", "about"]
    assert desk.select(same).equals(truth.select(same))
    came = truth["anyway"] | truth["made"]
    noted = desk["outcome"].is_not_null()
    assert 0.5 < noted.filter(came).mean() < 0.9
    assert 0.01 < noted.filter(~came).mean() < 0.12


def test_a_larger_share_keeps_whom_a_smaller_one_serves(served):
    fewer = economy(economy_plan(**PLAN, agencies=0.2)).truth["agency_work"]
    more = served.truth["agency_work"]
    assert 0 < fewer.height < more.height
    both = fewer.join(more, on=["agency", "cluster", "since"])
    assert both.height == fewer.height


def test_without_agencies_nothing_is_brought_together(without):
    assert without.truth["agency_work"].height == without.truth["introductions"].height == 0
    assert without.papers["agency_register"].height == 0
    assert without.papers["agency_contacts"].height == 0


def test_agencies_change_nothing_but_ties(served, without):
    # patents and projects are drawn apart; only the ties made are more
    changed = {n for n in served.tables if not served.tables[n].equals(without.tables[n])}
    assert changed == {"links"}


def test_an_agency_mends_no_planted_weakness():
    made = economy(economy_plan(**(PLAN | {"weaknesses": 1.0}), agencies=1.0)).truth
    weak = made["planted_clusters"].select("cluster", "weakness")
    lacks = made["networks"].select("cluster", "lacks")
    met = made["introductions"].join(weak, on="cluster").join(lacks, on="cluster")
    for hopeless in (
        pl.col("about") == pl.col("lacks"),
        (pl.col("weakness") == "mismatch") & (pl.col("about") == "research"),
    ):
        rows = met.filter(hopeless)
        assert rows.height > 10 and not rows["made"].any()
    assert met.filter(pl.col("weakness") == "broken-loop")["made"].any()
