"""Unseen ties: figures against slow counts, losing twice is losing longer, intervals that hold."""

import itertools

import numpy as np
import polars as pl
import pytest

from jiqun.core import stream
from jiqun.networks import tie_network
from jiqun.networks.unseen import (
    FIGURES,
    Pairs,
    figures_of_pairs,
    hiding_of,
    levels_of,
    thinned,
    unseen_figures,
)
from jiqun.networks.unseen.extrapolating import _bends, _lines


def planted(n=200, seed=0, projects=False):
    """Groups of 25, active and idle organisations, triads that close half of the time."""
    rng = stream(seed=seed, name="planted-network")
    group, act = rng.integers(0, n // 25, n), rng.lognormal(0, 1, n)
    kinds = (rng.random(n) < 0.25).astype(np.int64)
    codes = [f"{k:04d}" for k in range(n)]
    near = [act * np.where(group == g, 12.0, 1.0) for g in range(n // 25)]
    rows = []
    for k in range(n):
        if projects:
            weight = near[int(rng.integers(n // 25))]
            own = rng.choice(n, 2 + rng.poisson(2.5), replace=False, p=weight / weight.sum())
            rows += [(f"p{k}", codes[o]) for o in own]
            continue
        for _ in range(4):
            a = int(rng.choice(n, p=act / act.sum()))
            weight = near[group[a]].copy()
            weight[a] = 0
            b, c = rng.choice(n, 2, replace=False, p=weight / weight.sum())
            rows += [(codes[a], codes[b])]
            rows += [(codes[a], codes[c]), (codes[b], codes[c])] if rng.random() < 0.5 else []
    nodes = pl.DataFrame({"organisation": codes})
    ends = ("project", "organisation") if projects else ("source", "target")
    frame = pl.DataFrame(rows, schema=ends, orient="row")
    none = pl.DataFrame(schema={"source": pl.String, "target": pl.String})
    made = tie_network(none, nodes, projects=frame) if projects else tie_network(frame, nodes)
    return made, kinds, group


def seen_of(network, way, share, seed, research):
    """Hide a share of the units and build the network of what is left."""
    hiding = hiding_of(network, way, research=research)
    rng = stream(seed=seed, name="planted-hiding")
    lost = np.exp(-levels_of(hiding, [share])[0] * hiding.rate)
    kept = rng.random(len(hiding.rate)) < lost
    codes = network.nodes["organisation"]
    if network.joint is None:
        own = network.ties.filter(pl.Series(kept))
        ends = {"source": codes.gather(own["a"]), "target": codes.gather(own["b"])}
        return tie_network(pl.DataFrame({**ends, "weight": own["weight"]}), network.nodes)
    some = kept[network.joint.project]
    rows = {"project": [f"{p:05d}" for p in network.joint.project[some]],
            "organisation": codes.gather(network.joint.member[some])}  # fmt: skip
    none = pl.DataFrame(schema={"source": pl.String, "target": pl.String})
    return tie_network(none, network.nodes, projects=pl.DataFrame(rows))


def whole(network):
    return thinned(hiding_of(network, "random"), 0.0, seed=0, draw=0)


def test_figures_are_those_of_a_slow_count():
    network, kinds, group = planted(60)
    told = figures_of_pairs(whole(network), kinds=kinds, label=group)
    pairs = set(zip(network.a.tolist(), network.b.tolist(), strict=True))
    near = {k: {a + b - k for a, b in pairs if k in (a, b)} for k in range(network.size)}
    triples = sum(len(one) * (len(one) - 1) / 2 for one in near.values())
    closed = sum(
        (min(a, b), max(a, b)) in pairs
        for one in near.values()
        for a, b in itertools.combinations(one, 2)
    )
    assert told["transitivity"] == pytest.approx(closed / triples)
    assert told["between-kinds"] == pytest.approx(np.mean([kinds[a] != kinds[b] for a, b in pairs]))
    ends = [(len(near[a]), len(near[b])) for a, b in pairs]
    both = np.array(ends + [(b, a) for a, b in ends]).T
    assert told["degree-assortativity"] == pytest.approx(np.corrcoef(both)[0, 1])
    assert told["mean-degree"] == pytest.approx(np.mean([len(one) for one in near.values()]))
    same = group[network.a] == group[network.b]
    share = network.weight[same].sum() / network.total
    assert told["inside-share"] == pytest.approx(share)


def test_an_empty_network_has_no_shares():
    none, of = np.zeros(0, dtype=np.int64), np.zeros(3, dtype=np.int64)
    told = figures_of_pairs(Pairs(size=3, a=none, b=none, weight=np.zeros(0)),
                            kinds=of, label=of)  # fmt: skip
    assert told["ties"] == told["tied"] == 0 and told["density"] == 0
    assert all(np.isnan(told[name]) for name in ("giant-share", "transitivity", "inside-share"))


@pytest.mark.parametrize("projects", [False, True])
@pytest.mark.parametrize("way", ["random", "degree", "kind"])
def test_time_is_what_share_is_lost(way, projects):
    network, kinds, _ = planted(projects=projects)
    hiding = hiding_of(network, way, research=kinds > 0)
    assert np.array_equal(whole(network).a, network.a)
    assert whole(network).weight == pytest.approx(network.weight)
    for share, time in zip((0.1, 0.5), levels_of(hiding, (0.1, 0.5)), strict=True):
        assert np.exp(-time * hiding.rate).mean() == pytest.approx(1 - share)
    lost = [1 - len(thinned(hiding, time, seed=1, draw=d).a) / len(network.a) for d in range(20)]
    assert 0.2 < np.mean(lost) < 0.6


def test_ties_without_research_and_of_few_partners_are_lost_first():
    network, kinds, _ = planted()
    research = kinds > 0
    by_kind = hiding_of(network, "kind", research=research)
    quiet = ~(research[network.a] | research[network.b])
    assert (by_kind.rate[quiet] > by_kind.rate[~quiet].max()).all()
    by_degree = hiding_of(network, "degree")
    few = network.degrees[network.a] * network.degrees[network.b]
    assert np.corrcoef(by_degree.rate, few)[0, 1] < 0


@pytest.mark.parametrize("projects", [False, True])
def test_intervals_hold_what_was_hidden(projects):
    """On planted networks with 10, 30 and 50 % hidden in each way, intervals hold the truth."""
    held, nearer, all_ = 0, 0, 0
    for seed, share, way in itertools.product(
        range(2), (0.1, 0.3, 0.5), ("random", "degree", "kind")
    ):
        network, kinds, group = planted(150, seed, projects)
        truth = np.array(list(figures_of_pairs(whole(network), kinds=kinds, label=group).values()))
        seen = seen_of(network, way, share, seed, kinds > 0)
        told = unseen_figures(seen, kinds=kinds, research=kinds > 0, label=group,
                              shares=[share], draws=5, seed=seed)  # fmt: skip
        w = told.ways.index(way)
        held += ((told.low[w, :, 0] <= truth) & (truth <= told.high[w, :, 0])).sum()
        ties = list(FIGURES).index("ties")
        nearer += abs(told.value[w, ties, 0] - truth[ties]) < abs(told.seen[ties] - truth[ties])
        all_ += 1
    assert held / (all_ * len(FIGURES)) > 0.87
    assert nearer >= 0.8 * all_


def test_the_same_seed_gives_the_same_and_nothing_depends_on_the_order_of_ties():
    network, kinds, group = planted(100)
    codes = network.nodes["organisation"]
    turned = pl.DataFrame({"source": codes.gather(network.ties["b"])[::-1],
                           "target": codes.gather(network.ties["a"])[::-1],
                           "weight": network.ties["weight"][::-1]})  # fmt: skip
    other = tie_network(turned, network.nodes)
    one, two = (
        unseen_figures(each, kinds=kinds, label=group, draws=3, shares=[0.3], seed=4)
        for each in (network, other)
    )
    assert one.ways == ("random", "degree")  # nobody said who does research
    for name in ("seen", "value", "low", "high", "best"):
        assert getattr(one, name) == pytest.approx(getattr(two, name), nan_ok=True)


def test_hubs_stay_the_best_when_little_is_hidden():
    network, _, _ = planted()
    told = unseen_figures(network, draws=3)
    assert (np.diff(told.best[0]) <= 0.02).all() and told.best[0, 0] > 0.75


def test_a_parabola_is_followed_exactly():
    steps, ahead = np.log([0.9, 0.7, 0.5]), np.log([1.2, 2.0])
    values = 3 * steps - 2 * steps**2
    assert _bends(steps, ahead) @ values == pytest.approx(3 * ahead - 2 * ahead**2)
    assert _lines(steps, ahead) @ (4 * steps) == pytest.approx(4 * ahead)
