"""The chain's broken links, the input-output table, and ties that agree with one another."""

import numpy as np
import polars as pl
import pytest

#: Values are whole units of money; rows and columns are balanced before rounding.
ROUNDED = 1.0


@pytest.fixture(scope="module")
def nodes(country):
    return country.tables["chain_nodes"].join(country.truth["chain_links"], on="node")


def plants(country, industry):
    rows = country.tables["activity"].filter(
        (pl.col("industry") == industry) & (pl.col("year") == 2024)
    )
    return rows["establishments"].sum()


def test_missing_links_have_no_supplier(country, nodes):
    missing = nodes.filter(pl.col("state") == "missing")
    assert missing.height == 2
    for industry in missing["industry"]:
        assert plants(country, industry) == 0
    assert (missing["import_share"] == 1).all() and (missing["buyers"] >= 2).all()


def test_weak_links_have_few_suppliers(country, nodes):
    weak = nodes.filter(pl.col("state") == "weak")
    assert weak.height == 3
    usual = country.tables["activity"].filter(pl.col("year") == 2024)
    usual = (
        usual.group_by("industry").agg(pl.col("establishments").sum())["establishments"].median()
    )
    for industry in weak["industry"]:
        assert 0 <= plants(country, industry) < usual / 3


def test_choke_links_hold_up_many_and_have_no_substitute(nodes):
    choke = nodes.filter(pl.col("state") == "choke")
    assert choke.height == 3
    assert (choke["import_share"] > 0.85).all() and (choke["substitutes"] <= 1).all()
    assert (choke["buyers"] >= 6).all()
    sound = nodes.filter(pl.col("state") == "sound")
    assert (sound["import_share"] < 0.5).all() and (sound["substitutes"] >= 2).all()


def test_the_chain_has_no_circle_and_no_loose_end(country, nodes):
    edges = country.tables["chain_edges"]
    left = set(nodes["node"])
    inputs = {node: set(edges.filter(pl.col("target") == node)["source"]) for node in left}
    while left:
        free = {node for node in left if not inputs[node] & left}
        assert free, "a circle"
        left -= free
    assert set(edges["source"]) | set(edges["target"]) == set(nodes["node"])


def test_the_input_output_table_balances(country):
    flows = country.tables["flows"]
    activity = country.tables["activity"]
    hidden = country.truth["withheld_activity"]
    output = pl.concat(
        [f.filter(pl.col("year") == 2024).select("industry", "output") for f in (activity, hidden)]
    )
    output = output.group_by("industry").agg(pl.col("output").sum()).filter(pl.col("output") > 0)
    for side in ("from_industry", "to_industry"):
        sums = flows.group_by(pl.col(side).alias("industry")).agg(pl.col("value").sum())
        both = output.join(sums, on="industry", how="left")
        assert ((both["output"] - both["value"]).abs() <= ROUNDED).all()
    assert (flows["value"] >= 0).all()


def test_related_industries_trade_more(country):
    flows = country.tables["flows"]
    related = country.truth["relatedness"]
    size = flows.group_by("from_industry").agg(pl.col("value").sum().alias("size"))
    both = related.join(
        flows, left_on=["industry", "related"], right_on=["from_industry", "to_industry"]
    )
    both = both.join(size, left_on="industry", right_on="from_industry").join(
        size, left_on="related", right_on="from_industry", suffix="_to"
    )
    intensity = both.with_columns(value=pl.col("value") / pl.col("size") / pl.col("size_to"))
    assert intensity.select(pl.corr("value", "relatedness", method="spearman")).item() > 0.6


def test_no_tie_is_older_than_its_ends_nor_a_loop(country):
    links, founded = country.tables["links"], country.tables["organisations"]
    founded = founded.select("organisation", "founded")
    assert (links["source"] != links["target"]).all()
    both = links.join(founded, left_on="source", right_on="organisation").join(
        founded, left_on="target", right_on="organisation", suffix="_target"
    )
    assert (both["year"] >= both["founded"]).all()
    assert (both["year"] >= both["founded_target"]).all()
    assert set(links["kind"]) >= {"supply", "co-patent", "project", "loan", "equity", "talent"}


def test_joint_patents_are_the_ties(country):
    joint = country.tables["patents"].filter(pl.col("applicants").list.len() == 2)
    ties = country.tables["links"].filter(pl.col("kind") == "co-patent")
    assert ties["weight"].sum() == joint.height
    pairs = joint.select(pl.col("applicants").list.sort().list.to_struct(fields=["a", "b"])).unnest(
        "applicants"
    )
    assert set(pairs.unique().rows()) == set(ties.select("source", "target").unique().rows())


def test_projects_lie_behind_their_ties(country):
    projects = country.tables["projects"]
    leaders = projects.filter(pl.col("role") == "coordinator").select("project", "organisation")
    others = projects.filter(pl.col("role") == "participant")
    pairs = others.join(leaders, on="project", suffix="_leader")
    found = {frozenset(pair) for pair in pairs.select("organisation", "organisation_leader").rows()}
    ties = country.tables["links"].filter(pl.col("kind") == "project")
    assert {frozenset(pair) for pair in ties.select("source", "target").rows()} == found
    assert (projects["end"] >= projects["start"]).all()


def test_patent_classes_follow_the_industry(country):
    patents = country.tables["patents"]
    assert patents["classes"].list.len().min() >= 1
    assert patents["classes"].explode().str.contains(r"^[A-H]\d{2}[A-Z]$").all()
    counts = np.bincount(patents["applicants"].list.len().to_numpy())
    assert counts[1] > counts[2] > 0
