"""Ties over the years: how many are renewed, who has many, who is hidden, what lies abroad."""

import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import zeta

from jiqun.core import stream
from jiqun.planted import economy, economy_plan
from jiqun.planted.clusters import make_clusters
from jiqun.planted.firms import make_establishments
from jiqun.planted.ground import make_industries, make_places
from jiqun.planted.organisations import make_organisations
from jiqun.planted.ties import make_ties
from jiqun.planted.ties.links import Ties

#: A tail is told from no fewer.
ENOUGH = 50
ENDS = ((pl.col("target"), pl.col("source")), (pl.col("source"), pl.col("target")))


def planted(**knobs):
    return economy(economy_plan(**{"establishments": 20_000, "seed": 11, "years": 6} | knobs))


@pytest.fixture(scope="module")
def usual():
    return planted()


def pairs(links, year, kind="supply"):
    rows = links.filter(pl.col("year") == year, pl.col("kind") == kind)
    return set(rows.select("source", "target").rows())


def renewal(links, kind="supply"):
    years = sorted(links["year"].unique())
    steps = [(pairs(links, a, kind), pairs(links, b, kind)) for a, b in pairwise(years)]
    return np.mean([1 - len(a & b) / len(a) for a, b in steps])


def test_about_half_of_supply_is_new_every_year_and_stakes_stay(usual):
    links = usual.tables["links"]
    assert 0.4 < renewal(links) < 0.6
    assert renewal(links, "equity") < 0.25
    assert renewal(links) > renewal(links, "alliance") > renewal(links, "equity")


def test_without_turbulence_ties_end_with_firms_only():
    calm = planted(turbulence=0.0)
    links, firms = calm.tables["links"], calm.tables["organisations"]
    closed = firms.filter(pl.col("closed").is_not_null()).select("organisation", "closed")
    gone = dict(closed.rows())
    first, second = pairs(links, 2022), pairs(links, 2023)
    for source, target in first - second:
        assert min(gone.get(source, 9999), gone.get(target, 9999)) <= 2023


def test_no_tie_outlives_a_firm(usual):
    closed = usual.tables["organisations"].select("organisation", "closed")
    for end in ("source", "target"):
        both = usual.tables["links"].join(closed, left_on=end, right_on="organisation")
        assert both.filter(pl.col("closed") <= pl.col("year")).height == 0


def tail(degrees):
    """Exponent of the CCDF by maximum likelihood, from the threshold that fits best."""
    degrees = np.sort(degrees).astype(float)
    best = (np.inf, np.nan)
    for least in np.unique(degrees):
        large = degrees[degrees >= least]
        if len(large) < ENOUGH:
            break
        logs = np.log(large).mean()

        def unlikely(power, logs=logs, least=least):
            return power * logs + np.log(zeta(power, least))

        power = minimize_scalar(unlikely, bounds=(1.05, 6), method="bounded").x
        values = np.unique(large)
        share = np.searchsorted(large, values, side="right") / len(large)
        gap = np.abs(1 - zeta(power, values + 1) / zeta(power, least) - share).max()
        best = min(best, (gap, power - 1))
    return best[1]


def test_the_tail_is_found_where_it_is_known():
    draw = stream(seed=3, name="test-tail").random(20_000)
    assert tail(np.floor(0.5 + 5 * draw ** (-1 / 1.4))) == pytest.approx(1.4, abs=0.05)


def test_degrees_have_heavy_tails_and_follow_size(usual):
    supply = usual.tables["links"].filter(pl.col("kind") == "supply", pl.col("year") == 2024)
    for end in ("source", "target"):
        degrees = supply[end].value_counts()
        assert 1.2 < tail(degrees["count"].to_numpy()) < 1.7
        size = usual.tables["organisation_years"].filter(pl.col("year") == 2024)
        both = degrees.join(size, left_on=end, right_on="organisation")
        assert both.select(pl.corr("count", "employment", method="spearman")).item() > 0.2


def test_large_firms_tie_with_small_ones(usual):
    supply = usual.tables["links"].filter(pl.col("kind") == "supply", pl.col("year") == 2024)
    ends = pl.concat([supply["source"], supply["target"].alias("source")]).value_counts()
    both = supply.join(ends, on="source").join(ends.rename({"source": "target"}), on="target")
    turned = pl.concat(
        [both, both.rename({"count": "count_right", "count_right": "count"}).select(both.columns)]
    )
    assert turned.select(pl.corr("count", "count_right")).item() < -0.02


