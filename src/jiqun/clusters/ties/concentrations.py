"""How concentrated in space the industries of a cluster are around its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from jiqun.kernels.sphere import EARTH_KM
from jiqun.networks import points

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Industries with a smaller share of a cluster's members are strays.
STRAY: Final = 0.05
#: Standard normal quantile of a two-sided interval of 95 %.
Z95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Concentration:
    """Logarithms of how often neighbours are of a cluster's industries, against everywhere.

    Attributes
    ----------
    value, low, high
        (C,): natural logarithm and 95 % interval; NaN without two located members or industries.
    """

    value: Float
    low: Float
    high: Float


def concentration_of(
    nodes: pl.DataFrame, groups: list[Int], industries: list[set[str] | None], *, radius_km: float
) -> Concentration:
    """Hold the industries among members' neighbours against their share of all organisations.

    The ratio M of Marcon and Puech (2010), pooled over members, with half a neighbour added.

    nodes: as a tie network's. groups: positions of members. industries: of each cluster; None
    takes those of at least a twentieth of its members. An organisation isn't its own neighbour.
    """
    place = points(nodes)
    located = np.flatnonzero(~np.isnan(place[:, 0]) & nodes["industry"].is_not_null().to_numpy())
    kind = nodes["industry"].fill_null("").to_numpy()
    out = np.full((3, len(groups)), np.nan)
    if not len(located):
        return Concentration(value=out[0], low=out[1], high=out[2])
    every = cKDTree(place[located])
    chord = 2 * np.sin(min(radius_km / (2 * EARTH_KM), np.pi / 2))
    for c, members in enumerate(groups):
        own = industries[c] if industries[c] is not None else _usual(kind[members])
        here = members[~np.isnan(place[members, 0])]
        of = located[np.isin(kind[located], sorted(own or ()))]
        if len(here) < 2 or not len(of):  # noqa: PLR2004 - a pair
            continue
        like = np.asarray(
            cKDTree(place[of]).query_ball_point(place[here], chord, return_length=True)
        )
        all_ = np.asarray(every.query_ball_point(place[here], chord, return_length=True))
        itself = np.isin(here, of)
        share = (len(of) - 1) / max(len(located) - 1, 1)
        out[:, c] = _pooled(like - itself, all_ - np.isin(here, located), share)
    return Concentration(value=out[0], low=out[1], high=out[2])


def _usual(kinds: NDArray[np.object_]) -> set[str]:
    names, count = np.unique(kinds[kinds != ""].astype(str), return_counts=True)
    return set(names[count >= STRAY * count.sum()].tolist())


def _pooled(like: Float, every: Float, share: float) -> tuple[float, float, float]:
    """Give the log ratio and its interval, by the spread of members' counts (linearised)."""
    expected = share * float(every.sum())
    if expected <= 0:
        return (float("nan"),) * 3
    ratio = (float(like.sum()) + 0.5) / (expected + 0.5)
    residual = like - ratio * share * every
    error = np.sqrt(float((residual**2).sum()) + 0.25) / (float(like.sum()) + 0.5)
    value = float(np.log(ratio))
    return value, value - Z95 * error, value + Z95 * error
