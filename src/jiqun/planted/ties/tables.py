"""The table of links, those that no table shows, and what is true of each cluster's network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import LEGS, WEAKNESSES, Clusters
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.ties.bonds import TIE_KINDS
from jiqun.planted.ties.net import Net

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Kinds that projects and patents show too: their pairs cannot be hidden.
SHOWN: Final = np.isin(TIE_KINDS, ("co-patent", "project"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows of the table: positions of the ends, kind, number of the year, weight; sorted."""

    a: Int
    b: Int
    kind: Int
    t: Int
    weight: Int

    def where(self, which: NDArray[np.bool_]) -> Rows:
        """Give some of the rows."""
        return Rows(
            a=self.a[which],
            b=self.b[which],
            kind=self.kind[which],
            t=self.t[which],
            weight=self.weight[which],
        )


def merged(a: Int, b: Int, kind: Int, t: Int) -> Rows:
    """Give each tie of a year once, sorted; what stands twice has the weight 2."""
    n = int(max(a.max(initial=0), b.max(initial=0))) + 1
    years = int(t.max(initial=0)) + 1
    code = ((a * n + b) * len(TIE_KINDS) + kind) * years + t
    code, weight = np.unique(code, return_counts=True)
    code, year = np.divmod(code, years)
    code, which = np.divmod(code, len(TIE_KINDS))
    first, second = np.divmod(code, n)
    return Rows(a=first, b=second, kind=which, t=year, weight=weight)


def hidden_rows(plan: EconomyPlan, rows: Rows) -> NDArray[np.bool_]:
    """Choose pairs that no table shows: all their ties of all years, the same share of the pairs.

    Pairs with a joint patent or project are not among them, since those tables would show them.
    """
    if not plan.hidden_ties or not len(rows.a):
        return np.zeros(len(rows.a), dtype=bool)
    n = int(max(rows.a.max(), rows.b.max())) + 1
    pair = np.minimum(rows.a, rows.b) * n + np.maximum(rows.a, rows.b)
    every, of = np.unique(pair, return_inverse=True)
    shown = np.zeros(len(every), dtype=bool)
    shown[of[SHOWN[rows.kind]]] = True
    free = np.flatnonzero(~shown)
    wanted = min(round(plan.hidden_ties * len(every)), len(free))
    chosen = np.zeros(len(every), dtype=bool)
    chosen[plan.stream("hidden-ties").permutation(free)[:wanted]] = True
    return np.asarray(chosen[of])


def links_table(plan: EconomyPlan, rows: Rows, codes: pl.Series) -> pl.DataFrame:
    """Give rows the names of the canonical table ``links``."""
    return pl.DataFrame(
        {
            "source": codes.gather(rows.a),
            "target": codes.gather(rows.b),
            "kind": pl.Series(TIE_KINDS).gather(rows.kind),
            "year": plan.calendar[rows.t],
            "weight": rows.weight.astype(np.float64),
        }
    )


def networks_table(plan: EconomyPlan, clusters: Clusters, net: Net, rows: Rows) -> pl.DataFrame:
    """Say of each cluster how its members are tied in the last year, hidden ties too."""
    number = np.full(int(net.at[-1]) + 1, -1, dtype=np.int64)
    number[net.at] = np.arange(len(net.at))
    now = rows.where(rows.t == plan.years - 1)
    a, b = number[now.a], number[now.b]
    cluster = np.append(net.cluster[: net.firms], np.full(len(net.at) - net.firms, -1))
    inner = (cluster[a] == cluster[b]) & (cluster[a] >= 0)
    k = plan.clusters
    links = _count(cluster[a[inner]], k)
    firm = (a < net.firms) & (b < net.firms) & ~inner
    outside = _count(cluster[a[firm]], k) + _count(cluster[b[firm]], k)
    helped = (a < net.firms) ^ (b < net.firms)
    support = _count(cluster[np.where(a < net.firms, a, b)[helped]], k)
    members = _count(cluster[: net.firms][net.alive[-1, : net.firms]], k)
    lacks = pl.Series([*LEGS, None]).gather(np.where(net.lacks < 0, len(LEGS), net.lacks))
    return pl.DataFrame(
        {
            "cluster": clusters.codes,
            "members": members,
            "links": links,
            "links_of_member": 2 * links / np.maximum(members, 1),
            "links_outside": outside,
            "links_support": support,
            "weakness": pl.Series(list(WEAKNESSES)).gather(clusters.weakness),
            "lacks": lacks,
        }
    )


def _count(cluster: Int, clusters: int) -> Int:
    return np.bincount(cluster[cluster >= 0], minlength=clusters)
