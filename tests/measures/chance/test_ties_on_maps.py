"""Maps full of ties: exact chances in closed form, islands, constants, other orders and scales."""

from math import comb

import numpy as np
import polars as pl
import pytest
from scipy.stats import hypergeom

from jiqun.core import stream
from jiqun.measures.association import (
    benjamini_hochberg,
    geary,
    getis_ord,
    local_geary,
    local_getis_ord,
    local_moran,
    moran,
)
from jiqun.tables import Graph

LOCAL = (local_moran, local_geary, local_getis_ord)
SIDE = 7
TOWN = 24
DRAWS = 999


def grid(side=SIDE, islands=0):
    names = [f"r{i:02}" for i in range(side * side)]
    pairs = [(i, i + 1) for i in range(side * side) if (i + 1) % side]
    pairs += [(i, i + side) for i in range(side * (side - 1))]
    ties = pl.DataFrame({"source": [names[i] for i, _ in pairs],
                         "target": [names[j] for _, j in pairs]})  # fmt: skip
    nodes = (*names, *(f"i{k}" for k in range(islands)))
    return Graph.from_frame(ties, directed=False, nodes=nodes)


def town(amount=500.0):
    values = np.zeros(SIDE * SIDE)
    values[TOWN] = amount
    return values


def neighbours(graph):
    return np.diff(graph.starts)


@pytest.mark.parametrize("measure", LOCAL)
@pytest.mark.parametrize("amount", [500.0, 0.1, 1e12, -500.0])
def test_one_town_makes_nobody_significant(measure, amount):
    # far regions: chance leaves the town out in C(47, k) of C(48, k) deals
    graph = grid()
    found = measure(town(amount), weights=graph, draws=DRAWS, seed=1)
    far = np.setdiff1d(np.arange(49), [TOWN, TOWN - 1, TOWN + 1, TOWN - SIDE, TOWN + SIDE])
    k = neighbours(graph)[far]
    exact = np.array([comb(47, int(one)) / comb(48, int(one)) for one in k])
    noise = 5 * np.sqrt(exact * (1 - exact) / DRAWS) + 2 / DRAWS
    assert (np.abs(found.parts["p_value"][far] - exact) < noise).all()
    assert (found.parts["p_value"][far] >= 0.87).all()
    assert (found.parts["q_value"] >= 0.3).all()
    # the town itself: the others are alike, so every deal is what is there
    assert found.parts["p_value"][TOWN] == 1.0


@pytest.mark.parametrize("measure", LOCAL)
def test_two_values_have_hypergeometric_chances(measure):
    values = np.zeros(49)
    values[[0, 3, 8, 15, 16, 17, 24, 31, 40, 48]] = 1.0
    graph = grid()
    p = measure(values, weights=graph, draws=4999, seed=3).parts["p_value"]
    for i in range(49):
        around = values[graph.targets[graph.starts[i] : graph.starts[i + 1]]]
        like, n = around.sum(), len(around)
        chance = hypergeom(48, int(10 - values[i]), n)
        exact = min(chance.cdf(like), chance.sf(like - 1))
        assert abs(p[i] - exact) < 5 * np.sqrt(exact * (1 - exact) / 4999) + 2 / 4999


@pytest.mark.parametrize("measure", LOCAL)
def test_islands_have_no_p(measure):
    values = np.concatenate([town(), [7.0, 0.0]])
    found = measure(values, weights=grid(islands=2), draws=99)
    for part in ("p_value", "p_two_sided", "q_value"):
        assert np.isnan(found.parts[part][49:]).all()
        assert np.isfinite(found.parts[part][:49]).all()
    if measure is local_moran:
        assert np.isnan(found.parts["quadrant"][49:]).all()


@pytest.mark.parametrize("measure", LOCAL)
@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, -7.7, 1e9])
def test_a_constant_says_nothing(measure, value):
    found = measure(np.full(49, value), weights=grid(), draws=99)
    assert np.isnan(found.values).all()
    assert np.isnan(found.parts["p_value"]).all()
    assert np.isnan(found.parts["q_value"]).all()


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, -7.7, 1e9])
def test_a_constant_has_no_moran_whatever_its_mean_rounds_to(value):
    for measure in (moran, geary):
        found = measure(np.full(49, value), weights=grid(), draws=99)
        assert np.isnan(found.values)
        assert "p_value" not in found.parts


def test_a_region_at_the_mean_is_never_unlike_chance():
    # 1, 2, 3 over the grid: the middle value is the mean, so its I is 0 in every draw
    values = np.resize([1.0, 2.0, 3.0], 49)
    values[-1] = 2.0
    found = local_moran(values, weights=grid(), draws=99)
    assert (found.parts["p_value"][values == 2.0] == 1.0).all()
    assert (found.parts["p_value"][values != 2.0] < 1.0).any()


@pytest.mark.parametrize("measure", LOCAL)
def test_shift_and_scale_change_no_p(measure):
    values = np.round(stream(seed=4).normal(size=49), 1)
    plain = measure(values, weights=grid(), draws=199).parts["p_value"]
    for other in (3.0 * values, values * 0.1, values + 1000.0, values - 0.3):
        np.testing.assert_array_equal(measure(other, weights=grid(), draws=199).parts["p_value"],
                                      plain)  # fmt: skip


@pytest.mark.parametrize("measure", [moran, geary, getis_ord])
def test_a_whole_map_of_ties(measure):
    # a town of 500 and one of 500 beside nobody: two towns touch in 84 of C(49, 2) deals
    values = town()
    values[0] = 500.0
    found = measure(values, weights=grid(), scaling="none", draws=DRAWS, seed=1)
    if measure is getis_ord:
        exact = 1 - 84 / comb(49, 2)
        assert abs(found.parts["p_value"] - exact) < 5 * np.sqrt(exact * (1 - exact) / DRAWS)
    assert found.parts["p_value"] > 0.05
    assert found.parts["p_two_sided"] == min(1.0, 2 * found.parts["p_value"])


@pytest.mark.parametrize("measure", LOCAL)
def test_q_is_of_both_sides(measure):
    values = stream(seed=5).random(49)
    parts = measure(values, weights=grid(), draws=199).parts
    np.testing.assert_array_equal(
        parts["q_value"], benjamini_hochberg(np.minimum(1.0, 2.0 * parts["p_value"]))
    )


def test_whoever_borders_on_everybody_has_no_other_deal():
    hub = pl.DataFrame({"source": ["h"] * 5, "target": list("abcde")})
    graph = Graph.from_frame(hub, directed=False)
    at = graph.nodes.index("h")
    for measure in LOCAL:
        values = np.array([0.1, 0.7, 0.2, 0.3, 0.05, 0.9])
        assert measure(values, weights=graph, draws=99).parts["p_value"][at] == 1.0
