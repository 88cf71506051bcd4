"""Cut nodes, bridges, removal: networkx and plain counting on awkward networks."""

import itertools

import networkx as nx
import numpy as np
import polars as pl
import pytest
from tests.networks.drawn import graph_of, plain, random_graph

from jiqun.core import InputError, UnknownError
from jiqun.networks import bridge_ties, cut_nodes, hub_removal, redundancy, removal, ties_of
from jiqun.tables import Graph, Nodes


def joined(graph):
    return sum(len(part) * (len(part) - 1) // 2 for part in nx.connected_components(graph))


def sparse(seed, *, directed=None):
    return random_graph(24, 22 + 4 * (seed % 3), seed, directed=directed, weights=(0.0, 1.0, 2.0))


@pytest.mark.parametrize("directed", [None, True])
@pytest.mark.parametrize("seed", range(6))
def test_cut_nodes_and_bridges_part_what_their_loss_parts(seed, directed):
    graph = sparse(seed, directed=directed)
    other = plain(graph).to_undirected()
    found = cut_nodes(graph)
    ties = bridge_ties(ties_of(graph))
    for at, node in enumerate(graph.nodes):
        part = len(nx.node_connected_component(other, node))
        less = other.copy()
        less.remove_node(node)
        lost = joined(other) - (part - 1) - joined(less)
        assert found.values[at] == lost
        assert found.parts["component"][at] == part
        pieces = nx.number_connected_components(less) - nx.number_connected_components(other) + 1
        assert found.parts["pieces"][at] == pieces
    assert {found.nodes[k] for k in np.flatnonzero(found.values)} == set(
        nx.articulation_points(other)
    )
    pairs = {frozenset(row[:2]): row[2] for row in ties.iter_rows()}
    assert set(pairs) == {frozenset(pair) for pair in nx.bridges(other)}
    for pair, count in pairs.items():
        less = other.copy()
        less.remove_edge(*pair)
        assert joined(other) - joined(less) == count
    for at, node in enumerate(graph.nodes):
        assert found.parts["bridges"][at] == sum(node in pair for pair in pairs)
    whole = redundancy(graph)
    assert whole.values == pytest.approx(1 - len(pairs) / other.number_of_edges())
    rest = other.number_of_edges() - len(other) + nx.number_connected_components(other)
    assert whole.parts["cycles"] == pytest.approx(rest / other.number_of_edges())
    assert whole.parts["cut_pairs"] == pytest.approx(found.values.max() / joined(other))


@pytest.mark.parametrize("seed", range(4))
def test_removal_counts_the_pairs_that_are_left(seed):
    graph = sparse(seed)
    other = plain(graph)
    found = removal(ties_of(graph), np.arange(24), top=6, draws=30, seed=1)
    assert found.hubs[0] == 1.0
    for k in range(7):
        less = other.copy()
        less.remove_nodes_from(found.leaving[:k])
        before = sum(nx.has_path(other, *pair) for pair in itertools.combinations(less.nodes, 2))
        assert found.hubs[k] == pytest.approx(joined(less) / before)
    degrees = [other.degree(node) for node in found.leaving]
    assert degrees == sorted((d for _, d in other.degree), reverse=True)[:6]
    assert (found.low <= found.random + 1e-12).all()
    assert (found.random <= found.high + 1e-12).all()
    frame = found.to_frame()
    assert frame["removed"].to_list() == list(range(7))
    assert frame["node"].to_list() == [None, *found.leaving]


def test_random_removal_has_the_mean_over_all_choices():
    graph = sparse(2)
    ties, other = ties_of(graph), plain(graph)
    pool = [node for node, degree in other.degree if degree > 0]
    shares = []
    for node in pool:
        less = other.copy()
        less.remove_node(node)
        part = len(nx.node_connected_component(other, node))
        shares.append(joined(less) / (joined(other) - part + 1))
    found = removal(ties, np.arange(24), top=1, draws=400, seed=3)
    assert found.pool == len(pool)
    error = np.std(shares) / np.sqrt(400)
    assert found.random[1] == pytest.approx(np.mean(shares), abs=4 * error)


def test_institutes_as_hubs():
    # two cliques of firms that only an institute joins, and an institute on the rim
    ties = [*itertools.combinations("abcd", 2), *itertools.combinations("efgh", 2)]
    ties += [("i", "a"), ("i", "e"), ("j", "a")]
    labels = tuple("abcdefghij")
    who = Nodes(labels=labels, traits={"kind": (*["firm"] * 8, "institute", "institute")})
    graph = graph_of(ties)
    found = hub_removal(graph, nodes=who, top=1, among="institute", draws=99, seed=1)
    # 9 stay, 36 pairs; left 5 with j, and 4: 10 + 6
    assert float(found.values) == pytest.approx(16 / 36)
    assert found.parts["half"] == 1.0
    assert float(found.parts["random"]) == pytest.approx((16 / 36 + 1) / 2, abs=0.12)
    assert float(hub_removal(graph, nodes=who, top=2, among="institute").parts["removed"]) == 2
    firms = hub_removal(graph, nodes=who, top=1, among="firm", draws=99)
    assert firms.record.parameters["among"] == "firm"
    with pytest.raises(UnknownError, match="kind-unknown"):
        hub_removal(graph, nodes=who, among="bank")
    with pytest.raises(InputError, match="nodes-trait"):
        hub_removal(graph, among="institute")
    with pytest.raises(InputError, match="removal-top"):
        hub_removal(graph, top=0)
    with pytest.raises(InputError, match="removal-draws"):
        hub_removal(graph, draws=-1)


def test_same_seed_same_answer_in_any_order_of_rows():
    rows = [(a, b) for a, b in itertools.combinations("abcdefgh", 2) if (ord(a) * ord(b)) % 3 == 0]
    turned = [(b, a) for a, b in reversed(rows)]
    one, other = (hub_removal(graph_of(each), top=3, seed=5) for each in (rows, turned))
    assert float(one.values) == float(other.values)
    assert {k: float(v) for k, v in one.parts.items()} == pytest.approx(
        {k: float(v) for k, v in other.parts.items()}, nan_ok=True
    )
    again = hub_removal(graph_of(rows), top=3, seed=6)
    assert float(again.parts["random"]) != float(one.parts["random"])


def test_awkward_tables():
    nobody = Graph.from_frame(pl.DataFrame(schema={"source": pl.String, "target": pl.String}))
    assert cut_nodes(nobody).values.shape == (0,)
    assert np.isnan(redundancy(nobody).values)
    assert np.isnan(hub_removal(nobody).values)
    alone = cut_nodes(nobody, nodes=Nodes(labels=("a",)))
    assert alone.values.tolist() == [0.0]
    assert np.isnan(alone.parts["share"]).all()
    pair = hub_removal(graph_of([("a", "b")]), top=5)
    assert np.isnan(pair.values)
    ring = graph_of([("a", "b"), ("b", "c"), ("c", "a")])
    assert float(redundancy(ring).values) == 1.0
    assert not cut_nodes(ring).values.any()
    assert bridge_ties(ties_of(ring)).is_empty()
