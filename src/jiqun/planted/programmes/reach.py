"""Which counties a cluster is in, and where a crowded one is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters import WEAKNESSES, Clusters
from jiqun.planted.ground import Land, sums

#: A county is in a cluster if it holds this share of what is within the cluster's reach.
HELD = 0.15


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
