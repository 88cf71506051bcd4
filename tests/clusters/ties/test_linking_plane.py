"""Linking and the plane: by hand, against brute force, and on planted kinds."""

import itertools

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm, poisson

from jiqun.clusters.finds import ROWS, finds_frame
from jiqun.clusters.ties import LinkingPlan, linking, placed_in_plane, plane, ties_by_kind
from jiqun.clusters.ties.linking import poisson_interval
from jiqun.core import InputError, UnknownError, stream
from jiqun.kernels.sphere import apart_km
from jiqun.networks import NetworkPlan, points
from jiqun.planted import economy, economy_plan

FIRMS = pl.DataFrame(
    {
        "organisation": list("abcdef"),
        "region": ["R1", "R1", "R2", "R2", "R3", "R3"],
        "industry": ["x", "y", "x", "y", "x", "y"],
        "lon": [0.0] * 6,
        "lat": [0.0, 0.0, 0.0, 0.0, 1.0, 1.0],
    }
)
TIES = pl.DataFrame(
    {
        "source": ["a", "a", "b", "c", "e"],
        "target": ["b", "c", "c", "e", "f"],
        "kind": ["supply", "loan", "supply", "supply", "loan"],
    }
)


DROP = LinkingPlan(network=NetworkPlan(strangers="drop"))


def parts(**members):
    rows = [("P", member, kind) for kind, named in members.items() for member in named]
    return pl.DataFrame(rows, schema=["cluster", "member", "kind"], orient="row")


def test_by_hand():
    got = linking(parts(organisation=["a", "b", "c"]), TIES, FIRMS).to_dicts()[0]
    # all pairs at most 20 km apart: abcd (6 pairs, 3 tied) and ef (1 pair, 1 tied): 4 / 7 tied
    assert got["links"] == 3
    assert got["expected"] == pytest.approx(3 * 4 / 7, rel=0.01)  # pairs are drawn
    assert got["linking"] == pytest.approx(np.log(3.5 / (12 / 7 + 0.5)), abs=0.01)
    assert got["inside_share"] == pytest.approx(3 / 4)
    assert got["span_km"] == 0.0
    # degrees 2, 2, 3 of 5 ties: (4 + 6 + 6) / 10
    assert got["linking_degrees"] == pytest.approx(np.log(3.5 / 2.1))


def test_members_may_be_regions_and_industries():
    own = linking(parts(region=["R1", "R2"], industry=["x"]), TIES, FIRMS).to_dicts()[0]
    assert (own["organisations"], own["links"]) == (2, 1)
    named = linking(parts(organisation=["a", "c"]), TIES, FIRMS).to_dicts()[0]
    assert own["linking"] == named["linking"]
    above = pl.DataFrame({"region": ["R1", "R2", "R3"], "parent": ["S", "S", "T"]})
    wide = linking(parts(region=["S"]), TIES, FIRMS, places=above).to_dicts()[0]
    assert (wide["organisations"], wide["links"]) == (4, 3)


def test_a_cluster_without_known_members_is_null():
    got = linking(parts(organisation=["nobody"]), TIES, FIRMS).to_dicts()[0]
    assert got["organisations"] == 0
    assert got["linking"] is None
    assert got["links"] is None


def test_the_interval_is_exact():
    low, high = poisson_interval(np.array([0.0, 7.0]), 0.95)
    assert low[0] == 0.0
    assert poisson.sf(6, low[1]) == pytest.approx(0.025)
    assert poisson.cdf(7, high[1]) == pytest.approx(0.025)
    assert poisson.cdf(0, high[0]) == pytest.approx(0.025)


def test_concentration_against_brute_force():
    rng = stream(seed=4, name="test-concentration")
    n = 300
    nodes = pl.DataFrame(
        {
            "organisation": [f"{i:03d}" for i in range(n)],
            "industry": np.where(rng.random(n) < 0.2, "x", "y"),
            "lon": rng.uniform(0, 1, n),
            "lat": rng.uniform(0, 1, n),
        }
    )
    members = nodes.filter(pl.col("industry") == "x")["organisation"][:30].to_list()
    got = linking(
        parts(organisation=members), pl.DataFrame({"source": ["000"], "target": ["001"]}), nodes,
        LinkingPlan(radius_km=15.0),
    )  # fmt: skip
    place, kind = points(nodes), nodes["industry"].to_numpy()
    like = every = 0
    for code in members:
        k = int(code)
        for other in range(n):
            if other != k and apart_km(place[k], place[other]) <= 15:
                every += 1
                like += kind[other] == "x"
    share = ((kind == "x").sum() - 1) / (n - 1)
    assert got["concentration"][0] == pytest.approx(np.log((like + 0.5) / (share * every + 0.5)))
    assert got["concentration_low"][0] < got["concentration"][0] < got["concentration_high"][0]


