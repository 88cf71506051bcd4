"""Who joins groups, and who stands at the head of suppliers: written out, and by hand."""

import networkx as nx
import numpy as np
import polars as pl
import pytest
from tests.networks.drawn import graph_of, plain, random_graph

from jiqun.core import InputError, UnknownError, stream
from jiqun.networks import (
    Grouped,
    bridging,
    brokerage,
    lead_firms,
    participation,
    supply_tiers,
    ties_of,
)
from jiqun.tables import Graph, Nodes


def kinds_of(n, seed, unknown=0.2):
    chance = stream(seed=seed, name="test-kinds")
    words = [None if chance.random() < unknown else f"k{k}" for k in chance.integers(4, size=n)]
    return Nodes(labels=tuple(map(str, range(n))), traits={"kind": tuple(words)})


@pytest.mark.parametrize("directed", [None, True])
@pytest.mark.parametrize("seed", range(4))
def test_participation_is_its_sum_and_gates_are_found(seed, directed):
    graph = random_graph(20, 45, seed, directed=directed, weights=(1.0, 2.0, 0.0))
    nodes = kinds_of(20, seed)
    kind = dict(zip(nodes.labels, nodes.traits["kind"], strict=True))
    other = nx.Graph()
    other.add_nodes_from(graph.nodes)
    for a, b, data in plain(graph).edges(data=True):
        before = other.get_edge_data(a, b, {"weight": 0.0})["weight"]
        other.add_edge(a, b, weight=before + data["weight"])
    found = participation(graph, nodes=nodes)
    broker = brokerage(graph, nodes=nodes)
    strength = {}
    for at, v in enumerate(graph.nodes):
        to = {}
        for u, data in other[v].items():
            if kind[u] is not None:
                to[kind[u]] = to.get(kind[u], 0.0) + data["weight"]
        total = sum(to.values())
        strength[v] = to.get(kind[v], 0.0)
        assert found.parts["groups"][at] == len(to)
        if not total:
            assert np.isnan(found.values[at])
            continue
        assert found.values[at] == pytest.approx(1 - sum((w / total) ** 2 for w in to.values()))
        if kind[v] is None:
            assert np.isnan(found.parts["outside"][at])
            assert np.isnan(found.parts["sole"][at])
            assert np.isnan(found.parts["within"][at])
            continue
        assert found.parts["outside"][at] == pytest.approx(1 - strength[v] / total)
        mates = [u for u in graph.nodes if kind[u] == kind[v] and u != v]
        sole = [
            k for k in to
            if k != kind[v] and not any(kind[w] == k for u in mates for w in other[u])
        ]  # fmt: skip
        assert found.parts["sole"][at] == len(sole)
        roles = ["representative", "gatekeeper", "liaison"]
        counts = [broker.values[at, broker.roles.index(role)] for role in roles]
        assert found.parts["open"][at] == sum(counts)
    for at, v in enumerate(graph.nodes):
        if kind[v] is not None:
            own = [strength[u] for u in graph.nodes if kind[u] == kind[v]]
            if np.std(own) > 1e-9:
                z = (strength[v] - np.mean(own)) / np.std(own)
                assert found.parts["within"][at] == pytest.approx(z)
            else:
                assert np.isnan(found.parts["within"][at])


def test_communities_are_groups_too():
    ties = ties_of(graph_of([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("d", "f")]))
    found = bridging(ties, Grouped(groups=np.array([0, 0, 0, 1, 1, 1]), names=("x", "y")))
    frame = found.to_frame()
    assert frame["node"].to_list()[:2] == ["d", "c"]
    assert found.sole.tolist() == [0, 0, 1, 1, 0, 0]
    empty = bridging(ties_of(graph_of([])), Grouped(groups=np.zeros(0, dtype=np.int64), names=()))
    assert empty.to_frame().is_empty()


def test_it_asks_for_groups():
    with pytest.raises(InputError, match="nodes-trait"):
        participation(graph_of([("a", "b")]))


@pytest.mark.parametrize("seed", range(4))
def test_tiers_are_shortest_ways_upstream(seed):
    graph = random_graph(30, 60, seed, directed=True)
    nodes = kinds_of(30, seed)
    kind = dict(zip(nodes.labels, nodes.traits["kind"], strict=True))
    other = plain(graph)
    found = supply_tiers(graph, nodes=nodes, steps=4, trait="kind", among="k1")
    for at, v in enumerate(graph.nodes):
        away = nx.single_source_shortest_path_length(other.reverse(), v, cutoff=4)
        for step in range(1, 5):
            tier = [u for u, d in away.items() if d == step]
            assert found.parts[f"tier_{step}"][at] == len(tier)
            known = [kind[u] == "k1" for u in tier if kind[u] is not None]
            share = found.parts[f"share_{step}"][at]
            assert share == pytest.approx(np.mean(known)) if known else np.isnan(share)
        assert found.values[at] == len(away) - 1
        assert found.parts["depth"][at] == max(away.values())
        captive = [u for u in other.predecessors(v) if other.out_degree(u) == 1]
        assert found.parts["captive"][at] == len(captive)
        assert found.parts["customers"][at] == other.out_degree(v)


def test_lead_firms_stand_at_the_head():
    # a plant with two suppliers, one of which has three; a rival with one
    ties = [("s1", "lead"), ("s2", "lead"), ("t1", "s1"), ("t2", "s1"), ("t3", "s1"), ("s2", "x")]
    found = supply_tiers(graph_of(ties, directed=True))
    frame = lead_firms(found)
    assert frame["node"].to_list() == ["lead", "s1", "x"]
    assert frame["suppliers"].to_list() == [5, 3, 1]
    assert frame["tier_2"].to_list() == [3, 0, 0]
    assert frame["captive"].to_list() == [1, 3, 0]
    assert lead_firms(found, top=1)["node"].to_list() == ["lead"]


def test_tiers_refuse():
    ties = [("a", "b")]
    with pytest.raises(InputError, match="directed=true"):
        supply_tiers(graph_of(ties))
    with pytest.raises(InputError, match="tiers-steps"):
        supply_tiers(graph_of(ties, directed=True), steps=0)
    with pytest.raises(InputError, match="nodes-trait"):
        supply_tiers(graph_of(ties, directed=True), among="srdi")
    who = Nodes(labels=("a", "b"), traits={"size": ("little", None)})
    with pytest.raises(UnknownError, match="kind-unknown"):
        supply_tiers(graph_of(ties, directed=True), nodes=who, among="srdi")
    nobody = Graph.from_frame(
        pl.DataFrame(schema={"source": pl.String, "target": pl.String}), directed=True
    )
    assert supply_tiers(nobody).values.shape == (0,)
