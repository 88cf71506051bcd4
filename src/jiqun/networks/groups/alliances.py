"""Firms and their alliances, kept as two kinds of nodes: which alliances who joins to which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.kernels.chance import at_least
from jiqun.kernels.finding.cuts import further_parts

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Pairs of alliances times draws that are looked at.
BUDGET = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alliances:
    """Alliances and their members.

    Attributes
    ----------
    alliances
        ``alliance, members, shared`` (members that are in another one too), ``neighbours``
        (alliances with a member in common), ``hanging`` (neighbours by one member only), ``part``
        (alliances that are joined at all have the same number, 1 the largest part).
    members
        ``member, alliances, pairs`` (pairs of alliances that it is in both of), ``sole_pairs``
        (of these, that nobody else is in both of), ``cuts`` (parts more that the alliances fall
        into when it leaves), ``expected`` sole pairs and ``p`` (share of draws with as many)
        where memberships are dealt by chance; null without draws.
    """

    alliances: pl.DataFrame
    members: pl.DataFrame

    @property
    def bridges(self) -> pl.DataFrame:
        """Members that some alliances hang together by, the most needed first."""
        some = self.members.filter((pl.col("cuts") > 0) | (pl.col("sole_pairs") > 0))
        return some.sort(["cuts", "sole_pairs", "member"], descending=[True, True, False])


def alliances_of(
    member: Int,
    event: Int,
    *,
    members: Sequence[str],
    events: Sequence[str],
    draws: int = 99,
    seed: int = 0,
) -> Alliances:
    """Describe who joins which alliances, beside what dealing memberships by chance gives.

    Parameters
    ----------
    member, event
        (M,): positions in ``members`` and ``events``; a pair told twice counts once.
    members, events
        Codes; those without the other may be among them.
    draws
        Times that memberships are dealt anew: each member keeps its number of alliances (less
        what would be the same one twice), each alliance its size; 0: none. Fewer where there are
        many pairs of alliances.
    seed
        Of the draws.

    Examples
    --------
    >>> import numpy as np
    >>> found = alliances_of(np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1]),
    ...                      members=["a", "b", "c"], events=["x", "y"], draws=0)
    >>> found.bridges.select("member", "sole_pairs", "cuts").rows()
    [('b', 1, 1)]
    """
    n, count = len(members), len(events)
    order = np.argsort(np.argsort(np.array(members, dtype=np.str_), kind="stable"))
    flat = np.unique(np.asarray(member, dtype=np.int64) * max(count, 1) + event)
    own, at = flat // max(count, 1), flat % max(count, 1)
    pair, who = _pairs(own, at, count)
    sole = _sole(pair, who, n)
    starts, targets = _both_kinds(own, at, n, count)
    part = np.empty(n + count, dtype=np.int64)
    cuts = further_parts(starts, targets, part)[:n]
    degree = np.bincount(own, minlength=n)
    table = pl.DataFrame(
        {
            "member": pl.Series(list(members), dtype=pl.String),
            "alliances": degree,
            "pairs": degree * (degree - 1) // 2,
            "sole_pairs": sole,
            "cuts": np.maximum(cuts, 0),
        }
    )
    often = min(draws, max(19, BUDGET // max(len(pair), 1))) if draws else 0
    expected, p = _by_chance(own[np.lexsort((order[own], at))], np.sort(at), sole, often, seed)
    return Alliances(
        alliances=_table(own, at, degree, pair, part[n:], events),
        members=table.with_columns(expected=expected, p=p),
    )


def _pairs(own: Int, at: Int, count: int) -> tuple[Int, Int]:
    """Give each pair of alliances (first * count + second) that a member is in, and the member.

    own, at: (M,), sorted by member, then by alliance.
    """
    later = np.searchsorted(own, own, side="right") - 1 - np.arange(len(own))
    first = np.repeat(np.arange(len(own)), later)
    ends = np.cumsum(later)
    second = first + np.arange(len(first)) - np.repeat(ends - later, later) + 1
    return at[first] * count + at[second], own[first]


def _sole(pair: Int, who: Int, n: int) -> Int:
    _, back, often = np.unique(pair, return_inverse=True, return_counts=True)
    return np.bincount(who[often[back] == 1], minlength=n).astype(np.int64)


def _both_kinds(own: Int, at: Int, n: int, count: int) -> tuple[Int, Int]:
    a, b = np.concatenate([own, at + n]), np.concatenate([at + n, own])
    order = np.lexsort((b, a))
    return np.searchsorted(a[order], np.arange(n + count + 1)).astype(np.int64), b[order]


def _by_chance(
    own: Int, at: Int, sole: Int, draws: int, seed: int
) -> tuple[Float | None, Float | None]:
    if not draws:
        return None, None
    count = int(at.max(initial=-1)) + 1
    drawn = np.empty((draws, len(sole)))
    for k in range(draws):
        rng = stream(seed=seed, replicate=k, name="alliances")
        mixed = own[rng.permutation(len(own))]
        flat = np.unique(mixed * max(count, 1) + at)
        drawn[k] = _sole(*_pairs(flat // max(count, 1), flat % max(count, 1), count), len(sole))
    return drawn.mean(axis=0), at_least(drawn, sole.astype(np.float64))


def _table(
    own: Int, at: Int, degree: Int, pair: Int, part: Int, events: Sequence[str]
) -> pl.DataFrame:
    count = len(events)
    flat, often = np.unique(pair, return_counts=True)
    ends = np.concatenate([flat // max(count, 1), flat % max(count, 1)])
    hanging = np.tile(often == 1, 2)
    parts, number = np.unique(part, return_inverse=True)
    size = np.bincount(number, minlength=len(parts))
    rank = np.empty(len(parts), dtype=np.int64)
    rank[np.argsort(-size, kind="stable")] = np.arange(1, len(parts) + 1)
    return pl.DataFrame(
        {
            "alliance": pl.Series(list(events), dtype=pl.String),
            "members": np.bincount(at, minlength=count),
            "shared": np.bincount(at[degree[own] > 1], minlength=count),
            "neighbours": np.bincount(ends, minlength=count),
            "hanging": np.bincount(ends[hanging], minlength=count),
            "part": rank[number],
        }
    )
