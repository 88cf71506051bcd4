"""A planted weakness, structure or driver can be seen in the tables by a plain statistic."""

import numpy as np
import polars as pl
import pytest

from jiqun.planted import economy, economy_plan
from jiqun.planted.clusters import DRIVERS, STRUCTURES, TECHNOLOGIES, WEAKNESSES

#: Of a hundred pairs of a weak and a sound cluster so many are told apart at least.
APART = 0.8
LEAST = 10


@pytest.fixture(scope="module")
def made():
    return economy(economy_plan(establishments=60_000, seed=11, clusters=260, weaknesses=0.35))


@pytest.fixture(scope="module")
def clusters(made):
    """Clusters that can be weak."""
    truth = made.truth["planted_clusters"]
    return truth.filter(pl.col("kind") == "cluster", pl.col("members") >= LEAST)


@pytest.fixture(scope="module")
def members(made, clusters):
    """Open members of these with their accounts of the last year, against those of their class."""
    years = made.tables["organisation_years"].filter(pl.col("year") == 2024)
    firms = made.tables["organisations"].select("organisation", "founded")
    known = ["cluster", "weakness", "stage", "structure", "driver", "lon", "lat"]
    ratios = {
        "research": pl.col("rd_spend") / pl.col("revenue"),
        "productivity": pl.col("revenue") / pl.col("employment"),
        "abroad": pl.col("exports") / pl.col("revenue"),
    }
    full = years.filter(pl.col("revenue") > 0).with_columns(**ratios)
    full = full.join(
        made.tables["organisations"].select("organisation", "industry"), on="organisation"
    )
    usual = full.group_by("industry").agg(pl.col(*ratios).median().name.suffix("_usual"))
    full = full.join(usual, on="industry").select(
        "organisation", *(pl.col(name) / pl.col(f"{name}_usual") for name in ratios)
    )
    return (
        made.truth["planted_members"]
        .filter(pl.col("employment") > 0)
        .join(clusters.select(known), on="cluster")
        .join(firms, on="organisation")
        .join(full, on="organisation", how="left")
    )


def apart(clusters, column, value, others, signs):
    """Share of pairs in which the cluster with ``value`` has the larger sign than one of others."""
    both = clusters.join(signs, on="cluster").drop_nulls("sign")
    one = both.filter(pl.col(column) == value)["sign"].to_numpy()
    other = both.filter(pl.col(column).is_in(list(others)))["sign"].to_numpy()
    assert min(len(one), len(other)) >= 8
    return (one[:, None] > other).mean() + (one[:, None] == other).mean() / 2


def weak_apart(clusters, weakness, signs):
    return apart(clusters, "weakness", weakness, ["sound"], signs)


def test_weaknesses_are_balanced(made, clusters):
    truth = made.truth["planted_clusters"]
    weak = truth.filter(pl.col("weakness") != "sound")
    assert weak.height == round(0.35 * 260)
    assert (weak["kind"] == "cluster").all()
    counts = weak.group_by("weakness").len()["len"]
    assert len(counts) == len(WEAKNESSES) - 1
    assert counts.max() - counts.min() <= 2
    for column, parts in (("stage", 5), ("technology", len(TECHNOLOGIES))):
        some = weak.group_by("weakness").agg(pl.col(column).n_unique())
        assert some[column].min() >= min(parts, 4) - 1, column
    assert weak.filter(pl.col("members") >= LEAST).height > 0.9 * weak.height


def test_no_share_is_weak_and_the_rest_stays():
    plan = {"establishments": 2_000, "seed": 3, "years": 4}
    sound = economy(economy_plan(**plan, weaknesses=0.0))
    assert (sound.truth["planted_clusters"]["weakness"] == "sound").all()
    assert sound.truth["weaknesses"].is_empty()
    weak = economy(economy_plan(**plan, weaknesses=1.0))
    same = ["cluster", "path", "stage", "technology", "driver", "lon", "lat", "strength"]
    assert (
        weak.truth["planted_clusters"]
        .select(same)
        .equals(sound.truth["planted_clusters"].select(same))
    )
    for name in ("regions", "industries"):
        assert weak.tables[name].equals(sound.tables[name])


