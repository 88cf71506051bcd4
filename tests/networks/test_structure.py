"""Whole networks: igraph, networkx, powerlaw, brute force; networks of chance are uniform."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import polars as pl
import pytest
from tests.networks.drawn import graph_of, plain, random_graph

from jiqun.core import InputError, stream
from jiqun.networks import (
    changes_by_year,
    components,
    degree_tail,
    density,
    mean_path_length,
    nestedness,
    power,
    shuffled,
    small_world,
    ties_of,
    transitivity,
    turnover,
)
from jiqun.networks.structure.tails import Tail, _against, _drawn, fitted
from jiqun.tables import Graph, Nodes

REFERENCES = Path(__file__).resolve().parents[1] / "references"
WEIGHTS = (0.0, 0.5, 1.0, 2.0, 4.0)
WHOLE = (components, degree_tail, density, mean_path_length, nestedness, small_world)


def karate():
    edges = pl.read_csv(REFERENCES / "igraph" / "karate_edges.csv").cast(pl.String)
    labels = tuple(str(k) for k in range(1, 35))
    return Graph.from_frame(edges, source="V1", target="V2", nodes=labels)


def test_the_karate_club_as_igraph_has_it():
    scalars = pl.read_csv(REFERENCES / "igraph" / "karate_igraph_R_scalars.csv").row(0, named=True)
    assert float(mean_path_length(karate()).values) == pytest.approx(scalars["mean_dist"])
    wanted = pl.read_csv(REFERENCES / "igraph" / "karate_igraph_R.csv", null_values="NA")["power"]
    np.testing.assert_allclose(power(karate(), exponent=0.1).values, wanted.to_numpy(), rtol=1e-11)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("directed", [None, True])
def test_whole_networks_as_networkx_has_them(seed, directed):
    graph = random_graph(40, 60, seed, directed=directed, weights=WEIGHTS)
    other = plain(graph)
    assert float(density(graph).values) == pytest.approx(nx.density(other))
    sizes = sorted(map(len, nx.connected_components(other.to_undirected())))
    found = components(graph)
    assert float(found.values) == len(sizes)
    assert float(found.parts["largest"]) == sizes[-1]
    assert float(found.parts["alone"]) == sizes.count(1)
    if directed:
        strong = max(map(len, nx.strongly_connected_components(other)))
        assert float(found.parts["strong"]) == strong
    apart = dict(nx.all_pairs_dijkstra_path_length(other, weight=None))
    far = [d for one, row in apart.items() for to, d in row.items() if one != to]
    path = mean_path_length(graph)
    assert float(path.values) == pytest.approx(np.mean(far))
    assert float(path.parts["longest"]) == max(far)
    assert float(path.parts["connected"]) == pytest.approx(len(far) / (40 * 39))
    assert float(path.parts["efficiency"]) == pytest.approx(sum(1 / d for d in far) / (40 * 39))
    if not directed:
        assert float(found.parts["connected"]) == pytest.approx(len(far) / (40 * 39))


def test_sampled_path_lengths_hold_the_exact_one():
    graph = graph_of([*nx.barabasi_albert_graph(300, 2, seed=4).edges, ("x", "y"), ("y", "z")])
    exact = float(mean_path_length(graph).values)
    found = [mean_path_length(graph, sources=30, seed=seed) for seed in range(60)]
    held = [float(one.low) <= exact <= float(one.high) for one in found]
    assert 0.85 <= np.mean(held) <= 1
    errors = [float(one.values) - exact for one in found]
    stated = np.mean([float(one.parts["standard_error"]) for one in found])
    assert 0.75 < np.std(errors) / stated < 1.3


def edges_of(ties):
    kept = np.ones(len(ties.targets), bool) if ties.directed else ties.rows < ties.targets
    return frozenset(zip(ties.rows[kept].tolist(), ties.targets[kept].tolist(), strict=True))


@pytest.mark.parametrize("directed", [None, True])
def test_shuffled_networks_stay_simple_and_keep_every_degree(directed):
    ties = ties_of(random_graph(60, 200, 3, directed=directed))
    made = shuffled(ties, seed=1, replicate=0)
    edges = edges_of(made)
    assert len(edges) == len(edges_of(ties))
    assert all(a != b for a, b in edges)
    assert edges != edges_of(ties)
    both = {(b, a) for a, b in edges} | edges if not directed else edges
    rows = np.repeat(np.arange(60), np.diff(made.back_starts))
    assert both == set(zip(made.sources.tolist(), rows.tolist(), strict=True))
    assert edges_of(shuffled(ties, seed=1, replicate=0)) == edges
    assert edges_of(shuffled(ties, seed=1, replicate=1)) != edges


def chi_square(counts, kinds):
    expected = sum(counts.values()) / kinds
    rest = kinds - len(counts)
    return sum((n - expected) ** 2 / expected for n in counts.values()) + rest * expected


def test_all_networks_with_the_same_degrees_are_equally_likely():
    # six nodes of two partners each: 60 hexagons and 10 pairs of triangles
    ring = ties_of(graph_of([(k, (k + 1) % 6) for k in range(6)]))
    drawn = Counter(edges_of(shuffled(ring, seed=2, replicate=k)) for k in range(4200))
    assert len(drawn) == 70
    assert chi_square(drawn, 70) < 110  # 99.9 % point at 69 degrees of freedom: 111
    # three rows and three columns with one tie each: six tables
    table = ties_of(graph_of([("a", "x"), ("b", "y"), ("c", "z")], directed=True))
    drawn = Counter(edges_of(shuffled(table, seed=2, replicate=k)) for k in range(1200))
    assert len(drawn) == 6
    assert chi_square(drawn, 6) < 20.5


def test_a_ring_lattice_with_shortcuts_is_a_small_world_and_chance_is_none():
    lattice = graph_of(list(nx.watts_strogatz_graph(120, 6, 0.1, seed=3).edges))
    found = small_world(lattice, draws=39)
    assert float(found.low) > 2
    assert float(found.parts["transitivity_p"]) == pytest.approx(2 / 40)
    assert float(found.parts["transitivity"]) == float(transitivity(lattice).values)
    again = small_world(lattice, draws=39, workers=1)
    assert float(again.values) == float(found.values)
    ps = []
    for seed in range(40):
        edges = nx.gnm_random_graph(40, 100, seed=seed).edges
        one = small_world(graph_of(list(edges)), draws=19, seed=seed)
        ps.append(float(one.parts["transitivity_p"]))
    assert np.mean(np.array(ps) <= 0.1) < 0.25  # nominal: 0.1
    assert 0.4 < np.mean(ps) < 0.75


def test_a_star_has_no_small_world_quotient():
    found = small_world(graph_of([("hub", k) for k in range(8)]), draws=5)
    assert np.isnan(found.values)
    assert float(found.parts["transitivity"]) == 0
    assert np.isnan(found.parts["transitivity_z"])
    assert float(found.parts["transitivity_p"]) == 1


def brute_nodf(table):
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    total, pairs = 0.0, 0
    for rows in (table, table.T):
        for i, j in combinations(range(len(rows)), 2):
            pairs += 1
            one, other = rows[i], rows[j]
            if one.sum() != other.sum():
                total += (one & other).sum() / min(one.sum(), other.sum())
    return 100 * total / pairs


@pytest.mark.parametrize("seed", range(4))
def test_nestedness_is_the_published_sum(seed):
    chance = stream(seed=seed, name="nested")
    table = chance.random((7, 11)) < chance.random((7, 1))
    table[0, 0] = table[1, 1] = True
    graph = graph_of([(f"r{i}", f"c{j}") for i, j in zip(*np.nonzero(table), strict=True)])
    found = nestedness(graph, draws=19)
    assert float(found.values) == pytest.approx(brute_nodf(table))
    assert float(found.parts["two_mode"]) == 1
    square = random_graph(12, 30, seed)
    matrix = nx.to_numpy_array(plain(square), nodelist=square.nodes) > 0
    one = nestedness(square, draws=5, variant="adjacency")
    assert float(one.values) == pytest.approx(brute_nodf(matrix))
    assert float(one.parts["two_mode"]) == 0


def test_nested_and_checked_tables():
    nested = graph_of([(f"r{i}", f"c{j}") for i in range(5) for j in range(5 - i)])
    assert float(nestedness(nested, draws=19).values) == 100
    checked = graph_of([(f"r{i}", f"c{j}") for i in range(4) for j in range(4) if (i + j) % 2])
    assert float(nestedness(checked, draws=19).values) == 0


def test_tails_as_powerlaw_fits_them():
    numbers = pl.read_csv(REFERENCES / "powerlaw" / "numbers.csv")
    for row in pl.read_csv(REFERENCES / "powerlaw" / "fits.csv").iter_rows(named=True):
        own = np.sort(numbers.filter(pl.col("set") == row["set"])["number"].to_numpy())
        given = int(row["begin"]) if row["set"] == "geometric" else None
        tail = fitted(own, begin=given)
        assert tail.begin == row["begin"]
        assert tail.alpha == pytest.approx(row["alpha"], abs=2e-4)
        assert row["distance"] - 1e-3 <= tail.distance <= row["distance"] + 0.02
        other = _against(own[own >= tail.begin], tail)
        assert other["exponential"] == pytest.approx(row["exponential"], abs=2e-3)
        assert other["exponential_p"] == pytest.approx(row["exponential_p"], rel=2e-2)


def test_the_law_is_drawn_as_it_is_and_found_again():
    law = Tail(alpha=2.4, error=0.0, begin=4, count=0, distance=0.0)
    made = _drawn(stream(seed=1, name="law").random(4000), law)
    assert made.min() == 4
    tail = fitted(np.sort(made), begin=4)
    assert abs(tail.alpha - 2.4) < 3 * tail.error
    assert 0.015 < tail.error < 0.03


def star_of(numbers):
    """Give hubs of these numbers of partners, each partner of its own."""
    return graph_of([(f"h{k}", f"h{k}l{m}") for k, n in enumerate(numbers) for m in range(int(n))])


def test_a_true_power_law_passes_and_an_exponential_does_not():
    law = Tail(alpha=2.5, error=0.0, begin=2, count=0, distance=0.0)
    true = star_of(np.minimum(_drawn(stream(seed=5, name="law").random(150), law), 300))
    found = degree_tail(true, threshold=2, draws=39)
    assert float(found.low) < 2.5 < float(found.high)
    assert float(found.parts["p"]) > 0.1
    assert float(found.parts["exponential"]) > 0
    even = star_of(stream(seed=5, name="even").geometric(0.08, 300) + 1)
    other = degree_tail(even, threshold=2, draws=39)
    assert float(other.parts["p"]) <= 0.05
    assert float(other.parts["exponential"]) < 0
    assert float(other.parts["exponential_p"]) < 0.01


def test_turnover_counts_ties_and_nodes():
    first = graph_of([("a", "b"), ("b", "c"), ("c", "d"), ("d", "d")])
    later = graph_of([("b", "a"), ("c", "d"), ("d", "e"), ("x", "y", 0.0)])
    found = turnover(first, later=later, draws=49)
    told = {name: float(one) for name, one in found.parts.items()}
    assert float(found.values) == pytest.approx(1 - 2 / 4)
    assert (told["kept"], told["entered"], told["left"]) == (2, 1, 1)
    assert (told["nodes_kept"], told["nodes_entered"], told["nodes_left"]) == (4, 1, 0)
    assert told["kept_share"] == pytest.approx(2 / 3)
    nodes = Nodes.from_frame(pl.DataFrame({"node": list("abcdexyz")}))
    years = {2019: ties_of(first, nodes), 2021: ties_of(later, nodes)}
    assert changes_by_year(years).row(0, named=True)["kept"] == 2


def test_what_lasts_lasts_longer_than_by_chance():
    chance = stream(seed=3, name="lasting")
    edges = list(nx.gnm_random_graph(60, 150, seed=1).edges)
    other = list(nx.gnm_random_graph(60, 150, seed=2).edges)
    mixed = [edges[k] if chance.random() < 0.5 else other[k] for k in range(150)]
    lasting = turnover(graph_of(edges), later=graph_of(mixed), draws=99)
    assert float(lasting.parts["kept_p"]) <= 0.02
    assert float(lasting.parts["kept"]) > 3 * float(lasting.parts["kept_expected"])
    new = turnover(graph_of(edges), later=graph_of(other), draws=99)
    assert float(new.parts["kept_p"]) > 0.05


@pytest.mark.parametrize("measured", WHOLE)
@pytest.mark.parametrize(
    "graph",
    [graph_of([], nodes=()), graph_of([], nodes=("a", "b")), graph_of([("a", "a")]),
     graph_of([("a", "b")]), graph_of([("a", "b"), ("c", "d")], directed=True)],
    ids=["empty", "islands", "self-tie", "pair", "two-pairs"],
)  # fmt: skip
def test_nothing_and_nearly_nothing(measured, graph):
    more = {"draws": 3} if measured in {degree_tail, nestedness, small_world} else {}
    found = measured(graph, **more)
    assert found.values.shape == ()
    if measured is degree_tail:
        assert np.isnan(found.values)
    if measured is components:
        assert (
            float(found.values) == {0: 0, 1: 1, 2: 2 - len(graph.targets), 4: 2}[len(graph.nodes)]
        )


def test_power_below_zero_and_beyond_its_root():
    path = graph_of([(k, k + 1) for k in range(4)])
    below = power(path, exponent=-0.3).values
    table = nx.to_numpy_array(plain(path), nodelist=path.nodes)
    wanted = np.linalg.solve(np.eye(5) + 0.3 * table, table.sum(axis=1))
    np.testing.assert_allclose(below, wanted * np.sqrt(5 / (wanted**2).sum()), atol=1e-12)
    with pytest.raises(InputError, match=r"0\.577"):
        power(path, exponent=0.6)
    circle = graph_of([("a", "b"), ("b", "c"), ("d", "a")], directed=True)
    assert np.isfinite(power(circle, exponent=3.0).values).all()
    assert np.isnan(power(graph_of([], nodes=("a",))).values).all()
