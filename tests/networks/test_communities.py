"""Communities of a network: cores, evidence and overlaps by hand and against networkx."""

import networkx as nx
import numpy as np
import polars as pl
import pytest

from jiqun.core import stream
from jiqun.networks import (
    best_overlaps,
    core_of,
    evidence_of,
    find_communities,
    resampled,
    tie_network,
    trim,
)


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


def _tables(n=240, rows=1800):
    """Make firms in loose groups of twelve with ties of awkward weights, some told twice."""
    rng = stream(seed=5, name="loose-groups")
    a, b = rng.integers(0, n, rows), rng.integers(0, n, rows)
    kept = ((a // 12 == b // 12) | (rng.random(rows) < 0.2)) & (a != b)
    names = np.array([f"o{k:03d}" for k in range(n)])
    kinds = np.array(["equity", "project", "patent"])[rng.integers(0, 3, kept.sum())]
    links = pl.DataFrame(
        {"source": names[a[kept]], "target": names[b[kept]], "kind": kinds}
    ).with_columns(weight=pl.Series(rng.random(kept.sum()) ** 3 * 3 + 0.1))
    return pl.concat([links, links[:200]]), pl.DataFrame({"organisation": names})


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_rows_or_ends_moves_anything(seed):
    links, firms = _tables()
    flip = stream(seed=seed, name="turned").random(len(links)) < 0.5
    turned = links.with_columns(
        source=pl.when(pl.Series(flip)).then("target").otherwise("source"),
        target=pl.when(pl.Series(flip)).then("source").otherwise("target"),
    )
    told = {"resolutions": (0.05, 0.2, 0.8), "least": 4, "core": 2, "repeats": 2, "seed": seed}
    first = tie_network(links, firms)
    other = tie_network(
        turned.sample(fraction=1, shuffle=True, seed=seed),
        firms.sample(fraction=1, shuffle=True, seed=seed + 1),
    )
    assert other.nodes.equals(first.nodes)
    assert np.array_equal(other.weight, first.weight)  # to the last bit
    found, again = find_communities(first, **told), find_communities(other, **told)
    assert np.array_equal(found.label, again.label)
    assert np.array_equal(found.agreement, again.agreement)