def test_members_tie_as_planted_each_year(usual):
    truth = usual.truth["planted_clusters"].select(
        "cluster", "kind", "stage", pl.col("links_of_member").alias("aim")
    )
    both = usual.truth["networks"].join(truth, on="cluster").filter(pl.col("members") >= 25)
    linked = both.filter(pl.col("kind") != "agglomeration", pl.col("weakness") != "loose-ties")
    stage = {"formation": 0.5, "growth": 0.8, "maturity": 1.0, "upgrade": 1.3, "decline": 0.6}
    ratio = linked["links_of_member"] / linked["aim"] / linked["stage"].replace_strict(stage)
    assert ratio.median() == pytest.approx(1, abs=0.15)
    assert both.filter(pl.col("kind") == "agglomeration")["links_of_member"].max() < 0.5


def test_hidden_ties_are_in_no_table_and_the_others_stay():
    small = {"establishments": 5_000, "years": 3}
    usual, veiled = planted(**small), planted(**small, hidden_ties=0.3)
    shown, hidden = veiled.tables["links"], veiled.truth["hidden_links"]
    both = pl.concat([shown, hidden]).sort("source", "target", "kind", "year")
    every = usual.tables["links"].sort("source", "target", "kind", "year")
    assert both.select(every.columns).equals(every)
    assert usual.truth["hidden_links"].height == 0

    def ends(frame):
        return set(
            frame.select(pl.concat_list("source", "target").list.sort()).to_series().list.join("-")
        )

    assert not ends(shown) & ends(hidden)
    assert len(ends(hidden)) / len(ends(every)) == pytest.approx(0.3, abs=1e-4)
    assert not set(hidden["kind"]) & {"project", "co-patent"}
    for table in ("projects", "patents", "organisations"):
        assert veiled.tables[table].equals(usual.tables[table])


def parts(plan, halves=False):
    """Make what ties are drawn from, the provinces in two countries if told."""
    places, industries = make_places(plan), make_industries(plan)
    if halves:
        province = places.land.province[places.land.city]
        places = replace(places, country=(province % 2).astype(np.int64))
    clusters = make_clusters(plan, places.land, industries, places.empty)
    ones = np.ones(len(industries.codes))
    plants = make_establishments(plan, places, industries, clusters, ones)
    last = plants.size.astype(np.int32)
    firms = make_organisations(plan, places, industries, clusters, plants, last)
    return places, industries, clusters, plants, firms


def test_ties_across_a_border_are_a_tenth_as_likely():
    plan = economy_plan(establishments=20_000, seed=4, years=4)
    places, *others = parts(plan, halves=True)
    ties = make_ties(plan, places, *others)
    county = pl.Series(places.codes["county"])
    land = pl.DataFrame({"region": county, "country": places.country})
    firms = others[-1].table.filter(pl.col("kind") == "firm").join(land, on="region")
    where = firms.select("organisation", "country")
    both = (
        ties.links.filter(pl.col("kind") == "supply")
        .join(where, left_on="source", right_on="organisation")
        .join(where, left_on="target", right_on="organisation", suffix="_target")
    )
    across = (both["country"] != both["country_target"]).mean()
    share = (where["country"] == 0).mean()
    possible = 2 * share * (1 - share)
    odds = across / (1 - across) / (possible / (1 - possible))
    assert 0.04 < odds < 0.14


def test_introduced_pairs_begin_in_their_year_and_live_on():
    plan = economy_plan(establishments=2_000, seed=4, years=6)
    everything = parts(plan)
    there = np.flatnonzero(everything[3].alive(2021))
    first, second = there[:400], there[400:800]
    told = pl.DataFrame({"a": second, "b": first, "kind": "alliance", "year": 2021})
    told = told.with_columns(made=pl.lit(value=True))
    with_them = make_ties(plan, *everything, introduced=lambda *_: told).links
    without = make_ties(plan, *everything).links
    more = with_them.join(without, on=["source", "target", "kind", "year"], how="anti")
    assert more["year"].min() >= 2021
    assert set(more["kind"]) == {"alliance"}
    codes = everything[-1].codes
    assert (more["source"] < more["target"]).all()
    assert set(more["source"]) <= set(codes.gather(first).to_list())
    count = dict(more.group_by("year").len().rows())
    assert count[2021] > 390
    assert 0.6 < count[2022] / count[2021] < 0.9
    assert isinstance(make_ties(plan, *everything, introduced=lambda *_: told[:0]), Ties)


def test_without_introductions_nothing_else_changes():
    plan = economy_plan(establishments=2_000, seed=4, years=3)
    everything = parts(plan)
    one, other = make_ties(plan, *everything), make_ties(plan, *everything)
    assert one.links.equals(other.links)
    assert one.patents.equals(other.patents)


def test_those_who_teach_and_fund_grow_with_the_firms():
    counts = {}
    for n in (50_000, 200_000):
        plan = economy_plan(establishments=n, seed=2, years=3)
        places, industries = make_places(plan), make_industries(plan)
        clusters = make_clusters(plan, places.land, industries, places.empty)
        made = sys.modules["jiqun.planted.organisations.support"].make_support(
            plan, places, industries, clusters
        )
        counts[n] = made.table["kind"].value_counts()
        assert made.table["name"].n_unique() == made.table.height
        assert made.table["name_zh"].n_unique() == made.table.height
        assert (made.weight > 0).all()
    small, large = (dict(c.rows()) for c in counts.values())
    for kind in ("university", "institute", "platform", "intermediary"):
        assert large[kind] == pytest.approx(4 * small[kind], rel=0.2)
    assert 100 <= large["university"] * 5 <= 140


