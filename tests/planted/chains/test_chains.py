"""Chains whose broken links can be seen, beside links that only look broken."""

import networkx as nx
import numpy as np
import polars as pl
import pytest

from jiqun.planted import economy, economy_plan
from jiqun.planted.chains import make_chain, make_suppliers
from jiqun.planted.chains.chains import BROKEN, DECOYS, SEEMING
from jiqun.planted.clusters import make_clusters
from jiqun.planted.firms import make_establishments
from jiqun.planted.ground import make_industries, make_places
from jiqun.planted.organisations import make_organisations


@pytest.fixture(scope="module")
def nodes(country):
    return country.tables["chain_nodes"].join(country.truth["chain_links"], on=["chain", "node"])


@pytest.fixture(scope="module")
def foreign(country):
    """Of each node: how much the largest country abroad supplies, and how many supply."""
    rows = country.truth["chain_suppliers"].filter(~pl.col("home"))
    lands = rows.group_by("node", "country").agg(pl.col("share").sum())
    return lands.group_by("node").agg(pl.col("share").max().alias("most"), pl.len().alias("lands"))


def plants(country, industry):
    rows = country.tables["activity"].filter(
        (pl.col("industry") == industry) & (pl.col("year") == 2024)
    )
    return rows["establishments"].sum()


def of(nodes, state):
    return nodes.filter(pl.col("state") == state)


def test_each_chain_has_its_broken_links_and_decoys(nodes):
    for chain, broken in BROKEN.items():
        here = nodes.filter(pl.col("chain") == chain)
        assert {state: of(here, state).height for state, _ in broken} == dict(broken)
        decoys = dict(here.drop_nulls("decoy").group_by("decoy").len().rows())
        assert set(decoys) == set(DECOYS) and max(decoys.values()) <= SEEMING[chain]
        assert (here.drop_nulls("decoy")["state"] == "sound").all()


def test_missing_links_have_no_supplier(country, nodes):
    missing = of(nodes, "missing")
    for industry in missing["industry"]:
        assert plants(country, industry) == 0
    assert (missing["import_share"] == 1).all() and (missing["buyers"] >= 2).all()
    assert (missing["suppliers_home"] == 0).all() and (missing["suppliers"] > 0).all()


def test_weak_links_have_few_suppliers(country, nodes):
    weak = of(nodes, "weak")
    usual = country.tables["activity"].filter(pl.col("year") == 2024)
    usual = (
        usual.group_by("industry").agg(pl.col("establishments").sum())["establishments"].median()
    )
    for industry in weak["industry"]:
        assert 0 <= plants(country, industry) < usual / 3
    assert weak["suppliers_home"].is_between(1, 5).all()
    assert (weak["self_sufficiency"] <= 0.4).all()


def test_choke_links_hold_up_many_and_have_no_substitute(nodes, foreign):
    choke = of(nodes, "choke").join(foreign, on="node")
    assert (choke["import_share"] > 0.85).all() and (choke["substitutes"] <= 1).all()
    assert (choke["buyers"] >= 6).all() and (choke["trl"] >= 8).all()
    assert (choke["lands"] <= 2).all() and (choke["most"] > 0.4).all()
    sound = nodes.filter((pl.col("state") == "sound") & pl.col("decoy").is_null())
    assert (sound["import_share"] < 0.5).all() and (sound["substitutes"] >= 2).all()


def test_much_imported_but_from_many_and_replaceable(nodes, foreign):
    decoy = nodes.filter(pl.col("decoy") == "imported").join(foreign, on="node")
    assert (decoy["import_share"] > 0.65).all() and (decoy["substitutes"] >= 8).all()
    assert (decoy["lands"] >= 5).all() and (decoy["most"] < 0.4).all()


def test_made_by_nobody_and_needed_by_nobody(country, nodes):
    decoy = nodes.filter(pl.col("decoy") == "unneeded")
    assert (decoy["suppliers_home"] == 0).all() and (decoy["buyers"] == 0).all()
    assert not decoy["node"].is_in(country.tables["chain_edges"]["source"].implode()).any()
    for industry in decoy["industry"]:
        assert plants(country, industry) == 0


def test_few_make_it_for_few(country, nodes):
    decoy = nodes.filter(pl.col("decoy") == "small")
    assert decoy["suppliers_home"].is_between(1, 6).all() and (decoy["buyers"] == 1).all()
    assert (decoy["import_share"] < 0.2).all()
    edges = country.tables["chain_edges"]
    into = edges.filter(pl.col("source").is_in(decoy["node"].implode()))
    assert (into["requirement"] <= 0.01).all()


