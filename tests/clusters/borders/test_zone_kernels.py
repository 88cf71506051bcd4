"""Zones: Kulldorff's ratio by hand, level sets against brute force, chance against scipy."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from scipy import stats

from jiqun.clusters.borders.chance import chance_maxima, critical, p_values
from jiqun.clusters.borders.options import Search
from jiqun.clusters.borders.zones import Map, chord, innermost, on_sphere, rates, zones_of
from jiqun.core import stream
from jiqun.kernels._compile import COMPILED
from jiqun.kernels.finding import zones as k
from jiqun.tables import Graph

EXACT = 1e-9


def graph_of(net):
    pairs = np.array(sorted([*net.edges, *((b, a) for a, b in net.edges)])).reshape(-1, 2)
    n = net.number_of_nodes()
    return Graph(
        nodes=tuple(f"r{i:03d}" for i in range(n)),
        starts=np.searchsorted(pairs[:, 0], np.arange(n + 1)),
        targets=pairs[:, 1],
        weights=np.ones(len(pairs)),
    )


def lattice(n):
    return nx.convert_node_labels_to_integers(nx.grid_2d_graph(n, n), ordering="sorted")


def somewhere(n):
    return Map(neighbours=graph_of(nx.path_graph(n)), places=np.full((n, 3), np.nan))


def level_sets(net, observed, expected, background, order):
    graph = graph_of(net)
    n = net.number_of_nodes()
    parent, sums = np.empty(n, np.int64), np.zeros((n, 4))
    top = k.level_sets(
        order, graph.starts, graph.targets, observed, expected, background, parent, sums
    )
    return top, parent, sums


def naive_ratio(zone, o, e, background):
    """Kulldorff's ratio from the three Poisson log likelihoods, the plainest way."""
    out = [r for r in range(len(o)) if r not in zone and background[r]]
    oz, ez = sum(o[r] for r in zone), sum(e[r] for r in zone)
    b, eb = sum(o[r] for r in out), sum(e[r] for r in out)
    if oz == 0 or eb == 0 or oz / ez <= b / eb:
        return 0.0
    both = (oz + b) / (ez + eb)
    return oz * math.log(oz / ez / both) + (b * math.log(b / eb / both) if b else 0.0)


def test_the_ratio_by_hand():
    # 20 of 100 cases where 10 were expected: 20 ln 2 + 80 ln(80 / 90), Kulldorff (1997)
    wanted = 20 * math.log(2) + 80 * math.log(80 / 90)
    assert k.likelihood(20.0, 10.0, 80.0, 90.0) == pytest.approx(wanted, rel=EXACT)
    assert k.likelihood(8.0, 10.0, 92.0, 90.0) == 0.0
    assert k.likelihood(100.0, 10.0, 0.0, 90.0) == pytest.approx(100 * math.log(10), rel=EXACT)


@pytest.mark.parametrize("seed", range(6))
def test_level_sets_are_all_components_at_all_levels(seed):
    rng = stream(seed=seed)
    net = nx.gnm_random_graph(12, 18, seed=seed)
    o, e = rng.poisson(6, 12).astype(float), rng.uniform(2, 8, 12)
    background = (rng.random(12) < 0.8).astype(float)
    order = np.argsort(-o / e, kind="stable")[:9]
    top, parent, sums = level_sets(net, o, e, background, order)
    zones = [
        zone
        for size in range(1, len(order) + 1)
        for zone in nx.connected_components(net.subgraph(order[:size].tolist()))
    ]
    assert top == pytest.approx(max(naive_ratio(z, o, e, background) for z in zones), abs=EXACT)
    for zone in nx.connected_components(net.subgraph(order.tolist())):
        root = min(zone)
        assert {r for r in range(12) if parent[r] == root} == zone
        assert sums[root, 0] == pytest.approx(sum(o[r] for r in zone))
        assert sums[root, 3] == pytest.approx(sum(background[r] * e[r] for r in zone))


@pytest.mark.parametrize("seed", range(4))
def test_where_all_touch_no_connected_set_beats_the_level_sets(seed):
    # on a complete graph the best of all 2^n sets is a level set of o / e (Neill 2012)
    rng = stream(seed=seed)
    o, e = rng.poisson(5, 9).astype(float), rng.uniform(2, 8, 9)
    everywhere = np.ones(9)
    top, _, _ = level_sets(nx.complete_graph(9), o, e, everywhere, np.argsort(-o / e))
    sets = itertools.chain.from_iterable(itertools.combinations(range(9), s) for s in range(1, 9))
    assert top == pytest.approx(max(naive_ratio(z, o, e, everywhere) for z in sets), abs=EXACT)


