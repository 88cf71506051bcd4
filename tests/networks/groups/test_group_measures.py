"""Communities, modularity, cores: outside values, brute force, awkward networks, any order."""

import itertools

import networkx as nx
import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.networks import (
    communities,
    core_periphery,
    core_periphery_fit,
    modularity,
    modularity_of,
    partition_of,
    ties_of,
)
from jiqun.tables import Graph, Nodes

KARATE = nx.karate_club_graph()
#: Zachary's factions: person 9 (here 08) was the officers' and joined Mr. Hi's club all the same.
CLUB = Nodes(
    labels=tuple(f"{v:02d}" for v in KARATE),
    traits={"kind": tuple("Officer" if v == 8 else KARATE.nodes[v]["club"] for v in KARATE)},
)


def graph_of(network, *, weight=None, directed=None):
    rows = [(f"{a:02d}", f"{b:02d}", d.get(weight, 1.0)) for a, b, d in network.edges(data=True)]
    frame = pl.DataFrame(rows, schema=["source", "target", "weight"], orient="row")
    return Graph.from_frame(frame, weight="weight", directed=directed)


def nodes_of(n, **traits):
    return Nodes(labels=tuple(f"{v:02d}" for v in range(n)), traits=traits)


# --- outside values ----------------------------------------------------------------------------


def test_the_karate_club_reaches_its_proven_optimum():
    # Brandes et al. (2008), "On modularity clustering": 0.4198 is the optimum, four communities
    found = modularity(graph_of(KARATE), draws=19)
    assert found.values.item() == pytest.approx(0.4197896, abs=1e-7)
    assert found.parts["groups"].item() == 4
    # Guimerà et al. (2004): chance has communities too; far above 0, below the club's
    assert 0.2 < found.parts["null_mean"].item() < 0.36
    assert found.parts["p"].item() == 0.05


def test_modularity_of_the_two_clubs_is_that_of_igraph():
    # igraph (R) modularity(karate, faction), ../shared/oracles/network/karate_igraph_R_scalars.csv
    found = modularity(graph_of(KARATE), nodes=CLUB, draws=19)
    assert found.values.item() == pytest.approx(0.37146614, abs=1e-8)
    assert found.record.parameters["groups"] == "kind"
    assert found.parts["null_mean"].item() == pytest.approx(0, abs=0.08)
    searched = modularity(graph_of(KARATE), nodes=CLUB, groups="found", draws=0)
    assert searched.values.item() == pytest.approx(0.4197896, abs=1e-7)
    assert np.isnan(searched.parts["p"])


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
def test_modularity_is_that_of_networkx(directed, resolution):
    network = nx.gnm_random_graph(20, 60, seed=4, directed=directed)
    for k, (_, _, data) in enumerate(network.edges(data=True)):
        data["weight"] = 1 + k % 5
    kinds = [f"k{v % 3}" for v in range(20)]
    found = modularity(
        graph_of(network, weight="weight", directed=directed or None),
        nodes=nodes_of(20, kind=tuple(kinds)),
        resolution=resolution, draws=0,
    )  # fmt: skip
    parts = [{v for v in range(20) if v % 3 == k} for k in range(3)]
    wanted = nx.community.modularity(network, parts, weight="weight", resolution=resolution)
    assert found.values.item() == pytest.approx(wanted, abs=1e-12)


def test_communities_are_no_worse_than_louvain():
    network = nx.planted_partition_graph(8, 12, 0.5, 0.05, seed=2)
    found = partition_of(ties_of(graph_of(network)))
    own = nx.community.modularity(
        network, [set(np.flatnonzero(found.label == c).tolist()) for c in range(len(found.sizes))]
    )
    best = max(
        nx.community.modularity(network, nx.community.louvain_communities(network, seed=k))
        for k in range(10)
    )
    assert own >= best - 1e-12
    assert own == pytest.approx(found.quality.max(), abs=1e-12)


# --- brute force -------------------------------------------------------------------------------


def every_core(array, variant):
    """The best correlation over all cores, from its definition."""
    n = len(array)
    off = ~np.eye(n, dtype=bool)
    best = -2.0
    for flags in itertools.product([False, True], repeat=n):
        c = np.array(flags)
        ideal = np.maximum.outer(c, c) if variant == "joined" else np.logical_and.outer(c, c)
        seen = off if variant == "joined" else off & ~np.logical_xor.outer(c, c)
        x, y = array[seen], ideal[seen].astype(float)
        if x.size and x.std() > 1e-9 and y.std() > 0:
            best = max(best, np.corrcoef(x, y)[0, 1])
    return best


