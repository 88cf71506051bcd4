"""Bridging actors: reach by brute force, planted brokers found, legs that hang on one."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import stream
from jiqun.networks import bridging_actors


def worlds(groups=12, members=20, brokers=8, seed=5):
    """Tie members within their groups mostly; some have as many ties in other groups."""
    rng = stream(seed=seed, name="test-bridges")
    names = [f"f{g:02d}-{m:02d}" for g in range(groups) for m in range(members)]
    picked = rng.choice(len(names), brokers, replace=False)
    ties = []
    for at in range(len(names)):
        g = at // members
        for _ in range(16 if at in picked else 6):
            away = rng.random() < (0.75 if at in picked else 0.05)
            h = int(rng.integers(groups)) if away else g
            ties.append((names[at], names[h * members + int(rng.integers(members))]))
    who = pl.DataFrame({"organisation": names, "kind": ["firm"] * len(names)})
    of = pl.DataFrame({"group": [name[:3] for name in names], "organisation": names})
    links = pl.DataFrame(ties, schema=["source", "target"], orient="row")
    return links, who, of, {names[at] for at in picked}


def test_reach_is_that_of_every_tie():
    links, who, of, _ = worlds(groups=4, members=6)
    of = pl.concat([of, pl.DataFrame({"group": ["f01", "f02"], "organisation": ["f00-00"] * 2})])
    made = bridging_actors(links, who, of).actors
    groups = {}
    for group, one in of.iter_rows():
        groups.setdefault(one, set()).add(group)
    partners = {}
    for a, b in links.iter_rows():
        if a != b:
            partners.setdefault(a, set()).add(b)
            partners.setdefault(b, set()).add(a)
    joined = {}
    for one, others in partners.items():
        reached = sorted(set().union(*(groups[other] for other in others)))
        for g in reached:
            for h in reached:
                if g < h:
                    joined.setdefault((g, h), set()).add(one)
    for row in made.iter_rows(named=True):
        one = row["organisation"]
        outside = {o for o in partners[one] if not groups[o] & groups[one]}
        assert row["partners"] == len(partners[one])
        assert row["outside"] == len(outside)
        assert row["reach"] == len(set().union(*(groups[o] for o in outside)))
        assert row["sole"] == sum(by == {one} for by in joined.values())


@pytest.mark.parametrize("hidden", [0.0, 0.3])
def test_planted_brokers_are_found(hidden):
    links, who, of, true = worlds()
    kept = stream(seed=9, name="test-hide").random(len(links)) >= hidden
    made = bridging_actors(links.filter(pl.Series(kept)), who, of).actors
    found = set(made.filter("bridging")["organisation"])
    assert len(found & true) >= (0.6 - hidden / 2) * len(true)
    assert len(found & true) >= 0.7 * len(found)


def test_where_nobody_was_planted_few_are_called():
    calls = []
    for seed in range(6):
        links, who, of, _ = worlds(brokers=0, seed=seed)
        calls.append(bridging_actors(links, who, of).actors["bridging"].sum())
    assert np.mean(calls) < 1


def test_legs_that_hang_on_one_actor():
    who = pl.DataFrame(
        {
            "organisation": [*"abcuv", "bank"],
            "kind": ["firm"] * 3 + ["university"] * 2 + ["financier"],
        }
    )
    links = pl.DataFrame(
        {"source": ["a", "b", "c", "c", "a"], "target": ["u", "u", "u", "v", "bank"]}
    )
    of = pl.DataFrame({"group": ["one", "one", "two", "one"], "organisation": ["a", "b", "c", "u"]})
    made = bridging_actors(links, who, of)
    assert ("one", "firm-research", "u", 2) in made.hanging.rows()
    assert ("one", "finance-firm", "bank", 1) in made.hanging.rows()
    assert "two" not in set(made.hanging["group"])  # it has two
    none = bridging_actors(links.clear(), who, of)
    assert none.actors.is_empty()
    assert none.hanging.is_empty()
