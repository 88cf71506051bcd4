"""Patents: of few firms most, of universities and institutes some, some of two together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.kernels.linear.products import product
from jiqun.kernels.ties import levelled
from jiqun.planted.clusters import LEGS, Clusters
from jiqun.planted.ground import Industries, Places
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.ties.bonds import TIE_KINDS, Pairs, pairs
from jiqun.planted.ties.crowd import Crowd
from jiqun.planted.ties.net import Net
from jiqun.planted.ties.support import UNFIT, Helpers

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Patents of a year beside each firm that is there; no fewer over all years.
PATENTS, FEWEST = 0.02, 200
#: Share of the firms that ever apply (assumption), and the exponent of the tail (of the CCDF) of
#: how many each has: 0.66 in Japan to 1.37 in Poland (O'Neale and Hendy 2012, PLoS ONE 7(12)
#: e49501, abstract, exponents of the density 1.66 to 2.37).
APPLICANTS, PATENT_TAIL = 0.03, 1.1
#: How much a patenting firm applies in each stage of its cluster, and if in a linked one.
PATENTING: Final = np.array([0.7, 0.9, 1.0, 1.5, 0.6])
LINKED: Final = 1.6
#: Share of those whose first applicant does research; of two firms; of research with a firm.
RESEARCH, JOINT, JOINT_IF_LOOSE, WITH_FIRM = 0.15, 0.25, 0.08, 0.4
#: Partners of the own cluster; share of patents with a second class.
OWN, SECOND_CLASS = 0.9, 0.35
#: Share of the research patents in the field of a cluster of the city.
IN_FIELD: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Drawn:
    """Applicants by number (second -1 without one), years, groups of industries.

    ``breadth``: 0 always the first class of the group, 1 any of it, 2 also one of another group.
    """

    first: Int
    second: Int
    t: Int
    group: Int
    breadth: Int


def make_patents(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    net: Net,
    helpers: Helpers,
    codes: pl.Series,
) -> tuple[pl.DataFrame, Pairs]:
    """Let firms and those who do research apply; classes follow the group of industries."""
    rng = plan.stream("patents")
    drawn = _joined(
        [
            _of_firms(plan, industries, clusters, net, rng),
            _of_research(plan, industries, clusters, net, helpers, rng),
        ]
    )
    joint = drawn.second >= 0
    ties = pairs(
        drawn.first[joint], drawn.second[joint], TIE_KINDS.index("co-patent"), drawn.t[joint]
    )
    return _table(plan, places, industries, net, drawn, codes, rng), ties


def _counts(plan: EconomyPlan, net: Net, share: float, rng: np.random.Generator) -> Int:
    """Give the patents of each year."""
    there = net.alive[:, : net.firms].sum(axis=1)
    usual = share * np.maximum(PATENTS * there, FEWEST / plan.years)
    return np.asarray(np.floor(usual + rng.random(plan.years)), dtype=np.int64)


def _of_firms(
    plan: EconomyPlan,
    industries: Industries,
    clusters: Clusters,
    net: Net,
    rng: np.random.Generator,
) -> _Drawn:
    """Draw the patents of firms, year by year, some with a partner."""
    who, usual = _applicants(industries, net, rng)
    cluster = net.cluster[who].astype(np.int64)
    lead = np.where(net.of_cluster(net.linked, who), LINKED, 1.0)
    crowd, parts = Crowd(net), []
    for t, n in enumerate(_counts(plan, net, 1 - RESEARCH, rng)):
        stage = np.where(cluster >= 0, clusters.stage[cluster, t], 2)
        weight = usual * lead * PATENTING[stage] * net.alive[t, who]
        total = np.cumsum(weight)
        if not total[-1] > 0:
            continue
        at = np.searchsorted(total, rng.random(n) * total[-1], side="right")
        first = who[np.minimum(at, len(who) - 1)]
        chance = np.where(net.of_cluster(net.loose, first), JOINT_IF_LOOSE, JOINT)
        second = crowd.partner(t, first, np.full(n, OWN), rng)
        second = np.where(rng.random(n) < chance, second, -1)
        parts.append(
            _Drawn(
                first=first,
                second=second,
                t=np.full(n, t),
                group=industries.group[net.industry[first]],
                breadth=np.where(net.of_cluster(net.locked, first), 0, 2),
            )
        )
    return _joined(parts)


def _applicants(industries: Industries, net: Net, rng: np.random.Generator) -> tuple[Int, Float]:
    """Choose who ever applies, and how much: large ones that do research more, after Pareto."""
    n = max(round(APPLICANTS * net.firms), min(net.firms, 20))
    score = np.log(industries.of_group("rd") + 1e-3)[net.industry] + 0.5 * np.log(net.size)
    keys = score + rng.gumbel(size=net.firms)
    who = np.sort(np.argsort(-keys, kind="stable")[:n])
    order = np.argsort(-(score[who] + rng.standard_normal(n)), kind="stable")
    rank = np.empty(n)
    rank[order] = np.arange(1, n + 1)
    return who, (rank / n) ** (-1 / PATENT_TAIL)


def _of_research(
    plan: EconomyPlan,
    industries: Industries,
    clusters: Clusters,
    net: Net,
    helpers: Helpers,
    rng: np.random.Generator,
) -> _Drawn:
    """Draw patents of universities and institutes, in the fields of their city's clusters.

    A cluster of other science than industry has none in its field in its city, but in that which
    it has instead, and seldom with a firm.
    """
    served = net.linked & (net.lacks != LEGS.index("research"))
    field = np.where(net.unfit, clusters.concern, clusters.group)
    weight = np.where(served, np.diff(net.start), 0) + 1e-9
    cities, groups = len(np.unique(net.helper_city)), len(industries.groups)
    barred = np.zeros((max(cities, int(net.seat.max()) + 1), groups), dtype=bool)
    barred[net.seat[net.unfit], clusters.group[net.unfit]] = True
    traded, crowd, parts = np.flatnonzero(industries.traded), Crowd(net), []
    for t, n in enumerate(_counts(plan, net, RESEARCH, rng)):
        k = np.searchsorted(np.cumsum(weight), rng.random(n) * weight.sum() * (1 - 1e-12))
        k = np.minimum(k, plan.clusters - 1)
        first = helpers.pick(np.full(n, LEGS.index("research")), net.seat[k], rng)
        city = net.helper_city[first]
        group = np.where(
            rng.random(n) < IN_FIELD, field[k], traded[rng.integers(0, len(traded), n)]
        )
        bad = barred[city, group]
        group = np.where(bad, traded[rng.integers(0, len(traded), n)], group)
        group = np.where(barred[city, group], _free(barred, traded)[city], group)
        chance = np.where(net.unfit[k], UNFIT * WITH_FIRM, WITH_FIRM)
        joint = (rng.random(n) < chance) & (group == field[k]) & served[k]
        firm = np.where(joint, crowd.member(t, k, rng), -1)
        kept = (first >= 0) & net.alive[t, net.firms + first]
        parts.append(
            _Drawn(
                first=net.firms + first[kept],
                second=firm[kept],
                t=np.full(int(kept.sum()), t),
                group=group[kept],
                breadth=np.where(net.locked[k] & joint, 0, 1)[kept],
            )
        )
    return _joined(parts)


def _free(barred: NDArray[np.bool_], traded: Int) -> Int:
    """Give each city a group that it may study."""
    return np.asarray(traded[np.argmax(~barred[:, traded], axis=1)])


def _joined(parts: list[_Drawn]) -> _Drawn:
    return _Drawn(
        first=np.concatenate([part.first for part in parts]),
        second=np.concatenate([part.second for part in parts]),
        t=np.concatenate([part.t for part in parts]),
        group=np.concatenate([part.group for part in parts]),
        breadth=np.concatenate([part.breadth for part in parts]),
    )


def _table(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    net: Net,
    drawn: _Drawn,
    codes: pl.Series,
    rng: np.random.Generator,
) -> pl.DataFrame:
    n = len(drawn.first)
    number, joint = np.arange(n), drawn.second >= 0
    who = np.concatenate([drawn.first, drawn.second[joint]])
    lists = (
        pl.DataFrame(
            {
                "at": np.concatenate([number, number[joint]]),
                "applicants": codes.gather(net.at[who]),
                "regions": pl.Series(places.codes["county"]).gather(_counties(places, net)[who]),
            }
        )
        .sort("at", maintain_order=True)
        .group_by("at", maintain_order=True)
        .agg(pl.col("applicants"), pl.col("regions").unique(maintain_order=True))
    )
    age = plan.years - 1 - drawn.t
    return pl.DataFrame(
        {
            "patent": pl.Series(number + 1).cast(pl.String).str.zfill(7),
            "year": plan.calendar[drawn.t],
            "applicants": lists["applicants"],
            "regions": lists["regions"],
            "classes": _classes(industries, drawn, rng),
            "citations": rng.poisson(rng.gamma(0.8, 0.9 * (age + 0.3))).astype(np.float64),
        }
    ).with_columns("QT" + pl.col("patent"))


def _counties(places: Places, net: Net) -> Int:
    """Give the county of each firm and helper: the helpers' the most peopled of their city."""
    by = np.lexsort((-places.land.county_density, places.land.city))
    first = np.searchsorted(places.land.city[by], net.helper_city)
    return np.concatenate([net.county, by[first]])