@pytest.mark.parametrize("variant", ["joined", "inner"])
@pytest.mark.parametrize("seed", range(8))
def test_the_core_is_the_best_of_all(variant, seed):
    rng = stream(seed=seed, name="brute-core")
    network = nx.gnp_random_graph(8, 0.25 + 0.06 * seed, seed=seed, directed=seed % 2 == 1)
    network.add_nodes_from(range(8))
    for _, _, data in network.edges(data=True):
        data["weight"] = float(rng.integers(1, 4)) if seed > 3 else 1.0
    found = core_periphery_fit(
        graph_of(network, weight="weight", directed=seed % 2 == 1 or None),
        nodes=nodes_of(8), variant=variant, draws=0, repeats=20,
    )  # fmt: skip
    array = nx.to_numpy_array(network, nodelist=range(8))
    assert found.values.item() == pytest.approx(every_core(array, variant), abs=1e-9)


def test_coreness_is_the_best_product():
    # off the diagonal, c_i c_j as near to the weights as any: held against a general optimiser
    from scipy.optimize import minimize

    array = nx.to_numpy_array(KARATE, weight=None)
    off = ~np.eye(34, dtype=bool)

    def error(c):
        return ((array - np.outer(c, c))[off] ** 2).sum()

    found = core_periphery(graph_of(KARATE)).parts["coreness"]
    scale = (array * np.outer(found, found))[off].sum() / (np.outer(found, found)[off] ** 2).sum()
    own = error(found * np.sqrt(scale))
    starts = (found * np.sqrt(scale), np.ones(34) / 4, array.sum(axis=1) / 20)
    others = [minimize(error, x, bounds=[(0, None)] * 34, method="L-BFGS-B").fun for x in starts]
    assert own == pytest.approx(min(others), abs=1e-6)
    fit = core_periphery_fit(graph_of(KARATE), draws=0).parts["continuous"]
    assert fit == pytest.approx(np.corrcoef(array[off], np.outer(found, found)[off])[0, 1])


# --- what must hold ----------------------------------------------------------------------------


def test_a_planted_core_is_found_and_told_from_hubs():
    rng = stream(seed=3, name="planted-core")
    network = nx.Graph()
    network.add_nodes_from(range(60))
    for a, b in itertools.combinations(range(60), 2):
        odds = 0.9 if b < 10 else 0.35 if a < 10 else 0.02
        if rng.random() < odds:
            network.add_edge(a, b)
    found = core_periphery(graph_of(network), nodes=nodes_of(60))
    assert set(np.flatnonzero(found.values == 1).tolist()) == set(range(10))
    assert (found.parts["margin"] >= 0).all()
    fit = core_periphery_fit(graph_of(network), draws=19)
    assert fit.parts["p_ties"].item() == 0.05
    assert fit.parts["inside"] > fit.parts["between"] > fit.parts["outside"]


def test_at_random_the_fit_is_that_of_chance():
    # with as many ties the observed network is one of the draws: p is uniform
    p = [
        core_periphery_fit(
            graph_of(nx.gnm_random_graph(24, 60, seed=k)), nodes=nodes_of(24), draws=19, seed=k,
            repeats=3,
        ).parts["p_ties"].item()
        for k in range(40)
    ]  # fmt: skip
    assert 0.3 < np.mean(p) < 0.7
    assert np.mean(np.array(p) <= 0.1) < 0.25


@pytest.mark.parametrize("variant", ["best", "consensus"])
def test_two_islands_are_two_communities_and_a_lone_node_is_in_none(variant):
    network = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(4))
    found = communities(graph_of(network), nodes=nodes_of(11), variant=variant)
    assert found.values[:9].tolist() == [1.0] * 5 + [2.0] * 4
    assert np.isnan(found.values[9:]).all()
    assert found.parts["size"][:9].tolist() == [5.0] * 5 + [4.0] * 4
    assert (found.parts["inside"][:9] == 1).all()
    assert (found.parts["participation"][:9] == 0).all()
    assert (found.parts["agreement"][:9] == 1).all()


