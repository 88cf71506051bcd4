"""Projects as ties: weights by hand, chance that keeps margins, Horizon 2020."""

import networkx as nx
import numpy as np
import polars as pl
import pytest

from jiqun.clusters.ties import LinksPlan, LinkTables, find_in_links
from jiqun.core import InputError, stream
from jiqun.kernels.finding.communities import leiden, modularity
from jiqun.networks import (
    Memberships,
    NetworkPlan,
    dealt,
    memberships,
    projected,
    resampled,
    rewired,
    tie_network,
)

FIRMS = pl.DataFrame({"organisation": list("abcde")})
PROJECTS = pl.DataFrame({"project": list("ppqqqrss"), "organisation": list("ababcdaz")})
NONE = pl.DataFrame(schema={"source": pl.String, "target": pl.String})


TABLES = ("projects", "categories", "regions", "region_parents")


def found_in(links, organisations, **told):
    """Find in links, tables and choices told together."""
    given = {name: told.pop(name) for name in TABLES if name in told}
    tables = LinkTables(links=links, organisations=organisations, **given)
    return find_in_links(tables, LinksPlan(**told))


def test_each_project_gives_each_member_the_same_strength():
    net = tie_network(NONE, FIRMS, NetworkPlan(normalised=False), projects=PROJECTS)
    # p: ab 1; q: ab, ac, bc 1/2 each; r alone, s has one known member
    assert list(zip(net.a, net.b, net.weight, strict=True)) == [
        (0, 1, 1.5), (0, 2, 0.5), (1, 2, 0.5),
    ]  # fmt: skip
    assert net.strengths.tolist() == [2.0, 2.0, 1.0, 0.0, 0.0]
    assert str(net.cautions[0]).startswith("projects-strangers: 1 ")


def test_the_projection_is_that_of_networkx():
    rng = stream(seed=1, name="test-projects")
    rows = {(f"p{p}", f"o{o}") for p, o in rng.integers(0, 20, (80, 2)).tolist()}
    frame = pl.DataFrame(sorted(rows), schema=["project", "organisation"], orient="row")
    graph = nx.Graph(sorted(rows))
    both = nx.bipartite.collaboration_weighted_projected_graph(
        graph, [n for n in graph if n.startswith("o")]
    )
    who = pl.DataFrame({"organisation": sorted(n for n in graph if n.startswith("o"))})
    net = tie_network(NONE, who, NetworkPlan(normalised=False), projects=frame)
    names = who["organisation"].to_list()
    ours = {
        frozenset((names[a], names[b])): w for a, b, w in zip(net.a, net.b, net.weight, strict=True)
    }
    theirs = {frozenset((a, b)): d["weight"] for a, b, d in both.edges(data=True)}
    assert ours.keys() == theirs.keys()
    assert all(ours[k] == pytest.approx(theirs[k]) for k in ours)


def test_large_projects_are_left_out_and_told():
    told = []
    joint = memberships(PROJECTS, FIRMS, most=2, told=told)
    assert joint.count == 1
    assert any(str(one).startswith("projects-large: 1 projects of more than 2") for one in told)
    with pytest.raises(InputError, match="projects-most"):
        memberships(PROJECTS, FIRMS, most=1, told=[])


def test_chance_keeps_sizes_and_copies_multiply():
    joint = Memberships(member=np.arange(60), project=np.repeat(np.arange(12), 5))
    new = dealt(joint, stream(seed=1, name="test-dealt"))
    assert np.bincount(new.project).tolist() == [5] * 12
    assert sorted(new.member.tolist()) == list(range(60))
    weight = projected(joint, np.array([2, *[0] * 11]))[2]
    assert weight.tolist() == [0.5] * 10


def test_projects_at_random_make_no_cluster_but_repeated_partners_do():
    # each project is a clique: ties shuffled alone would make every one a community
    rng = stream(seed=2, name="test-cliques")
    rows = [(f"p{p}", f"{o:03d}") for p in range(500) for o in rng.choice(1000, 6, replace=False)]
    firms = pl.DataFrame({"organisation": [f"{o:03d}" for o in range(1000)]})
    chance = pl.DataFrame(rows, schema=["project", "organisation"], orient="row")
    assert len(found_in(NONE, firms, projects=chance).clusters) <= 1
    club = [(f"c{p}", f"{o:03d}") for p in range(15) for o in rng.choice(15, 6, replace=False)]
    both = pl.DataFrame([*rows, *club], schema=["project", "organisation"], orient="row")
    found = found_in(NONE, firms, projects=both)
    assert len(found.clusters) >= 1
    own = found.members.filter(pl.col("kind") == "organisation")["member"].cast(int)
    assert (own < 15).mean() > 0.7


def test_resamples_draw_projects():
    net = tie_network(NONE, FIRMS, NetworkPlan(normalised=False), projects=PROJECTS)
    totals = [resampled(net, seed=3, draw=d).total for d in range(1500)]
    # p gives 1, q 1.5, each a Poisson(1) number of times
    assert np.mean(totals) == pytest.approx(2.5, abs=0.15)
    assert np.var(totals) == pytest.approx(1 + 1.5**2, abs=0.4)


@pytest.mark.data
def test_horizon_2020_is_more_modular_than_chance(shared_data):
    rows = pl.read_parquet(shared_data / "collaboration_network" / "h2020_participations.parquet")
    who = rows.select(pl.col("pic").alias("organisation")).unique().sort("organisation")
    net = tie_network(
        NONE,
        who,
        NetworkPlan(most_members=30),
        projects=rows.select(project="rcn", organisation="pic"),
    )
    args = (net.starts, net.targets, net.weights)
    null = rewired(net, seed=0, replicate=0)
    chance = (null.starts, null.targets, null.weights)
    own = modularity(*args, leiden(*args, rounds=1))
    assert own > modularity(*chance, leiden(*chance, rounds=1)) + 0.05
