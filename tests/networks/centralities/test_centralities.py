"""Centralities: igraph's values, networkx on awkward networks, brute force, invariants."""

from pathlib import Path

import networkx as nx
import numpy as np
import polars as pl
import pytest
from tests.networks.drawn import graph_of, plain, random_graph

from jiqun.core import InputError
from jiqun.networks import (
    betweenness,
    closeness,
    clustering,
    core_number,
    eigenvector,
    pagerank,
)
from jiqun.tables import Graph, Nodes

HERE = Path(__file__).resolve().parents[2] / "references" / "igraph"
KARATE = {
    "betweenness": betweenness,
    "coreness": core_number,
    "local_cc": clustering,
    "eigen": eigenvector,
    "pagerank": pagerank,
    "closeness": closeness,
}
ALL = tuple(KARATE.values())
WEIGHTS = (0.0, 0.5, 1.0, 1.0, 2.0, 3.5)


def karate():
    edges = pl.read_csv(HERE / "karate_edges.csv").cast(pl.String)
    return Graph.from_frame(
        edges, source="V1", target="V2", nodes=tuple(str(k) for k in range(1, 35))
    )


@pytest.mark.parametrize("column", KARATE)
def test_the_karate_club_as_igraph_has_it(column):
    given = pl.read_csv(HERE / "karate_igraph_R.csv", null_values="NA")[column]
    wanted = given.cast(pl.Float64).to_numpy()
    found = KARATE[column](karate()).values
    np.testing.assert_allclose(found, wanted, rtol=1e-11, atol=1e-12)


def listed(graph, values):
    return np.array([values[node] for node in graph.nodes], dtype=float)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("directed", [None, True])
def test_steps_as_networkx_has_them(seed, directed):
    graph = random_graph(40, 55, seed, directed=directed, weights=WEIGHTS)
    other = plain(graph)
    wanted = listed(graph, nx.betweenness_centrality(other, normalized=False))
    np.testing.assert_allclose(betweenness(graph).values, wanted, atol=1e-9)
    near = closeness(graph)
    # networkx takes the distances to a node, and improves them for the size of the part
    told = listed(graph, nx.closeness_centrality(other.reverse() if directed else other))
    np.testing.assert_allclose(near.parts["component"], told, atol=1e-12)
    harmonic = nx.harmonic_centrality(other.reverse() if directed else other)
    np.testing.assert_allclose(near.parts["harmonic"] * 39, listed(graph, harmonic), atol=1e-9)
    assert (np.isnan(near.values) == (near.parts["reached"] == 0)).all()
    if directed:
        back = nx.closeness_centrality(other, wf_improved=False)
        count = {node: len(nx.ancestors(other, node)) for node in other}
        wanted = listed(graph, back) / np.maximum(listed(graph, count), 1)
        np.testing.assert_allclose(np.nan_to_num(near.parts["in"]), wanted, atol=1e-12)
    np.testing.assert_array_equal(core_number(graph).values, listed(graph, cores(other)))


def cores(other):
    """Peel by brute force: take out whoever has fewer than k ties; a mutual pair has two."""
    found = dict.fromkeys(other, 0)
    for k in range(1, len(other)):
        left = other.copy()
        while weak := [node for node, ties in left.degree if ties < k]:
            left.remove_nodes_from(weak)
        found |= dict.fromkeys(left, k)
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("directed", [None, True])
def test_lengths_as_networkx_has_them(seed, directed):
    graph = random_graph(30, 60, seed + 10, directed=directed, weights=(0.0, 0.5, 1.0, 2.0, 4.0))
    other = plain(graph)
    for _, _, data in other.edges(data=True):
        data["length"] = 1.0 / data["weight"]
    for lengths, name in (("weights", "weight"), ("reciprocals", "length")):
        wanted = listed(graph, nx.betweenness_centrality(other, normalized=False, weight=name))
        found = betweenness(graph, lengths=lengths)
        np.testing.assert_allclose(found.values, wanted, atol=1e-9)
        told = nx.closeness_centrality(other.reverse() if directed else other, distance=name)
        near = closeness(graph, lengths=lengths).parts["component"]
        np.testing.assert_allclose(near, listed(graph, told), atol=1e-12)