def test_much_goes_through_a_hub_that_many_make(country, nodes):
    between = {}
    for _, edges in country.tables["chain_edges"].group_by("chain"):
        graph = nx.DiGraph(edges.select("source", "target").rows())
        between |= nx.betweenness_centrality(graph)
    hub = nodes.filter(pl.col("decoy") == "hub")
    typical = np.quantile(list(between.values()), 0.8)
    assert min(between[node] for node in hub["node"]) > typical
    assert (hub["suppliers_home"] >= 20).all() and (hub["import_share"] < 0.3).all()


def test_the_chains_have_no_circle_and_no_loose_end(country, nodes):
    edges = country.tables["chain_edges"]
    ends = nodes.select("node", "chain")
    both = edges.join(ends, left_on="source", right_on="node", suffix="_of").join(
        ends, left_on="target", right_on="node", suffix="_to"
    )
    assert (both["chain"] == both["chain_of"]).all() and (both["chain"] == both["chain_to"]).all()
    assert nx.is_directed_acyclic_graph(nx.DiGraph(edges.select("source", "target").rows()))
    assert set(edges["source"]) | set(edges["target"]) == set(nodes["node"])


def test_true_shares_cover_the_need(country, nodes):
    rows = country.truth["chain_suppliers"]
    total = rows.group_by("node").agg(pl.col("share").sum())
    assert (total["share"] - 1).abs().max() < 1e-9  # sums of a few dozen shares
    home = rows.filter(pl.col("home")).group_by("node").agg(pl.col("share").sum())
    both = home.join(country.truth["chain_links"], on="node")
    assert (both["share"] - both["self_sufficiency"]).abs().max() < 1e-9
    assert rows.select("chain", "node", "supplier").is_unique().all()


def test_suppliers_are_open_firms_of_the_nodes_class(country):
    rows = country.truth["chain_suppliers"].filter(pl.col("home"))
    firms = country.tables["organisations"]
    both = rows.join(country.truth["chain_links"], on=["chain", "node"]).join(
        firms, left_on="supplier", right_on="organisation", suffix="_firm"
    )
    assert both.height == rows.height
    assert (both["industry"] == both["industry_firm"]).all()
    assert both["closed"].is_null().all() and (both["kind"] == "firm").all()


def test_what_firms_make_is_what_they_supply(small):
    plan = economy_plan(establishments=2_000, seed=3, years=6)
    places, industries = make_places(plan), make_industries(plan)
    chain = make_chain(plan, industries)
    clusters = make_clusters(plan, places.land, industries, places.empty)
    plants = make_establishments(plan, places, industries, clusters, chain.scale)
    last = plants.size.astype(np.int32) * plants.alive(2024)
    firms = make_organisations(plan, places, industries, clusters, plants, last)
    suppliers = make_suppliers(plan, places, industries, chain, plants, firms, last)
    makes = suppliers.of_firms
    assert makes.columns == ["organisation", "node"] and makes.is_unique().all()
    assert makes.height == (suppliers.firm >= 0).sum()
    known = small.tables["organisations"].select("organisation", "industry")
    both = makes.join(known, on="organisation").join(small.truth["chain_links"], on="node")
    assert both.height == makes.height and (both["industry"] == both["industry_right"]).all()


def test_larger_firms_supply_more(country):
    rows = country.truth["chain_suppliers"].filter(pl.col("home"))
    years = country.tables["organisation_years"].filter(pl.col("year") == 2024)
    both = rows.join(years, left_on="supplier", right_on="organisation").with_columns(
        pl.col("share", "employment") / pl.col("share", "employment").mean().over("node")
    )
    assert both.select(pl.corr("share", "employment", method="spearman")).item() > 0.4


def test_clusters_of_a_chain_are_those_of_its_suppliers(country):
    rows = country.truth["chain_suppliers"].join(
        country.truth["planted_members"], left_on="supplier", right_on="organisation"
    )
    told = country.truth["chain_clusters"]
    summed = rows.group_by("chain", "node", "cluster").agg(
        pl.len().alias("n"), pl.col("share").sum().alias("sum")
    )
    both = told.join(summed, on=["chain", "node", "cluster"])
    assert both.height == told.height == summed.height > 20
    assert (both["suppliers"] == both["n"]).all()
    assert (both["share"] - both["sum"]).abs().max() < 1e-9


def planted(**options):
    return economy(economy_plan(establishments=2_000, seed=3, years=6, **options))


