"""Micro-clusters, alliances, distances overcome, resolutions: planted, by hand, by brute force."""

import itertools

import networkx as nx
import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.kernels.finding.cuts import further_parts
from jiqun.networks import (
    NetworkPlan,
    alliances_of,
    distances_overcome,
    micro_clusters,
    resolution_profile,
    rewired,
    tie_network,
    ties_of,
)
from jiqun.tables import Graph


def network_of_pairs(pairs, n, **columns):
    firms = pl.DataFrame({"organisation": [f"{k:03d}" for k in range(n)], **columns})
    links = pl.DataFrame(
        [(f"{a:03d}", f"{b:03d}") for a, b in pairs], schema=["source", "target"], orient="row"
    )
    return tie_network(links, firms)


def random_pairs(n, count, seed):
    rng = stream(seed=seed, name="random-pairs")
    drawn = rng.integers(0, n, (2 * count, 2)).tolist()
    return [(a, b) for a, b in drawn if a != b][:count]


# --- nodes that hold parts together ------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_further_parts_by_taking_each_node_out(seed):
    graph = nx.gnm_random_graph(14, 8 + seed, seed=seed)
    array = nx.to_scipy_sparse_array(graph, format="csr", dtype=float)
    part = np.empty(14, dtype=np.int64)
    found = further_parts(array.indptr.astype(np.int64), array.indices.astype(np.int64), part)
    before = nx.number_connected_components(graph)
    for v in range(14):
        rest = graph.subgraph([u for u in graph if u != v])
        alone = graph.degree(v) == 0
        assert found[v] == nx.number_connected_components(rest) - before + alone
    assert len(set(part.tolist())) == before


# --- alliances ---------------------------------------------------------------------------------


def test_alliances_by_hand():
    # x = a b c, y = c d, z = d e c, w = f alone
    rows = [("a", "x"), ("b", "x"), ("c", "x"), ("c", "y"), ("d", "y"), ("d", "z"), ("e", "z"),
            ("c", "z"), ("f", "w"), ("f", "w")]  # fmt: skip
    members, events = list("abcdefg"), list("wxyz")
    told = alliances_of(
        np.array([members.index(m) for m, _ in rows]),
        np.array([events.index(e) for _, e in rows]),
        members=members, events=events, draws=19,
    )  # fmt: skip
    who = {row["member"]: row for row in told.members.to_dicts()}
    assert [who[m]["alliances"] for m in members] == [1, 1, 3, 2, 1, 1, 0]
    # c joins x-y, x-z alone and y-z with d
    assert (who["c"]["pairs"], who["c"]["sole_pairs"]) == (3, 2)
    assert (who["d"]["pairs"], who["d"]["sole_pairs"]) == (1, 0)
    # without c: {a}-x, {b}-x stay one part, y d z e another
    assert who["c"]["cuts"] == 1
    assert told.bridges["member"].to_list()[0] == "c"
    what = {row["alliance"]: row for row in told.alliances.to_dicts()}
    assert [what[e]["members"] for e in events] == [1, 3, 2, 3]
    assert (what["x"]["shared"], what["x"]["neighbours"], what["x"]["hanging"]) == (1, 2, 2)
    assert (what["y"]["neighbours"], what["y"]["hanging"]) == (2, 1)
    assert what["w"]["part"] == 2
    assert told.members["p"].is_between(0.05, 1).all()


def test_a_bridge_that_chance_would_not_make_is_told():
    # two camps of alliances; one firm alone is in alliances of both
    rng = stream(seed=1, name="camps")
    rows = [(int(m) + 40 * camp, e + 10 * camp) for camp in (0, 1) for e in range(10)
            for m in rng.choice(39, 8, replace=False)]  # fmt: skip
    rows += [(39, e) for e in (0, 3, 10, 13, 16)]
    member, event = np.array(rows).T
    told = alliances_of(
        member,
        event,
        members=[f"{k:02d}" for k in range(80)],
        events=[f"{k:02d}" for k in range(20)],
    )
    first = told.bridges.row(0, named=True)
    assert first["member"] == "39"
    assert first["cuts"] == 1
    assert first["sole_pairs"] >= 6  # three by two across, and some within a camp
    assert first["p"] <= 0.1


@pytest.mark.parametrize("draws", [0, 19])
def test_no_alliance_is_no_bridge(draws):
    none = np.empty(0, dtype=np.int64)
    told = alliances_of(none, none, members=["a"], events=[], draws=draws)
    assert told.members["alliances"].to_list() == [0]
    assert told.alliances.is_empty()
    assert told.bridges.is_empty()


# --- resolutions -------------------------------------------------------------------------------


def ties_from(graph):
    frame = pl.DataFrame(
        [(f"{a:03d}", f"{b:03d}") for a, b in graph.edges],
        schema=["source", "target"],
        orient="row",
    )
    return ties_of(Graph.from_frame(frame))