@pytest.mark.parametrize("seed", range(4))
def test_on_a_map_level_sets_come_close_to_the_best_connected_set(seed):
    # brute force over all connected sets of a 4 x 3 map with a planted pair
    rng = stream(seed=seed)
    net = nx.convert_node_labels_to_integers(nx.grid_2d_graph(4, 3), ordering="sorted")
    e = rng.uniform(4, 8, 12)
    o = rng.poisson(e * np.where(np.isin(np.arange(12), [4, 5]), 4.0, 1.0)).astype(float)
    everywhere = np.ones(12)
    top, _, _ = level_sets(net, o, e, everywhere, np.argsort(-o / e))
    every = itertools.chain.from_iterable(itertools.combinations(range(12), s) for s in range(1, 8))
    best = max(naive_ratio(z, o, e, everywhere) for z in every if nx.is_connected(net.subgraph(z)))
    assert 0.9 * best <= top <= best + EXACT


def test_rates_lean_to_the_neighbours_by_hand():
    # middle of three: around = (4 + 12 + 4) / (4 + 2 + 2) = 2.5, usual = 1 + 0.3 * 1.5 = 1.45
    graph = graph_of(nx.path_graph(3))
    o, e = np.array([12.0, 8.0, 4.0]), np.array([2.0, 2.0, 2.0])
    got = rates(o, e, graph, Search(prior=4.0, lean=0.3))
    assert got[1] == pytest.approx((8 + 4 * 1.45) / 6)
    # an island leans to 1
    alone = rates(o, e, graph_of(nx.empty_graph(3)), Search(prior=4.0, lean=0.3))
    np.testing.assert_allclose(alone, (o + 4) / 6)


def along_the_equator(*degrees):
    n = len(degrees)
    places = on_sphere(np.array(degrees, dtype=float), np.zeros(n))
    return Map(neighbours=graph_of(nx.path_graph(n)), places=places)


def labels(o, e, core, at, **options):
    search = Search(**options)
    rate = rates(o, e, at.neighbours, search)
    got = zones_of(o, e, np.ones(len(o)), np.array(core, dtype=bool), at, search, rate)
    return got.label.tolist()


def test_zones_are_cut_between_peaks_out_of_reach():
    # peaks at 0 and 2 degrees, 222 km apart; the saddle at 0.8 is nearer to the first
    at = along_the_equator(0, 0.8, 2.0, 2.2)
    o, e = np.array([90.0, 30.0, 80.0, 20.0]), np.full(4, 5.0)
    assert labels(o, e, [1, 1, 1, 1], at, reach_km=150.0) == [0, 0, 1, 1]
    assert labels(o, e, [1, 1, 1, 1], at, reach_km=250.0) == [0, 0, 0, 0]
    assert labels(o, e, [1, 1, 1, 1], at, reach_km=float("inf")) == [0, 0, 0, 0]


def test_without_places_all_that_touch_are_one():
    o, e = np.array([90.0, 30.0, 80.0, 20.0]), np.full(4, 5.0)
    assert labels(o, e, [1, 1, 1, 1], somewhere(4), reach_km=1.0) == [0, 0, 0, 0]


def test_a_bridge_joins_two_zones_but_never_leads_out():
    at = along_the_equator(0, 0.2, 0.4, 0.6, 0.8)
    o, e = np.array([60.0, 18.0, 60.0, 18.0, 9.0]), np.full(5, 10.0)
    core = [1, 0, 1, 0, 0]
    assert labels(o, e, core, at, bridge_rate=1.5) == [0, 0, 0, -1, -1]
    assert labels(o, e, core, at, bridge_rate=2.0) == [0, -1, 1, -1, -1]
    assert labels(o, e, core, at, bridge_rate=1.5, reach_km=20.0) == [0, -1, 1, -1, -1]


def test_a_bridge_that_lowers_the_likelihood_is_refused():
    # a weak giant between two small peaks: together 330 / 210 against 40 / 5 alone
    at = along_the_equator(0, 0.2, 0.4)
    o, e = np.array([40.0, 310.0, 40.0]), np.array([5.0, 200.0, 5.0])
    assert labels(o, e, [1, 0, 1], at, bridge_rate=1.2) == [0, -1, 1]


def test_the_significant_part_of_a_zone_is_kept():
    graph = graph_of(nx.path_graph(4))
    o, e = np.array([40.0, 12.0, 11.0, 5.0]), np.full(4, 5.0)
    clear = np.array([0.0, 0.0, 0.0, 1.0])
    zone, rate = np.array([0, 1, 2]), o / e
    ratio = [naive_ratio(part, o, e, clear) for part in ({0}, {0, 1}, {0, 1, 2})]
    assert ratio[0] > ratio[1] > ratio[2]
    for line, wanted in (
        (ratio[2] - 0.01, [0, 1, 2]),
        (ratio[1] - 0.01, [0, 1]),
        (ratio[0] - 0.01, [0]),
        (ratio[0], []),
    ):
        assert innermost(zone, o, e, clear, rate, graph, line).tolist() == wanted