def test_the_truth_of_weaknesses_says_where_they_show(made):
    truth, weak = made.truth["planted_clusters"], made.truth["weaknesses"]
    named = truth.filter(pl.col("weakness") != "sound").select("cluster", "weakness", "concern")
    assert (
        weak.select("cluster", "weakness", "concern")
        .unique()
        .sort("cluster")
        .equals(named.sort("cluster"), null_equal=True)
    )
    for table, column in weak.select("table", "column").unique().rows():
        assert column in made.tables[table].columns
    about = dict(named.group_by("weakness").agg(pl.col("concern").unique()).rows())
    assert set(about["missing-link"]) <= set(made.tables["industries"]["industry"])
    assert set(about["broken-loop"]) == {"finance", "research", "intermediary"}
    assert set(about["mismatch"]) <= set(truth["category"])


def test_the_truth_of_networks_names_the_same_leg(made):
    both = made.truth["networks"].join(made.truth["planted_clusters"], on="cluster", suffix="_true")
    broken = both.filter(pl.col("weakness_true") == "broken-loop")
    assert broken.height > 0
    assert (broken["lacks"] == broken["concern"]).all()


def cities(made):
    """City of each county by code: the county's parent."""
    return made.tables["regions"].filter(pl.col("level") == "county").select("region", "parent")


def classes_there(made, clusters, members):
    """Count each class of a cluster's group in the cities that hold a third of its members."""
    home = members.select("cluster", "organisation").join(
        made.tables["organisations"].select("organisation", "region"), on="organisation"
    )
    home = home.join(cities(made), on="region").group_by("cluster", "parent").len()
    home = home.filter(pl.col("len") == pl.col("len").max().over("cluster")).unique(
        "cluster", keep="first", maintain_order=True
    )
    activity = (
        made.tables["activity"].filter(pl.col("year") == 2024).join(cities(made), on="region")
    )
    count = activity.group_by("parent", "industry").agg(pl.col("establishments").sum())
    group = made.truth["categories"].select("industry", "category")
    usual = activity.group_by("industry").agg(pl.col("establishments").sum().alias("usual"))
    return (
        clusters.select("cluster", "category", "weakness", "concern")
        .join(group, on="category")
        .join(home.select("cluster", "parent"), on="cluster")
        .join(usual, on="industry")
        .join(count, on=["parent", "industry"], how="left")
        .with_columns(pl.col("establishments").fill_null(0))
    )


def test_a_missing_link_is_absent_from_cluster_and_city(made, clusters, members):
    there = classes_there(made, clusters, members)
    own = there.filter(
        pl.col("weakness") == "missing-link", pl.col("industry") == pl.col("concern")
    )
    inside = members.filter(pl.col("weakness") == "missing-link").join(
        clusters.select("cluster", pl.col("concern").alias("industry")), on=["cluster", "industry"]
    )
    assert own.height > 0 and inside.is_empty()
    # a cluster's members may be in another city than its centre more often
    assert (own["establishments"] == 0).mean() >= 0.8
    # the sign: how many establishments one would expect of a class of the group that is not there
    share = pl.col("usual") / pl.col("usual").sum().over("cluster")
    expected = share * pl.col("establishments").sum().over("cluster")
    lacking = (expected * (pl.col("establishments") == 0)).alias("lacking")
    signs = (
        there.with_columns(lacking).group_by("cluster").agg(pl.col("lacking").max().alias("sign"))
    )
    assert weak_apart(clusters, "missing-link", signs) >= APART


def test_a_weak_lead_lags(clusters, members):
    full = members.drop_nulls("research").with_columns(
        score=pl.col("research").log() + pl.col("productivity").log() + pl.col("abroad").log(),
        first=pl.col("employment") == pl.col("employment").max().over("cluster"),
    )
    lead = full.filter("first").group_by("cluster").agg(pl.col("score").max())
    rest = full.filter(~pl.col("first")).group_by("cluster").agg(pl.col("score").median())
    signs = lead.join(rest, on="cluster").select(
        "cluster", (pl.col("score_right") - pl.col("score")).alias("sign")
    )
    assert weak_apart(clusters, "weak-lead", signs) >= APART