def test_the_four_quadrants_and_their_probabilities():
    told = pl.DataFrame(
        {
            "cluster": list("abcde"),
            "concentration": [1.0, 1.0, 0.0, 0.0, None],
            "linking": [3.0, 0.0, 3.0, 0.0, 3.0],
            "concentration_low": [0.0, 1.0, None, -1.0, None],
            "concentration_high": [2.0, 1.0, None, 1.0, None],
            "linking_low": [2.0, 0.0, 2.0, -1.0, 2.0],
            "linking_high": [4.0, 0.0, 4.0, 1.0, 4.0],
        }
    )
    got = plane(told, concentration_cut=0.5, linking_cut=2.0)
    assert got["quadrant"].to_list() == ["clustered", "agglomerated", "virtual", "loose", None]
    s = 1 / norm.ppf(0.975)
    by_hand = norm.cdf(0.5 / s) * norm.cdf(1 / s)
    assert got["probability"][0] == pytest.approx(by_hand)
    assert got["probability"][1] == 1.0
    assert got["probability"][2] is None
    shares = got.select(pl.sum_horizontal(pl.col("^p_.*$")))[:, 0].to_list()
    assert shares[0] == shares[3] == pytest.approx(1.0)


def test_a_quotient_stands_in_for_concentration():
    told = pl.DataFrame(
        {"cluster": ["a"], "concentration": [None], "linking": [9.0], "quotient": [2.0]},
        schema_overrides={"concentration": pl.Float64},
    )
    assert plane(told)["concentration"][0] == pytest.approx(np.log(2))
    assert plane(told)["quadrant"][0] == "clustered"


def test_refusals():
    own = parts(organisation=["a"])
    with pytest.raises(UnknownError, match="null-unknown"):
        linking(own, TIES, FIRMS, LinkingPlan(null="none"))
    with pytest.raises(InputError, match="linking-level"):
        linking(own, TIES, FIRMS, LinkingPlan(level=95))
    with pytest.raises(InputError, match="plane-cut"):
        plane(linking(own, TIES, FIRMS), linking_cut=float("nan"))


def test_ties_by_kind():
    got = ties_by_kind(parts(organisation=["a", "b", "c"]), TIES, FIRMS)
    assert got.rows() == [("P", "loan", 1.0, 1.0), ("P", "supply", 2.0, 2.0)]


@pytest.fixture(scope="module")
def planted():
    e = economy(economy_plan(establishments=12_000, seed=5))
    jobs = e.tables["organisation_years"].filter(pl.col("year") == pl.col("year").max())
    open_ = e.tables["organisations"].join(
        jobs.select("organisation", "employment"), on="organisation"
    )
    members = (
        e.truth["planted_members"]
        .join(open_, on="organisation", how="semi")
        .filter(pl.len().over("cluster") >= 10)
        .select("cluster", pl.col("organisation").alias("member"), kind=pl.lit("organisation"))
    )
    return e, open_, members


def test_planted_kinds_are_told_apart(planted):
    e, open_, members = planted
    kinds = e.truth["planted_clusters"].select("cluster", true="kind")
    told = plane(linking(members, e.tables["links"], open_, DROP)).join(kinds, on="cluster")
    expected = pl.col("true").replace_strict(
        {"cluster": "clustered", "agglomeration": "agglomerated", "virtual": "virtual"}
    )
    assert told.select((pl.col("quadrant") == expected).mean()).item() > 0.85
    assert told.filter(pl.col("true") == "agglomeration")["quadrant"].n_unique() <= 2
    linked = told.filter(pl.col("linking") >= np.log(7.5))["true"].to_list()
    assert "agglomeration" not in linked


def test_finds_of_any_way_are_placed(planted):
    e, open_, members = planted
    some = members["cluster"].unique(maintain_order=True)[:5]
    clusters = finds_frame(pl.DataFrame({"cluster": some, "links": [99.0, *[None] * 4]}), ROWS)
    own = members.with_columns(weight=pl.lit(None))
    got = placed_in_plane(clusters, linking(own, e.tables["links"], open_, DROP))
    assert got.schema == dict(ROWS)
    assert got["cluster"].to_list() == some.to_list()
    assert got["links"][0] == 99.0
    assert got["quadrant"].null_count() == 0
    pairs = list(itertools.pairwise(got["cluster"]))
    assert len(pairs) == 4
