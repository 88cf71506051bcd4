"""Each weakness in ties can be seen in the tables by a plain statistic, and sound ones lack it."""

import polars as pl
import pytest
import shapely

from jiqun.core import catalogue
from jiqun.planted import economy, economy_plan

#: Of a hundred pairs of a weak and a sound cluster so many are told apart at least.
APART = 0.8
ENOUGH = 8
#: A cluster's classes are told from no fewer patents.
ENOUGH_PATENTS = 2


@pytest.fixture(scope="module")
def weak():
    return economy(economy_plan(establishments=60_000, seed=7, clusters=200, weaknesses=0.5))


@pytest.fixture(scope="module")
def clusters(weak):
    truth = weak.truth["planted_clusters"].filter(pl.col("kind") == "cluster")
    networks = weak.truth["networks"].filter(pl.col("members") >= 10)
    return truth.drop("members", "weakness", "concern", strict=False).join(networks, on="cluster")


@pytest.fixture(scope="module")
def member(weak):
    return weak.truth["planted_members"].select("organisation", "cluster")


@pytest.fixture(scope="module")
def tied(weak, member):
    """Every tie seen from each member: its cluster, the other end, that one's cluster and kind."""
    links = weak.tables["links"]
    turned = links.rename({"source": "target", "target": "source"})
    both = pl.concat([links, turned.select(links.columns)])
    others = weak.tables["organisations"].select("organisation", pl.col("kind").alias("who"))
    return (
        both.join(member, left_on="source", right_on="organisation")
        .join(member, left_on="target", right_on="organisation", how="left", suffix="_other")
        .join(others, left_on="target", right_on="organisation")
    )


def apart(clusters, weakness, signs):
    """Share of pairs of a weak and a sound cluster in which the weak one has the larger sign."""
    both = clusters.join(signs, on="cluster", how="left").with_columns(pl.col("sign").fill_null(0))
    weak = both.filter(pl.col("weakness") == weakness)["sign"].to_numpy()
    sound = both.filter(pl.col("weakness") == "sound")["sign"].to_numpy()
    assert len(weak) >= ENOUGH
    assert len(sound) >= ENOUGH
    more = (weak[:, None] > sound).mean()
    return more + (weak[:, None] == sound).mean() / 2


def signs(frame, value):
    return frame.group_by("cluster").agg(value.alias("sign"))


def test_a_broken_leg_carries_nothing(clusters, tied):
    legs = {
        "financier": "finance",
        "university": "research",
        "institute": "research",
        "platform": "intermediary",
        "intermediary": "intermediary",
    }
    helped = tied.filter(pl.col("who").is_in(list(legs))).with_columns(
        leg=pl.col("who").replace_strict(legs)
    )
    broken = clusters.filter(pl.col("weakness") == "broken-loop")
    assert set(broken["lacks"]) == {"finance", "research", "intermediary"}
    assert clusters.filter(pl.col("weakness") != "broken-loop")["lacks"].null_count() > 0
    wrong = helped.join(broken, left_on=["cluster", "leg"], right_on=["cluster", "lacks"])
    assert wrong.height == 0
    there = signs(helped, pl.col("leg").n_unique())
    fewer = there.with_columns(-pl.col("sign").cast(pl.Int64))
    every = clusters.select("cluster").join(fewer, on="cluster", how="left")
    assert apart(clusters, "broken-loop", every.with_columns(pl.col("sign").fill_null(0))) >= APART


def test_mismatch_shows_in_research_ties_and_its_fields(weak, clusters, tied):
    research = pl.col("who").is_in(["university", "institute"])
    helped = tied.filter(pl.col("who") != "firm")
    ties = signs(helped, -research.mean())
    assert apart(clusters, "mismatch", ties) >= APART


def seats(weak, clusters):
    """Give the city in which each cluster's centre lies, and the code of its group."""
    counties = weak.tables["regions"].filter(pl.col("level") == "county")
    shapes = shapely.STRtree(shapely.from_wkb(counties["geometry"].to_list()))
    points = shapely.points(clusters["lon"].to_numpy(), clusters["lat"].to_numpy())
    at, county = shapes.query(points, predicate="within")
    found = pl.DataFrame({"at": at, "city": counties["parent"].gather(county)}).unique("at")
    codes = clusters["industries"].list.first().str.slice(0, 3).alias("group")
    frame = clusters.select("cluster", "weakness", "category").with_columns(codes)
    return frame.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64)).join(found, on="at")


def test_no_institute_of_the_city_studies_what_a_mismatched_cluster_makes(weak, clusters):
    parents = weak.tables["regions"].select("region", pl.col("parent").alias("city"))
    institutes = weak.tables["organisations"].filter(pl.col("kind") == "institute")
    there = institutes.join(parents, on="region").select("city", pl.col("industry").alias("group"))
    own = seats(weak, clusters).join(there, on=["city", "group"])
    assert "sound" in own["weakness"]
    assert "mismatch" not in own["weakness"]


def test_a_mismatched_city_has_few_research_patents_in_the_field(weak, clusters):
    parents = weak.tables["regions"].select("region", pl.col("parent").alias("city"))
    groups = catalogue("planted/industries.toml")["groups"]
    fields = pl.DataFrame(
        [(group["slug"], code) for group in groups for code in group["patents"]],
        schema=["category", "classes"],
        orient="row",
    )
    research = (
        weak.tables["patents"]
        .filter(pl.col("applicants").list.first().str.contains("^Q(UN|IN)"))
        .select("patent", "classes", pl.col("regions").list.first().alias("region"))
        .explode("classes")
        .join(parents, on="region")
    )
    own = seats(weak, clusters).join(fields, on="category")
    count = own.join(research, on=["city", "classes"])
    less = signs(count, -pl.col("patent").n_unique().cast(pl.Int64))
    assert apart(clusters, "mismatch", less) >= APART


def test_lock_in_shows_in_ties_out_and_in_partners_that_stay(clusters, tied):
    firms = tied.filter(pl.col("who") == "firm")
    inner = (pl.col("cluster") == pl.col("cluster_other")).fill_null(value=False)
    assert apart(clusters, "lock-in", signs(firms, inner.mean())) >= APART
    pairs = firms.filter(inner, pl.col("source") < pl.col("target"))
    years = pairs.group_by("cluster", "source", "target").agg(pl.col("year").n_unique())
    assert apart(clusters, "lock-in", signs(years, pl.col("year").mean())) >= APART


def test_locked_in_clusters_apply_in_one_class(weak, clusters, member):
    patents = weak.tables["patents"].explode("applicants").explode("classes")
    own = patents.join(member, left_on="applicants", right_on="organisation")
    some = own.filter(pl.col("patent").n_unique().over("cluster") >= ENOUGH_PATENTS)
    count = some.group_by("cluster", "classes").len().cast({"len": pl.Float64})
    n, every = pl.col("len"), pl.col("len").sum()
    kinds = signs(count, (n * (n - 1)).sum() / (every * (every - 1)))  # two at random are the same
    seen = clusters.filter(pl.col("cluster").is_in(kinds["cluster"].implode()))
    assert apart(seen, "lock-in", kinds) >= APART


def test_loose_ties_show_in_ties_of_a_member(clusters, tied):
    inner = tied.filter(pl.col("cluster") == pl.col("cluster_other"), pl.col("year") == 2024)
    count = clusters.select("cluster", "members").join(
        signs(inner, pl.len()), on="cluster", how="left"
    )
    ties = count.select("cluster", sign=-(pl.col("sign").fill_null(0) / pl.col("members")))
    assert apart(clusters, "loose-ties", ties) >= APART
