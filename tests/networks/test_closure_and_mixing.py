"""Triangles and mixing: igraph's values, networkx, brute force, the jackknife written out."""

from pathlib import Path

import networkx as nx
import numpy as np
import polars as pl
import pytest
from tests.networks.drawn import graph_of, plain, random_graph

from jiqun.core import InputError, stream
from jiqun.networks import assortativity, clustering, transitivity
from jiqun.tables import Graph, Nodes

HERE = Path(__file__).resolve().parents[1] / "references" / "igraph"
WEIGHTS = (0.0, 0.5, 1.0, 2.0)


def karate():
    edges = pl.read_csv(HERE / "karate_edges.csv").cast(pl.String)
    clubs = pl.read_csv(HERE / "karate_clubs.csv").cast(pl.String).rename({"club": "kind"})
    return Graph.from_frame(edges, source="V1", target="V2"), Nodes.from_frame(clubs)


def test_the_karate_club_as_igraph_has_it():
    graph, nodes = karate()
    wanted = pl.read_csv(HERE / "karate_igraph_R_scalars.csv").row(0, named=True)
    assert float(transitivity(graph).values) == pytest.approx(wanted["trans"], abs=1e-12)
    found = assortativity(graph, nodes=nodes)
    assert float(found.values) == pytest.approx(wanted["assort"], abs=1e-12)
    assert float(found.low) < wanted["assort"] < float(found.high)
    assert float(found.parts["degree"]) == pytest.approx(-0.47561309768461435)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("directed", [None, True])
def test_triangles_as_networkx_has_them(seed, directed):
    graph = random_graph(30, 90, seed, directed=directed, weights=WEIGHTS)
    other = plain(graph).to_undirected()
    found = clustering(graph)
    count = nx.triangles(other)
    assert found.parts["triangles"].tolist() == [count[node] for node in graph.nodes]
    local = nx.clustering(other)
    two = np.array([other.degree[node] > 1 for node in graph.nodes])
    wanted = np.array([local[node] for node in graph.nodes])
    np.testing.assert_allclose(found.values[two], wanted[two])
    assert np.isnan(found.values[~two]).all()
    whole = transitivity(graph)
    assert float(whole.values) == pytest.approx(nx.transitivity(other))
    assert float(whole.parts["mean_local"]) == pytest.approx(wanted[two].mean())


def test_weighted_closure_is_barrats_formula():
    graph = random_graph(15, 60, 3, weights=WEIGHTS)
    w = nx.to_numpy_array(plain(graph), nodelist=graph.nodes)
    a = w > 0
    found = clustering(graph).parts["weighted"]
    for i in range(15):
        k, s = a[i].sum(), w[i].sum()
        if k < 2:
            assert np.isnan(found[i])
            continue
        added = sum(
            (w[i, j] + w[i, h]) / 2 * a[i, j] * a[i, h] * a[j, h]
            for j in range(15)
            for h in range(15)
        )
        assert found[i] == pytest.approx(added / (s * (k - 1)))


def kinds_of(graph, seed, words=("firm", "university", "institute")):
    kind = stream(seed=seed, name="kinds").choice(words, len(graph.nodes)).tolist()
    return Nodes.from_frame(pl.DataFrame({"node": list(graph.nodes), "kind": kind}))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("directed", [None, True])
def test_mixing_as_networkx_has_it(seed, directed):
    graph = random_graph(30, 60, seed + 5, directed=directed)
    other, nodes = plain(graph), kinds_of(graph, seed)
    nx.set_node_attributes(other, dict(zip(nodes.labels, nodes.traits["kind"], strict=True)), "k")
    found = assortativity(graph, nodes=nodes)
    wanted = nx.attribute_assortativity_coefficient(other, "k")
    assert float(found.values) == pytest.approx(wanted, abs=1e-12)
    degree = nx.degree_pearson_correlation_coefficient(other, x="out", y="in")
    assert float(assortativity(graph).values) == pytest.approx(degree, abs=1e-12)


@pytest.mark.parametrize("directed", [None, True])
def test_the_jackknife_written_out(directed):
    graph = random_graph(12, 30, 8, directed=directed)
    other, nodes = plain(graph), kinds_of(graph, 1)
    nx.set_node_attributes(other, dict(zip(nodes.labels, nodes.traits["kind"], strict=True)), "k")
    whole = nx.attribute_assortativity_coefficient(other, "k")
    squares = []
    for edge in list(other.edges):
        less = other.copy()
        less.remove_edge(*edge)
        squares.append((nx.attribute_assortativity_coefficient(less, "k") - whole) ** 2)
    found = assortativity(graph, nodes=nodes).parts["kind_error"]
    assert float(found) == pytest.approx(np.sqrt(sum(squares)), abs=1e-9)


def test_unknown_kinds_take_no_part_and_are_told():
    graph = graph_of([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")])
    nodes = Nodes.from_frame(
        pl.DataFrame({"node": list("abcde"), "kind": ["x", "x", "y", "y", None]})
    )
    found = assortativity(graph, nodes=nodes)
    known = assortativity(graph_of([("a", "b"), ("b", "c"), ("c", "d")]), nodes=nodes)
    assert float(found.values) == float(known.values)
    assert float(found.parts["unknown"]) == 1
    assert "mixing-unknown" in {one.code for one in found.record.cautions}


def test_nothing_to_compare():
    ring = graph_of([("a", "b"), ("b", "c"), ("c", "a")])
    assert np.isnan(assortativity(ring).values)
    same = Nodes.from_frame(pl.DataFrame({"node": list("abc"), "kind": ["x"] * 3}))
    assert np.isnan(assortativity(ring, nodes=same).values)
    for graph in (graph_of([], nodes=()), graph_of([], nodes=("a", "b")), graph_of([("a", "a")])):
        assert np.isnan(assortativity(graph).values)
        assert np.isnan(transitivity(graph).values)
    nobody = Nodes.from_frame(pl.DataFrame({"node": list("abc"), "kind": [None] * 3}))
    assert np.isnan(assortativity(ring, nodes=nobody).values)


def test_a_trait_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="region"):
        assortativity(graph_of([("a", "b")]), trait="region")