def test_participation_by_hand():
    # a of two triangles joined by one tie: 2 of 3 ties at home
    network = nx.Graph([(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (0, 3)])
    found = communities(graph_of(network))
    assert found.parts["inside"].tolist() == pytest.approx([2 / 3, 1, 1, 2 / 3, 1, 1])
    assert found.parts["participation"][0] == pytest.approx(1 - 4 / 9 - 1 / 9)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_without_ties_nothing_is_told(count):
    graph = Graph.from_frame(
        pl.DataFrame({"source": [], "target": []}, schema_overrides={"source": str, "target": str})
    )
    nodes = nodes_of(count)
    assert np.isnan(communities(graph, nodes=nodes).values).all()
    assert np.isnan(core_periphery(graph, nodes=nodes).values).all()
    for one in (modularity, core_periphery_fit):
        found = one(graph, nodes=nodes)
        assert np.isnan(found.values)
        assert np.isnan(found.parts["p"])


def test_a_complete_network_has_no_core():
    found = core_periphery_fit(graph_of(nx.complete_graph(6)), draws=19)
    assert np.isnan(found.values)
    assert np.isnan(core_periphery(graph_of(nx.complete_graph(6))).values).all()


def test_nodes_of_unknown_kind_are_in_no_group():
    network = nx.Graph([(0, 1), (2, 3), (0, 4), (2, 4)])
    found = modularity(
        graph_of(network), nodes=nodes_of(5, kind=("a", "a", "b", "b", None)), draws=0
    )
    # inside 2 of 4 ties; each kind has 3 of 8 ends
    assert found.values.item() == pytest.approx(0.5 - 2 * (3 / 8) ** 2)
    assert [one.code for one in found.record.cautions] == ["communities-unknown"]


def test_consensus_agrees_with_itself():
    network = nx.planted_partition_graph(6, 10, 0.9, 0.03, seed=5)
    found = partition_of(ties_of(graph_of(network)), variant="consensus", repeats=8)
    assert len(found.sizes) == 6
    assert (found.label.reshape(6, 10) == found.label.reshape(6, 10)[:, :1]).all()
    ring = nx.cycle_graph(24)  # any cut is as good: searches differ, the consensus is one answer
    one = partition_of(ties_of(graph_of(ring)), variant="consensus", repeats=8)
    assert one.label.min() >= 0
    assert np.nanmean(one.agreement) < 1


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_rows_ends_or_nodes_moves_anything(seed):
    rng = stream(seed=seed, name="any-order")
    a, b = rng.integers(0, 50, (2, 260))
    rows = pl.DataFrame({"a": a, "b": b, "weight": rng.random(260)}).filter(
        pl.col("a") != pl.col("b")
    )
    rows = pl.concat([rows, rows[:60], rows[:30]])  # told twice and three times
    names = [f"n{k:02d}" for k in range(52)]
    links = rows.select(
        pl.format("n{}", pl.col("a").cast(str).str.zfill(2)).alias("source"),
        pl.format("n{}", pl.col("b").cast(str).str.zfill(2)).alias("target"),
        "weight",
    )
    flip = pl.Series(rng.random(len(links)) < 0.5)
    turned = links.select(
        pl.when(flip).then("target").otherwise("source").alias("source"),
        pl.when(flip).then("source").otherwise("target").alias("target"),
        "weight",
    ).sample(fraction=1, shuffle=True, seed=seed)
    mixed = [names[k] for k in rng.permutation(52)]
    told = [
        (Graph.from_frame(table, weight="weight"), Nodes(labels=tuple(order)))
        for table, order in ((links, names), (turned, mixed))
    ]
    for compute in (communities, core_periphery):
        one, other = (compute(graph, nodes=nodes, seed=seed) for graph, nodes in told)
        again = [other.nodes.index(name) for name in one.nodes]
        assert np.array_equal(one.values, other.values[again], equal_nan=True)
        for name, part in one.parts.items():
            assert np.allclose(part, other.parts[name][again], rtol=1e-9, equal_nan=True), name
    for compute in (modularity, core_periphery_fit):
        one, other = (
            compute(g, nodes=n, seed=seed, draws=19, workers=w) for w, (g, n) in enumerate(told, 1)
        )
        assert one.values == pytest.approx(other.values, rel=1e-9)
        for name, part in one.parts.items():
            assert np.allclose(part, other.parts[name], rtol=1e-9, equal_nan=True), name


def test_what_cannot_be_searched_is_refused_at_once():
    with pytest.raises(InputError) as caught:
        modularity(graph_of(KARATE), resolution=0, repeats=0, draws=-1)
    assert [one.code for one in caught.value.problems] == [
        "communities-resolution", "communities-repeats", "communities-draws",
    ]  # fmt: skip
    with pytest.raises(InputError, match="region"):
        modularity(graph_of(KARATE), nodes=CLUB, groups="region")


def test_groups_by_hand():
    ties = ties_of(graph_of(nx.path_graph(4)))
    # three ties, the middle one between the groups: 2/3 inside, half of the ends each
    assert modularity_of(ties, np.array([0, 0, 1, 1])) == pytest.approx((2 / 3 - 1 / 2, 2 / 3, 2))
