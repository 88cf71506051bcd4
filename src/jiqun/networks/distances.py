"""Distances along ties and between organisations, and what chance or decay let expect."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.kernels.chance import at_most
from jiqun.kernels.sphere import apart_km, on_sphere
from jiqun.networks.network import TieNetwork, inside_pairs

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Upper ends (km) of the classes of distance that decay is told in; beyond the last is one more.
BANDS_KM: Final = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 1280.0, 2560.0)
#: Pairs of stubs or organisations drawn to learn what distances chance would give.
DRAWN_PAIRS: Final = 1_000_000
#: Pairs of members whose distances are averaged.
MEMBER_PAIRS: Final = 400
#: Groups with more pairs than this have a sample of them held against decay.
MOST_PAIRS: Final = 200_000


def points(nodes: pl.DataFrame) -> Float:
    """Give unit vectors of places, NaN where there is none; shape (N, 3)."""
    lon, lat = (nodes[name].fill_null(np.nan).to_numpy() for name in ("lon", "lat"))
    return on_sphere(lon, lat)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decay:
    r"""How ties fall off with distance, held against what degrees alone let expect.

    Attributes
    ----------
    upper_km
        (B,): upper end of each class; the last is infinite.
    factor
        (B,): observed share of tie weight in the class over the share that tying stubs at random
        would give it; 1 where neither has any.
    random
        (B,): ties a pair of organisations at that distance, of any degrees.
    """

    upper_km: Float
    factor: Float
    random: Float

    def at(self, km: Float, *, degrees: bool = True) -> Float:
        """Give the factor (or the ties a pair) at distances; the mean where not known."""
        table = self.factor if degrees else self.random
        band = np.searchsorted(self.upper_km, km, side="left")
        values: Float = table[np.minimum(band, len(table) - 1)]
        return np.where(np.isnan(km), 1.0 if degrees else np.nan, values)


def decay(network: TieNetwork, *, bands_km: tuple[float, ...] = BANDS_KM, seed: int = 0) -> Decay:
    """Learn the decay of a network's ties from its located organisations."""
    place = points(network.nodes)
    upper = np.array([*bands_km, np.inf])
    located = np.flatnonzero(~np.isnan(place[:, 0]))
    km = apart_km(place[network.a], place[network.b])
    known = ~np.isnan(km)
    seen = _classed(km[known], upper, network.weight[known])
    strength = network.strengths[located]
    ones = np.ones(len(upper))
    if seen.sum() == 0 or len(located) < 2:  # noqa: PLR2004 - a pair
        return Decay(upper_km=upper, factor=ones, random=np.full(len(upper), np.nan))
    rng = stream(seed=seed, name="ties-decay")
    total = np.cumsum(strength)
    ends = np.searchsorted(total, rng.random((2, DRAWN_PAIRS)) * total[-1], side="right")
    stubs = _classed(_drawn(place, located, np.minimum(ends, len(located) - 1)), upper)
    anybody = rng.integers(0, len(located), (2, DRAWN_PAIRS))
    pairs = _classed(_drawn(place, located, anybody), upper)
    pairs *= len(located) * (len(located) - 1) / 2 / max(pairs.sum(), 1)
    share, chance = seen / seen.sum(), stubs / max(stubs.sum(), 1)
    factor = np.divide(share, chance, out=np.ones(len(upper)), where=chance > 0)
    random = np.divide(seen, pairs, out=np.full(len(upper), np.nan), where=pairs > 0)
    return Decay(upper_km=upper, factor=factor, random=random)


def _drawn(place: Float, located: Int, ends: Int) -> Float:
    a, b = located[ends[0]], located[ends[1]]
    km: Float = apart_km(place[a], place[b])[a != b]
    return km


def _classed(km: Float, upper: Float, weight: Float | None = None) -> Float:
    band = np.searchsorted(upper, km, side="left")
    return np.bincount(band, weights=weight, minlength=len(upper)).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """How far apart the members of each group are, and random organisations would be.

    Attributes
    ----------
    apart_km
        (C,): median distance between two located members; NaN with fewer than two. The median,
        since a few strays from elsewhere must not make a local cluster look far.
    chance_km
        (C,): the same for random organisations of the same industries, mean over draws.
    p_near
        (C,): share of draws, the members among them, at most as far apart: small where members
        are nearer than chance.
    span_km
        (C,): mean distance of the ties inside, by weight.
    far_share
        (C,): share of their weight beyond the stated distance.
    """

    apart_km: Float
    chance_km: Float
    p_near: Float
    span_km: Float
    far_share: Float


