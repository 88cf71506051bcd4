"""Broken legs: counts and expectations by brute force, chances by hand, planted economies."""

import itertools
import math

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, UnknownError, stream
from jiqun.networks import Leg, LoopPlan, broken_legs
from jiqun.networks.flows.exposure import CLASSES, counted
from jiqun.networks.flows.mixtures import LegModel, broken_chances, few_by_actors, few_chances
from jiqun.networks.flows.reading import actors_of, groups_of, leg_pairs, ties_between
from jiqun.networks.flows.words import LOOPS, ROLES
from jiqun.planted import economy, economy_plan

SUPPORT = (
    Leg(name="research", source="firm", target="research"),
    Leg(name="finance", source="finance", target="firm"),
    Leg(name="intermediary", source="intermediary", target="firm"),
)
MODEL = LegModel(shift=np.zeros(3), precision=30.0, broken=np.array([0.1, 0.05, 0.2]), carries=0.05)


def awkward(seed=3, firms=30, others=9):
    """Draw actors with unknown places and fields, repeated ties, loops, strangers, overlaps."""
    rng = stream(seed=seed, name="test-legs")
    kinds = ["firm"] * firms + rng.choice(["university", "financier", "platform"], others).tolist()
    n = len(kinds)
    actors = pl.DataFrame(
        {
            "organisation": [f"o{k:02d}" for k in range(n)],
            "kind": kinds,
            "region": rng.choice(["r", "s", None], n).tolist(),
            "technology": rng.choice(["t", "u", None], n).tolist(),
        }
    )
    ends = rng.integers(0, n, (120, 2))
    links = pl.DataFrame(
        {
            "source": [f"o{k:02d}" for k in ends[:, 0]] + ["o01", "nobody"],
            "target": [f"o{k:02d}" for k in ends[:, 1]] + ["o01", "o02"],
            "kind": rng.choice(["supply", "project", "licence"], 120).tolist() + ["loan"] * 2,
            "year": rng.integers(2018, 2022, 122),
        }
    )
    rows = rng.integers(0, n, (40, 2))
    groups = pl.DataFrame(
        {
            "group": [f"g{k % 4}" for k in rows[:, 0]] + ["lone"],
            "organisation": [f"o{k:02d}" for k in rows[:, 1]] + ["o00"],
        }
    )
    return links, actors, groups


def brute(ties, actors, groups, leg):
    """Count and expect pair by pair."""
    who = {row["organisation"]: row for row in actors.iter_rows(named=True)}
    alike = leg.source == leg.target
    tied = set()
    for row in ties.iter_rows(named=True):
        a, b = row["source"], row["target"]
        if leg.kinds and row["kind"] not in leg.kinds:
            continue
        if (who[a]["role"], who[b]["role"]) == (leg.source, leg.target):
            tied.add((min(a, b), max(a, b)) if alike else (a, b))
        if not leg.one_way and (who[b]["role"], who[a]["role"]) == (leg.source, leg.target):
            tied.add((min(a, b), max(a, b)) if alike else (b, a))

    def cell(a, b):
        x, y = who[a], who[b]
        near = x["region"] is not None and x["region"] == y["region"]
        if x["technology"] is None or y["technology"] is None:
            return 3 * (not near) + 2
        return 3 * (not near) + (x["technology"] != y["technology"])

    possible = [
        (a, b)
        for a, b in itertools.product(who, who)
        if a != b
        and (who[a]["role"], who[b]["role"]) == (leg.source, leg.target)
        and (not alike or a < b)
    ]
    whole, found = np.zeros(CLASSES), np.zeros(CLASSES)
    for pair in possible:
        whole[cell(*pair)] += 1
        found[cell(*pair)] += pair in tied
    members = {}
    for group, one in groups.iter_rows():
        members.setdefault(group, set()).add(one)
    counts, expected = [], []
    for group in sorted(members):
        inside = [p for p in possible if p[0] in members[group] or p[1] in members[group]]
        counts.append(sum(p in tied for p in inside))
        each = np.bincount([cell(*p) for p in inside], minlength=CLASSES)
        mean = whole.sum() / found.sum()
        expected.append(float((each * (found + 1) / (whole + mean)).sum()))
    return counts, expected


