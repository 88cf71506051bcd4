"""Loops that close: counts by brute force, times by hand, chance that deals firms anew."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import stream
from jiqun.networks import closed_circles

KINDS = {"u": "university", "v": "institute", **{f"f{k}": "firm" for k in range(12)}}
WHO = pl.DataFrame({"organisation": list(KINDS), "kind": list(KINDS.values())})


def links(rows):
    return pl.DataFrame(rows, schema=["source", "target", "kind", "year"], orient="row")


def drawn(seed):
    rng = stream(seed=seed, name="test-circles")
    rows = []
    for _ in range(120):
        firm, other = rng.integers(12, size=2)
        body = "uv"[rng.integers(2)]
        year = int(rng.integers(2015, 2023))
        rows.append(
            [
                (body, f"f{firm}", "licence", year),
                (f"f{firm}", body, "project", year),
                (f"f{firm}", f"f{other}", "supply", year),
            ][rng.integers(3)]
        )
    return rows


@pytest.mark.parametrize("seed", [1, 2])
def test_loops_are_those_of_every_pair_and_triple(seed):
    rows = [row for row in drawn(seed) if row[0] != row[1]]
    made = closed_circles(links(rows), WHO, seed=1, draws=5)
    handed, straight = {}, {}
    for a, b, kind, year in rows:
        if kind == "licence":
            handed[a, b] = min(year, handed.get((a, b), 9999))
    for a, b, kind, year in rows:
        if kind == "project" and year >= handed.get((b, a), 9999):
            straight[b, a] = min(year, straight.get((b, a), 9999))
    chains = {
        (body, firm, user)
        for (body, firm), start in handed.items()
        for a, user, kind, year in rows
        if kind == "supply" and a == firm and year >= start
        for c, d, last, back in rows
        if last == "project" and (c, d) == (user, body) and back >= year
    }
    assert made.straight == len(straight)
    assert made.chains == len(chains)
    told = {(r, f): (h, b) for r, f, h, b in made.pairs.rows()}
    assert told == {pair: (year, straight.get(pair)) for pair, year in handed.items()}
    again = closed_circles(links(rows[::-1]), WHO.reverse(), seed=1, draws=5)
    assert (again.chains_p, again.straight_expected) == (made.chains_p, made.straight_expected)


def test_the_time_to_close_counts_pairs_that_are_still_open():
    rows = [
        ("u", "f0", "licence", 2015), ("f0", "u", "project", 2016),
        ("u", "f1", "licence", 2015), ("f1", "u", "project", 2017),
        ("u", "f2", "licence", 2020),  # followed to 2021, the last year
        ("u", "f3", "licence", 2018), ("f3", "u", "project", 2017),  # came before, not after
        ("v", "f4", "licence", 2021),
    ]  # fmt: skip
    closing = closed_circles(links(rows), WHO, seed=1, draws=5)
    # at risk 5, 4, 2, 1: 1 - (1 - 1/4)(1 - 1/2)
    assert closing.closing["at_risk"].to_list()[:3] == [5, 4, 2]
    np.testing.assert_allclose(closing.closing["share"].to_numpy()[:3], [0, 0.25, 0.625])
    assert closing.median_years == 2


def test_chance_is_beaten_where_feedback_comes_from_those_who_were_given():
    given = [("u" if k % 2 else "v", f"f{k}", "licence", 2015) for k in range(12)]
    back = [(b, a, "project", year + 1) for a, b, _, year in given]
    made = closed_circles(links(given + back), WHO, seed=1)
    assert made.straight == 12
    assert 3 < made.straight_expected < 9
    assert made.straight_p == 0.005
    assert made.median_years == 1


def test_nothing_handed_over_is_unknown_and_not_zero():
    made = closed_circles(links([("f0", "u", "project", 2020)]), WHO, seed=1)
    assert (made.straight, made.chains) == (0, 0)
    assert np.isnan([made.straight_p, made.chains_expected, made.median_years]).all()
    empty = closed_circles(links([]), WHO, seed=1)
    assert empty.pairs.is_empty()
    assert empty.closing.is_empty()
