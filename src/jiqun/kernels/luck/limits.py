"""Limits of a quotient of counts when everything counted has chosen its place by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

Float = NDArray[np.float64]


def poisson_limits(counts: ArrayLike, *, level: float = 0.95) -> tuple[Float, Float]:
    r"""Give Jeffreys' limits of Poisson means: quantiles of a gamma of shape ``n + 1/2``.

    Parameters
    ----------
    counts
        Any shape, >= 0; whole or not.
    level
        Confidence, 0 < level < 1.

    Returns
    -------
    tuple of ndarray
        Lower and upper limits; the lower limit of a count of 0 is 0. NaN where the count is.

    References
    ----------
    :cite:`brown2003`, section 2.

    Examples
    --------
    >>> low, high = poisson_limits([0, 4])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 1.35], [2.51, 9.51])
    """
    n = np.asarray(counts, dtype=np.float64)
    tail = (1.0 - level) / 2.0
    low = np.where(n == 0, 0.0, gammaincinv(n + 0.5, tail))
    return low, np.asarray(gammaincinv(n + 0.5, 1.0 - tail))


def luck_interval(
    counts: ArrayLike,
    region_total: ArrayLike,
    category_total: ArrayLike,
    total: ArrayLike,
    *,
    level: float = 0.95,
) -> tuple[Float, Float]:
    r"""Give limits of the quotient of counts that chance allows: how the darts might have fallen.

    The cell ``a``, the rest of its region ``b``, the rest of its category ``c`` and all else
    ``d`` are independent Poisson counts, each with its Jeffreys limits. The quotient

    .. math:: Q(a, b, c, d) = \frac{a (a + b + c + d)}{(a + b)(a + c)}

    is moved to both limits of one count at a time, and the four moves of its logarithm, to
    either side, are joined as the root of their squares (square-and-add). Nothing is assumed
    of the sizes of what is counted, so their heavy tails do no harm; where a cell is nearly
    the whole of its region or of its category, the rest's own luck sets the width.

    Parameters
    ----------
    counts, region_total, category_total, total
        Establishments of the cell, of its margins and of the whole; they broadcast.
    level
        Confidence, 0 < level < 1.

    Returns
    -------
    tuple of ndarray
        Lower and upper limits of the quotient **of establishments**, which may lie wholly to
        one side of a quotient of jobs. An empty cell has low 0 and as high the quotient at its
        count's upper limit. NaN where a margin is 0 or a count is unknown.

    References
    ----------
    :cite:`zoudonner2008` for the joining, here carried over to the four moves of one function;
    the question is that of :cite:`guimaraes2009`, who throw the establishments of a category at
    a map: here those of the region and of the rest are thrown too.

    Examples
    --------
    >>> low, high = luck_interval([1, 40], 400, 200, 40000)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.05, 15.08], [2.3, 25.7])
    """
    given = (counts, region_total, category_total, total)
    a, region, category, whole = np.broadcast_arrays(*(np.asarray(v, float) for v in given))
    parts = [np.maximum(v, 0.0) for v in (a, region - a, category - a)]
    parts.append(np.maximum(whole - region - category + a, 0.0))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        low, high = _joined(parts, level)
        empty = parts[0] == 0
        _, most = poisson_limits(parts[0], level=level)
        low = np.where(empty, 0.0, low)
        high = np.where(empty, _quotient([most, *parts[1:]]), high)
    known = (region > 0) & (category > 0) & np.isfinite(whole + a)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _quotient(parts: Sequence[Float]) -> Float:
    a, b, c, d = parts
    return np.asarray(a * (a + b + c + d) / ((a + b) * (a + c)))


def _joined(parts: list[Float], level: float) -> tuple[Float, Float]:
    """Move one count at a time and join the moves of the quotient's logarithm."""
    at = np.log(_quotient(parts))
    down, up = np.zeros(at.shape), np.zeros(at.shape)
    for place, count in enumerate(parts):
        low, high = poisson_limits(count, level=level)
        ends = [low, high, *([np.clip(_peak(parts), low, high)] if place == 0 else [])]
        moved = [np.log(_quotient([*parts[:place], end, *parts[place + 1 :]])) - at for end in ends]
        down += np.fmin(np.fmin.reduce(moved), 0.0) ** 2
        up += np.fmax(np.fmax.reduce(moved), 0.0) ** 2
    return np.exp(at - np.sqrt(down)), np.exp(at + np.sqrt(up))


def _peak(parts: Sequence[Float]) -> Float:
    """Give the cell's count at which the quotient is largest, the other three as they are.

    Beyond it the cell dominates both margins, and a larger cell has a smaller quotient. Where
    nothing else is there the quotient has no peak: NaN.
    """
    a, b, c, d = parts
    root = np.sqrt((b * c) ** 2 + d * b * c * (b + c + d))
    return np.where(d > 0, (b * c + root) / d, a)
