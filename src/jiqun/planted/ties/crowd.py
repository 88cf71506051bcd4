"""Partners of a year: of a firm's own cluster, or any firm."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.ground import ABROAD
from jiqun.planted.ties.net import Net, chosen

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Firms are drawn by how much they are sought to this power.
KNOWN: Final = 1.1


class Crowd:
    """The firms of each year to draw partners and leaders from."""

    def __init__(self, net: Net) -> None:
        self._net, self._t = net, -1

    def anybody(self, t: int, n: int, rng: np.random.Generator) -> Int:
        """Draw firms, sought ones more often."""
        self._turn(t)
        total = self._total
        return self._firms[chosen(total, np.zeros(n), np.full(n, total[-1]), rng)]

    def member(self, t: int, cluster: Int, rng: np.random.Generator) -> Int:
        """Draw a member of each cluster, -1 where nobody is there."""
        self._turn(t)
        if not len(self._members):
            return np.full(len(cluster), -1)
        low, high = self._inner[self._start[cluster]], self._inner[self._start[cluster + 1]]
        at = chosen(self._inner, low, high, rng)
        return np.where(at >= 0, self._members[at], -1)

    def partner(self, t: int, firm: Int, own: Float, rng: np.random.Generator) -> Int:
        """Draw a partner of each firm, -1 where there is none.

        Of its own linked cluster with the chance ``own``; else anybody, but of its own cluster,
        and across a border one in ten only; a locked-in cluster's firms have nobody else.
        """
        net = self._net
        cluster = net.cluster[firm].astype(np.int64)
        linked = net.of_cluster(net.linked, firm)
        inner = linked & ((rng.random(len(firm)) < own) | net.of_cluster(net.locked, firm))
        mate = self.member(t, np.where(inner, cluster, 0), rng)
        other = self.anybody(t, len(firm), rng)
        far = (net.country[firm] != net.country[other]) & (rng.random(len(firm)) >= ABROAD)
        barred = net.together(firm, other) | net.of_cluster(net.locked, other) | far
        found = np.where(inner, mate, np.where(barred, -1, other))
        return np.where(found == firm, -1, found)

    def _turn(self, t: int) -> None:
        if t == self._t:
            return
        net = self._net
        weight = net.sought.max(axis=0) ** KNOWN
        self._t = t
        self._firms = np.flatnonzero(net.alive[t, : net.firms])
        self._total = np.concatenate([[0.0], np.cumsum(weight[self._firms])])
        self._members = net.members[net.alive[t, net.members]]
        self._inner = np.concatenate([[0.0], np.cumsum(weight[self._members])])
        self._start = np.searchsorted(net.cluster[self._members], np.arange(len(net.start)))
