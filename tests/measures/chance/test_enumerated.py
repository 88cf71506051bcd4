"""p-values against all permutations of small maps, counted with fractions: nothing rounds there."""

import itertools
from fractions import Fraction as F

import numpy as np
import polars as pl
import pytest

from jiqun.measures.association import (
    geary,
    getis_ord,
    local_geary,
    local_getis_ord,
    local_moran,
    moran,
)
from jiqun.tables import Graph

DRAWS = 4999
NODES = tuple("abcdef")
#: a–b–c–d–e, and a–c; f has no neighbour.
PAIRS = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("a", "c")]
TIES = pl.DataFrame(PAIRS, schema=["source", "target"], orient="row")
MAP = Graph.from_frame(TIES, directed=False, nodes=NODES)
#: All but one equal, two values, sums that agree only in decimals, signs that cancel, an offset.
VALUES = {
    "one town": ["500", "0", "0", "0", "0", "0"],
    "one hole": ["3", "3", "0", "3", "3", "3"],
    "two values": ["1", "1", "0", "0", "1", "0"],
    "decimals": ["0.1", "0.2", "0.3", "0.4", "0.6", "0.5"],
    "signs": ["-0.3", "0.1", "0.2", "0", "-0.1", "0.1"],
    "offset": ["1000.1", "1000.2", "1000.3", "1000.2", "1000.4", "1000"],
    "thirds": ["1/3", "2/3", "1/3", "1", "0", "2/3"],
}


def weights(scaling):
    around = {a: [] for a in NODES}
    for a, b in PAIRS:
        around[a].append(b)
        around[b].append(a)
    part = {a: F(1, len(b)) if scaling == "rows" and b else F(1) for a, b in around.items()}
    return [(NODES.index(a), NODES.index(b), part[a]) for a, ends in around.items() for b in ends]


def smaller(seen, drawn):
    above = sum(one >= seen for one in drawn)
    return min(above, sum(one <= seen for one in drawn)) / len(drawn)


def held(found, exact):
    """Hold a p-value of draws against the exact one, within five deviations of counting."""
    noise = 5 * np.sqrt(exact * (1 - exact) / DRAWS) + 1.5 / DRAWS
    assert abs(found - exact) <= noise, (found, exact)


def whole_moran(y, w):
    z = [one - sum(y) / len(y) for one in y]
    return sum(k * z[i] * z[j] for i, j, k in w)


def whole_geary(y, w):
    return sum(k * (y[i] - y[j]) ** 2 for i, j, k in w)


def whole_getis(y, w):
    return sum(k * y[i] * y[j] for i, j, k in w)


#: Getis and Ord's G is of values of which none is negative and two are positive.
POSITIVE = [
    name
    for name, values in VALUES.items()
    if min(F(one) for one in values) >= 0 and sum(F(one) > 0 for one in values) > 1
]


@pytest.mark.parametrize(
    ("name", "measure", "statistic", "scaling"),
    [
        *((name, moran, whole_moran, "rows") for name in VALUES),
        *((name, geary, whole_geary, "rows") for name in VALUES),
        *((name, getis_ord, whole_getis, "none") for name in POSITIVE),
    ],
)
def test_whole_maps(name, measure, statistic, scaling):
    y = [F(one) for one in VALUES[name]]
    w = weights(scaling)
    drawn = [statistic(p, w) for p in itertools.permutations(y)]
    exact = smaller(statistic(y, w), drawn)
    found = measure([float(one) for one in y], weights=MAP, scaling=scaling, draws=DRAWS, seed=1)
    held(found.parts["p_value"].item(), exact)
    assert found.parts["p_two_sided"] == min(1.0, 2 * found.parts["p_value"])


def here_lag(y, _i, around):
    return sum(k * y[j] for j, k in around)


def here_moran(y, i, around):
    mean = sum(y) / len(y)
    return (y[i] - mean) * sum(k * (y[j] - mean) for j, k in around)


def here_geary(y, i, around):
    return sum(k * (y[i] - y[j]) ** 2 for j, k in around)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize(
    ("measure", "statistic", "scaling"),
    [
        (local_moran, here_moran, "rows"),
        (local_geary, here_geary, "rows"),
        (local_getis_ord, here_lag, "none"),
    ],
)
def test_regions(name, measure, statistic, scaling):
    y, w = [F(one) for one in VALUES[name]], weights(scaling)
    found = measure([float(one) for one in y], weights=MAP, draws=DRAWS, seed=2)
    for i in range(5):
        others = y[:i] + y[i + 1 :]
        around = [(j, k) for a, j, k in w if a == i]
        dealt = itertools.permutations(others)
        drawn = [statistic([*p[:i], y[i], *p[i:]], i, around) for p in dealt]
        held(found.parts["p_value"][i], smaller(statistic(y, i, around), drawn))
    for part in ("p_value", "p_two_sided", "q_value"):
        assert np.isnan(found.parts[part][5]), part
    np.testing.assert_array_equal(
        found.parts["p_two_sided"], np.minimum(1.0, 2.0 * found.parts["p_value"])
    )
