"""Planted economies look and move like real ones: three seeds, two sizes, every band."""

import pytest

from jiqun.planted import economy, economy_plan
from jiqun.planted.moments import compared, measured, references

SEEDS = (5, 6, 7)
SIZES = (10_000, 40_000)


def _planted(seed, size):
    country = economy(economy_plan(establishments=size, seed=seed))
    return compared(measured({**country.tables, "owners": country.truth["owners"]}))


@pytest.fixture(scope="module")
def found():
    """Every moment of every planted economy: word -> {(seed, size): moment}."""
    every = {}
    for size in SIZES:
        for seed in SEEDS:
            for one in _planted(seed, size):
                every.setdefault(one.reference.id, {})[seed, size] = one
    return every


JUDGED = [id_ for id_, one in references().items() if one.band is not None]


@pytest.mark.parametrize("id_", JUDGED)
def test_a_moment_lies_in_its_band(found, id_):
    outside = {
        at: (one.value, one.distance) for at, one in found[id_].items() if one.inside is False
    }
    assert outside == {}


def test_most_moments_are_judged_at_the_larger_size(found):
    judged = {
        id_
        for id_ in JUDGED
        for (_, size), one in found[id_].items()
        if size == max(SIZES) and one.inside is not None
    }
    # a cell of more than fifty establishments is rare in a small country
    assert set(JUDGED) - judged <= {"cell-growth-spread-51", "cell-growth-robust-51"}