def test_patents_and_projects_are_skewed(usual):
    patents = usual.tables["patents"].explode("applicants")["applicants"].value_counts()["count"]
    firms = usual.tables["organisations"].filter(pl.col("kind") == "firm").height
    assert len(patents) < 0.1 * firms
    top = patents.sort(descending=True).head(len(patents) // 10).sum()
    assert top > 0.4 * patents.sum()
    projects = usual.tables["projects"]["organisation"].value_counts()["count"]
    assert projects.max() > 5 * projects.mean()


def test_owners_are_tied_to_what_they_own_in_every_year_that_both_are_there(usual):
    owned = usual.truth["owners"].rename({"organisation": "target", "owner": "source"})
    ties = usual.tables["links"].filter(pl.col("kind") == "equity")
    both = owned.join(ties.filter(pl.col("year") == 2024), on=["source", "target"], how="semi")
    assert both.height == owned.height
    founded = usual.tables["organisations"].select("organisation", "founded")
    early = owned.join(founded, left_on="target", right_on="organisation")
    early = early.join(founded, left_on="source", right_on="organisation", suffix="_owner")
    first = ties.join(early, on=["source", "target"]).filter(
        pl.col("year") < pl.max_horizontal("founded", "founded_owner")
    )
    assert first.is_empty()


def test_of_more_firms_than_can_tie_as_many_do_and_all_of_virtual_clusters(monkeypatch):
    plan = economy_plan(establishments=5_000, seed=4, years=3)
    everything = parts(plan)
    monkeypatch.setattr(sys.modules["jiqun.planted.ties.net"], "MOST_TYING", 1_000)
    ties = make_ties(plan, *everything)
    clusters, plants, firms = everything[2:]
    drawn = ties.links.filter(pl.col("kind") != "equity")  # owners hold stakes in all their firms
    ends = set(drawn["source"].to_list()) | set(drawn["target"].to_list())
    tied = [code for code in firms.codes.head(len(firms.rows)) if code in ends]
    virtual = plants.cluster[firms.rows]
    virtual = (virtual >= 0) & ~clusters.local[virtual]
    assert 300 < len(tied) < 1_020 + virtual.sum()
    assert ties.networks.filter(pl.Series(~clusters.local))["members"].sum() > 0
    assert (
        ties.networks["members"]
        <= np.bincount(
            plants.cluster[firms.rows][plants.cluster[firms.rows] >= 0], minlength=plan.clusters
        )
    ).all()


def test_two_of_one_kind_in_a_city_have_two_names():
    plan = economy_plan(establishments=1_000, seed=2, years=3)
    organisations = parts(plan)[-1].table.filter(pl.col("kind") != "firm")
    assert organisations["name"].n_unique() == organisations.height
    assert (organisations["founded"] < plan.calendar[0]).all()
    assert set(organisations["kind"]) == {
        "university", "institute", "platform", "intermediary", "financier", "agency", "government",
    }  # fmt: skip


def test_a_member_s_new_partners_are_mostly_of_its_own_cluster(usual):
    linked = usual.truth["planted_clusters"].filter(pl.col("kind") == "cluster").select("cluster")
    member = usual.truth["planted_members"].select("organisation", "cluster")
    links = usual.tables["links"].filter(pl.col("kind").is_in(["supply", "alliance", "talent"]))
    first = links.group_by("source", "target", "kind").agg(pl.col("year").min())
    new = first.filter(pl.col("year") > first["year"].min())
    both = new.join(member.join(linked, on="cluster"), left_on="source", right_on="organisation")
    both = both.join(
        member, left_on="target", right_on="organisation", how="left", suffix="_target"
    )
    assert (both["cluster"] == both["cluster_target"]).fill_null(value=False).mean() > 0.5


def test_other_partners_are_near_more_often_than_by_chance(usual):
    firms = usual.tables["organisations"].select("organisation", "region")
    member = usual.truth["planted_members"]["organisation"].implode()
    links = usual.tables["links"].filter(
        ~pl.col("source").is_in(member), ~pl.col("target").is_in(member), pl.col("kind") == "supply"
    )
    both = links.join(firms, left_on="source", right_on="organisation").join(
        firms, left_on="target", right_on="organisation", suffix="_target"
    )
    share = firms["region"].value_counts(normalize=True)["proportion"].to_numpy()
    assert (both["region"] == both["region_target"]).mean() > 3 * (share**2).sum()
