"""Ties among the members of a cluster: as dense as its kind and stage have it, hubs more."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters import LINKING, Clusters
from jiqun.planted.ground import ABROAD
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.ties.bonds import (
    LOCKED_LASTING,
    TIE_KINDS,
    Pairs,
    Renewal,
    kinds,
    lasting,
    pairs,
    renewed,
)
from jiqun.planted.ties.net import Net, chosen

Float = NDArray[np.float64]
Int = NDArray[np.int64]

SUPPLY: Final = TIE_KINDS.index("supply")
#: Kinds of ties between two members, and how many of those of a year are of each.
FIRM_ODDS: Final = {"supply": 0.5, "talent": 0.2, "alliance": 0.18, "equity": 0.12}
#: Ties of a cluster with loose ties, against the usual.
LOOSE: Final = 0.25
#: The ends of a tie are drawn by how much firms are sought to these powers: those of supply, and
#: of the other kinds, which knit all members together (assumption).
SUPPLY_ENDS, OTHER_ENDS = (1.0, 0.9), (0.5, 0.2)
#: No more ties than this share of the pairs.
FULLEST: Final = 0.6


def ties_inside(plan: EconomyPlan, clusters: Clusters, net: Net) -> Pairs:
    """Tie members; a tie that ends is replaced within the cluster."""
    rng = plan.stream("links-inside")
    usual = lasting(plan.turbulence)
    now = _Year(net)

    def draw(t: int, missing: Int) -> tuple[Pairs, Int]:
        of = np.repeat(np.arange(plan.clusters), missing)
        kind = kinds(FIRM_ODDS, len(of), rng, usual if t else None)
        hub, other, side = now.pick(t, of, kind == SUPPLY, rng)
        near = net.country[hub] == net.country[other]
        kept = (hub >= 0) & (other >= 0) & (near | (rng.random(len(of)) < ABROAD))
        a, b = np.where(side == 0, hub, other)[kept], np.where(side == 0, other, hub)[kept]
        return pairs(a, b, kind[kept], t), of[kept]

    def stays(ties: Pairs, of: Int) -> Float:
        return np.where(net.locked[of], LOCKED_LASTING**plan.turbulence, usual[ties.kind])

    wanted = _wanted(plan, clusters, net, rng)
    return renewed(net, Renewal(wanted=wanted, draw=draw, stays=stays), rng)


def members_alive(net: Net, clusters: int) -> Int:
    """Count the members of each cluster that can tie in each year, shape (T, K)."""
    cluster = net.cluster[net.members]
    return np.array(
        [np.bincount(cluster[row[net.members]], minlength=clusters) for row in net.alive]
    )


def density(clusters: Clusters, net: Net) -> Float:
    """Give the ties that a member has to others of its cluster, each year, shape (K, T)."""
    linking = np.where(clusters.stage >= 0, LINKING[clusters.stage], 0.0)
    return np.asarray((clusters.links * np.where(net.loose, LOOSE, 1.0))[:, None] * linking)


def _wanted(plan: EconomyPlan, clusters: Clusters, net: Net, rng: np.random.Generator) -> Int:
    """Give how many ties each cluster has in each year; a tie counts for both its ends."""
    n = members_alive(net, plan.clusters).astype(np.float64)
    usual = density(clusters, net).T * n / 2
    most = FULLEST * n * np.maximum(n - 1, 0) / 2
    return np.asarray(np.floor(np.minimum(usual, most) + rng.random(plan.clusters)), dtype=np.int64)


class _Year:
    """The members of one year, and how much each is sought."""

    def __init__(self, net: Net) -> None:
        self._net, self._t = net, -1

    def pick(
        self, t: int, of: Int, supply: NDArray[np.bool_], rng: np.random.Generator
    ) -> tuple[Int, Int, Int]:
        """Draw a hub and another member of each cluster, and whether the hub sells (0) or buys."""
        self._turn(t)
        side = rng.integers(0, 2, len(of))
        hub, other = np.full(len(of), -1), np.full(len(of), -1)
        low, high = self._start[of], self._start[of + 1]
        for ends, these in ((SUPPLY_ENDS, supply), (OTHER_ENDS, ~supply)):
            for s in (0, 1):
                mine = np.flatnonzero(these & (side == s))
                total = self._total(s, ends[0])
                hub[mine] = chosen(total, total[low[mine]], total[high[mine]], rng)
            mine = np.flatnonzero(these)
            total = self._total(2, ends[1])
            other[mine] = chosen(total, total[low[mine]], total[high[mine]], rng)
        there = high > low
        return (
            np.where(there, self._members[hub], -1),
            np.where(there, self._members[other], -1),
            side,
        )

    def _total(self, side: int, power: float) -> Float:
        """Cumulate how much members are sought as suppliers, as buyers, as either."""
        if (side, power) not in self._totals:
            sought = self._net.sought[:, self._members]
            weight = sought.max(axis=0) if side > 1 else sought[side]
            self._totals[side, power] = np.concatenate([[0.0], np.cumsum(weight**power)])
        return self._totals[side, power]

    def _turn(self, t: int) -> None:
        if t == self._t:
            return
        net = self._net
        members = net.members[net.alive[t, net.members]]
        self._t, self._members = t, members
        self._start = np.searchsorted(net.cluster[members], np.arange(len(net.start)))
        self._totals: dict[tuple[int, float], Float] = {}
