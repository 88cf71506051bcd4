"""Who can tie, in which years, and how much each is sought as a partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters import LEGS, WEAKNESSES, Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Places
from jiqun.planted.organisations import Organisations
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

#: Firms that tie at most: the rest of a larger country's have no ties in the tables.
MOST_TYING: Final = 1_000_000
#: Exponents of the upper tail (of the CCDF) of how much firms are sought as suppliers and buyers.
TAILS: Final = (1.05, 1.1)
#: How much of that is size, the rest is chance: correlation with the logarithm of size.
BY_SIZE: Final = 0.8
#: Leg of the loop between firms and those who help them that each kind of helper is.
LEG_OF: Final = {
    kind: LEGS.index(leg)
    for kind, leg in (
        ("financier", "finance"),
        ("university", "research"),
        ("institute", "research"),
        ("platform", "intermediary"),
        ("intermediary", "intermediary"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Net:
    """The n firms that can tie, by number, then the H others.

    Attributes
    ----------
    at
        Shape (n + H,): position among the organisations.
    firms
        n.
    row, county, city, country, industry, cluster
        Shape (n,): establishment, places, class, planted cluster (-1 in none).
    size
        Shape (n,): employment.
    sought
        Shape (2, n): how much it is sought as a supplier and as a buyer.
    alive
        Shape (T, n + H): who is there in each year.
    members, start
        Numbers of the clusters' members, one cluster after the other; shape (K + 1,).
    seat
        Shape (K,): city of each cluster's centre.
    lacks
        Shape (K,): number of the leg in the clusters' ``LEGS`` that carries nothing, -1 where
        none is broken.
    loose, locked, unfit
        Shape (K,): clusters with loose ties, locked in, of other science than industry.
    linked
        Shape (K,): clusters that are dense in links.
    helper_city, helper_field, helper_leg, helper_weight, helper_kind
        Shape (H,): of the others; leg -1 where it offers nothing.
    """

    at: Int
    firms: int
    row: Int
    county: Int
    city: Int
    country: Int
    industry: NDArray[np.int16]
    cluster: NDArray[np.int32]
    size: Float
    sought: Float
    alive: Bool
    members: Int
    start: Int
    seat: Int
    lacks: Int
    loose: Bool
    locked: Bool
    unfit: Bool
    linked: Bool
    helper_city: Int
    helper_field: Int
    helper_leg: Int
    helper_weight: Float
    helper_kind: list[str]

    def of_cluster(self, values: NDArray[np.bool_], firm: Int) -> Bool:
        """Say of firms whether they are in a cluster of which ``values`` holds, shape (K,)."""
        cluster = self.cluster[firm]
        return np.asarray((cluster >= 0) & values[cluster])

    def together(self, a: Int, b: Int) -> Bool:
        """Say whether two firms are in the same cluster."""
        return np.asarray((self.cluster[a] == self.cluster[b]) & (self.cluster[a] >= 0))


def make_net(
    plan: EconomyPlan,
    places: Places,
    clusters: Clusters,
    establishments: Establishments,
    organisations: Organisations,
) -> Net:
    """Choose who ties: all firms up to a million, else as many, even by place."""
    rows = organisations.rows
    size = establishments.size[rows].astype(np.float64)
    able = _able(size, establishments.cluster[rows], clusters)
    rows, size = rows[able], size[able]
    county = establishments.county[rows].astype(np.int64)
    cluster = establishments.cluster[rows]
    inside = np.flatnonzero(cluster >= 0)
    members = inside[np.lexsort((-size[inside], cluster[inside]))]
    founded = organisations.table["founded"].tail(len(organisations.kind)).to_numpy()
    alive = np.array(
        [
            np.concatenate([establishments.alive(int(year), rows), founded <= year])
            for year in plan.calendar
        ]
    )
    weak = clusters.weakness
    return Net(
        at=np.concatenate([able, len(organisations.rows) + np.arange(len(founded))]),
        firms=len(able),
        row=rows,
        county=county,
        city=places.land.city[county],
        country=places.country[county],
        industry=establishments.industry[rows],
        cluster=cluster,
        size=size,
        sought=_sought(plan, size),
        alive=alive,
        members=members,
        start=np.searchsorted(cluster[members], np.arange(plan.clusters + 1)),
        seat=places.land.city[places.land.county[clusters.centre]],
        lacks=broken_legs(clusters),
        loose=weak == WEAKNESSES.index("loose-ties"),
        locked=weak == WEAKNESSES.index("lock-in"),
        unfit=weak == WEAKNESSES.index("mismatch"),
        linked=clusters.linked,
        helper_city=organisations.city,
        helper_field=organisations.field,
        helper_leg=np.array([LEG_OF.get(kind, -1) for kind in organisations.kind]),
        helper_weight=organisations.weight,
        helper_kind=organisations.kind,
    )


def broken_legs(clusters: Clusters) -> Int:
    """Give the leg of each broken loop that carries nothing, -1 elsewhere, shape (K,)."""
    broken = clusters.weakness == WEAKNESSES.index("broken-loop")
    return np.where(broken, clusters.concern, -1)


def _able(size: Float, cluster: NDArray[np.int32], clusters: Clusters) -> Int:
    """Give all firms, or as many as tie at most, with the largest and all of virtual clusters."""
    if len(size) <= MOST_TYING:
        return np.arange(len(size))
    virtual = np.flatnonzero((cluster >= 0) & ~clusters.local[cluster])
    even = (np.arange(MOST_TYING) * (len(size) / MOST_TYING)).astype(np.int64)
    largest = np.argsort(-size, kind="stable")[: MOST_TYING // 100]
    return np.union1d(np.union1d(even, largest), virtual)


def _sought(plan: EconomyPlan, size: Float) -> Float:
    """Draw how much each is sought: Pareto by rank, larger firms mostly first, chance beside."""
    rng = plan.stream("partners")
    large = np.log(size)
    spread = max(float(large.std()), 1e-9)
    large = (large - large.mean()) / spread
    shared = rng.standard_normal(len(size))
    sought = np.empty((2, len(size)))
    for side, tail in enumerate(TAILS):
        chance = (shared + rng.standard_normal(len(size))) * np.sqrt(0.5)
        score = BY_SIZE * large + np.sqrt(1 - BY_SIZE**2) * chance
        rank = np.empty(len(size))
        rank[np.argsort(-score, kind="stable")] = np.arange(1, len(size) + 1)
        sought[side] = (rank / len(size)) ** (-1 / tail)
    return sought


def counties_in_order(places: Places) -> Int:
    """Rank the counties by country, city, county, so that each of these is one stretch."""
    n = len(places.land.city)
    order = np.lexsort((np.arange(n), places.land.city, places.country))
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(n)
    return rank


def chosen(total: Float, low: Float, high: Float, rng: np.random.Generator) -> Int:
    """Draw a position of a cumulated weight in each stretch of it, -1 where the stretch is empty.

    ``total`` has a zero before the first; ``low`` and ``high`` are values of it.
    """
    draw = low + (high - low) * rng.random(len(low))
    at = np.searchsorted(total, draw, side="right") - 1
    return np.where(high > low, np.minimum(at, len(total) - 2), -1)


def runs(of: Int) -> Int:
    """Give the first and the last but one place of the run that each place is in, shape (n, 2)."""
    new = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]]))
    run = np.searchsorted(new, np.arange(len(of)), side="right") - 1
    return np.column_stack([new[run], np.append(new, len(of))[run + 1]])
