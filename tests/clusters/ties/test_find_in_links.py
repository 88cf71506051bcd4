"""Clusters from links: planted ones recovered, chance refused, the virtual told from the near."""

import itertools

import numpy as np
import polars as pl
import pytest

from jiqun.clusters.finds import MEMBERS, ROWS
from jiqun.clusters.ties import LinksPlan, LinkTables, find_in_links
from jiqun.clusters.ties.chance import discoveries, p_values
from jiqun.core import InputError, UnknownError, stream
from jiqun.planted import economy, economy_plan
from jiqun.planted.scoring import score_finds

TABLES = ("projects", "categories", "regions", "region_parents")


def found_in(links, organisations, **told):
    """Find in links, tables and choices told together."""
    given = {name: told.pop(name) for name in TABLES if name in told}
    tables = LinkTables(links=links, organisations=organisations, **given)
    return find_in_links(tables, LinksPlan(**told))


def firms(n, *, seed=1, place=True):
    rng = stream(seed=seed, name="test-firms")
    return pl.DataFrame(
        {
            "organisation": [f"{i:04d}" for i in range(n)],
            "industry": ["steel" if i % 4 == 0 else "shops" for i in range(n)],
            "region": [f"R{i % 7}" for i in range(n)],
            "lon": rng.uniform(0, 8, n) if place else [None] * n,
            "lat": rng.uniform(40, 46, n) if place else [None] * n,
            "employment": rng.integers(1, 50, n).astype(float),
        },
        schema_overrides={"lon": pl.Float64, "lat": pl.Float64},
    )


def ties(pairs, n=0, *, extra=0, seed=2):
    rng = stream(seed=seed, name="test-ties")
    noise = [(int(a), int(b)) for a, b in rng.integers(0, n, (extra, 2))] if extra else []
    rows = [(f"{a:04d}", f"{b:04d}") for a, b in [*pairs, *noise] if a != b]
    return pl.DataFrame(rows, schema=["source", "target"], orient="row")


SETS = pl.DataFrame(
    {
        "definition": ["d", "d"],
        "category": ["metal", "trade"],
        "industry": ["steel", "shops"],
        "name": ["Metal", "Trade"],
        "name_zh": ["金属", "贸易"],
    }
)
STEEL = list(range(0, 80, 4))  # twenty firms of one industry, anywhere
NEAR = list(range(101, 181, 4))  # twenty shops, put in one place below


@pytest.fixture(scope="module")
def two():
    """Return a far community of steel, a near one of shops, noise between all."""
    pairs = [p for k in (STEEL, NEAR) for p in itertools.combinations(k, 2) if sum(p) % 3]
    table = firms(400).with_columns(
        lon=pl.when(pl.Series(np.isin(np.arange(400), NEAR))).then(3.0 + pl.col("lon") / 100)
        .otherwise("lon"),
        lat=pl.when(pl.Series(np.isin(np.arange(400), NEAR))).then(41.0 + pl.col("lat") / 1000)
        .otherwise("lat"),
    )  # fmt: skip
    return ties(pairs, 400, extra=300), table


def test_two_communities_with_category_place_and_shape(two):
    found = found_in(*two, categories=SETS, definition="d", level="county", year=2020)
    rows = {row["category"]: row for row in found.clusters.to_dicts()}
    assert found.clusters.schema == dict(ROWS)
    assert found.members.schema == dict(MEMBERS)
    assert set(rows) == {"metal", "trade"}
    far, near = rows["metal"], rows["trade"]
    assert far["organisations"] == near["organisations"] == 20
    assert far["virtual"] is True
    assert far["geometry"] is None
    assert far["span_km"] > 200
    assert near["virtual"] is False
    assert near["geometry"] is not None
    assert near["span_km"] < 10
    assert near["lon"] == pytest.approx(3.04, abs=0.05)
    assert far["p_value"] <= 0.05
    assert far["name_zh"].endswith("金属虚拟集群")
    own = found.members.filter(pl.col("kind") == "organisation")
    told = own.filter(pl.col("cluster") == far["cluster"])["member"].sort().to_list()
    assert told == [f"{i:04d}" for i in STEEL]
    sums = found.members.group_by("cluster", "kind").agg(pl.col("weight").sum())["weight"]
    assert sums.to_list() == pytest.approx([1.0] * 6)


def test_workers_and_again_give_the_same(two):
    one = found_in(*two, categories=SETS, definition="d", workers=1, seed=3)
    other = found_in(*two, categories=SETS, definition="d", workers=3, seed=3)
    assert one.clusters.equals(other.clusters)
    assert one.members.equals(other.members)


@pytest.mark.parametrize("seed", range(3))
def test_ties_at_random_make_no_cluster(seed):
    # each organisation ties as often as any other, partners by chance
    found = found_in(ties([], 600, extra=1500, seed=seed), firms(600), seed=seed)
    assert len(found.clusters) <= 1


def test_hubs_alone_make_no_cluster():
    # partners drawn by degree: what the null keeps
    rng = stream(seed=5, name="hubs")
    ends = np.floor(500 * rng.random((1500, 2)) ** 2).astype(int)
    found = found_in(ties([(a, b) for a, b in ends.tolist()]), firms(500))
    assert len(found.clusters) == 0


