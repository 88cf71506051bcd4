"""Ties: supply, capital and talent, joint projects, patents; dense where planted so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.kernels.linear.products import product
from jiqun.kernels.ties import levelled
from jiqun.planted.clusters import LINKING, Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Places
from jiqun.planted.organisations import Organisations
from jiqun.planted.plans import CURRENCY, EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Ties between two firms, and how often.
FIRM_KINDS: Final = ("supply", "talent", "alliance", "equity")
FIRM_ODDS: Final = (0.5, 0.25, 0.15, 0.1)
#: Ties that another kind of organisation offers a firm.
OFFERS: Final = {
    "university": ("co-publication", "talent", "licence"),
    "institute": ("co-publication", "licence", "licence"),
    "platform": ("alliance", "alliance", "talent"),
    "intermediary": ("alliance", "alliance", "licence"),
    "financier": ("loan", "loan", "equity"),
}
#: Ties without direction: the smaller code stands first.
MUTUAL: Final = ("co-patent", "co-publication", "project", "alliance")
#: Firms that tie at random, at most; ties of each; share with a neighbour.
SOURCES, RANDOM_TIES, NEAR_SHARE = 200_000, 0.6, 0.6
#: Chance of a member's tie to a supporting organisation in a linked cluster and elsewhere.
SUPPORTED, UNSUPPORTED = 0.35, 0.02
MOST_PROJECTS, MOST_PATENTS = 20_000, 150_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ties:
    """The tables ``links``, ``projects``, ``patents`` and the truth about networks.

    Attributes
    ----------
    links, projects, patents
        Canonical tables.
    networks
        ``cluster, members, links, links_per_member``: ties between two members, of any kind.
    """

    links: pl.DataFrame
    projects: pl.DataFrame
    patents: pl.DataFrame
    networks: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Net:
    """Who can tie: positions of organisations.

    ``firms``: open firms; ``members``: those in clusters, by cluster, largest first;
    ``start``: shape (K + 1,); ``helpers``: helpers of each city by position; ``city``: shape
    (F,), of each firm; ``cluster``: shape (F,); ``founded``: shape (F,).
    """

    firms: Int
    members: Int
    start: Int
    helpers: list[Int]
    city: Int
    cluster: NDArray[np.int32]
    founded: NDArray[np.int16]


def make_ties(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    establishments: Establishments,
    organisations: Organisations,
    last: NDArray[np.int32],
) -> Ties:
    """Tie organisations; the draws of one kind of tie do not touch another's."""
    net = _net(plan, places, establishments, organisations, last)
    projects, project_pairs = _projects(plan, clusters, organisations, net)
    patents, patent_pairs = _patents(
        plan, places, industries, clusters, establishments, organisations, net, last
    )
    pairs = [
        _inside(plan, clusters, net),
        _anywhere(plan, clusters, net),
        _supported(plan, places, clusters, organisations, net),
        project_pairs,
        patent_pairs,
    ]
    every = _merged(pl.concat(pairs))
    firms = len(organisations.rows)
    return Ties(
        links=_named(every, organisations.codes),
        projects=projects,
        patents=patents,
        networks=_networks(every, clusters, net, firms),
    )


def _net(
    plan: EconomyPlan,
    places: Places,
    establishments: Establishments,
    organisations: Organisations,
    last: NDArray[np.int32],
) -> _Net:
    rows = organisations.rows
    size, cluster = last[rows], establishments.cluster[rows]
    inside = np.flatnonzero((cluster >= 0) & (size > 0))
    members = inside[np.lexsort((-size[inside], cluster[inside]))]
    city = places.land.city
    able = np.flatnonzero([kind in OFFERS for kind in organisations.kind])
    helpers = [
        able[organisations.city[able] == c] + len(rows) for c in range(len(places.land.province))
    ]
    return _Net(
        firms=np.flatnonzero(size > 0),
        members=members,
        start=np.searchsorted(cluster[members], np.arange(plan.clusters + 1)),
        helpers=helpers,
        city=city[establishments.county[rows]],
        cluster=cluster,
        founded=establishments.founded[rows],
    )


def _pairs(a: Int, b: Int, kind: pl.Series, year: Int) -> pl.DataFrame:
    return pl.DataFrame({"a": a, "b": b, "kind": kind.cast(pl.String), "year": year})


