"""Joint projects: consortia around a leader, in linked clusters mostly, some for research."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import LEGS
from jiqun.planted.plans import CURRENCY, EconomyPlan
from jiqun.planted.ties.bonds import TIE_KINDS, Pairs, pairs, stacked, taken
from jiqun.planted.ties.crowd import Crowd
from jiqun.planted.ties.net import Net
from jiqun.planted.ties.support import Helpers

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Projects that begin in a year, beside each firm that is there; no fewer over all years.
PROJECTS, FEWEST = 0.003, 20
#: Share of the leaders from linked clusters, of those that do research; the rest are any firms.
FROM_CLUSTERS, FROM_RESEARCH = 0.6, 0.15
#: Partners beside the leader: median, spread of the logarithm, most.
PARTNERS: Final = (3.0, 0.6, 40)
#: Share of the partners that do research; of the others those of the leader's own cluster.
HELPED, OWN, OWN_IF_LOOSE = 0.35, 0.85, 0.3
#: Shortest and longest, in years.
LENGTH: Final = (2, 4)


def make_projects(
    plan: EconomyPlan, net: Net, helpers: Helpers, codes: pl.Series
) -> tuple[pl.DataFrame, Pairs]:
    """Form consortia; a leader ties with each partner in every year of the project."""
    rng = plan.stream("projects")
    count = net.alive[:, : net.firms].sum(axis=1)
    n = np.floor(np.maximum(PROJECTS * count, FEWEST / plan.years) + rng.random(plan.years))
    crowd = Crowd(net)
    parts = [_began(t, int(wanted), net, crowd, helpers, rng) for t, wanted in enumerate(n)]
    number = np.cumsum([0] + [len(part[0]) for part in parts])
    leader = np.concatenate([part[0] for part in parts])
    of = np.concatenate([part[1] + number[t] for t, part in enumerate(parts)])
    other = np.concatenate([part[2] for part in parts])
    start = np.repeat(np.arange(plan.years), np.diff(number))
    end = start + rng.integers(LENGTH[0], LENGTH[1] + 1, len(leader))
    ties = _lived(net, leader[of], other, start[of], end[of], plan.years)
    return _table(plan, net, (leader, of, other, start, end), codes, rng), ties


def _began(
    t: int, n: int, net: Net, crowd: Crowd, helpers: Helpers, rng: np.random.Generator
) -> tuple[Int, Int, Int]:
    """Give leaders of a year's projects; project and partner of each partnership, each once."""
    draw = rng.random(n)
    leader = crowd.anybody(t, n, rng)
    weight = np.where(net.linked, np.diff(net.start), 0)
    cluster = rng.choice(len(weight), n, p=weight / weight.sum()) if weight.any() else None
    if cluster is not None:
        member = crowd.member(t, cluster, rng)
        leader = np.where((draw < FROM_CLUSTERS) & (member >= 0), member, leader)
    leg = np.full(n, LEGS.index("research"))
    helper = helpers.pick(leg, net.city[leader], rng)
    apart = (net.lacks == LEGS.index("research")) | net.unfit
    broken = net.of_cluster(apart, leader)
    leads = (draw > 1 - FROM_RESEARCH) & (helper >= 0) & ~broken
    median, spread, most = PARTNERS
    size = np.clip(np.round(median * np.exp(spread * rng.standard_normal(n))), 1, most)
    of = np.repeat(np.arange(n), size.astype(np.int64))
    firm = leader[of]
    own = np.where(net.of_cluster(net.loose, firm), OWN_IF_LOOSE, OWN)
    other = crowd.partner(t, firm, own, rng)
    aid = helpers.pick(np.full(len(of), LEGS.index("research")), net.city[firm], rng)
    helped = (rng.random(len(of)) < HELPED) & (aid >= 0) & ~broken[of]
    other = np.where(helped, net.firms + aid, other)
    leader = np.where(leads, net.firms + helper, leader)
    lost = leads[of] & (other < net.firms) & (other >= 0)
    lost[lost] &= net.of_cluster(apart, other[lost])
    other = np.where((leader[of] == other) | lost, -1, other)
    of, other = of[other >= 0], other[other >= 0]
    first = np.sort(np.unique(of * len(net.at) + other, return_index=True)[1])
    return leader, of[first], other[first]


def _lived(net: Net, leader: Int, other: Int, start: Int, end: Int, years: int) -> Pairs:
    """Give a tie for each year of a project in which both are there."""
    parts = []
    kind = TIE_KINDS.index("project")
    for t in range(years):
        on = (start <= t) & (t <= end)
        on &= net.alive[t, leader] & net.alive[t, other]
        parts.append(pairs(leader[on], other[on], kind, t))
    both = stacked(parts)
    code = (both.a * len(net.at) + both.b) * years + both.t
    return taken(both, np.sort(np.unique(code, return_index=True)[1]))


def _table(
    plan: EconomyPlan,
    net: Net,
    drawn: tuple[Int, Int, Int, Int, Int],
    codes: pl.Series,
    rng: np.random.Generator,
) -> pl.DataFrame:
    leader, of, other, start, end = drawn
    n = len(leader)
    funding = np.round(rng.lognormal(13, 0.8, n), -3)
    share = np.round(funding / (np.bincount(of, minlength=n) + 1))
    at = np.concatenate([np.arange(n), of])
    who = np.concatenate([leader, other])
    order = np.argsort(at, kind="stable")
    at, who = at[order], who[order]
    role = pl.Series(["coordinator", "participant"]).gather((order >= n).astype(np.int64))
    return pl.DataFrame(
        {
            "project": pl.Series(at + 1).cast(pl.String).str.zfill(6),
            "organisation": codes.gather(net.at[who]),
            "role": role,
            "start": plan.calendar[start[at]],
            "end": plan.calendar[0] + end[at],
            "funding": share[at],
        }
    ).with_columns("QJ" + pl.col("project"), pl.lit(CURRENCY).alias("currency"))
