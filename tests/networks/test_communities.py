"""Communities of a network: cores, evidence and overlaps by hand and against networkx."""

import networkx as nx
import numpy as np
import polars as pl
import pytest

from jiqun.networks import best_overlaps, core_of, evidence_of, resampled, tie_network, trim


def test_evidence_by_hand():
    # E = 10, K = 30, m = 100: e = 900 / 400 = 2.25; 10 ln(10 / 2.25) - 10 + 2.25
    got = evidence_of(np.array([10.0, 1.0]), np.array([30.0, 30.0]), 100.0)
    assert got.tolist() == pytest.approx([10 * np.log(10 / 2.25) - 7.75, 0.0])


def test_a_core_is_that_of_networkx():
    graph = nx.gnm_random_graph(60, 80, seed=3)
    net = tie_network(
        pl.DataFrame(
            [(f"{a:02d}", f"{b:02d}") for a, b in graph.edges],
            schema=["source", "target"],
            orient="row",
        ),
        pl.DataFrame({"organisation": [f"{i:02d}" for i in range(60)]}),
    )
    assert set(core_of(net, 2)[0].tolist()) == set(nx.k_core(graph, 2))
    one = trim(net, np.zeros(60, dtype=np.int64), core=2, least=3)
    assert set(np.flatnonzero(one == 0).tolist()) == set(nx.k_core(graph, 2))


def test_best_overlaps_by_hand():
    label = np.array([0, 0, 0, 1, 1, -1])
    members, of = np.array([0, 1, 3, 4, 5, 5]), np.array([0, 0, 0, 1, 1, 2])
    # {0, 1, 3} with {0, 1, 2}: 2 / 4; {4, 5} with {3, 4}: 1 / 3; {5}: none
    assert best_overlaps(members, of, 3, label).tolist() == pytest.approx([0.5, 1 / 3, 0.0])


def test_copies_are_poisson():
    links = pl.DataFrame({"source": ["000"] * 3, "target": ["001"] * 3, "kind": ["a", "b", "b"]})
    firms = pl.DataFrame({"organisation": ["000", "001"]})
    net = tie_network(links, firms)
    total = [resampled(net, seed=1, draw=d).total for d in range(2000)]
    # three rows of weight 1, each with a Poisson(1) number of copies: mean 3, variance 3
    assert np.mean(total) == pytest.approx(3.0, abs=0.15)
    assert np.var(total) == pytest.approx(3.0, abs=0.35)
