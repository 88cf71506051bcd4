"""Who is brought together with whom, what comes of it, and what had come without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.agencies.work import Work
from jiqun.planted.clusters import LEGS, WEAKNESSES, Clusters
from jiqun.planted.firms import NEVER, Establishments
from jiqun.planted.ground import Places
from jiqun.planted.organisations import Organisations
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.ties import broken_legs

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

#: Introductions a year and member that is there, and the most that one cluster gets in a year:
#: an agency has few people. Assumptions.
RATE, MOST = 0.25, 60
#: What an introduction is about, its share, who is met, and the ties that can come of it.
ABOUT: Final = {
    "member": (0.6, (), ("supply", "supply", "supply", "alliance", "alliance", "talent")),
    "research": (0.25, ("university", "institute"), ("co-publication", "licence")),
    "finance": (0.15, ("financier",), ("loan", "loan", "equity")),
}
#: How often a tie comes of an introduction that had not come anyway. An assumption; that meeting
#: works is measured: one session made a joint application of two researchers 75 % likelier
#: (Boudreau and others 2017, Review of Economics and Statistics 99(4), pages 565-576), a year of
#: meetings gave firms more partners and more credit (Cai and Szeidl 2018, Quarterly Journal of
#: Economics 133(3), abstract).
CHANCE: Final = 0.08
#: A tie within so many years of the introduction is one that had come anyway.
HORIZON: Final = 2
#: At which of its activities an agency brings people together.
ACTIVITIES: Final = ("event", "lecture", "service", "visit", "trade-fair")
ACTIVITY_ODDS: Final = (0.4, 0.15, 0.25, 0.12, 0.08)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calls:
    """M introductions, by cluster and year; a pair is brought together once.

    Attributes
    ----------
    served
        Shape (M,): number among the served clusters.
    a, b
        Shape (M,): positions among the organisations; a is the helper or the one that sells.
    year
        Shape (M,).
    about, activity
        Shape (M,): numbers in :data:`ABOUT` and :data:`ACTIVITIES`.
    kind
        Kind of the tie that may come of it.
    start
        Shape (M,): year in which that tie would begin.
    works
        Shape (M,): whether the introduction alone makes the tie.
    members
        Shape (S, T): members that are there, by served cluster and year.
    """

    served: Int
    a: Int
    b: Int
    year: Int
    about: Int
    activity: Int
    kind: pl.Series
    start: Int
    works: Bool
    members: Int


def introduce(
    plan: EconomyPlan,
    places: Places,
    clusters: Clusters,
    establishments: Establishments,
    organisations: Organisations,
    work: Work,
) -> Calls:
    """Draw who is brought together: members with members, with research and with finance."""
    rng = plan.stream("introductions")
    members = _Members(clusters, establishments, organisations, work)
    met = _Met(places, clusters, organisations, work)
    parts, counts = [], []
    for year in plan.calendar:
        first, n = members.there(int(year))
        counts.append(n)
        wanted = np.minimum(rng.poisson(RATE * n), MOST) * (work.since <= year)
        of = np.repeat(np.arange(len(n)), wanted)
        about = _drawn(tuple(share for share, _, _ in ABOUT.values()), len(of), rng)
        firm = members.pick(first[of], n[of], rng.random(len(of)))
        large = members.pick(first[of], n[of], rng.random(len(of)) ** 1.5)
        other = np.where(about == 0, large, met.pick(about, of, rng))
        parts.append(np.stack([of, other, firm, np.full(len(of), year), about]))
    drawn = np.concatenate(parts, axis=1)
    of, a, b, year, about = drawn[:, _first_meetings(organisations, establishments, drawn[1:3])]
    start = year + rng.integers(0, 2, len(of))
    lives = _alive(establishments, organisations, start, a, b) & (start <= plan.calendar[-1])
    return Calls(
        served=of,
        a=a,
        b=b,
        year=year,
        about=about,
        activity=_drawn(ACTIVITY_ODDS, len(of), rng),
        kind=_kinds(about, rng),
        start=start,
        works=(rng.random(len(of)) < CHANCE) & lives & _fruitful(clusters, work, of, about),
        members=np.stack(counts, axis=1),
    )


def settled(calls: Calls, a: Int, b: Int, year: Int) -> pl.DataFrame:
    """Say what came of each introduction, given the ties that come without any.

    Parameters
    ----------
    calls
        The introductions.
    a, b, year
        Shape (R,): the ends of a tie that is there in a year, as it were without agencies.

    Returns
    -------
    polars.DataFrame
        One row an introduction, in order: ``call`` (its number), ``a, b, kind``; ``year`` in
        which the tie begins; ``known``, they had a tie before or in that year's eve; ``anyway``,
        one had begun within :data:`HORIZON` years; ``made``, the introduction alone makes it.
    """
    size = len(calls.a)
    call, tie = _ties_of(calls, a, b)
    late = year[tie] - calls.year[call]
    known, soon = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    known[call[late < 0]] = True
    soon[call[(late >= 0) & (late <= HORIZON)]] = True
    return pl.DataFrame(
        {
            "call": np.arange(size),
            "a": calls.a,
            "b": calls.b,
            "kind": calls.kind,
            "year": calls.start,
            "known": known,
            "anyway": soon & ~known,
            "made": calls.works & ~known & ~soon,
        }
    )


def _fruitful(clusters: Clusters, work: Work, served: Int, about: Int) -> Bool:
    """Say of introductions that no planted weakness lets them come to nothing.

    A leg that carries nothing carries nothing either with an agency's help, and science of
    another field does not fit because people have met.
    """
    of, named = work.cluster[served], np.array(list(ABOUT))[about]
    lacks = np.array([*LEGS, ""])[broken_legs(clusters)[of]]
    unfit = clusters.weakness[of] == WEAKNESSES.index("mismatch")
    return np.asarray((named != lacks) & ~(unfit & (named == "research")))


def _ties_of(calls: Calls, a: Int, b: Int) -> tuple[Int, Int]:
    """Give the numbers of introductions and ties that are of the same pair."""
    ends = np.concatenate([calls.a, calls.b])
    met = np.zeros(
        max((int(part.max()) for part in (a, b, ends) if len(part)), default=0) + 1, bool
    )
    met[ends] = True
    near = np.flatnonzero(met[a] & met[b])
    keys = _keys(calls.a, calls.b)
    order = np.argsort(keys, kind="stable")
    tie = _keys(a[near], b[near])
    at = np.minimum(np.searchsorted(keys[order], tie), max(len(keys) - 1, 0))
    hit = np.flatnonzero(keys[order][at] == tie) if len(keys) else np.empty(0, dtype=np.int64)
    return order[at[hit]], near[hit]


def _keys(a: Int, b: Int) -> Int:
    """Give a pair one number, whichever end comes first."""
    return (np.minimum(a, b).astype(np.int64) << 32) | np.maximum(a, b).astype(np.int64)


def _first_meetings(organisations: Organisations, establishments: Establishments, ends: Int) -> Int:
    """Give the places of pairs of different owners, each pair the first time only."""
    a, b = ends
    owner = establishments.owner[organisations.rows]
    firm = a < len(owner)
    one = firm & (owner[np.where(firm & (a >= 0), a, 0)] == owner[b])
    able = np.flatnonzero((a >= 0) & ~one)
    _, first = np.unique(_keys(a[able], b[able]), return_index=True)
    return np.sort(able[first])


def _drawn(odds: tuple[float, ...], n: int, rng: np.random.Generator) -> Int:
    ends = np.cumsum(odds)[:-1]
    return np.searchsorted(ends, rng.random(n), side="right").astype(np.int64)


def _kinds(about: Int, rng: np.random.Generator) -> pl.Series:
    """Draw the kind of tie that fits what an introduction is about."""
    flat = pl.Series([kind for _, _, kinds in ABOUT.values() for kind in kinds], dtype=pl.String)
    count = np.array([len(kinds) for _, _, kinds in ABOUT.values()])
    begin = np.cumsum(count) - count
    return flat.gather(begin[about] + np.floor(count[about] * rng.random(len(about))).astype(int))


def _alive(
    establishments: Establishments, organisations: Organisations, year: Int, *ends: Int
) -> Bool:
    """Say whether every firm among the ends is there in a year; others always are."""
    there = np.ones(len(year), dtype=bool)
    for end in ends:
        firm = end < len(organisations.rows)
        row = organisations.rows[np.where(firm, end, 0)]
        closed = establishments.closed[row]
        lives = (establishments.founded[row] <= year) & ((closed == NEVER) | (closed > year))
        there &= lives | ~firm
    return there


class _Members:
    """Firms of the served clusters, one cluster after the other, the largest first."""

    def __init__(
        self,
        clusters: Clusters,
        establishments: Establishments,
        organisations: Organisations,
        work: Work,
    ) -> None:
        number = np.full(len(clusters.codes) + 1, -1)
        number[work.cluster] = np.arange(len(work.cluster))
        rows = organisations.rows
        of = number[establishments.cluster[rows]]
        inside = np.flatnonzero(of >= 0)
        size = establishments.size[rows[inside]]
        self._firms = inside[np.lexsort((-size, of[inside]))]
        self._of = of[self._firms]
        self._rows, self._establishments = rows[self._firms], establishments
        self._here, self._served = self._firms, len(work.cluster)

    def there(self, year: int) -> tuple[Int, Int]:
        """Turn to a year: give where each cluster's members begin, and how many they are."""
        alive = self._establishments.alive(year, self._rows)
        self._here = self._firms[alive]
        count = np.bincount(self._of[alive], minlength=self._served)
        return np.cumsum(count) - count, count

    def pick(self, first: Int, n: Int, along: NDArray[np.float64]) -> Int:
        """Give the member that stands at a share of its cluster's list."""
        at = first + np.floor(n * along).astype(np.int64)
        return self._here[np.minimum(at, len(self._here) - 1)] if len(self._here) else at


class _Met:
    """Those who teach and fund in the city of a served cluster."""

    def __init__(
        self, places: Places, clusters: Clusters, organisations: Organisations, work: Work
    ) -> None:
        seat = places.land.city[places.land.county[clusters.centre[work.cluster]]]
        self._lists = []
        for _, kinds, _ in ABOUT.values():
            able = np.flatnonzero([kind in kinds for kind in organisations.kind])
            able = able[np.argsort(organisations.city[able], kind="stable")]
            first = np.searchsorted(organisations.city[able], seat)
            last = np.searchsorted(organisations.city[able], seat, side="right")
            self._lists.append((able + len(organisations.rows), first, last))

    def pick(self, about: Int, of: Int, rng: np.random.Generator) -> Int:
        """Draw one for each introduction that is not about members; -1 where there is none."""
        draw, found = rng.random(len(of)), np.full(len(of), -1)
        for number, (able, first, last) in enumerate(self._lists):
            mine = np.flatnonzero((about == number) & (last > first)[of])
            low, high = first[of[mine]], last[of[mine]]
            found[mine] = able[low + np.floor((high - low) * draw[mine]).astype(np.int64)]
        return found
