"""Bands around curves simulated under a null, and how far an observed curve leaves them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels import chance
from jiqun.kernels.linear.products import applied
from jiqun.kernels.ties import ranked

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GlobalBand:
    """A band for whole curves, and the test that goes with it.

    Attributes
    ----------
    low, high
        (D,) the limits.
    p_value
        Share of curves (the observed one among them) at least as extreme as the observed, to
        whichever side: nothing is left to double.
    """

    low: Float
    high: Float
    p_value: float


def local_band(curves: Float, *, level: float) -> Float:
    """Give the pointwise quantiles at ``level / 2`` and ``1 - level / 2``.

    curves: (S, D). Returns (2, D), by linear interpolation between order statistics
    (Hyndman & Fan's type 7); NaN where any curve is undefined.
    """
    return np.quantile(curves, [level / 2.0, 1.0 - level / 2.0], axis=0)


def dropping_band(curves: Float, *, level: float) -> Float:
    """Give the outer envelope of the curves left after dropping extreme ones.

    Round by round the curves that hold the minimum or maximum at some distance (the first of
    tied ones) are dropped until at most a share ``1 - level`` is left; the envelopes before
    and after the last round are mixed, the former with weight ``1 - level - share left``.

    curves: (S, D). Returns (2, D). A curve undefined at a distance does not count there.
    """
    defined = np.isfinite(curves).any(axis=0)
    band = np.full((2, curves.shape[1]), np.nan)
    left = curves[:, defined]
    before = after = _outline(left)
    while len(left) and len(left) / len(curves) > 1.0 - level:
        before = _outline(left)
        extreme = np.unique([_filled(left, np.inf).argmin(0), _filled(left, -np.inf).argmax(0)])
        left = np.delete(left, extreme, axis=0)
        after = _outline(left) if len(left) else before
    weight = 1.0 - level - len(left) / len(curves)
    band[:, defined] = after + weight * (before - after)
    return band


def rank_band(observed: Float, curves: Float, *, level: float) -> GlobalBand:
    """Give the extreme-rank-length band (two-sided) and its p-value.

    Each curve's pointwise two-sided ranks, sorted ascending, are compared lexicographically;
    the band is the outline of the least extreme ``1 - level`` of all S + 1 curves, so that
    the observed curve leaves it somewhere exactly when it is among the most extreme. Curves that
    tie with the observed one count as more extreme than it.

    observed: (D,); curves: (S, D). Distances where any curve is undefined are left out and
    NaN in the band.
    """
    everyone = np.vstack([observed, curves])
    defined = np.isfinite(everyone).all(axis=0)
    low, high = np.full(len(observed), np.nan), np.full(len(observed), np.nan)
    if not defined.any():
        return GlobalBand(low=low, high=high, p_value=float("nan"))
    used = everyone[:, defined]
    depth = np.sort(two_sided_ranks(used), axis=1)
    others_first = np.roll(np.arange(len(depth)), -1)
    order = others_first[np.argsort(_as_words(depth)[others_first], kind="stable")]
    p_value = float(chance.share(np.flatnonzero(order == 0)[0], len(curves)))
    kept = used[order[int(np.floor(level * len(order))) :]]
    low[defined], high[defined] = kept.min(axis=0), kept.max(axis=0)
    return GlobalBand(low=low, high=high, p_value=p_value)


def two_sided_ranks(curves: Float) -> Float:
    """Rank each curve at each distance from both ends, 1 the most extreme, ties averaged.

    curves: (S, D). Returns (S, D).
    """
    ranks = ranked(curves, axis=0)
    return np.minimum(ranks, len(curves) + 1 - ranks)


def _as_words(depth: Float) -> NDArray[np.bytes_]:
    """Spell each row of (half-)ranks as bytes whose order is the rows' lexicographic order."""
    spelled = np.ascontiguousarray((2.0 * depth).astype(">u4"))
    return spelled.view(f"S{4 * depth.shape[1]}").ravel()


def deviation_p(observed: Float, curves: Float, radii: Float, *, level: float) -> float:
    """Give the share of curves, the observed one among them, that deviate at least as much.

    The deviation is the integral over the radii of |curve - mean|, each side scaled by its
    own distance from the mean to the quantile at ``level / 2`` or ``1 - level / 2`` (all
    curves, the observed one among them). Each radius stands for the step that ends there;
    those where any curve is undefined are left out.

    observed, radii: (D,); curves: (S, D).
    """
    everyone = np.vstack([observed, curves])[:, 1:]
    defined = np.isfinite(everyone).all(axis=0)
    if not defined.any():
        return float("nan")
    used, steps = everyone[:, defined], np.diff(radii)[defined]
    mean = used.mean(axis=0)
    low, high = np.quantile(used, [level / 2.0, 1.0 - level / 2.0], axis=0)
    scale = np.where(used >= mean, np.abs(high - mean), np.abs(mean - low))
    apart = np.divide(used - mean, scale, out=np.zeros_like(used), where=scale > 0)
    size = applied(np.abs(apart), steps)
    return float(chance.at_least(size[1:], size[0]))


def _outline(curves: Float) -> Float:
    return np.array([_filled(curves, np.inf).min(axis=0), _filled(curves, -np.inf).max(axis=0)])


def _filled(curves: Float, value: float) -> Float:
    return np.where(np.isnan(curves), value, curves)