@pytest.fixture(scope="module")
def half():
    return planted(hidden_suppliers=0.5)


def test_hidden_suppliers_stand_in_no_table(small, half):
    true, seen = half.truth["chain_suppliers"], half.tables["chain_suppliers"]
    keys = ["chain", "node", "supplier"]
    assert true["seen"].sum() == seen.height == true.height - round(0.5 * true.height)
    assert seen.join(true.filter(pl.col("seen")), on=keys, how="anti").is_empty()
    assert small.truth["chain_suppliers"]["seen"].all()
    # small suppliers are unknown rather
    assert true.filter(~pl.col("seen"))["share"].median() < true.filter("seen")["share"].median()


def test_hiding_changes_nothing_that_is_true(small, half):
    for name in set(small.tables) - {"chain_suppliers"}:
        assert half.tables[name].equals(small.tables[name]), name
    for name, frame in small.truth.items():
        hidden = ["seen", "suppliers_seen"] if name.startswith("chain") else []
        assert (
            half.truth[name].drop(hidden, strict=False).equals(frame.drop(hidden, strict=False))
        ), name
    both = half.tables["chain_suppliers"].join(
        small.tables["chain_suppliers"], on=["chain", "node", "supplier"], suffix="_all"
    )
    assert (both["share"] == both["share_all"]).all()


@pytest.mark.parametrize("seed", range(4))
def test_states_are_of_the_true_suppliers_in_small_countries_too(seed):
    made = economy(economy_plan(establishments=1_000, seed=seed, years=3))
    links = made.truth["chain_links"]
    none = (pl.col("suppliers_home") == 0) & (pl.col("decoy") != "unneeded").fill_null(value=True)
    assert links.filter(none)["state"].unique().to_list() in ([], ["missing"])
    assert (links.filter(pl.col("state") == "missing")["suppliers_home"] == 0).all()
    assert (links.filter(pl.col("suppliers_home") == 0)["self_sufficiency"] == 0).all()


def test_suppliers_along_a_chain_are_tied(country):
    """Ties along the chain betray suppliers: far more than chance would tie these classes."""
    true = country.truth["chain_suppliers"].filter(pl.col("country") == "QS")
    true = true.select("node", "supplier")
    edges = country.tables["chain_edges"].select("source", "target")
    links = country.tables["links"].filter(pl.col("kind") == "supply")
    links = links.select(pl.col("source").alias("a"), pl.col("target").alias("b")).unique()
    along = (
        links.join(true, left_on="a", right_on="supplier")
        .join(true, left_on="b", right_on="supplier", suffix="_b")
        .join(edges, left_on=["node", "node_b"], right_on=["source", "target"])
    )
    against = (
        links.join(true, left_on="b", right_on="supplier")
        .join(true, left_on="a", right_on="supplier", suffix="_b")
        .join(edges, left_on=["node", "node_b"], right_on=["source", "target"])
    )
    assert along.height > 3 * against.height


def test_missing_links_say_what_they_are_and_whom_they_served():
    made = economy(economy_plan(establishments=8_000, seed=2, years=3, weaknesses=1.0))
    rows, clusters = made.truth["missing_links"], made.truth["planted_clusters"]
    weak = clusters.filter(pl.col("weakness") == "missing-link")
    both = rows.join(weak, on="cluster")
    assert rows.height > 0 and both.height == rows.height
    assert (both["industry"] == both["concern"]).all() and (both["user"] != both["industry"]).all()
    assert (rows["members"] > 0).all() and rows["input_share"].drop_nulls().is_between(0, 1).all()
    members = made.truth["planted_members"].filter(pl.col("employment") > 0)
    members = members.group_by("cluster", "industry").len()
    own = rows.join(members, left_on=["cluster", "user"], right_on=["cluster", "industry"])
    assert own.height == rows.height and (own["members"] == own["len"]).all()
    # neither the cluster nor its city has the class
    absent = rows.join(
        members, left_on=["cluster", "industry"], right_on=["cluster", "industry"], how="semi"
    )
    assert absent.is_empty()
    counties = made.tables["regions"].select("region", "parent")
    there = made.tables["activity"].filter(pl.col("year") == 2024)
    there = there.join(counties, on="region").select("parent", "industry").unique()
    assert rows.join(
        there, left_on=["city", "industry"], right_on=["parent", "industry"], how="semi"
    ).is_empty()
    known = dict(made.truth["chain_links"].select("node", "industry").rows())
    for nodes, industry in rows.select("nodes", "industry").rows():
        assert {known[node] for node in nodes} <= {industry}