LEGS = (
    *SUPPORT,
    Leg(name="use", source="firm", target="firm"),
    Leg(
        name="transfer",
        source="research",
        target="firm",
        kinds=("licence", "project"),
        one_way=True,
    ),
)


@pytest.mark.parametrize("seed", [3, 5, 6])
def test_counts_and_expectations_are_those_of_every_pair(seed):
    links, actors, groups = awkward(seed)
    told = []
    who = actors_of(actors, None, told)
    ties = ties_between(links, who, told=told)
    of = groups_of(groups, who, told)
    assert {one.code for one in told} == {"links-loops", "links-strangers"}
    counts, expected, carried = counted(ties, who, of, LEGS)
    assert carried.all()
    for at, leg in enumerate(LEGS):
        slow = brute(ties, who, of, leg)
        assert counts[:, at].tolist() == slow[0]
        np.testing.assert_allclose(expected[:, at], slow[1], rtol=1e-12)


def dirichlet_multinomial(counts, pull):
    """Give its logarithm without the number of orders, as a product over draws."""
    out, whole = 0.0, 0.0
    for k, a in zip(counts, pull, strict=True):
        out += sum(math.log(a + i) for i in range(int(k)))
        whole += a
    return out - sum(math.log(whole + i) for i in range(int(sum(counts))))


def test_the_probability_is_bayes_rule_over_every_pattern():
    counts, expected = np.array([[0.0, 7.0, 5.0]]), np.array([[1.0, 1.5, 0.5]])
    weights, broken = [], []
    for pattern in itertools.product([0, 1], repeat=3):
        share = expected[0] * np.where(pattern, MODEL.carries, 1.0)
        prior = np.prod(np.where(pattern, MODEL.broken, 1 - MODEL.broken))
        fit = dirichlet_multinomial(counts[0], MODEL.precision * share / share.sum())
        weights.append(prior * math.exp(fit))
        broken.append(pattern)
    by_hand = np.array(weights) @ np.array(broken) / sum(weights)
    np.testing.assert_allclose(broken_chances(counts, expected, MODEL)[0], by_hand, rtol=1e-10)
    assert by_hand[0] > 0.5 > by_hand[2] > by_hand[1]


def test_the_chance_of_so_few_is_the_lower_tail_of_a_beta_binomial():
    from scipy.stats import betabinom, nbinom

    counts, expected = np.array([[2.0, 7.0, 5.0], [0.0, 0.0, 0.0]]), np.array([[1.0, 1.5, 0.5]] * 2)
    p = few_chances(counts, expected, MODEL)
    share = expected[0, 0] / 3
    assert p[0, 0] == pytest.approx(betabinom.cdf(2, 14, 30 * share, 30 * (1 - share)))
    assert np.isnan(p[1]).all()
    seen = np.array([[0.0], [9.0], [1.0], [2.0]])
    hope, few = few_by_actors(seen, np.ones((4, 1)))
    assert hope.tolist() == [[3.0]] * 4
    shapes = np.exp(np.linspace(-4, 8, 4001))
    fits = [nbinom.logpmf(seen, k, k / (k + 3)).sum() - np.log(k) ** 2 / 8 for k in shapes]
    best = shapes[int(np.argmax(fits))]
    np.testing.assert_allclose(few, nbinom.cdf(seen, best, best / (best + 3)), rtol=1e-2)


def test_rows_in_any_order_and_ends_of_mutual_ties_change_nothing():
    links, actors, groups = awkward()
    plan = LoopPlan(draws=5)
    one = broken_legs(links, actors, groups=groups, legs=SUPPORT, plan=plan, seed=1)
    turned = links.select(source="target", target="source", kind="kind", year="year")
    other = broken_legs(
        turned.reverse(), actors.reverse(), groups=groups.reverse(), legs=SUPPORT, plan=plan, seed=1
    )
    assert one.legs.equals(other.legs, null_equal=True)
    assert one.unseen.equals(other.unseen, null_equal=True)
    again = pl.concat([links, links])
    twice = broken_legs(again, actors, groups=groups, legs=SUPPORT, plan=plan, seed=1)
    assert one.legs.equals(twice.legs, null_equal=True)


