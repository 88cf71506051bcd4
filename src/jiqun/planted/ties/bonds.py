"""Ties over years: they end with chance or with a firm, and new ones take their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.planted.ties.net import Net

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Kinds of ties by number, in the order of their names.
TIE_KINDS: Final = (
    "alliance", "co-patent", "co-publication", "equity", "licence", "loan", "project", "supply",
    "talent",
)  # fmt: skip
#: Share of the ties of a kind that are there again in the next year if both ends are, at
#: turbulence 1. Supply: with the ends that go, about half of all ties are gone after a year, as in
#: Hungary's (55 %, half-life 13 months: Reisch, Borsos, Thurner 2025, arXiv:2503.20594, abstract;
#: in Japan 92 % of the partners that firms name stay: Mizuno, Souma, Watanabe 2015, RIETI 15-E-056,
#: abstract). The others are assumptions: alliances, licences and loans last some years,
#: stakes in firms long, people move once.
LASTING: Final = np.array([0.8, 0.0, 0.6, 0.92, 0.85, 0.75, 0.0, 0.52, 0.35])
#: Ties without direction: the end that stands first among the organisations is the source.
MUTUAL: Final = np.isin(TIE_KINDS, ("alliance", "co-patent", "co-publication", "project"))
#: Of a locked-in cluster's ties so many stay, whatever the kind.
LOCKED_LASTING: Final = 0.95
#: Draws for a year's ties: what is refused or there already is drawn anew.
ROUNDS: Final = 3
#: Share of firms that are there again next year: only to balance the kinds.
STAYING: Final = 0.85


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Ties: ends by number, kind by number in :data:`TIE_KINDS`, number of the year."""

    a: Int
    b: Int
    kind: NDArray[np.int8]
    t: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.a)


def pairs(a: Int, b: Int, kind: NDArray[np.int8] | int, t: Int | int) -> Pairs:
    """Give ties, those without direction in one order."""
    kind = np.broadcast_to(np.asarray(kind, dtype=np.int8), a.shape)
    swap = MUTUAL[kind] & (a > b)
    return Pairs(
        a=np.where(swap, b, a),
        b=np.where(swap, a, b),
        kind=np.array(kind),
        t=np.array(np.broadcast_to(np.asarray(t, dtype=np.int16), a.shape)),
    )


def stacked(parts: list[Pairs]) -> Pairs:
    """Put ties one after the other."""
    return Pairs(
        a=np.concatenate([part.a for part in parts]),
        b=np.concatenate([part.b for part in parts]),
        kind=np.concatenate([part.kind for part in parts]),
        t=np.concatenate([part.t for part in parts]),
    )


def taken(ties: Pairs, which: NDArray[np.bool_] | Int) -> Pairs:
    """Give some of the ties."""
    return Pairs(a=ties.a[which], b=ties.b[which], kind=ties.kind[which], t=ties.t[which])


def lasting(turbulence: float) -> Float:
    """Give the share of each kind's ties that stay a year; all do at turbulence 0."""
    return np.asarray(LASTING**turbulence)


def kinds(
    odds: dict[str, float], n: int, rng: np.random.Generator, staying: Float | None = None
) -> NDArray[np.int8]:
    """Draw kinds: ``odds`` in the stock; those of new ties if ``staying`` is given."""
    number = np.array([TIE_KINDS.index(kind) for kind in odds], dtype=np.int8)
    share = np.array(list(odds.values()))
    if staying is not None:
        share = share * (1 - STAYING * staying[number])
    total = np.cumsum(share / share.sum())
    return number[np.minimum(np.searchsorted(total, rng.random(n), side="right"), len(odds) - 1)]


def key(ties: Pairs, net: Net) -> Int:
    """Number a tie by its ends and kind, whatever the year."""
    return (ties.a * len(net.at) + ties.b) * len(TIE_KINDS) + ties.kind


Draw = Callable[[int, Int], tuple[Pairs, Int]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Renewal:
    """How a set of ties renews itself.

    Attributes
    ----------
    wanted
        Shape (T, J): how many ties each of J parts has in each year.
    draw
        Given the number of a year and how many to draw for each part, draws ties and says which
        part each is of; it may give fewer.
    stays
        Given ties and parts, the chance of each to be there next year.
    """

    wanted: Int
    draw: Draw
    stays: Callable[[Pairs, Int], Float]


def renewed(net: Net, how: Renewal, rng: np.random.Generator) -> Pairs:
    """Let ties live: a row a tie and year."""
    parts = how.wanted.shape[1]
    now, of = _none(), np.empty(0, dtype=np.int64)
    years = []
    for t in range(len(how.wanted)):
        stay = net.alive[t, now.a] & net.alive[t, now.b]
        stay &= rng.random(len(now)) < how.stays(now, of)
        now, of = taken(now, stay), of[stay]
        for _ in range(ROUNDS):
            missing = np.maximum(how.wanted[t] - np.bincount(of, minlength=parts), 0)
            if not missing.any():
                break
            more, its = how.draw(t, missing)
            fresh = _fresh(now, more, net)
            now, of = stacked([now, taken(more, fresh)]), np.concatenate([of, its[fresh]])
        years.append(pairs(now.a, now.b, now.kind, t))
    return stacked(years)


def _none() -> Pairs:
    empty = np.empty(0, dtype=np.int64)
    return pairs(empty, empty, 0, 0)


def _fresh(now: Pairs, more: Pairs, net: Net) -> Int:
    """Say which of the new ties are not there yet, each once, no loops."""
    there, drawn = np.append(np.sort(key(now, net)), -1), key(more, net)
    order = np.argsort(drawn, kind="stable")
    drawn = drawn[order]
    fresh = there[np.searchsorted(there[:-1], drawn)] != drawn
    fresh[1:] &= drawn[1:] != drawn[:-1]
    first = np.sort(order[fresh])
    return np.asarray(first[more.a[first] != more.b[first]])
