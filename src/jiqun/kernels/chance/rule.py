"""The one rule for p-values from draws: what ties with the observed counts as reaching it.

A draw that equals what was observed is as extreme as it, on either side; so the smaller side of a
test is (min(draws at least as large, draws at most as large) + 1) / (draws + 1). Equal is what
:mod:`jiqun.kernels.ties` calls equal. A p-value of one side (how often chance gives as much or
more) stays one-sided; the smaller of two sides is chosen after looking, so whoever decides by it
takes :func:`two_sided`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.kernels.ties import DIGITS

Float = NDArray[np.float64]
#: Numbers nearer than this part of their size are equal.
NEAR = 2.0**-DIGITS


def least(observed: ArrayLike, *, size: ArrayLike = 0.0) -> Float:
    """Give the smallest number that counts as reaching the observed one.

    observed, size: any shapes that fit. size: how large the terms were that the observed number
    is a sum of, where they may cancel; what is left of them is known no better than they are.
    """
    seen = np.asarray(observed, dtype=np.float64)
    known = np.isfinite(seen)
    slack = np.where(known, NEAR * np.maximum(np.abs(seen), size), 0.0)
    return np.asarray(seen - slack, dtype=np.float64)


def most(observed: ArrayLike, *, size: ArrayLike = 0.0) -> Float:
    """Give the largest number that counts as no larger than the observed one."""
    return -least(-np.asarray(observed, dtype=np.float64), size=size)


def share(count: ArrayLike, draws: ArrayLike) -> Float:
    """Give the p-value of ``count`` draws as extreme: the observed one is one of them."""
    return np.asarray((np.asarray(count) + 1.0) / (np.asarray(draws) + 1.0), dtype=np.float64)


def smaller(above: ArrayLike, below: ArrayLike, draws: ArrayLike) -> Float:
    """Give the smaller side of counts at least as large and at most as large as observed."""
    return share(np.minimum(above, below), draws)


def two_sided(p_value: ArrayLike) -> Float:
    """Give the chance of so small a smaller side: min(1, 2 p); NaN stays."""
    return np.minimum(1.0, 2.0 * np.asarray(p_value, dtype=np.float64))


def at_least(drawn: ArrayLike, observed: ArrayLike, *, size: ArrayLike = 0.0) -> Float:
    """Give the one-sided p-value: how often draws are as large as observed.

    drawn: (S, ...), NaN where a draw is undefined: it does not count. observed: (...). Returns
    (...), NaN where the observed is.

    Examples
    --------
    >>> at_least([0.1 + 0.2, 0.1, 0.5], 0.3).item()
    0.75
    """
    return _side(np.asarray(drawn) >= least(observed, size=size), drawn, observed)


def at_most(drawn: ArrayLike, observed: ArrayLike, *, size: ArrayLike = 0.0) -> Float:
    """Give the one-sided p-value: how often draws are as small as observed."""
    return _side(np.asarray(drawn) <= most(observed, size=size), drawn, observed)


def smaller_side(drawn: ArrayLike, observed: ArrayLike, *, size: ArrayLike = 0.0) -> Float:
    """Give the smaller of both sides; ties count on both, so it is 1 where all draws tie.

    Examples
    --------
    >>> smaller_side([0.0, 0.0, 0.0, 1.0], 0.0).item()
    0.8
    """
    above = at_least(drawn, observed, size=size)
    return np.minimum(above, at_most(drawn, observed, size=size))


def reaching(pool: Float, observed: Float) -> NDArray[np.int64]:
    """Count for each observed number (N,) the numbers of one pool (M,) that reach it: (N,)."""
    ordered = np.sort(pool)
    return np.asarray(len(ordered) - np.searchsorted(ordered, least(observed), side="left"))


def _side(extreme: NDArray[np.bool_], drawn: ArrayLike, observed: ArrayLike) -> Float:
    defined = (~np.isnan(np.asarray(drawn))).sum(axis=0)
    value = share(extreme.sum(axis=0), defined)
    return np.asarray(np.where(np.isnan(np.asarray(observed)), np.nan, value))
