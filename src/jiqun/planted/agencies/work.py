"""Which clusters an agency serves, and from when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Places
from jiqun.planted.organisations import Organisations
from jiqun.planted.plans import EconomyPlan

Int = NDArray[np.int64]

AGENCY: Final = "agency"
#: Firms that a cluster has in some year at the least, for an agency to serve it (assumption).
FEWEST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Work:
    """S served clusters.

    Attributes
    ----------
    cluster
        Shape (S,): numbers of the clusters, ascending.
    agency
        Shape (S,): position of the agency among the organisations; one may serve several.
    since
        Shape (S,): first year; the panel's first is none, so that a before can be seen.
    """

    cluster: Int
    agency: Int
    since: Int


def make_work(
    plan: EconomyPlan,
    places: Places,
    clusters: Clusters,
    establishments: Establishments,
    organisations: Organisations,
) -> Work:
    """Let the agencies of their cities serve some of the linked clusters of the place.

    Whether a cluster is served and since when is drawn for every cluster, so that a larger
    share (``plan.agencies``) keeps those that a smaller one has.
    """
    rng = plan.stream("agencies")
    lot = rng.random(plan.clusters)
    since = rng.integers(plan.calendar[1], plan.calendar[-1], plan.clusters, endpoint=True)
    cluster = establishments.cluster[organisations.rows]
    firms = np.bincount(cluster[cluster >= 0], minlength=plan.clusters)
    seat = places.land.city[places.land.county[clusters.centre]]
    agency = _agencies(places, organisations)[seat]
    able = clusters.linked & clusters.local & (firms >= FEWEST) & (agency >= 0)
    served = np.flatnonzero(able & (lot < plan.agencies))
    return Work(cluster=served, agency=agency[served], since=since[served])


def _agencies(places: Places, organisations: Organisations) -> Int:
    """Give the first agency of each city, -1 where there is none."""
    at = np.flatnonzero([kind == AGENCY for kind in organisations.kind])
    of = np.full(len(places.land.province), -1)
    of[organisations.city[at][::-1]] = at[::-1] + len(organisations.rows)
    return of