def spread(
    network: TieNetwork,
    groups: list[Int],
    *,
    far_km: float,
    draws: int,
    seed: int,
) -> Spread:
    """Measure distances of members and of ties of groups, which may overlap.

    groups: positions of the members of each.
    """
    place = points(network.nodes)
    pools, of = _pools(network.nodes, place)
    out = np.full((5, len(groups)), np.nan)
    for c, members in enumerate(groups):
        out[3:, c] = _of_ties(network, members, place, far_km)
        located = members[~np.isnan(place[members, 0])]
        if len(located) >= 2:  # noqa: PLR2004 - a pair
            rng = stream(seed=seed, replicate=c, name="ties-spread")
            out[:3, c] = _of_members(located, place, pools, of, draws, rng)
    return Spread(
        apart_km=out[0], chance_km=out[1], p_near=out[2], span_km=out[3], far_share=out[4]
    )


def _pools(nodes: pl.DataFrame, place: Float) -> tuple[list[Int], Int]:
    """Give the located organisations of each industry, and each organisation's industry."""
    of = nodes["industry"].fill_null("").rank("dense").to_numpy().astype(np.int64) - 1
    located = np.flatnonzero(~np.isnan(place[:, 0]))
    order = located[np.argsort(of[located], kind="stable")]
    ends = np.searchsorted(of[order], np.arange(int(of.max(initial=-1)) + 2))
    return [order[a:b] for a, b in itertools.pairwise(ends)], of


def _of_ties(network: TieNetwork, members: Int, place: Float, far_km: float) -> tuple[float, float]:
    a, b, weight = inside_pairs(network, members)
    km = apart_km(place[a], place[b])
    known = ~np.isnan(km)
    total = float(weight[known].sum())
    if total <= 0:
        return float("nan"), float("nan")
    beyond = weight[known & (km > far_km)].sum()
    return float((km[known] * weight[known]).sum() / total), float(beyond / total)


def _of_members(
    located: Int, place: Float, pools: list[Int], of: Int, draws: int, rng: np.random.Generator
) -> tuple[float, float, float]:
    n = len(located)
    i, j = np.triu_indices(n, 1) if n * (n - 1) // 2 <= MEMBER_PAIRS else _some_pairs(n, rng)
    own = float(np.median(apart_km(place[located[i]], place[located[j]])))
    chance = np.empty((draws, n), dtype=np.int64)
    kinds, which = np.unique(of[located], return_inverse=True)
    for k, kind in enumerate(kinds):
        at = np.flatnonzero(which == k)
        pool = pools[kind]
        chance[:, at] = pool[rng.integers(0, len(pool), (draws, len(at)))]
    drawn = np.median(apart_km(place[chance[:, i]], place[chance[:, j]]), axis=1)
    return own, float(drawn.mean()), float(at_most(drawn, own))


def _some_pairs(n: int, rng: np.random.Generator) -> tuple[Int, Int]:
    i = rng.integers(0, n, MEMBER_PAIRS)
    j = (i + rng.integers(1, n, MEMBER_PAIRS)) % n
    return i, j


def expected_inside(
    network: TieNetwork, groups: list[Int], fall: Decay | None, *, seed: int = 0
) -> Float:
    """Give the weight of ties inside that degrees, and decay where given, let expect; (C,).

    Pairs of members with strengths s have s_i s_j / (2 total) times the factor at their distance.
    """
    place, strength = points(network.nodes), network.strengths
    out = np.zeros(len(groups))
    for c, members in enumerate(groups):
        rng = stream(seed=seed, replicate=c, name="ties-expected")
        i, j, every = pairs_of(len(members), rng)
        product = strength[members[i]] * strength[members[j]]
        if fall is not None:
            product *= fall.at(apart_km(place[members[i]], place[members[j]]))
        if len(i):
            out[c] = product.sum() * every / len(i) / max(2 * network.total, 1e-300)
    return out


def expected_by_distance(
    network: TieNetwork, groups: list[Int], fall: Decay, *, seed: int = 0
) -> Float:
    """Give the tied pairs that as many organisations as far apart have, from all pairs; (C,).

    A pair without a known distance, or at one that no drawn pair has, counts as the mean pair.
    """
    place = points(network.nodes)
    usual = network.total / max(network.size * (network.size - 1) / 2, 1)
    out = np.zeros(len(groups))
    for c, group in enumerate(groups):
        rng = stream(seed=seed, replicate=c, name="ties-expected")
        i, j, every = pairs_of(len(group), rng)
        if len(i):
            odds = fall.at(apart_km(place[group[i]], place[group[j]]), degrees=False)
            out[c] = np.where(np.isnan(odds), usual, odds).mean() * every
    return out


def pairs_of(n: int, rng: np.random.Generator) -> tuple[Int, Int, float]:
    """Give all pairs of n, or a sample of them, and how many there are."""
    every = n * (n - 1) // 2
    if every <= MOST_PAIRS:
        i, j = np.triu_indices(n, 1)
        return i, j, float(every)
    i = rng.integers(0, n, MOST_PAIRS)
    return i, (i + rng.integers(1, n, MOST_PAIRS)) % n, float(every)