@pytest.mark.parametrize("mean", [0.3, 4.0, 59.0, 61.0, 900.0])
def test_counts_of_chance_are_poisson(mean):
    rng = stream(seed=1)
    n = 4_000 if COMPILED else 1_000
    u, z = rng.random(n), rng.standard_normal(n)
    got = np.array([k.poisson(mean, math.exp(-mean), a, b) for a, b in zip(u, z, strict=True)])
    assert abs(got.mean() - mean) < 4 * math.sqrt(mean / n)
    assert got.var() / mean == pytest.approx(1, abs=5 * math.sqrt((2 + 1 / mean) / n))
    edges = np.unique(stats.poisson.ppf(np.linspace(0.05, 0.95, 10), mean))
    seen = np.histogram(got, np.concatenate([[-1], edges, [np.inf]]) + 0.5)[0]
    wanted = n * np.diff(np.concatenate([[0], stats.poisson.cdf(edges, mean), [1]]))
    assert stats.chisquare(seen, wanted).pvalue > 1e-3


def test_sizes_are_believed_as_far_as_counts_tell():
    # weight n s / (n s + log 5), the mean of 10 sizes lognormal with variance log(1 + 4 / 10)
    weight = 10 * 0.05 / (10 * 0.05 + math.log(5))
    spread = math.log(1.4)
    wanted = 10 * math.exp(weight * (math.sqrt(spread) * 1.5 - spread / 2))
    assert k.sized(10.0, 0.05, 4.0, 1.5) == pytest.approx(wanted, rel=EXACT)
    assert k.sized(10.0, 0.0, 4.0, 1.5) == 10.0
    assert k.sized(0.0, 0.05, 4.0, 1.5) == 0.0


def maxima(expected, net, draws, seed=1, workers=1, **options):
    given = {"cv2": 4.0, "search": Search(**options), "name": "t", "workers": workers}
    return chance_maxima(expected, graph_of(net), draws=draws, seed=seed, **given)


def test_chance_is_the_same_for_any_workers_and_any_number_of_draws():
    net, expected = lattice(6), np.linspace(0.2, 9.0, 36)
    whole = maxima(expected, net, 220)
    np.testing.assert_array_equal(whole, maxima(expected, net, 220, workers=3))
    np.testing.assert_array_equal(whole[:50], maxima(expected, net, 50))
    assert (whole != maxima(expected, net, 220, seed=2)).any()


def test_p_values_count_the_data_among_the_draws():
    drawn = np.array([1.0, 2.0, 3.0, 4.0])
    np.testing.assert_allclose(p_values(np.array([0.5, 3.0, 9.0]), drawn), [1.0, 0.6, 0.2])
    for alpha in (0.19, 0.2, 0.4, 0.41, 0.8):
        line = critical(drawn, alpha)
        for value in (0.5, 1.0, 1.5, 2.0, 3.5, 4.0, 9.0):
            at = p_values(np.array([value]), drawn)[0]
            assert (value > line) == (at <= alpha + 1e-12), (alpha, value)


@pytest.mark.parametrize("options", [{"weigh": "establishments"}, {"weigh": "both"}])
def test_the_test_keeps_its_level_where_there_is_no_cluster(options):
    # economies drawn by numpy, sought with the true expectation: p <= 0.05 in 5 % of them
    runs, draws = (300, 199) if COMPILED else (20, 19)
    rng = stream(seed=7)
    net = lattice(7)
    expected = rng.lognormal(0.5, 1.0, 49)
    graph = graph_of(net)
    dealt = maxima(expected, net, draws, least_rate=1.3, least_establishments=2.0, **options)
    search = Search(least_rate=1.3, least_establishments=2.0, **options)
    spread = search.size_spread if search.weigh == "both" else 0.0
    found = []
    for _ in range(runs):
        counts = rng.poisson(expected).astype(float)
        z = rng.standard_normal(49)
        o = np.array([k.sized(n, spread, 4.0, x) for n, x in zip(counts, z, strict=True)])
        rate = rates(o, expected, graph, search)
        core = np.flatnonzero((rate >= 1.3) & (counts >= 2))
        order = core[np.argsort(-rate[core])]
        found.append(level_sets(net, o, expected, np.ones(49), order)[0])
    rejected = (p_values(np.array(found), dealt) <= 0.05).mean()
    # both sides vary: the runs binomially, the line by its own draws
    assert rejected <= 0.05 + 3 * math.sqrt(0.05 * 0.95 * (1 / runs + 1 / draws))
    if COMPILED:
        assert rejected >= 0.05 - 3 * math.sqrt(0.05 * 0.95 * (1 / runs + 1 / draws))


def test_a_chord_is_a_distance():
    one, other = on_sphere(np.array([0.0, 1.0]), np.array([0.0, 0.0]))
    assert ((one - other) ** 2).sum() == pytest.approx(chord(6371.0088 * math.pi / 180))
    assert chord(float("inf")) == pytest.approx(4.0)
