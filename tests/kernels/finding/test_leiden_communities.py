"""Leiden against known optima, brute force, planted partitions, networkx; its guarantee."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiqun.kernels.finding import communities as k

#: Sums of a few hundred weights.
TOLERANCE = 1e-9


def rows(graph, weight=None):
    array = nx.to_scipy_sparse_array(graph, weight=weight, dtype=float, format="csr")
    array.sort_indices()
    return array.indptr.astype(np.int64), array.indices.astype(np.int64), array.data


def groups(labels):
    return [set(np.flatnonzero(labels == c).tolist()) for c in range(labels.max() + 1)]


def partitions(n):
    """All set partitions as labels in order of first node (restricted growth)."""
    for labels in itertools.product(range(n), repeat=n):
        if all(c <= max(labels[:i], default=-1) + 1 for i, c in enumerate(labels)):
            yield np.array(labels)


def test_the_karate_club_has_its_known_best_modularity():
    # Brandes et al. (2008), "On modularity clustering": the optimum, proven, is 0.4198
    s = rows(nx.karate_club_graph())
    found = [k.modularity(*s, k.leiden(*s, seed=seed)) for seed in range(10)]
    assert max(found) == pytest.approx(0.4197896, abs=1e-7)
    assert min(found) > 0.415


def test_modularity_is_that_of_networkx():
    graph = nx.les_miserables_graph()
    s = rows(graph, "weight")
    labels = k.leiden(*s, seed=1)
    nodes = list(graph)
    parts = [{nodes[i] for i in group} for group in groups(labels)]
    expected = nx.community.modularity(graph, parts, weight="weight")
    assert k.modularity(*s, labels) == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("seed", range(4))
def test_tiny_graphs_reach_the_brute_force_optimum(seed):
    graph = nx.gnp_random_graph(7, 0.4, seed=seed)
    s = rows(graph)
    best = max(k.modularity(*s, labels) for labels in partitions(7))
    found = max(k.modularity(*s, k.leiden(*s, seed=n)) for n in range(8))
    assert found == pytest.approx(best, abs=TOLERANCE)


def test_constant_potts_optimum_of_tiny_graphs():
    s = rows(nx.gnp_random_graph(6, 0.5, seed=3))
    masses = np.ones(6)
    best = max(k.quality(*s, masses, 0.4, labels) for labels in partitions(6))
    found = max(
        k.quality(*s, masses, 0.4, k.leiden(*s, masses=masses, resolution=0.4, seed=n))
        for n in range(8)
    )
    assert found == pytest.approx(best, abs=TOLERANCE)


def test_a_planted_partition_is_recovered():
    graph = nx.planted_partition_graph(10, 40, 0.3, 0.01, seed=1)
    found = {frozenset(group) for group in groups(k.leiden(*rows(graph), seed=0))}
    assert found == {frozenset(range(40 * i, 40 * i + 40)) for i in range(10)}


def test_a_ring_of_cliques_needs_the_constant_potts_model():
    # Fortunato & Barthelemy (2007): modularity joins neighbouring cliques, CPM does not
    graph = nx.ring_of_cliques(30, 5)
    s = rows(graph)
    assert k.leiden(*s, seed=0).max() + 1 < 30
    assert k.leiden(*s, masses=np.ones(150), resolution=0.5, seed=0).max() + 1 == 30


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.2, 3.0))
def test_communities_are_connected(seed, resolution):
    graph = nx.gnm_random_graph(60, 90, seed=seed)
    for group in groups(k.leiden(*rows(graph), resolution=resolution, seed=seed)):
        assert nx.is_connected(graph.subgraph(group))


def test_it_is_at_least_as_good_as_louvain_of_networkx():
    graph = nx.LFR_benchmark_graph(400, 3, 1.5, 0.4, average_degree=8, min_community=20, seed=10)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    graph = nx.convert_node_labels_to_integers(nx.Graph(graph))
    s = rows(graph)
    ours = np.mean([k.modularity(*s, k.leiden(*s, seed=n)) for n in range(5)])
    theirs = np.mean(
        [
            nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=n))
            for n in range(5)
        ]
    )
    assert ours >= theirs - TOLERANCE


def test_no_node_would_gain_by_moving():
    s = rows(nx.gnm_random_graph(80, 200, seed=4))
    labels = k.leiden(*s, seed=2, rounds=30)
    masses = k.configuration_masses(s[0], s[2])
    before = k.quality(*s, masses, 1.0, labels)
    for v in range(80):
        for c in range(labels.max() + 1):
            moved = labels.copy()
            moved[v] = c
            assert k.quality(*s, masses, 1.0, moved) <= before + TOLERANCE


def test_a_seed_gives_one_answer_and_weights_one_scale():
    s = rows(nx.gnm_random_graph(200, 500, seed=5))
    first = k.leiden(*s, seed=7)
    np.testing.assert_array_equal(first, k.leiden(*s, seed=7))
    np.testing.assert_array_equal(first, k.leiden(s[0], s[1], s[2] * 1024.0, seed=7))


def test_no_ties_and_no_nodes():
    none = np.zeros(0, np.int64)
    assert k.leiden(np.zeros(1, np.int64), none, np.zeros(0)).tolist() == []
    alone = np.zeros(4, np.int64)
    assert k.leiden(alone, none, np.zeros(0)).tolist() == [0, 1, 2]
    assert np.isnan(k.modularity(alone, none, np.zeros(0), np.arange(3)))
