"""Flows between kinds: chance by every way of joining ends, rows by hand, money of projects."""

import itertools

import numpy as np
import polars as pl
import pytest

from jiqun.core import UnknownError, stream
from jiqun.networks import flow_table, funding_ties
from jiqun.networks.flows.matrix import _by_chance

WHO = pl.DataFrame(
    {
        "organisation": ["u", "f", "g", "h", "b"],
        "kind": ["university", "firm", "firm", "firm", "financier"],
        "region": ["r", "r", "s", None, "s"],
    }
)


def matchings(ends):
    """Give every way of joining ends two by two."""
    if not ends:
        yield []
        return
    for at in range(1, len(ends)):
        rest = ends[1:at] + ends[at + 1 :]
        for more in matchings(rest):
            yield [(ends[0], ends[at]), *more]


def test_chance_both_ways_is_that_of_every_matching():
    ties = np.array([[1, 2, 0], [0, 0, 1], [0, 0, 1]], dtype=float)
    ends = [k for k, n in enumerate(ties.sum(0) + ties.sum(1)) for _ in range(int(n))]
    every = []
    for one in matchings(ends):
        found = np.zeros((3, 3))
        for a, b in one:
            found[min(a, b), max(a, b)] += 1
        every.append(found)
    mean, spread = _by_chance(ties, directed=False)
    upper = np.triu_indices(3)
    np.testing.assert_allclose(mean[upper], np.mean(every, axis=0)[upper])
    np.testing.assert_allclose(spread[upper], np.std(every, axis=0)[upper])


def test_chance_one_way_is_that_of_every_permutation():
    ties = np.array([[1, 2, 0], [0, 0, 1], [1, 0, 1]], dtype=float)
    out = [k for k, n in enumerate(ties.sum(1)) for _ in range(int(n))]
    back = [k for k, n in enumerate(ties.sum(0)) for _ in range(int(n))]
    every = []
    for order in itertools.permutations(back):
        found = np.zeros((3, 3))
        np.add.at(found, (out, list(order)), 1)
        every.append(found)
    mean, spread = _by_chance(ties, directed=True)
    np.testing.assert_allclose(mean, np.mean(every, axis=0))
    np.testing.assert_allclose(spread, np.std(every, axis=0), atol=1e-12)


def links(rows):
    return pl.DataFrame(rows, schema=["source", "target", "kind", "year", "weight"], orient="row")


ROWS = [
    ("u", "f", "licence", 2020, 2.0),
    ("u", "g", "licence", 2021, 3.0),
    ("f", "u", "project", 2020, 1.0),
    ("u", "f", "project", 2020, 1.0),  # the same, its ends turned
    ("g", "h", "supply", 2020, 5.0),
    ("b", "f", "loan", 2020, 100.0),
    ("b", "g", "equity", 2021, 10.0),
    ("u", "f", "talent", 2021, 1.0),
]


def test_rows_of_flows_by_hand():
    made = flow_table(links(ROWS), WHO, seed=1, draws=20).flows
    told = {
        row[:4]: row[4:6]
        for row in made.select("flow", "one_way", "source", "target", "ties", "weight").rows()
    }
    assert told["knowledge", True, "university", "firm"] == (2, 5.0)
    assert told["knowledge", False, "firm", "university"] == (1, 1.0)  # once, not twice
    assert told["talent", True, "university", "firm"] == (1, 1.0)
    assert told["goods", True, "firm", "firm"] == (1, 5.0)
    ties, weight = told["money", True, "financier", "firm"]
    assert (ties, np.isnan(weight)) == (2, True)  # loans and equity are not added up
    assert made.filter(flow="goods")["z"].is_nan().all()  # one tie cannot vary
    turned = flow_table(links(ROWS[::-1]), WHO.reverse(), seed=1, draws=20).flows
    assert turned.equals(made, null_equal=True)


def test_flows_by_year_and_region_count_a_tie_in_each_region_of_its_ends_once():
    by_year = flow_table(links(ROWS), WHO, seed=1, by=("year",), draws=2).flows
    assert by_year.filter(flow="money")["ties"].to_list() == [1, 1]
    by_region = flow_table(links(ROWS), WHO, seed=1, by=("region",), draws=2).flows
    supply = by_region.filter(flow="goods")
    assert supply.select("region", "ties").rows() == [("s", 1)]  # the other end's is unknown
    inside = by_region.filter(flow="talent")
    assert inside.select("region", "ties").rows() == [("r", 1)]
    across = by_region.filter(pl.col("flow") == "money", pl.col("ties") > 0)
    assert across.select("region", "ties").rows() == [("r", 1), ("s", 2)]
    both = flow_table(links(ROWS), WHO, seed=1, by=("region", "year"), draws=2).flows
    assert both.filter(flow="money", region="s")["ties"].to_list() == [1, 1]


def test_the_interval_of_a_ratio_holds_one_where_chance_made_the_ties():
    rng, held = stream(seed=4, name="test-flows"), []
    kinds = ["firm"] * 60 + ["university"] * 20
    who = pl.DataFrame({"organisation": [f"o{k:02d}" for k in range(80)], "kind": kinds})
    for turn in range(40):
        ends = rng.integers(0, 80, (200, 2))
        rows = {
            "source": [f"o{k:02d}" for k in ends[:, 0]],
            "target": [f"o{k:02d}" for k in ends[:, 1]],
        }
        made = flow_table(pl.DataFrame(rows), who, seed=turn, draws=60).flows
        row = made.filter(source="firm", target="university").row(0, named=True)
        held.append(row["low"] <= 1 <= row["high"])
    assert np.mean(held) > 0.8


def test_money_of_projects_runs_from_those_who_pay():
    projects = pl.DataFrame(
        {
            "project": ["p", "p", "p", "p", "q"],
            "organisation": ["x", "y", "f", "g", "f"],
            "role": ["funder", "sponsor", "coordinator", "participant", "coordinator"],
            "funding": [None, None, 8.0, None, 5.0],
            "start": [2020] * 5,
        }
    )
    assert funding_ties(projects).rows() == [
        ("x", "f", "funding", 2020, 4.0),
        ("y", "f", "funding", 2020, 4.0),
    ]


def test_nothing_flows_where_there_is_nothing():
    assert flow_table(links([]), WHO, seed=1).flows.is_empty()
    with pytest.raises(UnknownError, match="flows-by-unknown"):
        flow_table(links(ROWS), WHO, seed=1, by=("month",))
