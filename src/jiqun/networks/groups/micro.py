"""Micro-clusters: small communities of interest inside a cluster, and who belongs to several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, problem
from jiqun.networks.chance import rewired
from jiqun.networks.communities import (
    Communities,
    find_communities,
    inside_of,
    ladder,
)
from jiqun.networks.groups.standing import discoveries, p_values, standing
from jiqun.networks.network import TieNetwork, plain_pairs, with_pairs
from jiqun.networks.projects import Memberships, projected

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Words = Sequence[str | None]

#: About how many members micro-clusters have.
SIZES = (32.0, 16.0, 8.0, 4.0)
#: How often chance may give as many partners in a further group.
RARE = 0.05
#: Share of false ones among the groups that stand.
FALSE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class MicroClusters:
    """Small groups inside a cluster.

    Attributes
    ----------
    groups
        ``group`` (1, 2, … by evidence), ``members``, ``further`` (who belongs to it besides),
        ``density`` (share of pairs of members tied), ``cohesion`` (share of the weight of
        members' ties in the cluster that stays in the group), ``evidence``, ``agreement``
        over searches; ``technology`` that most members with a known one have, its ``share`` of
        these, ``lift`` over its share in the cluster, ``p_technology``, ``unknown``; ``p`` of its
        evidence a member among groups of its size that chance makes, ``stands`` (false discoveries
        at most 5 %); both null without draws.
    memberships
        ``organisation, group, first`` (the group that it was found in), ``share`` of its weight
        in the cluster that goes there, ``partners`` there, ``p`` of so many by its ties outside
        the first (null for the first).
    cautions
        What was left out.
    """

    groups: pl.DataFrame
    memberships: pl.DataFrame
    cautions: tuple[Caution, ...] = ()

    @property
    def several(self) -> pl.DataFrame:
        """Organisations that belong to more than one group, with their number of groups."""
        counted = self.memberships.group_by("organisation").agg(groups=pl.len())
        return counted.filter(pl.col("groups") > 1).sort(
            ["groups", "organisation"], descending=[True, False]
        )


def micro_clusters(
    network: TieNetwork,
    *,
    members: Int | None = None,
    technology: Words | None = None,
    least: int = 4,
    core: int = 2,
    repeats: int = 3,
    draws: int = 19,
    seed: int = 0,
) -> MicroClusters:
    """Find small groups of a cluster that are tied among themselves more than degrees let expect.

    Parameters
    ----------
    network
        All organisations and their ties.
    members
        Positions of the cluster's organisations; None: all. Ties that leave the cluster are not
        looked at; a joint project counts by its members inside.
    technology
        (N,) words, None where unknown; None: the organisations' industries.
    least, core
        Fewest members of a group; fewest partners of each inside.
    repeats
        Searches, for the agreement.
    draws
        Networks of the same degrees (projects of the same sizes) that the evidence is held
        against; 0: none.
    seed
        Of searches and draws.

    Raises
    ------
    InputError
        ``micro-least``: ``least`` below 3.
    """
    if least < 3:  # noqa: PLR2004 - a group
        raise InputError(problem("micro-least", subject="least", value=least))
    at = np.arange(network.size) if members is None else np.unique(members)
    inner = inside_only(network, at)
    told: dict[str, Any] = {"resolutions": ladder(inner, SIZES), "least": least, "core": core}
    if not len(inner.a):
        told["resolutions"] = (1.0,)
    found = find_communities(inner, **told, repeats=repeats, seed=seed)

    order = np.argsort(-found.evidence, kind="stable")
    rank = np.append(np.argsort(order), -1)
    found = replace(
        found,
        label=rank[found.label],
        **{
            name: getattr(found, name)[order]
            for name in ("resolution", "inside", "volume", "evidence", "agreement")
        },
    )
    null = [
        find_communities(
            rewired(inner, seed=seed, replicate=k), **told, repeats=1, seed=seed + 1 + k
        )
        for k in range(draws)
    ]
    own, chance = standing(found, null)
    further = _further(inner, found, core)
    named = network.nodes["industry"].to_list() if technology is None else list(technology)
    words = [named[k] for k in at]
    groups = _groups(inner, found, further, words).with_columns(
        p=pl.Series(p_values(own, chance, draws) if draws else None, dtype=pl.Float64),
        stands=pl.Series(
            discoveries(own, chance, draws, FALSE) if draws else None, dtype=pl.Boolean
        ),
    )
    return MicroClusters(
        groups=groups,
        memberships=_memberships(inner, found, further),
        cautions=network.cautions,
    )


def inside_only(network: TieNetwork, at: Int) -> TieNetwork:
    """Give the network of some organisations: ties between them, projects by those of them."""
    new = np.full(network.size, -1, dtype=np.int64)
    new[at] = np.arange(len(at))
    a, b, weight = plain_pairs(network)
    kept = (new[a] >= 0) & (new[b] >= 0)
    a, b, weight = new[a[kept]], new[b[kept]], weight[kept]
    joint = None
    if network.joint is not None:
        own = new[network.joint.member] >= 0
        number = np.bincount(network.joint.project[own], minlength=network.joint.count)
        own &= number[network.joint.project] > 1
        project = np.unique(network.joint.project[own], return_inverse=True)[1]
        joint = Memberships(
            member=new[network.joint.member[own]],
            project=project.astype(np.int64),
            scale=network.joint.scale,
        )
        more = projected(joint)
        a, b, weight = (np.concatenate(two) for two in zip((a, b, weight), more, strict=True))
    ties = network.ties.with_columns(
        a=pl.Series(new[network.ties["a"].to_numpy()]),
        b=pl.Series(new[network.ties["b"].to_numpy()]),
    ).filter((pl.col("a") >= 0) & (pl.col("b") >= 0))
    blank = replace(network, nodes=network.nodes[at])
    return replace(with_pairs(blank, a, b, weight), ties=ties, joint=joint)


def _further(inner: TieNetwork, found: Communities, core: int) -> pl.DataFrame:
    """Find who else is as much in a group as its members are.

    Partners there: at least ``core``, at least as many as three quarters of the members have, and
    more than the ends of its ties outside its own group would meet by chance (hypergeometric).
    """
    from scipy.stats import hypergeom

    count = max(len(found.resolution), 1)
    to, label, degree = found.label[inner.targets], found.label, inner.degrees
    flat, number = np.unique(inner.rows[to >= 0] * count + to[to >= 0], return_counts=True)
    at, group = flat // count, flat % count
    own = np.zeros(inner.size, dtype=np.int64)
    own[at[group == label[at]]] = number[group == label[at]]
    usual = np.array([np.quantile(own[label == c], 0.25) for c in range(len(found.resolution))])
    other = (group != label[at]) & (number >= core)
    at, group, number = at[other], group[other], number[other]
    full = number >= usual[group] if len(at) else np.zeros(0, dtype=bool)
    at, group, number = at[full], group[full], number[full]
    held = label >= 0
    volume = np.bincount(label[held], weights=degree[held], minlength=count).astype(np.int64)
    first = np.where(label[at] >= 0, volume[label[at]], degree[at])  # its own ends are in it
    p = hypergeom.sf(number - 1, degree.sum() - first, volume[group], degree[at] - own[at])
    return pl.DataFrame(
        {"at": at, "group": group, "partners": number, "p": np.asarray(p, dtype=np.float64)},
        schema={"at": pl.Int64, "group": pl.Int64, "partners": pl.Int64, "p": pl.Float64},
    ).filter(pl.col("p") <= RARE)


def _groups(
    inner: TieNetwork, found: Communities, further: pl.DataFrame, words: Words
) -> pl.DataFrame:
    count = len(found.resolution)
    inside, volume = inside_of(inner, found.label, count)
    same = (found.label[inner.a] == found.label[inner.b]) & (found.label[inner.a] >= 0)
    tied = np.bincount(found.label[inner.a[same]], minlength=count)
    size = found.sizes if count else np.empty(0, dtype=np.int64)
    pairs = np.maximum(size * (size - 1) / 2, 1)
    return (
        pl.DataFrame(
            {
                "group": np.arange(1, count + 1),
                "members": size,
                "further": np.bincount(further["group"].to_numpy(), minlength=count),
                "density": tied / pairs,
                "cohesion": 2 * inside / np.where(volume > 0, volume, np.nan),
                "evidence": found.evidence,
                "agreement": found.agreement,
            }
        )
        .hstack(_technologies(found.label, count, words))
        .fill_nan(None)
    )


def _technologies(label: Int, count: int, words: Words) -> pl.DataFrame:
    """Name the word that most members with a known one have; equal ones by the alphabet."""
    from scipy.stats import hypergeom

    known = sorted({word for word in words if word is not None})
    code = {word: k for k, word in enumerate(known)}
    own = np.array([-1 if word is None else code[word] for word in words], dtype=np.int64)
    whole = np.bincount(own[own >= 0], minlength=len(known))
    rows: list[tuple[str | None, float | None, float | None, float | None, int]] = []
    for c in range(count):
        members = own[label == c]
        seen = np.bincount(members[members >= 0], minlength=len(known))
        if not seen.sum():
            rows.append((None, None, None, None, len(members)))
            continue
        top = int(np.argmax(seen))
        share = seen[top] / seen.sum()
        p = hypergeom.sf(seen[top] - 1, whole.sum(), whole[top], seen.sum())
        lift = share / (whole[top] / whole.sum())
        rows.append((known[top], share, lift, float(p), int((members < 0).sum())))
    schema = {
        "technology": pl.String,
        "share": pl.Float64,
        "lift": pl.Float64,
        "p_technology": pl.Float64,
        "unknown": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _memberships(inner: TieNetwork, found: Communities, further: pl.DataFrame) -> pl.DataFrame:
    at = np.flatnonzero(found.label >= 0)
    every = pl.concat(
        [
            pl.DataFrame(
                {"at": at, "group": found.label[at], "p": [None] * len(at)},
                schema={"at": pl.Int64, "group": pl.Int64, "p": pl.Float64},
            ).with_columns(first=pl.lit(value=True)),
            further.select("at", "group", "p").with_columns(first=pl.lit(value=False)),
        ]
    )
    strength, label = inner.strengths, found.label
    width = len(found.resolution) + 1
    flat, back = np.unique(inner.rows * width + label[inner.targets] + 1, return_inverse=True)
    weight = np.bincount(back, weights=inner.weights, minlength=len(flat))
    partners = np.bincount(back, minlength=len(flat))
    key = every["at"].to_numpy() * width + every["group"].to_numpy() + 1
    place = np.searchsorted(flat, key)
    codes = inner.nodes["organisation"]
    return pl.DataFrame(
        {
            "organisation": codes.gather(every["at"]),
            "group": every["group"] + 1,
            "first": every["first"],
            "share": weight[place] / strength[every["at"].to_numpy()],
            "partners": partners[place],
            "p": every["p"],
        }
    ).sort("group", "first", "organisation", descending=[False, True, False])
