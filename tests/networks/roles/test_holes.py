"""Constraint and effective size: igraph's values, sums written out, invariants."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.networks import constraint, effective_size
from jiqun.tables import Graph, Nodes

SNA = Path(__file__).parents[2] / "references" / "sna"


def graph_of(weights, *, directed=None):
    """Turn a square of weights into a graph; without direction it must be symmetric."""
    n = len(weights)
    names = tuple(f"n{i:02}" for i in range(n))
    at = [(i, j) for i in range(n) for j in range(n) if weights[i, j]]
    if not directed:
        at = [(i, j) for i, j in at if i <= j]
    rows = {
        "source": [names[i] for i, _ in at],
        "target": [names[j] for _, j in at],
        "weight": [float(weights[i, j]) for i, j in at],
    }
    frame = pl.DataFrame(rows, schema={"source": str, "target": str, "weight": float})
    return Graph.from_frame(frame, weight="weight", nodes=names, directed=directed)


def drawn(seed, *, directed=False, weighted=True, share=0.35):
    """Draw a square of weights with an island, two components and a tie of weight 0."""
    chance = stream(seed=seed, name="test-roles")
    there = chance.random((14, 14)) < share
    weights = there * (chance.integers(1, 5, (14, 14)) if weighted else 1.0)
    weights[:9, 9:] = weights[9:, :9] = 0
    weights[13] = weights[:, 13] = 0
    np.fill_diagonal(weights, 0)
    return weights if directed else np.triu(weights) + np.triu(weights).T


def burt(weights):
    """Write Burt's sums out, node by node; as slow as they stand in the book."""
    both = weights + weights.T
    n = len(both)
    held, size = np.full(n, np.nan), np.full(n, np.nan)
    total, most = both.sum(axis=1), both.max(axis=1)
    for i in range(n):
        partners = [j for j in range(n) if both[i, j] > 0]
        if not partners:
            continue
        held[i] = size[i] = 0.0
        for j in partners:
            third = [q for q in partners if q != j]
            indirect = sum(both[i, q] / total[i] * both[q, j] / total[q] for q in third)
            held[i] += (both[i, j] / total[i] + indirect) ** 2
            size[i] += 1 - sum(both[i, q] / total[i] * both[j, q] / most[j] for q in third)
    return held, size


def karate():
    edges = pl.read_csv(SNA / "karate_edges.csv").cast(str)
    return Graph.from_frame(edges, source="V1", target="V2", nodes=tuple(map(str, range(1, 35))))


def test_constraint_is_that_of_igraph():
    # igraph 1.3.5, constraint(karate), nodes 1 to 4
    wanted = [0.155423297646605, 0.279535108024691, 0.185176639660494, 0.396659647205075]
    assert constraint(karate()).values[:4] == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_they_are_burts_sums(seed, weighted, directed):
    weights = drawn(seed, directed=directed, weighted=weighted)
    graph = graph_of(weights, directed=directed or None)
    held, size = burt(weights)
    np.testing.assert_allclose(constraint(graph).values, held, rtol=1e-12)
    np.testing.assert_allclose(effective_size(graph).values, size, rtol=1e-12)


def test_without_weights_effective_size_is_degree_less_mean_degree_among_partners():
    # Borgatti (1997): n - 2 t / n
    weights = drawn(5, weighted=False)
    found = effective_size(graph_of(weights))
    n = weights.sum(axis=1)
    among = np.einsum("ij,jk,ki->i", weights, weights, weights)
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(found.values, np.where(n > 0, n - among / n, np.nan), rtol=1e-12)
        np.testing.assert_allclose(found.parts["efficiency"], found.values / n, rtol=1e-12)


def test_a_star_holds_all_holes_and_a_triangle_none():
    star = np.zeros((5, 5))
    star[0, 1:] = star[1:, 0] = 3.0
    assert constraint(graph_of(star)).values.tolist() == pytest.approx([0.25, 1, 1, 1, 1])
    assert effective_size(graph_of(star)).values.tolist() == pytest.approx([4, 1, 1, 1, 1])
    assert constraint(graph_of(star)).parts["hierarchy"][0] == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(constraint(graph_of(star)).parts["hierarchy"][1])
    ring = 1.0 - np.eye(3)
    assert constraint(graph_of(ring)).values == pytest.approx(1.125)  # 2 * (1/2 + 1/4)^2
    assert effective_size(graph_of(ring)).values == pytest.approx(1.0)


def test_hierarchy_is_the_coleman_theil_index_of_what_each_partner_holds():
    weights = drawn(3)
    both = weights + weights.T
    share = both / both.sum(axis=1, keepdims=True).clip(1e-300)
    each = np.where(both > 0, share + share @ share, 0.0) ** 2
    found = constraint(graph_of(weights)).parts["hierarchy"]
    for i, partners in enumerate((both > 0).sum(axis=1)):
        if partners < 2:
            assert np.isnan(found[i])
            continue
        ratio = each[i][both[i] > 0] / each[i].sum() * partners
        assert found[i] == pytest.approx(
            (ratio * np.log(ratio)).sum() / partners / np.log(partners)
        )


def test_order_of_rows_and_ends_and_scale_of_weights_move_nothing():
    weights = drawn(8)
    graph = graph_of(weights)
    n = len(weights)
    at = [(i, j) for i in range(n) for j in range(i) if weights[i, j]][::-1]
    turned = pl.DataFrame(
        {
            "source": [f"n{i:02}" for i, _ in at],
            "target": [f"n{j:02}" for _, j in at],
            "weight": [float(weights[i, j]) for i, j in at],
        }
    )
    other = Graph.from_frame(turned, weight="weight", nodes=graph.nodes)
    for measure in (constraint, effective_size):
        assert np.array_equal(measure(graph).values, measure(other).values, equal_nan=True)
        np.testing.assert_allclose(
            measure(graph).values, measure(graph_of(weights * 7.3)).values, rtol=1e-12
        )


def test_awkward_tables():
    nobody = Graph.from_frame(
        pl.DataFrame(
            {"source": [], "target": []}, schema=dict.fromkeys(("source", "target"), pl.String)
        )
    )
    assert constraint(nobody).values.shape == effective_size(nobody).values.shape == (0,)
    alone = pl.DataFrame({"source": ["a"], "target": ["a"]})
    island = constraint(Graph.from_frame(alone))
    assert np.isnan(island.values).all()
    assert [one.code for one in island.record.cautions] == ["links-loops"]
    twice = pl.DataFrame({"source": ["a", "a", "b"], "target": ["b", "b", "c"]})
    assert constraint(Graph.from_frame(twice)).values[1] == pytest.approx((4 + 1) / 9)
    more = Nodes(labels=("z", "a", "b", "c"))
    assert np.isnan(effective_size(Graph.from_frame(twice), nodes=more).values[0])
    below = pl.DataFrame({"source": ["a"], "target": ["b"], "weight": [-1.0]})
    with pytest.raises(InputError, match="graph-negative"):
        constraint(Graph.from_frame(below, weight="weight"))


def test_a_pair_listed_both_ways_is_told():
    rows = pl.DataFrame({"source": ["a", "b", "b", "c"], "target": ["b", "a", "c", "c"]})
    told = {
        one.code: dict(one.values) for one in constraint(Graph.from_frame(rows)).record.cautions
    }
    assert told == {"links-loops": {"ties": 1}, "graph-both-ways": {"pairs": 1}}
