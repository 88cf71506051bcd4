"""Swapped ties: degrees stay, no loop and no pair twice, all networks of the degrees alike."""

import itertools
from collections import Counter

import numpy as np
import pytest

from jiqun.core import stream
from jiqun.kernels.finding.swaps import swapped


def some(n, m, directed, seed=1):
    rng = stream(seed=seed, name="swaps")
    pairs = [
        p
        for p in itertools.product(range(n), repeat=2)
        if (p[0] != p[1] if directed else p[0] < p[1])
    ]
    chosen = [pairs[k] for k in rng.choice(len(pairs), m, replace=False)]
    return np.array(chosen, dtype=np.int64).T


@pytest.mark.parametrize("directed", [False, True])
def test_degrees_stay_and_it_stays_simple(directed):
    a, b = some(60, 300, directed)
    one, other = swapped(60, a, b, directed=directed, seed=4, replicate=2)
    if directed:
        assert (np.bincount(one, minlength=60) == np.bincount(a, minlength=60)).all()
        assert (np.bincount(other, minlength=60) == np.bincount(b, minlength=60)).all()
        keys = set(zip(one.tolist(), other.tolist(), strict=True))
    else:
        ends = np.concatenate([one, other]), np.concatenate([a, b])
        assert (np.bincount(ends[0], minlength=60) == np.bincount(ends[1], minlength=60)).all()
        keys = {frozenset(p) for p in zip(one.tolist(), other.tolist(), strict=True)}
        assert all(len(k) == 2 for k in keys)
    assert len(keys) == 300
    assert (one != other).all()
    before = set(zip(a.tolist(), b.tolist(), strict=True))
    assert len(before & set(zip(one.tolist(), other.tolist(), strict=True))) < 150


def test_all_networks_of_the_degrees_are_alike():
    # six nodes, degrees 1 2 2 2 2 1: count each simple network of these degrees
    a, b = np.array([0, 1, 2, 3, 4]), np.array([1, 2, 3, 4, 5])
    pairs = list(itertools.combinations(range(6), 2))
    degrees = np.array([1, 2, 2, 2, 2, 1])
    able = {
        frozenset(chosen)
        for chosen in itertools.combinations(pairs, 5)
        if (np.bincount(np.array(chosen).ravel(), minlength=6) == degrees).all()
    }
    seen = Counter()
    draws = 4000
    for k in range(draws):
        one, other = swapped(6, a, b, directed=False, seed=9, replicate=k, steps=40)
        seen[
            frozenset((min(p), max(p)) for p in zip(one.tolist(), other.tolist(), strict=True))
        ] += 1
    assert set(seen) == able
    expected = draws / len(able)
    square = sum((seen[one] - expected) ** 2 / expected for one in able)
    assert square < len(able) - 1 + 4 * np.sqrt(2 * (len(able) - 1))


def test_one_tie_and_none_stay():
    for m in (0, 1):
        a, b = np.arange(m), np.arange(m) + 1
        one, other = swapped(3, a, b, directed=False, seed=1, replicate=0)
        assert (one == a).all()
        assert (other == b).all()