def test_ways_that_differ_in_the_last_digit_only_are_equally_long():
    # 0.1 + 0.2 is not 0.3 in the machine, but the two ways are equally long
    graph = graph_of([("a", "b", 0.1), ("b", "d", 0.2), ("a", "c", 0.15), ("c", "d", 0.15)])
    found = dict(zip(graph.nodes, betweenness(graph, lengths="weights").values, strict=True))
    assert found["b"] == found["c"] == 0.5


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("directed", [None, True])
def test_spreading_as_networkx_has_it(seed, directed):
    graph = random_graph(40, 130, seed + 20, directed=directed, weights=WEIGHTS)
    other = plain(graph)
    wanted = nx.pagerank(other, tol=1e-14, max_iter=1000)
    found = pagerank(graph)
    np.testing.assert_allclose(found.values, listed(graph, wanted), atol=1e-10)
    assert found.values.sum() == pytest.approx(1)
    table = nx.to_numpy_array(other, nodelist=graph.nodes)
    roots = np.linalg.eigvals(table)
    best = roots.real.max()
    values = eigenvector(graph).values
    assert values.max() == 1
    assert values.min() >= 0
    np.testing.assert_allclose(table.T @ values, best * values, atol=1e-8)


@pytest.mark.parametrize("size", [3, 60, 900])
def test_the_vector_of_a_ring_with_a_tail_and_of_a_path(size):
    path = graph_of([(k, k + 1) for k in range(size - 1)], nodes=tuple(map(str, range(size))))
    wanted = np.sin(np.pi * np.arange(1, size + 1) / (size + 1))
    np.testing.assert_allclose(eigenvector(path).values, wanted / wanted.max(), atol=1e-7)


def test_parts_of_the_same_root_are_told_alike():
    two = graph_of([("a", "b"), ("b", "c"), ("x", "y"), ("y", "z"), ("p", "q")])
    found = eigenvector(two)
    at = dict(zip(two.nodes, found.values.round(9).tolist(), strict=True))
    assert at == {"a": 0.707106781, "b": 1, "c": 0.707106781, "p": 0, "q": 0,
                  "x": 0.707106781, "y": 1, "z": 0.707106781}  # fmt: skip
    own = dict(zip(two.nodes, found.parts["own"].tolist(), strict=True))
    assert own["p"] == own["q"] == 1


def test_ties_that_lead_in_no_circle_have_no_eigenvector():
    assert np.isnan(eigenvector(graph_of([("a", "b"), ("b", "c")], directed=True)).values).all()


@pytest.mark.parametrize("measured", ALL)
def test_nothing_and_nearly_nothing(measured):
    empty = graph_of([], nodes=())
    assert measured(empty).values.shape == (0,)
    one = graph_of([("a", "a", 2.0)])
    assert measured(one).values.shape == (1,)
    assert "links-loops" in {told.code for told in measured(one).record.cautions}
    islands = graph_of([], nodes=("a", "b"))
    assert measured(islands).values.shape == (2,)


@pytest.mark.parametrize("measured", ALL)
@pytest.mark.parametrize("directed", [None, True])
def test_order_of_rows_and_names_of_nodes_do_not_count(measured, directed):
    graph = random_graph(30, 50, 5, directed=directed)
    rows = np.repeat(np.arange(30), np.diff(graph.starts))
    pairs = [
        (graph.nodes[a], graph.nodes[b], w)
        for a, b, w in zip(rows, graph.targets, graph.weights, strict=True)
    ]
    if directed is None:
        pairs = [(b, a, w) if k % 2 else (a, b, w) for k, (a, b, w) in enumerate(pairs)]
    shuffled = graph_of(pairs[::-1], nodes=graph.nodes, directed=directed)
    np.testing.assert_array_equal(measured(graph).values, measured(shuffled).values)
    turned = graph_of(pairs, nodes=graph.nodes[::-1], directed=directed)
    np.testing.assert_allclose(measured(graph).values, measured(turned).values[::-1], atol=1e-9)


def test_nodes_without_ties_and_zero_weights():
    graph = graph_of([("a", "b"), ("b", "c", 0.0)])
    nodes = Nodes.from_frame(pl.DataFrame({"node": ["a", "b", "c", "d"]}))
    assert closeness(graph, nodes=nodes).parts["reached"].tolist() == [1, 1, 0, 0]
    assert closeness(graph, nodes=nodes).parts["component"].tolist() == [1 / 3, 1 / 3, 0, 0]
    assert core_number(graph, nodes=nodes).values.tolist() == [1, 1, 0, 0]
    assert eigenvector(graph, nodes=nodes).values.tolist() == [1, 1, 0, 0]
    assert pagerank(graph, nodes=nodes).values.sum() == pytest.approx(1)