def test_without_places_nothing_is_said_of_distance(two):
    found = found_in(two[0], firms(400, place=False))
    assert found.clusters["virtual"].to_list() == [None, None]
    assert found.clusters["span_km"].null_count() == 2
    assert found.clusters["geometry"].null_count() == 2
    assert any(str(c).startswith("organisations-unplaced: 400") for c in found.record.cautions)


def test_without_definition_there_is_no_category(two):
    found = found_in(*two)
    assert found.clusters["category"].null_count() == 2
    assert found.clusters["definition"].unique().to_list() == ["-"]


def test_mixed_members_have_no_category(two):
    mixed = two[1].with_columns(industry=pl.Series(["steel", "shops"] * 200).shuffle(seed=4))
    found = found_in(two[0], mixed, categories=SETS, definition="d", purity=0.8)
    assert found.clusters["category"].null_count() == 2


def test_no_ties_no_organisations():
    none = pl.DataFrame(schema={"source": pl.String, "target": pl.String})
    assert len(found_in(none, firms(5)).clusters) == 0
    assert found_in(none, firms(0)).clusters.schema == dict(ROWS)


def test_choices_out_of_bounds_are_told_together():
    with pytest.raises(InputError) as found:
        found_in(ties([(1, 2)]), firms(5), least=2, alpha=0.0, draws=0, resolution=())
    codes = {p.code for p in found.value.problems}
    assert codes == {"ties-least", "ties-alpha", "ties-draws", "ties-resolution"}
    with pytest.raises(UnknownError, match="definition-unknown"):
        found_in(ties([(1, 2)]), firms(5), categories=SETS, definition="other")


def test_false_discovery_rate_by_hand():
    # five null groups in nine draws; as high as 9, 8, 5, 1: 0, 0, 1, 4 of them
    own, chance = np.array([5.0, 9.0, 8.0, 1.0]), np.array([6.0, 2.0, 1.5, 1.2, 0.1])
    assert p_values(own, chance, 9).tolist() == pytest.approx([0.2, 0.1, 0.1, 0.5])
    # chance makes 0.1, 0.1, 0.2, 0.5 so high in one network: shares 0.1, 0.05, 0.067, 0.125
    assert discoveries(own, chance, 9, 0.06).tolist() == [False, True, True, False]
    assert discoveries(own, chance, 9, 0.07).tolist() == [True, True, True, False]
    assert discoveries(own[:0], chance, 9, 0.05).tolist() == []


@pytest.fixture(scope="module")
def planted():
    # sound ones: a cluster planted with loose ties is not dense in links
    e = economy(economy_plan(establishments=12_000, seed=5, weaknesses=0.0))
    jobs = e.tables["organisation_years"].filter(pl.col("year") == pl.col("year").max())
    return e, e.tables["organisations"].join(
        jobs.select("organisation", "employment"), on="organisation", how="left"
    )


def test_planted_clusters_are_recovered(planted):
    e, organisations = planted
    found = found_in(
        e.tables["links"], organisations, categories=e.tables["categories"], definition="planted"
    )
    members = found.members.filter(pl.col("kind") == "organisation").select(
        "cluster", pl.col("member").alias("organisation")
    )
    score = score_finds(
        members, e.truth, organisations.drop_nulls("employment"), which="linked", threshold=0.5
    )
    assert score.f1 > 0.85  # the aim; plain Louvain at resolution 1 reaches less than 0.3
    truth = e.truth["planted_clusters"].select(
        pl.col("cluster").alias("planted"), "kind", pl.col("category").alias("true")
    )
    pairs = score.pairs.join(truth, on="planted").join(
        found.clusters.select("cluster", "virtual", "category"), on="cluster"
    )
    assert (pairs["virtual"] == (pairs["kind"] == "virtual")).mean() > 0.95
    assert (pairs["category"] == pairs["true"]).mean() > 0.95


def test_members_are_counted_in_regions_of_the_level(two):
    regions = pl.DataFrame(
        {
            "region": [*(f"R{i}" for i in range(7)), "S"],
            "level": [*["county"] * 7, "state"],
            "parent": [*["S"] * 6, None, None],
            "name": [*["-"] * 7, "South"],
            "name_zh": [*["-"] * 7, "南"],
        }
    )
    found = found_in(*two, regions=regions, level="state")
    told = found.members.filter(pl.col("kind") == "region")
    assert told["member"].unique().to_list() == ["S"]
    assert told["weight"].max() < 1  # those in R6 are in no state
    assert found.clusters["regions"].to_list() == [1, 1]
    assert found.clusters["name_zh"].str.starts_with("南").all()
    with pytest.raises(UnknownError, match="level-unknown"):
        found_in(*two, regions=regions, level="village")


def test_a_few_strays_do_not_make_a_local_cluster_virtual(two):
    links, table = two
    stray = table.with_columns(
        lon=pl.when(pl.col("organisation").is_in([f"{i:04d}" for i in NEAR[:5]]))
        .then(7.9).otherwise("lon")
    )  # fmt: skip
    found = found_in(links, stray, categories=SETS, definition="d")
    assert found.clusters.filter(pl.col("category") == "trade")["virtual"].to_list() == [False]
