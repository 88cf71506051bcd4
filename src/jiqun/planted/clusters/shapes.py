"""Who stands in a cluster: sizes by its structure, and classes that its place lacks."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters.clusters import Clusters
from jiqun.planted.ground import sums
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Lowest and highest share of a cluster's employment of a lead firm, and of each of the next three
#: beside it, by structure; a share of 0 gives none a place of its own. Assumptions.
LEAD_SHARES: Final = np.array([[0.32, 0.46], [0.24, 0.33], [0.0, 0.0]])
NEXT_SHARES: Final = np.array([[0.0, 0.0], [0.08, 0.12], [0.0, 0.0]])
NEXT = 3
#: Most that each of the others has of the others' employment, or so many times their mean.
OTHERS: Final = np.array([0.08, 0.06, 0.09])
MEANS = 3.0
#: Fewer members are in no structure.
LEAST_STRUCTURED = 5


def shaped(
    plan: EconomyPlan,
    clusters: Clusters,
    cluster: NDArray[np.int32],
    size: NDArray[np.float32],
    old: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Give sizes the structure of their cluster; those of closed members stay.

    Parameters
    ----------
    plan, clusters
        What is planted.
    cluster, size
        Shape (N,): number of the cluster or -1; persons.
    old
        Shape (N,): there throughout the panel: one of these leads.

    Returns
    -------
    NDArray
        Shape (N,), persons, in the order given.
    """
    rows = np.flatnonzero(cluster >= 0)
    rows = rows[np.lexsort((-size[rows], ~old[rows], cluster[rows]))]
    of = cluster[rows]
    n = np.bincount(of, minlength=plan.clusters)
    rank = np.arange(len(rows)) - (np.cumsum(n) - n)[of]
    share = _shares(plan, clusters, n)
    special = (rank <= NEXT) & (share[of, np.minimum(rank, NEXT)] > 0) & old[rows]
    other = np.flatnonzero(~special)
    small = _capped(clusters, size[rows[other]].astype(np.float64), of[other], n)
    rest = sums(of[other], small, plan.clusters)
    whole = rest / (1 - share.sum(axis=1))
    out = size.copy()
    out[rows[other]] = small
    at = np.flatnonzero(special)
    out[rows[at]] = np.maximum(share[of[at], rank[at]] * whole[of[at]], 1.0)
    return out


def _shares(plan: EconomyPlan, clusters: Clusters, n: Int) -> Float:
    """Draw the share of the first and the next of each cluster, shape (K, 1 + NEXT)."""
    draw = plan.stream("shapes").random((plan.clusters, 1 + NEXT))
    low = np.repeat(NEXT_SHARES[:, :1], NEXT, axis=1)
    high = np.repeat(NEXT_SHARES[:, 1:], NEXT, axis=1)
    low = np.concatenate([LEAD_SHARES[:, :1], low], axis=1)[clusters.structure]
    high = np.concatenate([LEAD_SHARES[:, 1:], high], axis=1)[clusters.structure]
    return np.where(n[:, None] >= LEAST_STRUCTURED, low + (high - low) * draw, 0.0)


def _capped(clusters: Clusters, size: Float, of: NDArray[np.int32], n: Int) -> Float:
    """Cut what stands out among the others, some times over as their sum falls with it."""
    most = np.maximum(OTHERS[clusters.structure], MEANS / np.maximum(n, 1))
    most = np.where(n >= LEAST_STRUCTURED, most, 1.0)
    for _ in range(3):
        size = np.minimum(size, (most * sums(of, size, len(n)))[of])
    return np.maximum(size, 1.0)


def present(
    plan: EconomyPlan,
    clusters: Clusters,
    county: NDArray[np.int32],
    industry: NDArray[np.int16],
    of: NDArray[np.int32],
    weight: Float,
) -> NDArray[np.int16]:
    """Give members of a class that their place lacks another of their cluster's classes.

    A member whose cluster has no other class there keeps its own.

    ``county``, ``industry``, ``of``: shape (M,), of members and the numbers of their clusters;
    ``weight``: shape (I,), how often each class is drawn.
    """
    rng = plan.stream("missing-links")
    lacks = np.zeros((int(county.max(initial=0)) + 1, len(weight)), dtype=bool)
    known = clusters.absent[clusters.absent[:, 0] < len(lacks)]
    lacks[known[:, 0], known[:, 1]] = True
    bad = np.flatnonzero(lacks[county, industry])
    draw = rng.random(len(bad))
    able = np.where(clusters.industries[of[bad]] & ~lacks[county[bad]], weight + 1e-12, 0.0)
    total = np.cumsum(able, axis=1)
    found = (total <= (draw * total[:, -1])[:, None]).sum(axis=1)
    other = total[:, -1] > 0
    industry = industry.copy()
    industry[bad[other]] = np.minimum(found[other], len(weight) - 1)
    return industry
