"""Drawing: communities are discs that do not overlap, members lie inside, all of it repeatable."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import stream
from jiqun.networks import between_communities, drawing, tie_network


def network(groups, size, seed=0):
    rng = stream(seed=seed, name="test")
    rows = []
    for g in range(groups):
        rows += [(g * size + i, g * size + j) for i in range(size) for j in range(i)]
        rows.append((g * size, int(rng.integers(groups)) * size + 1))
    ties = pl.DataFrame(rows, schema=["source", "target"], orient="row").cast(pl.String)
    nodes = pl.DataFrame({"organisation": [str(k) for k in range(groups * size)]})
    return tie_network(ties, nodes), np.repeat(np.arange(groups), size)


@pytest.mark.parametrize("groups", [1, 2, 30, 200])
def test_discs_are_apart_and_hold_their_members(groups):
    net, label = network(groups, 4)
    drawn = drawing(net, label, seed=3)
    x, y, r = drawn.community_x, drawn.community_y, drawn.radius
    apart = np.hypot(x[:, None] - x, y[:, None] - y) - r[:, None] - r
    np.fill_diagonal(apart, 1.0)
    assert (apart > 0).all()
    assert (np.hypot(drawn.x - x[label], drawn.y - y[label]) <= r[label] + 1e-12).all()
    assert min(drawn.x.min(), drawn.y.min()) >= 0 and max(drawn.x.max(), drawn.y.max()) <= 1
    again = drawing(net, label, seed=3)
    assert np.array_equal(again.x, drawn.x) and np.array_equal(again.community_y, y)


def test_organisations_of_no_community_have_no_place():
    net, label = network(2, 4)
    label = np.where(np.arange(8) == 7, -1, label)
    drawn = drawing(net, label, seed=0)
    assert np.isnan(drawn.x[7]) and not np.isnan(drawn.x[:7]).any()
    none = drawing(net, np.full(8, -1), seed=0)
    assert np.isnan(none.x).all() and not len(none.radius)


def test_ties_between_communities_are_added_up():
    ties = pl.DataFrame({"source": ["a", "a", "b"], "target": ["c", "d", "c"],
                         "weight": [1.0, 2.0, 4.0]})  # fmt: skip
    net = tie_network(ties, pl.DataFrame({"organisation": list("abcd")}))
    a, b, weight, pairs = between_communities(net, np.array([0, 0, 1, -1]))
    assert (a.tolist(), b.tolist(), pairs.tolist()) == ([0], [1], [2])
    assert weight.tolist() == pytest.approx([net.weight[net.b == 2].sum()])