def planted_like(groups=40, members=25, broken=6, seed=2):
    """Draw groups whose firms tie at different rates; in some the leg to research is broken."""
    rng = stream(seed=seed, name="test-planted-legs")
    rows, of = [], []
    for g in range(groups):
        rate = 0.15 * rng.gamma(4) + 0.3
        for m in range(members):
            of.append((f"g{g:02d}", f"f{g:02d}-{m:02d}"))
            for role, share in (("u", 0.4), ("b", 0.35), ("p", 0.25)):
                lost = role == "u" and g < broken
                count = rng.poisson(0 if lost else rate * share)
                rows += [(f"f{g:02d}-{m:02d}", f"{role}{rng.integers(5)}") for _ in range(count)]
    kinds = {"f": "firm", "u": "university", "b": "financier", "p": "platform"}
    names = sorted({one for pair in of for one in pair[1:]} | {one for _, one in rows})
    return (
        pl.DataFrame(rows, schema=["source", "target"], orient="row"),
        pl.DataFrame({"organisation": names, "kind": [kinds[name[0]] for name in names]}),
        pl.DataFrame(of, schema=["group", "organisation"], orient="row"),
    )


def test_broken_legs_are_found_and_unseen_ties_say_how_surely():
    made = broken_legs(*planted_like()[:2], groups=planted_like()[2], legs=SUPPORT, seed=1)
    named = {(row["group"], row["leg"]) for row in made.broken.iter_rows(named=True)}
    true = {(f"g{g:02d}", "research") for g in range(6)}
    assert len(named & true) >= 5
    assert len(named - true) <= 1
    rows = made.legs.join(made.unseen, on=["group", "leg"])
    called = (
        rows.filter(pl.col("state") == "broken").group_by("unseen").agg(pl.col("called").mean())
    )
    share = dict(called.sort("unseen").iter_rows())
    assert 1 >= share[0.1] >= share[0.5] > 0.2
    whole = rows.filter(pl.col("state") == "whole", pl.col("unseen") == 0.1)["called"].mean()
    assert whole < 0.05
    sure = made.broken.row(0, named=True)
    assert sure["low"] == 0 < sure["high"] < 0.6
    assert sure["unseen_share"] == 1  # nothing is seen of it
    assert sure["p"] < 0.05


def test_a_broken_leg_is_not_called_so_once_the_ties_it_lacks_are_there():
    links, actors, groups = planted_like()
    made = broken_legs(links, actors, groups=groups, legs=SUPPORT, seed=1)
    row = made.broken.row(0, named=True)
    counts = made.legs["ties"].to_numpy().reshape(-1, 3).astype(float)
    who = actors_of(actors)
    _, expected, _ = counted(ties_between(links, who), who, groups_of(groups, who), SUPPORT)
    at = sorted(set(groups["group"])).index(row["group"])
    for more, called in ((row["unseen_ties"] - 1, True), (row["unseen_ties"], False)):
        added = counts.copy()
        added[at, 0] += more
        assert (broken_chances(added, expected, made.model)[at, 0] >= 0.5) == called