def _classes(industries: Industries, drawn: _Drawn, rng: np.random.Generator) -> pl.Series:
    """Give one class of the group, and sometimes one of a related group."""
    group, n = drawn.group, len(drawn.group)
    own = [entry["patents"] for entry in industries.groups]
    flat = [(g, code) for g, codes in enumerate(own) for code in codes]
    start = np.searchsorted([g for g, _ in flat], np.arange(len(own) + 1))
    codes = pl.Series([code for _, code in flat])
    centre = np.stack(
        [industries.latent[industries.group == g].mean(axis=0) for g in range(len(own))]
    )
    near = np.argsort(-levelled(product(centre, centre.T)), axis=1, kind="stable")[:, 1:4]
    other = near[group, rng.integers(0, near.shape[1], n)]
    more = np.flatnonzero((rng.random(n) < SECOND_CLASS) & (drawn.breadth > 1))
    at = np.concatenate([np.arange(n), more])
    of = np.concatenate([group, other[more]])
    spread = np.where(drawn.breadth[at] > 0, rng.random(len(of)), 0.0)
    pick = start[of] + np.floor((start[of + 1] - start[of]) * spread).astype(np.int64)
    frame = pl.DataFrame({"at": at, "code": codes.gather(pick)}).sort("at", maintain_order=True)
    lists = frame.group_by("at", maintain_order=True).agg(
        pl.col("code").unique(maintain_order=True)
    )
    return lists["code"].alias("classes")
