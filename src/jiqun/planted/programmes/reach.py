"""Which counties a cluster is in, and where a crowded one is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters import DRIVERS, WEAKNESSES, Clusters
from jiqun.planted.ground import Land, sums
from jiqun.planted.plans import EconomyPlan

#: A county is in a cluster if it holds this share of what is within the cluster's reach.
HELD = 0.15
#: Share of the other counties that have raw materials too, unused; Mt in the median county that
#: has some; lowest and highest share of it used up a year where a cluster lives on it. Assumptions.
UNUSED, RESERVES, USED_UP = 0.1, 40.0, (0.03, 0.09)


def holds_of(land: Land, clusters: Clusters) -> NDArray[np.bool_]:
    """Say which counties each local cluster is in, shape (K, R)."""
    number, counties = len(clusters.centre), len(land.city)
    of = np.repeat(np.arange(number), np.diff(clusters.cell_start))
    key = of * counties + land.county[clusters.cells]
    weight = sums(key, clusters.cell_weight, number * counties).reshape(number, counties)
    share = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    return np.asarray((share >= HELD) & clusters.local[:, None])


def crowded(land: Land, clusters: Clusters, groups: int) -> NDArray[np.bool_]:
    """Say in which counties a crowded cluster of each group is, shape (R, groups)."""
    full = clusters.weakness == WEAKNESSES.index("crowding")
    k, r = np.nonzero(holds_of(land, clusters) & full[:, None])
    found = np.zeros((len(land.city), groups), dtype=bool)
    found[r, clusters.group[k]] = True
    return found


def governed(land: Land, clusters: Clusters) -> NDArray[np.bool_]:
    """Say in which counties a cluster is that the government drives, shape (R,)."""
    driven = clusters.driver == DRIVERS.index("government")
    return np.asarray(holds_of(land, clusters)[driven].any(axis=0))


def reserves(plan: EconomyPlan, land: Land, clusters: Clusters) -> NDArray[np.float64]:
    """Give the raw materials left in each county and year in Mt, 0 where there are none.

    Clusters that live on raw materials sit on some, which they use up; elsewhere they lie idle.
    """
    rng = plan.stream("raw-materials")
    counties = len(land.city)
    mined = holds_of(land, clusters)[clusters.driver == DRIVERS.index("resource")].any(axis=0)
    idle = rng.random(counties) < UNUSED
    stock = RESERVES * rng.lognormal(0, 0.8, counties) * (mined | idle)
    rate = np.where(mined, rng.uniform(*USED_UP, counties), 0.0)
    left = stock[:, None] * np.exp(-rate[:, None] * np.arange(plan.years)[None, :])
    return np.asarray(np.round(left, 3))