def test_states_where_there_is_nothing_to_judge():
    actors = pl.DataFrame(
        {
            "organisation": ["f", "g", "u", "b", "x"],
            "kind": ["firm"] * 2 + ["university", "financier", "club"],
        }
    )
    links = pl.DataFrame({"source": ["f", "f"], "target": ["u", "b"]})
    groups = pl.DataFrame({"group": ["one", "two", "three"], "organisation": ["f", "g", "x"]})
    made = broken_legs(links, actors, groups=groups, seed=1, plan=LoopPlan(draws=2))
    states = {(row["group"], row["leg"]): row["state"] for row in made.legs.iter_rows(named=True)}
    assert states["one", "firm-research"] == "whole"
    assert states["two", "firm-research"] == "doubtful"  # one firm of two: chance might
    assert states["three", "finance-firm"] == "absent"
    assert states["one", "intermediary-firm"] == "unmeasured"
    assert made.measured == ("firm-research", "finance-firm")
    told = made.legs.filter(pl.col("state").is_in(["absent", "unmeasured"]))
    assert told["probability"].is_nan().all()
    assert [one.code for one in made.cautions] == ["actors-roleless"]
    empty = broken_legs(links.clear(), actors, groups=groups, seed=1, plan=LoopPlan(draws=2))
    assert set(empty.legs["state"]) == {"unmeasured"}
    nobody = broken_legs(links.clear(), actors.clear(), seed=1, plan=LoopPlan(draws=2))
    assert nobody.legs.is_empty()
    given = LoopPlan(draws=2, roles={"club": "finance"})
    assert broken_legs(links, actors, groups=groups, seed=1, plan=given).cautions == ()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"weight": [-1.0]}, "links-weight"),
        ({"weight": [math.inf]}, "links-weight"),
        ({}, "frame-columns"),
    ],
)
def test_bad_links_are_named(rows, code):
    ends = {"source": ["a"], "target": ["b"]} if rows else {"source": ["a"]}
    who = pl.DataFrame({"organisation": ["a", "b"], "kind": ["firm", "firm"]})
    with pytest.raises(InputError) as told:
        broken_legs(pl.DataFrame({**ends, **rows}), who, seed=1)
    assert told.value.problems[0].code == code


def test_bad_plans_are_named():
    links, actors, _ = awkward()
    with pytest.raises(UnknownError, match="loop-unknown"):
        broken_legs(links, actors, seed=1, plan=LoopPlan(loop="ring"))
    with pytest.raises(InputError, match="years-order"):
        broken_legs(links, actors, seed=1, plan=LoopPlan(years=(2020, 2019)))
    with pytest.raises(InputError, match="organisations-twice"):
        broken_legs(links, pl.concat([actors, actors]), seed=1)


def test_every_role_of_the_loops_is_some_kinds():
    roles = {
        getattr(leg, end) for legs in LOOPS.values() for leg in legs for end in ("source", "target")
    }
    assert roles <= set(ROLES.values())


def test_pairs_of_a_leg_stand_once():
    links, actors, _ = awkward()
    who = actors_of(actors)
    pairs = leg_pairs(ties_between(links, who), who, LEGS[3])
    assert (pairs["one"] < pairs["other"]).all()
    assert not pairs.is_duplicated().any()


@pytest.mark.parametrize("hidden", [0.0, 0.3])
def test_planted_broken_loops_are_found(hidden):
    country = economy(
        economy_plan(establishments=20_000, seed=6, weaknesses=0.6, hidden_ties=hidden)
    )
    up = dict(country.tables["regions"].select("region", "parent").iter_rows())
    field = dict(country.tables["industries"].select("industry", "parent").iter_rows())
    actors = country.tables["organisations"].with_columns(
        region=pl.col("region").replace(up),
        technology=pl.when(pl.col("kind") == "firm")
        .then(pl.col("industry").replace(field))
        .otherwise("industry"),
    )
    members = country.truth["planted_members"].select(group="cluster", organisation="organisation")
    made = broken_legs(
        country.tables["links"],
        actors,
        groups=members,
        legs=SUPPORT,
        seed=1,
        plan=LoopPlan(draws=1),
    )
    truth = country.truth["networks"]
    lacks = set(truth.drop_nulls("lacks").select("cluster", "lacks").iter_rows())
    apart = {(one, "research") for one in truth.filter(weakness="mismatch")["cluster"]}
    named = set(made.broken.select("group", "leg").iter_rows())
    assert len(named & lacks) >= 0.7 * len(lacks)
    assert len(named - lacks - apart) <= 0.25 * len(named)
