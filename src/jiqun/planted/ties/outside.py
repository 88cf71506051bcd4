"""Ties of firms wherever they are: large firms with many small ones, near ones more, few abroad."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.ground import ABROAD, Industries, Places
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.ties.bonds import Pairs, Renewal, kinds, lasting, pairs, renewed
from jiqun.planted.ties.net import Net, counties_in_order, runs

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Ties of firms that share no cluster, beside each firm that is there in a year.
OUTSIDE: Final = 0.7
#: Their kinds, and how many of those of a year are of each (assumption).
OUTSIDE_ODDS: Final = {"supply": 0.76, "talent": 0.1, "alliance": 0.09, "equity": 0.05}
#: One end is drawn by how much firms are sought; the other by that to this power, so that hubs
#: tie with small firms rather than with each other.
OTHERS: Final = 0.9
#: Share of the partners at home that are in the same county, the same city (assumption).
SAME_COUNTY, SAME_CITY = 0.25, 0.2
#: Of ties of unrelated classes so many come about that are drawn, of related ones all.
UNRELATED: Final = 0.5
#: Of the ties out of a locked-in cluster so many come about that are drawn.
LOCKED: Final = 0.1


def ties_outside(plan: EconomyPlan, places: Places, industries: Industries, net: Net) -> Pairs:
    """Tie firms that share no cluster."""
    rng = plan.stream("links-anywhere")
    usual, related = lasting(plan.turbulence), industries.relatedness()
    market = _Market(net, places)

    def draw(t: int, missing: Int) -> tuple[Pairs, Int]:
        hub, other, side = market.pick(t, int(missing[0]), rng)
        kind = kinds(OUTSIDE_ODDS, len(hub), rng, usual if t else None)
        likely = UNRELATED + (1 - UNRELATED) * related[net.industry[hub], net.industry[other]]
        locked = net.of_cluster(net.locked, hub) | net.of_cluster(net.locked, other)
        likely = np.where(locked, LOCKED * likely, likely)
        kept = ~net.together(hub, other) & (rng.random(len(hub)) < likely)
        a, b = np.where(side == 0, hub, other)[kept], np.where(side == 0, other, hub)[kept]
        return pairs(a, b, kind[kept], t), np.zeros(len(a), dtype=np.int64)

    def stays(ties: Pairs, _: Int) -> Float:
        return usual[ties.kind]

    count = net.alive[:, : net.firms].sum(axis=1)
    wanted = np.round(OUTSIDE * count).astype(np.int64)[:, None]
    return renewed(net, Renewal(wanted=wanted, draw=draw, stays=stays), rng)


class _Market:
    """The firms of one year in the order of country, city and county."""

    def __init__(self, net: Net, places: Places) -> None:
        self._net, self._t = net, -1
        rank = counties_in_order(places)
        self._rank = rank[net.county]
        self._order = np.argsort(self._rank, kind="stable")
        by = np.argsort(rank)
        self._ends = [runs(of[by]) for of in (places.land.city, places.country)]

    def pick(self, t: int, n: int, rng: np.random.Generator) -> tuple[Int, Int, Int]:
        """Draw hubs, a partner of each (-1 where there is none), and whether the hub sells (0)."""
        self._turn(t)
        side = rng.integers(0, 2, n)
        hub = np.empty(n, dtype=np.int64)
        for s, total in enumerate(self._totals):
            mine = np.flatnonzero(side == s)
            draw = np.sort(rng.random(len(mine))) * total[-1]
            at = np.searchsorted(total, draw, side="right") - 1
            hub[mine] = self._firms[np.minimum(at, len(self._firms) - 1)]
        at = self._partner(hub, rng)
        return hub, self._firms[at], side

    def _partner(self, hub: Int, rng: np.random.Generator) -> Int:
        """Draw who is near, or anywhere in the country, or abroad: all weight but the country's."""
        rank, border = self._rank[hub], self._border
        city, country = (ends[rank] for ends in self._ends)
        level = rng.random(len(hub))
        near = level < SAME_COUNTY
        low = np.where(
            near, rank, np.where(level < SAME_COUNTY + SAME_CITY, city[:, 0], country[:, 0])
        )
        high = np.where(
            near, rank + 1, np.where(level < SAME_COUNTY + SAME_CITY, city[:, 1], country[:, 1])
        )
        begin, own = border[country[:, 0]], border[country[:, 1]] - border[country[:, 0]]
        other = ABROAD * (border[-1] - own)
        abroad = rng.random(len(hub)) * (own + other) < other
        share = rng.random(len(hub))
        draw = np.where(
            abroad, share * (border[-1] - own), border[low] + share * (border[high] - border[low])
        )
        draw += np.where(abroad & (draw >= begin), own, 0.0)
        at = np.searchsorted(self._even, draw, side="right") - 1
        return np.asarray(np.minimum(at, len(self._firms) - 1))

    def _turn(self, t: int) -> None:
        if t == self._t:
            return
        net = self._net
        firms = self._order[net.alive[t, self._order]]
        self._t, self._firms = t, firms
        sought = net.sought[:, firms]
        self._totals = [np.concatenate([[0.0], np.cumsum(row)]) for row in sought]
        self._even = np.concatenate([[0.0], np.cumsum(sought.max(axis=0) ** OTHERS)])
        counties = self._ends[0].shape[0]
        self._border = self._even[np.searchsorted(self._rank[firms], np.arange(counties + 1))]
