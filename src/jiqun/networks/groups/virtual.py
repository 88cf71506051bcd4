"""Communities of partners who are far apart: what distance their ties overcome."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.kernels.chance import at_least
from jiqun.kernels.sphere import apart_km
from jiqun.networks.distances import Decay, Spread, decay, expected_inside, points, spread
from jiqun.networks.network import TieNetwork, inside_pairs

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Ties beyond are far.
FAR_KM = 100.0
#: Partners drawn to learn how far the ties of a group's members usually reach.
DRAWN = 20_000


def is_virtual(places: Spread, *, near_alpha: float, near_ratio: float) -> list[bool | None]:
    """Tell which groups and their ties are no nearer than chance; None where places are unknown."""
    known = np.isfinite(places.apart_km)
    far = (places.p_near > near_alpha) | (places.apart_km >= near_ratio * places.chance_km)
    far &= places.span_km >= near_ratio * places.chance_km
    return [bool(f) if k else None for f, k in zip(far, known, strict=True)]


def distances_overcome(
    network: TieNetwork,
    label: Int,
    *,
    far_km: float = FAR_KM,
    near_alpha: float = 0.05,
    near_ratio: float = 0.75,
    draws: int = 199,
    seed: int = 0,
) -> pl.DataFrame:
    """Tell how dense each community is and how far its ties reach, beside what distance makes.

    Parameters
    ----------
    network
        Organisations with places; those without take part in ties, not in distances.
    label
        (N,): which group each is in, -1 for none.
    far_km
        A tie beyond is far.
    near_alpha, near_ratio
        A community is virtual where its members are no nearer than organisations of the same
        industries (share of draws above the first, or median distance at least the second times
        theirs), and its ties span at least the second times that.
    draws
        Of organisations, and of as many ties.
    seed
        Of the draws.

    Returns
    -------
    DataFrame
        A row a group: ``group, members, located``; ``density``, share of pairs that are tied;
        ``excess``, weight of ties inside over what strengths and distance let expect; ``apart_km``
        and ``chance_km``, median distance of members and of random ones; ``p_near``; ``span_km``,
        mean distance of ties by weight; ``expected_km``, that of ties of the same members with
        anybody, by strength and by how all other ties of the network fall off with distance;
        ``overcome_km``, their difference; ``p_far``, share of draws of as many such ties whose
        mean is as far; ``far_share``; ``virtual``. Null where
        fewer than two members have a place, or none of their ties.
    """
    count = int(label.max(initial=-1)) + 1
    groups = [np.flatnonzero(label == c) for c in range(count)]
    place, strength = points(network.nodes), network.strengths
    fall = decay(network, seed=seed)
    places = spread(network, groups, far_km=far_km, draws=draws, seed=seed)
    expected = expected_inside(network, groups, fall, seed=seed)
    others = partial(_of_others, network, label, fall)
    out = np.full((5, count), np.nan)
    for c, members in enumerate(groups):
        a, b, weight = inside_pairs(network, members)
        pairs = len(members) * (len(members) - 1) / 2
        out[0, c] = len(a) / pairs if pairs else np.nan
        if expected[c] > 0:
            out[1, c] = weight.sum() / expected[c]
        known = ~np.isnan(apart_km(place[a], place[b]))
        if known.any():
            rng = stream(seed=seed, replicate=c, name="ties-overcome")
            km, pull = _usual(place, strength, members, others(c), rng)
            if pull.sum() > 0:
                out[2, c] = float((km * pull).sum() / pull.sum())
                drawn = _drawn(km, pull, weight[known], draws, rng)
                out[3, c] = float(at_least(drawn, places.span_km[c]))
        out[4, c] = float((~np.isnan(place[members, 0])).sum())
    virtual = is_virtual(places, near_alpha=near_alpha, near_ratio=near_ratio)
    return pl.DataFrame(
        {
            "group": np.arange(count),
            "members": [len(one) for one in groups],
            "located": out[4].astype(np.int64) if count else [],
            "density": out[0],
            "excess": out[1],
            "apart_km": places.apart_km,
            "chance_km": places.chance_km,
            "p_near": places.p_near,
            "span_km": places.span_km,
            "expected_km": out[2],
            "overcome_km": places.span_km - out[2],
            "p_far": out[3],
            "far_share": places.far_share,
            "virtual": pl.Series(virtual, dtype=pl.Boolean),
        }
    ).fill_nan(None)


def _of_others(network: TieNetwork, label: Int, fall: Decay, group: int) -> Decay:
    """Give the decay of all ties but those inside a group: its own must not excuse them."""
    place = points(network.nodes)
    km = apart_km(place[network.a], place[network.b])
    known = ~np.isnan(km)
    own = (label[network.a] == group) & (label[network.b] == group)
    band = np.searchsorted(fall.upper_km, np.where(known, km, 0.0), side="left")
    bands = len(fall.upper_km)
    whole, rest = (
        np.bincount(band[some], weights=network.weight[some], minlength=bands)
        for some in (known, known & ~own)
    )
    if rest.sum() <= 0:
        return fall
    share = np.divide(rest, whole, out=np.ones(bands), where=whole > 0)
    return replace(fall, factor=fall.factor * share * whole.sum() / rest.sum())


def _usual(
    place: Float, strength: Float, members: Int, fall: Decay, rng: np.random.Generator
) -> tuple[Float, Float]:
    """Draw ends of members' ties and partners anywhere; give how far, and how likely by decay."""
    located = ~np.isnan(place[:, 0])
    anybody, own = np.cumsum(strength * located), members[located[members]]
    mine = np.cumsum(strength[own])
    one, other = rng.random((2, DRAWN))
    a = own[np.minimum(np.searchsorted(mine, one * mine[-1], side="right"), len(own) - 1)]
    b = np.searchsorted(anybody, other * anybody[-1], side="right")
    b = np.minimum(b, len(strength) - 1)
    km: Float = apart_km(place[a], place[b])
    return km, np.where((a != b) & ~np.isnan(km), fall.at(km), 0.0)


def _drawn(km: Float, pull: Float, weight: Float, draws: int, rng: np.random.Generator) -> Float:
    """Give the mean distance, by weight, of as many ties between pairs drawn by their pull."""
    total = np.cumsum(pull)
    out = np.empty(draws)
    for k in range(draws):
        at = np.searchsorted(total, rng.random(len(weight)) * total[-1], side="right")
        far = km[np.minimum(at, len(km) - 1)]
        out[k] = float((far * weight).sum() / weight.sum())
    return out
