"""Ties of firms to those who teach, fund and connect them: the legs of an innovation loop."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.clusters import LEGS
from jiqun.planted.ground import Industries, Places
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.ties.bonds import TIE_KINDS, Pairs, Renewal, lasting, pairs, renewed
from jiqun.planted.ties.inside import LOOSE, members_alive
from jiqun.planted.ties.net import Net, chosen, runs

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Ties that each kind offers a firm.
OFFERS: Final = {
    "university": ("co-publication", "talent", "licence"),
    "institute": ("co-publication", "licence", "licence"),
    "platform": ("alliance", "alliance", "talent"),
    "intermediary": ("alliance", "alliance", "licence"),
    "financier": ("loan", "loan", "equity"),
}
#: Ties of a year beside each member of a linked cluster and beside each other firm (assumption).
SUPPORTED, UNSUPPORTED = 0.35, 0.02
#: How many of them are of each leg (assumption).
LEG_ODDS: Final = (0.4, 0.35, 0.25)
#: Of the research ties of a member with those of another field so many come about that are
#: drawn; of those of a cluster whose science does not match.
OTHER_FIELD, UNFIT = 0.35, 0.08


def ties_to_support(plan: EconomyPlan, places: Places, industries: Industries, net: Net) -> Pairs:
    """Tie firms to helpers of their city, a cluster's members to those of its centre's."""
    rng = plan.stream("links-support")
    usual, helpers, now = lasting(plan.turbulence), Helpers(net, places), _Firms(plan, net)
    group = np.append(industries.group[net.industry], -1)
    offers = _offers(net)

    def draw(t: int, missing: Int) -> tuple[Pairs, Int]:
        of = np.repeat(np.arange(plan.clusters + 1), missing)
        firm = now.pick(t, of, rng)
        leg = np.searchsorted(np.cumsum(LEG_ODDS), rng.random(len(of)) * 0.999999, side="right")
        city = np.where(of < plan.clusters, np.append(net.seat, 0)[of], net.city[firm])
        helper = helpers.pick(leg, city, rng)
        likely = np.where(leg == np.append(net.lacks, -1)[of], 0.0, 1.0)
        field = net.helper_field[helper]
        foreign = (leg == LEGS.index("research")) & (field >= 0) & (field != group[firm])
        likely = np.where(foreign & (of < plan.clusters), OTHER_FIELD * likely, likely)
        unfit = (leg == LEGS.index("research")) & np.append(net.unfit, False)[of]
        likely = np.where(unfit, UNFIT * likely, likely)
        kept = (firm >= 0) & (helper >= 0) & (rng.random(len(of)) < likely)
        kind = offers[helper, rng.integers(0, offers.shape[1], len(of))]
        return pairs(net.firms + helper[kept], firm[kept], kind[kept], t), of[kept]

    def stays(ties: Pairs, _: Int) -> Float:
        return usual[ties.kind]

    wanted = _wanted(plan, net, rng)
    return renewed(net, Renewal(wanted=wanted, draw=draw, stays=stays), rng)


def _wanted(plan: EconomyPlan, net: Net, rng: np.random.Generator) -> Int:
    """Give how many ties each linked cluster's members have in a year, and all other firms."""
    n = members_alive(net, plan.clusters)
    odds = np.append(LEG_ODDS, 0.0)
    share = SUPPORTED * (1 - odds[net.lacks]) * np.where(net.loose, LOOSE, 1.0)
    share = share * np.where(net.unfit, 1 - (1 - UNFIT) * LEG_ODDS[LEGS.index("research")], 1.0)
    inside = np.floor(share * net.linked * n + rng.random(plan.clusters)).astype(np.int64)
    others = net.alive[:, : net.firms].sum(axis=1) - (n * net.linked).sum(axis=1)
    return np.column_stack([np.where(n > 0, inside, 0), np.round(UNSUPPORTED * others)]).astype(
        np.int64
    )


def _offers(net: Net) -> NDArray[np.int8]:
    """Give what each helper offers, by number of the kind; nothing is zero."""
    none = (TIE_KINDS[0],) * len(next(iter(OFFERS.values())))
    rows = [[TIE_KINDS.index(k) for k in OFFERS.get(kind, none)] for kind in net.helper_kind]
    return np.array(rows, dtype=np.int8)


class _Firms:
    """The firms of a year that helpers can tie with: members by cluster, then all others."""

    def __init__(self, plan: EconomyPlan, net: Net) -> None:
        self._net = net
        cluster = net.cluster.astype(np.int64)
        part = np.where((cluster >= 0) & net.linked[cluster], cluster, plan.clusters)
        self._order = np.argsort(part, kind="stable")
        self._part, self._t, self._parts = part[self._order], -1, plan.clusters + 1

    def pick(self, t: int, of: Int, rng: np.random.Generator) -> Int:
        """Draw a firm of each part."""
        if t != self._t:
            here = self._net.alive[t, self._order]
            self._firms, self._t = self._order[here], t
            self._start = np.searchsorted(self._part[here], np.arange(self._parts + 1))
        first, last = self._start[of], self._start[of + 1]
        at = first + np.floor((last - first) * rng.random(len(of))).astype(np.int64)
        return np.where(last > first, self._firms[np.minimum(at, len(self._firms) - 1)], -1)


class Helpers:
    """Those who help, by leg and place: of the city, else of its province, else anywhere."""

    def __init__(self, net: Net, places: Places) -> None:
        land = places.land
        cities = len(land.province)
        country = np.zeros(cities, dtype=np.int64)
        country[land.city] = places.country
        order = np.lexsort((land.province, country))
        rank = np.empty(cities, dtype=np.int64)
        rank[order] = np.arange(cities)
        able = np.flatnonzero(net.helper_leg >= 0)
        place = rank[net.helper_city[able]]
        able = able[np.lexsort((place, net.helper_leg[able]))]
        spot = net.helper_leg[able] * cities + rank[net.helper_city[able]]
        total = np.concatenate([[0.0], np.cumsum(net.helper_weight[able])])
        self._able, self._total, self._rank, self._cities = able, total, rank, cities
        self._border = total[np.searchsorted(spot, np.arange(len(LEGS) * cities + 1))]
        self._levels = [runs(land.province[order]), runs(country[order])]

    def pick(self, leg: Int, city: Int, rng: np.random.Generator) -> Int:
        """Draw helpers of a leg for cities, larger ones more often; -1 where there are none."""
        rank, base = self._rank[city], leg * self._cities
        low, high = self._border[base + rank], self._border[base + rank + 1]
        for level in self._levels:
            empty = high <= low
            low = np.where(empty, self._border[base + level[rank, 0]], low)
            high = np.where(empty, self._border[base + level[rank, 1]], high)
        at = chosen(self._total, low, high, rng)
        return np.where(at >= 0, self._able[at], -1)
