"""Ties that agree with one another."""

import numpy as np
import polars as pl


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