def test_planted_communities_are_stable_and_chance_has_none():
    planted = resolution_profile(ties_from(nx.planted_partition_graph(8, 16, 0.5, 0.02, seed=1)))
    at = int(np.flatnonzero(planted.resolution == 1.0)[0])
    assert planted.communities[at] == 8
    assert planted.agreement[at] > 0.95
    assert planted.stable[at]
    assert planted.quality[at] > planted.chance_quality[at] + 0.2
    assert planted.kept[at] > 0.9
    random = resolution_profile(ties_from(nx.gnm_random_graph(128, 600, seed=1)))
    assert not random.stable[random.resolution >= 1].any()
    assert random.to_frame().columns[-1] == "stable"
    assert resolution_profile(ties_from(nx.path_graph(2)), draws=0).to_frame()["stable"].sum() == 0


# --- micro-clusters ----------------------------------------------------------------------------

GROUPS = [range(8), range(8, 16), range(16, 24)]


@pytest.fixture(scope="module")
def circles():
    """Return three circles of eight in a cluster of 240; firm 7 is in the second one as well."""
    pairs = [p for group in GROUPS for p in itertools.combinations(group, 2)]
    pairs += [(7, k) for k in range(8, 15)]
    pairs += random_pairs(240, 300, 4) + random_pairs(400, 400, 5)
    words = ["laser" if k < 8 else "steel" if k % 3 else None for k in range(400)]
    return network_of_pairs(pairs, 400, industry=words)


def test_circles_are_found_with_their_technology_and_who_is_in_two(circles):
    found = micro_clusters(circles, members=np.arange(240), draws=19)
    strong = found.groups.filter("stands")
    assert len(strong) == 3
    own = found.memberships.filter(pl.col("first"))
    sets = [
        {int(k) for k in own.filter(pl.col("group") == g)["organisation"]} for g in strong["group"]
    ]
    for group in GROUPS:
        assert max(len(set(group) & one) / len(set(group) | one) for one in sets) > 0.6
    assert "007" in found.several["organisation"].to_list()
    assert found.memberships.filter(~pl.col("first"))["p"].max() <= 0.05
    laser = found.groups.filter(pl.col("technology") == "laser").row(0, named=True)
    assert laser["share"] > 0.6
    assert laser["p_technology"] < 0.001
    assert (found.groups["density"] <= 1).all()
    assert (found.memberships["share"] > 0).all()
    # nobody outside the cluster is looked at
    assert own["organisation"].cast(int).max() < 240


def test_chance_has_no_circles():
    net = network_of_pairs(random_pairs(80, 300, 8), 80)
    told = [
        micro_clusters(rewired(net, seed=3, replicate=k), draws=19, seed=k).groups["stands"].any()
        for k in range(8)
    ]
    assert sum(told) <= 2


def test_projects_alone_make_no_circle():
    # each project is a clique; who joins which is chance
    rng = stream(seed=2, name="projects-alone")
    rows = [(f"p{p:02d}", f"{m:03d}") for p in range(30) for m in rng.choice(90, 6, replace=False)]
    projects = pl.DataFrame(rows, schema=["project", "organisation"], orient="row")
    none = pl.DataFrame(schema={"source": pl.String, "target": pl.String})
    firms = pl.DataFrame({"organisation": [f"{k:03d}" for k in range(90)]})
    net = tie_network(none, firms, NetworkPlan(), projects=projects)
    found = micro_clusters(net, members=np.arange(80), draws=19)
    assert not found.groups["stands"].any()


def test_without_ties_there_is_no_circle():
    found = micro_clusters(network_of_pairs([], 5), draws=3)
    assert found.groups.is_empty()
    assert found.memberships.is_empty()
    assert found.several.is_empty()
    with pytest.raises(InputError, match="micro-least"):
        micro_clusters(network_of_pairs([], 5), least=2)


# --- far apart, yet dense ----------------------------------------------------------------------


def test_a_far_community_overcomes_distance_and_a_near_one_does_not():
    rng = stream(seed=7, name="far-and-near")
    n = 300
    lon, lat = rng.uniform(0, 8, n), rng.uniform(40, 46, n)
    lon[20:40], lat[20:40] = 3 + lon[20:40] / 200, 42 + lat[20:40] / 500
    far_pairs = [p for p in itertools.combinations(range(20), 2) if sum(p) % 3]
    near_pairs = [p for p in itertools.combinations(range(20, 40), 2) if sum(p) % 3]
    km = np.hypot((lon[:, None] - lon) * 80, (lat[:, None] - lat) * 111)
    local = [(a, b) for a, b in itertools.combinations(range(40, n), 2)
             if rng.random() < 0.5 * np.exp(-km[a, b] / 20)]  # fmt: skip
    net = network_of_pairs(far_pairs + near_pairs + local, n + 2,
                           lon=[*lon, None, None], lat=[*lat, None, None])  # fmt: skip
    label = np.full(n + 2, -1)
    label[:20], label[20:40], label[n:] = 0, 1, 2
    found = distances_overcome(net, label, draws=99)
    far, near, placeless = found.to_dicts()
    assert far["virtual"] is True
    assert near["virtual"] is False
    assert far["span_km"] > 150
    assert far["overcome_km"] > 40
    assert far["p_far"] <= 0.05
    assert near["overcome_km"] < 0
    assert far["excess"] > near["excess"] > 0
    assert far["density"] == pytest.approx(len(far_pairs) / 190)
    assert placeless["virtual"] is None
    assert placeless["span_km"] is None
    assert placeless["located"] == 0