def _kinds(n: int, rng: np.random.Generator) -> pl.Series:
    at = np.searchsorted(np.cumsum(FIRM_ODDS), rng.random(n) * 0.999999, side="right")
    return pl.Series(list(FIRM_KINDS)).gather(np.minimum(at, len(FIRM_KINDS) - 1))


def _when(plan: EconomyPlan, net: _Net, rng: np.random.Generator, *ends: Int) -> Int:
    """Draw years, later ones more often, none before both are founded."""
    years = plan.calendar[-1] - np.floor(plan.years * rng.random(len(ends[0])) ** 1.4).astype(
        np.int64
    )
    for end in ends:
        firm = end < len(net.founded)
        founded = net.founded[np.where(firm, end, 0)].astype(np.int64)
        years = np.maximum(years, np.where(firm, founded, 0))
    return np.asarray(years, dtype=np.int64)


def _inside(plan: EconomyPlan, clusters: Clusters, net: _Net) -> pl.DataFrame:
    """Tie members of each cluster as densely as its kind and stage have it, hubs more."""
    rng = plan.stream("links-inside")
    n = np.diff(net.start)
    density = clusters.links * LINKING[clusters.stage[:, -1]]
    wanted = np.minimum(rng.poisson(density * n), n * np.maximum(n - 1, 0) // 2)
    of = np.repeat(np.arange(plan.clusters), wanted)
    first = net.start[of] + np.floor(n[of] * rng.random(len(of))).astype(np.int64)
    second = net.start[of] + np.floor(n[of] * rng.random(len(of)) ** 1.6).astype(np.int64)
    a, b = net.members[first], net.members[second]
    return _pairs(a, b, _kinds(len(of), rng), _when(plan, net, rng, a, b))


def _anywhere(plan: EconomyPlan, clusters: Clusters, net: _Net) -> pl.DataFrame:
    """Tie firms at random, near ones more; members of an agglomeration don't tie together."""
    rng = plan.stream("links-anywhere")
    firms = net.firms
    n = min(len(firms), SOURCES)
    at = rng.permutation(len(firms))[:n]
    at = at[rng.random(n) < RANDOM_TIES]
    near = rng.random(len(at)) < NEAR_SHARE
    step = rng.integers(1, 40, len(at)) * rng.choice([-1, 1], len(at))
    to = np.where(near, np.clip(at + step, 0, len(firms) - 1), rng.integers(0, len(firms), len(at)))
    a, b = firms[at], firms[to]
    same = (net.cluster[a] == net.cluster[b]) & (net.cluster[a] >= 0)
    kept = ~(same & ~clusters.linked[net.cluster[a]])
    a, b = a[kept], b[kept]
    return _pairs(a, b, _kinds(len(a), rng), _when(plan, net, rng, a, b))


def _supported(
    plan: EconomyPlan, places: Places, clusters: Clusters, organisations: Organisations, net: _Net
) -> pl.DataFrame:
    """Tie firms to universities, funds and the like of their city; a cluster's to its centre's."""
    rng = plan.stream("links-support")
    seat = places.land.city[places.land.county[clusters.centre]]
    inside = net.members[clusters.linked[net.cluster[net.members]]]
    inside = inside[rng.random(len(inside)) < SUPPORTED]
    others = rng.permutation(net.firms)[: int(UNSUPPORTED * min(len(net.firms), SOURCES))]
    firm = np.concatenate([inside, others])
    city = np.concatenate([seat[net.cluster[inside]], net.city[others]])
    count = np.array([len(found) for found in net.helpers])
    begin = np.concatenate([[0], np.cumsum(count)])
    kept = count[city] > 0
    firm, city = firm[kept], city[kept]
    every = np.concatenate(net.helpers) if count.sum() else np.empty(0, dtype=np.int64)
    helper = every[begin[city] + np.floor(count[city] * rng.random(len(city))).astype(np.int64)]
    able = {kind: at for at, kind in enumerate(OFFERS)}
    of = np.array([able.get(kind, 0) for kind in organisations.kind])
    pick = 3 * of[helper - len(organisations.rows)] + rng.integers(0, 3, len(firm))
    kinds = pl.Series([offer for offers in OFFERS.values() for offer in offers]).gather(pick)
    return _pairs(helper, firm, kinds, _when(plan, net, rng, firm))


def _partners(
    leader: Int, clusters: Clusters, net: _Net, rng: np.random.Generator, *, own: float
) -> Int:
    """Give each leader a partner: of its own linked cluster mostly, else any firm."""
    cluster = net.cluster[leader]
    linked = (cluster >= 0) & clusters.linked[cluster] & (rng.random(len(leader)) < own)
    k = np.where(linked, cluster, 0)
    n = net.start[k + 1] - net.start[k]
    at = net.start[k] + np.floor(n * rng.random(len(leader)) ** 1.3).astype(np.int64)
    inside = (
        net.members[np.clip(at, 0, max(len(net.members) - 1, 0))] if len(net.members) else leader
    )
    anybody = net.firms[rng.integers(0, len(net.firms), len(leader))]
    lone = (cluster >= 0) & ~clusters.linked[cluster] & (net.cluster[anybody] == cluster)
    return np.where(linked, inside, np.where(lone, leader, anybody))


def _projects(
    plan: EconomyPlan, clusters: Clusters, organisations: Organisations, net: _Net
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Form consortia around leaders from linked clusters; a leader ties with each partner."""
    rng = plan.stream("projects")
    n = int(np.clip(0.02 * len(net.firms), 20, MOST_PROJECTS))
    pool = net.members[clusters.linked[net.cluster[net.members]]]
    pool = pool if len(pool) else net.firms
    leader = np.where(
        rng.random(n) < 0.8,  # noqa: PLR2004 - four fifths from clusters
        pool[rng.integers(0, len(pool), n)],
        net.firms[rng.integers(0, len(net.firms), n)],
    )
    partners = rng.integers(2, 7, n)
    of = np.repeat(np.arange(n), partners)
    other = _partners(leader[of], clusters, net, rng, own=0.85)
    helped = rng.random(len(of)) < 0.2  # noqa: PLR2004 - a fifth are no firms
    count = np.array([len(h) for h in net.helpers])
    begin, every = np.concatenate([[0], np.cumsum(count)]), np.concatenate(net.helpers)
    city = net.city[leader[of]]
    pick = np.minimum(
        begin[city] + (count[city] * rng.random(len(of))).astype(np.int64), len(every) - 1
    )
    other = np.where(helped & (count[city] > 0), every[pick], other)
    first = _when(plan, net, rng, leader)
    firm = other < len(net.founded)
    np.maximum.at(first, of[firm], net.founded[other[firm]])
    start = first[of]
    funding = np.round(rng.lognormal(13, 0.8, n), -3)
    pairs = _pairs(leader[of], other, pl.Series(["project"] * len(of)), start)
    rows = pl.concat(
        [
            pl.DataFrame({"p": of, "o": other, "role": ["participant"] * len(of)}),
            pl.DataFrame({"p": np.arange(n), "o": leader, "role": ["coordinator"] * n}),
        ]
    ).sort("p", "role", "o")
    rows = rows.unique(subset=["p", "o"], keep="first", maintain_order=True)
    at = rows["p"].to_numpy()
    length = rng.integers(2, 5, n)
    share = np.round(funding / (partners + 1))
    return pl.DataFrame(
        {
            "project": pl.Series(at + 1).cast(pl.String).str.zfill(6),
            "organisation": organisations.codes.gather(rows["o"]),
            "role": rows["role"],
            "start": first[at],
            "end": (first + length)[at],
            "funding": share[at],
        }
    ).with_columns("QJ" + pl.col("project"), pl.lit(CURRENCY).alias("currency")), pairs


def _patents(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    establishments: Establishments,
    organisations: Organisations,
    net: _Net,
    last: NDArray[np.int32],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Let firms that do research apply, some together; classes follow the industry's group."""
    rng = plan.stream("patents")
    rows = organisations.rows[net.firms]
    industry = establishments.industry[rows]
    linked = (net.cluster[net.firms] >= 0) & clusters.linked[net.cluster[net.firms]]
    weight = industries.of_group("rd")[industry] * last[rows] ** 0.6 * np.where(linked, 1.6, 1.0)
    total = np.cumsum(weight + 1e-9)
    n = int(np.clip(0.12 * len(net.firms), 200, MOST_PATENTS))
    first = net.firms[np.minimum(np.searchsorted(total, rng.random(n) * total[-1]), len(rows) - 1)]
    second = _partners(first, clusters, net, rng, own=0.9)
    joint = (rng.random(n) < 0.25) & (second != first)  # noqa: PLR2004 - a quarter are joint
    year = _when(plan, net, rng, first, second)
    pair = _pairs(
        first[joint], second[joint], pl.Series(["co-patent"] * int(joint.sum())), year[joint]
    )
    group = industries.group[establishments.industry[organisations.rows[first]]]
    number = np.arange(n)
    who = pl.DataFrame(
        {
            "at": np.concatenate([number, number[joint]]),
            "applicants": organisations.codes.gather(np.concatenate([first, second[joint]])),
            "regions": pl.Series(places.codes["county"]).gather(
                establishments.county[organisations.rows[np.concatenate([first, second[joint]])]]
            ),
        }
    )
    lists = (
        who.sort("at", maintain_order=True)
        .group_by("at", maintain_order=True)
        .agg(pl.col("applicants"), pl.col("regions").unique(maintain_order=True))
    )
    age = plan.calendar[-1] - year
    return pl.DataFrame(
        {
            "patent": pl.Series(number + 1).cast(pl.String).str.zfill(7),
            "year": year,
            "applicants": lists["applicants"],
            "regions": lists["regions"],
            "classes": _classes(industries, group, rng),
            "citations": rng.poisson(rng.gamma(0.8, 0.9 * (age + 0.3))).astype(np.float64),
        }
    ).with_columns("QT" + pl.col("patent")), pair


def _classes(industries: Industries, group: Int, rng: np.random.Generator) -> pl.Series:
    """Give one class of the group, and sometimes one of a related group."""
    own = [entry["patents"] for entry in industries.groups]
    flat = [(g, code) for g, codes in enumerate(own) for code in codes]
    start = np.searchsorted([g for g, _ in flat], np.arange(len(own) + 1))
    codes = pl.Series([code for _, code in flat])
    centre = np.stack(
        [industries.latent[industries.group == g].mean(axis=0) for g in range(len(own))]
    )
    near = np.argsort(-levelled(product(centre, centre.T)), axis=1, kind="stable")[:, 1:4]
    other = near[group, rng.integers(0, near.shape[1], len(group))]
    more = np.flatnonzero(rng.random(len(group)) < 0.35)  # noqa: PLR2004 - a third have two
    at = np.concatenate([np.arange(len(group)), more])
    of = np.concatenate([group, other[more]])
    pick = start[of] + np.floor((start[of + 1] - start[of]) * rng.random(len(of))).astype(np.int64)
    frame = pl.DataFrame({"at": at, "code": codes.gather(pick)}).sort("at", maintain_order=True)
    lists = frame.group_by("at", maintain_order=True).agg(
        pl.col("code").unique(maintain_order=True)
    )
    return lists["code"].alias("classes")


def _merged(pairs: pl.DataFrame) -> pl.DataFrame:
    """Put mutual ties in one order, drop loops, count repetitions as weight."""
    swap = pl.col("kind").is_in(list(MUTUAL)) & (pl.col("a") > pl.col("b"))
    return (
        pairs.filter(pl.col("a") != pl.col("b"))
        .select(
            pl.when(swap).then("b").otherwise("a").alias("a"),
            pl.when(swap).then("a").otherwise("b").alias("b"),
            "kind",
            "year",
        )
        .group_by("a", "b", "kind", "year")
        .agg(pl.len().cast(pl.Float64).alias("weight"))
        .sort("a", "b", "kind", "year")
    )


def _named(every: pl.DataFrame, codes: pl.Series) -> pl.DataFrame:
    return every.select(
        codes.gather(every["a"]).alias("source"),
        codes.gather(every["b"]).alias("target"),
        "kind",
        "year",
        "weight",
    )


def _networks(every: pl.DataFrame, clusters: Clusters, net: _Net, firms: int) -> pl.DataFrame:
    """Count the ties inside each cluster as they turned out."""
    a, b = every["a"].to_numpy(), every["b"].to_numpy()
    both = (a < firms) & (b < firms)
    a, b = a[both], b[both]
    same = (net.cluster[a] == net.cluster[b]) & (net.cluster[a] >= 0)
    links = np.bincount(net.cluster[a[same]], minlength=len(clusters.codes))
    members = np.diff(net.start)
    return pl.DataFrame(
        {
            "cluster": clusters.codes,
            "members": members,
            "links": links,
            "links_per_member": links / np.maximum(members, 1),
        }
    )