def test_crowding_shows_in_rents_entrants_and_growth(made, clusters, members):
    home = members.join(
        made.tables["organisations"].select("organisation", "region"), on="organisation"
    )
    rents = made.tables["indicators"].filter(pl.col("indicator") == "office-rent")
    rise = (
        rents.sort("year")
        .group_by("unit")
        .agg((pl.col("value").last() / pl.col("value").first()).log().alias("rise"))
    )
    main = home.group_by("cluster", "region").len()
    main = main.filter(pl.col("len") == pl.col("len").max().over("cluster"))
    rent = main.join(rise, left_on="region", right_on="unit")
    rent = rent.group_by("cluster").agg(pl.col("rise").max().alias("sign"))
    assert weak_apart(clusters, "crowding", rent) >= APART
    entrant = pl.col("founded") > 2018
    score = pl.col("research").log() + pl.col("productivity").log()
    signs = (
        members.drop_nulls("research")
        .group_by("cluster")
        .agg((score.filter(~entrant).median() - score.filter(entrant).median()).alias("sign"))
    )
    assert weak_apart(clusters, "crowding", signs) >= APART


def test_locked_in_clusters_have_few_entrants(clusters, members):
    young = (pl.col("founded") > 2018).mean()
    signs = members.group_by("cluster").agg((-young).alias("sign"))
    assert weak_apart(clusters, "lock-in", signs) >= APART


def test_structures_show_in_sizes(clusters, members):
    share = pl.col("employment") / pl.col("employment").sum().over("cluster")
    shares = members.with_columns(share=share)
    signs = shares.group_by("cluster").agg(pl.col("share").max().alias("sign"))
    assert apart(clusters, "structure", "lead-small", ["many-small"], signs) >= APART
    assert apart(clusters, "structure", "lead-related", ["many-small"], signs) >= APART
    large = clusters.filter(pl.col("members") >= 30)
    top = shares.group_by("cluster").agg(pl.col("share").top_k(4))
    beside = top.select(
        "cluster",
        (pl.col("share").list.sum() / pl.col("share").list.max()).alias("sign"),
    )
    assert apart(large, "structure", "lead-related", ["lead-small"], beside) >= APART
    assert set(clusters["structure"]) == set(STRUCTURES)


def test_drivers_show(made, clusters, members):
    assert set(clusters["driver"]) == set(DRIVERS)
    others = set(DRIVERS)
    research = members.group_by("cluster").agg(pl.col("research").median().alias("sign"))
    assert apart(clusters, "driver", "technology", others - {"technology"}, research) >= 0.7
    abroad = members.group_by("cluster").agg(pl.col("abroad").median().alias("sign"))
    assert apart(clusters, "driver", "market", others - {"market"}, abroad) >= 0.7
    home = members.join(
        made.tables["organisations"].select("organisation", "region"), on="organisation"
    )
    mined = made.tables["indicators"].filter(
        pl.col("indicator") == "raw-materials", pl.col("year") == 2024
    )
    digging = home.join(mined, left_on="region", right_on="unit")
    digging = digging.group_by("cluster").agg(pl.col("value").log().mean().alias("sign"))
    assert apart(clusters, "driver", "resource", others - {"resource"}, digging) >= 0.7
    middling = pl.col("employment").is_between(20, 999)
    titles = members.filter(middling).join(
        made.tables["organisations"].select("organisation", "tier"), on="organisation"
    )
    titled = titles.group_by("cluster").agg(pl.col("tier").is_not_null().mean().alias("sign"))
    assert apart(clusters, "driver", "government", others - {"government"}, titled) >= 0.7


def test_more_money_goes_where_the_government_drives_a_cluster(made):
    people = made.tables["indicators"].filter(
        pl.col("indicator") == "population", pl.col("year") == 2024
    )
    money = made.tables["treatments"].join(people, on="unit").filter(pl.col("amount") > 0)
    each = money.select("unit", each=pl.col("amount") / pl.col("value"))
    # elsewhere a county gets 200 to 600 a head
    generous = set(each.filter(pl.col("each") > 700)["unit"])
    truth = made.truth["planted_clusters"].filter(pl.col("driver") == "government")
    home = made.truth["planted_members"].join(truth, on="cluster", how="semi")
    assert len(generous) > 3
    assert generous <= set(home["region"])


def test_quality_moves_with_the_stage(made, clusters, members):
    last = made.truth["stages"].filter(pl.col("year") == 2024).select("cluster", "quality")
    signs = members.group_by("cluster").agg(pl.col("research").median().alias("sign"))
    both = last.join(signs, on="cluster").drop_nulls()
    assert both.select(pl.corr("quality", "sign", method="spearman")).item() > 0.2
    mean = dict.fromkeys(("upgrade", "decline"), np.nan)
    for stage in mean:
        rows = clusters.filter(pl.col("stage") == stage).join(signs, on="cluster")
        mean[stage] = rows["sign"].median()
    assert mean["upgrade"] > mean["decline"]
