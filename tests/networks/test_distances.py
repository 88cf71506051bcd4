"""Distances along ties: great circles by hand, decay found again."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import stream
from jiqun.kernels.sphere import EARTH_KM, apart_km
from jiqun.networks import decay, points, tie_network, unweighted


def test_decay_finds_again_what_made_the_ties():
    # ties at 0-20 km nine times as likely as farther ones
    rng = stream(seed=3, name="test-decay")
    n = 400
    nodes = pl.DataFrame(
        {
            "organisation": [f"{i:03d}" for i in range(n)],
            "lon": rng.uniform(0, 2, n),
            "lat": rng.uniform(0, 1, n),
        }
    )
    place = points(nodes)
    i, j = np.triu_indices(n, 1)
    km = apart_km(place[i], place[j])
    kept = rng.random(len(i)) < np.where(km <= 20, 0.18, 0.02)
    code = nodes["organisation"]
    rows = pl.DataFrame({"source": code.gather(i[kept]), "target": code.gather(j[kept])})
    fall = decay(unweighted(tie_network(rows, nodes)))
    odds = fall.at(np.array([15.0, 100.0]), degrees=False)
    assert odds == pytest.approx([0.18, 0.02], rel=0.2)


def test_distances_are_great_circles():
    place = points(pl.DataFrame({"lon": [0.0, 90.0, 179.0], "lat": [0.0, 0.0, 0.0]}))
    assert apart_km(place[0], place[1]) == pytest.approx(EARTH_KM * np.pi / 2)
    back = points(pl.DataFrame({"lon": [179.5, -179.5], "lat": [0.0, 0.0]}))
    assert apart_km(back[0], back[1]) == pytest.approx(EARTH_KM * np.pi / 180)