def hubs(n, seed):
    graph = nx.barabasi_albert_graph(n, 3, seed=seed)
    return graph_of([*graph.edges, ("x", "y"), ("y", "z")])


def test_sampled_ways_hold_the_exact_ones_and_small_parts_are_exact():
    graph = hubs(400, 1)
    small = [graph.nodes.index(name) for name in "xyz"]
    for measured, least in ((betweenness, 0.85), (closeness, 0.88)):
        exact = measured(graph)
        assert np.isnan(exact.low).all()
        assert (exact.parts["standard_error"] == 0).all()
        held, apart, told = [], [], []
        for seed in range(40):
            sampled = measured(graph, sources=80, seed=seed)
            assert "ways-sampled" in {one.code for one in sampled.record.cautions}
            np.testing.assert_allclose(sampled.values[small], exact.values[small], rtol=1e-12)
            big = exact.values > np.quantile(exact.values, 0.9)
            held.append(((sampled.low <= exact.values) & (exact.values <= sampled.high))[big])
            apart.append((sampled.values - exact.values)[big])
            told.append(sampled.parts["standard_error"][big])
        assert np.concatenate(held).mean() > least
        # the stated error is the error that is made, on average over nodes and samples
        made, said = np.concatenate(apart), np.concatenate(told)
        assert 0.8 < np.sqrt((made**2).mean() / (said**2).mean()) < 1.25
        bias = made.mean() / np.abs(made).mean()
        assert abs(bias) < 0.5


def test_a_sample_depends_on_seed_and_labels_only():
    graph = hubs(200, 2)
    one = betweenness(graph, sources=40, seed=3)
    rows = np.repeat(np.arange(len(graph.nodes)), np.diff(graph.starts))
    pairs = [(graph.nodes[b], graph.nodes[a]) for a, b in zip(rows, graph.targets, strict=True)]
    other = graph_of(pairs[::-1], nodes=graph.nodes[::-1])
    np.testing.assert_allclose(
        betweenness(other, sources=40, seed=3).values[::-1], one.values, rtol=1e-9
    )
    for workers in (1, 3):
        again = betweenness(graph, sources=40, seed=3, workers=workers)
        np.testing.assert_array_equal(again.values, one.values)
    assert (betweenness(graph, sources=40, seed=4).values != one.values).any()


def test_a_sample_that_misses_a_node_does_not_say_that_it_is_zero():
    grid = [(f"{k}{m}", f"{k}{m + 1}") for k in range(6) for m in range(5)]
    grid += [(f"{m}{k}", f"{m + 1}{k}") for k in range(6) for m in range(5)]
    graph = graph_of([*grid, ("55", "end")])
    found = betweenness(graph, sources=2, seed=1)
    missed = (found.values == 0) & (np.array(graph.nodes) != "end")
    assert missed.any()
    assert (betweenness(graph).values[missed] > 0).all()
    assert np.isnan(found.parts["standard_error"][missed]).all()
    assert np.isnan(found.high[missed]).all()
    assert found.parts["standard_error"][graph.nodes.index("end")] == 0


@pytest.mark.parametrize("directed", [None, True])
def test_samples_are_right_on_average(directed):
    graph = random_graph(40, 110, 9, directed=directed, weights=WEIGHTS)
    exact = betweenness(graph).values
    drawn = [betweenness(graph, sources=10, seed=seed).values for seed in range(200)]
    error = np.std(drawn, axis=0) / np.sqrt(200)
    assert (np.abs(np.mean(drawn, axis=0) - exact) <= 5 * error + 1e-9).all()


def test_what_is_refused():
    graph = graph_of([("a", "b")])
    with pytest.raises(InputError, match="sources"):
        betweenness(graph, sources=1)
    with pytest.raises(InputError, match="damping"):
        pagerank(graph, damping=1.0)
    with pytest.raises(InputError, match="weight"):
        closeness(graph_of([("a", "b", -1.0)]))
