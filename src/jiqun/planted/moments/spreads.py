"""Spread, shape and slope of plain numbers, with and without trust in the wild ones."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float = NDArray[np.float64]

#: Width between the quartiles of a normal distribution, in standard deviations.
QUARTILES: Final = 1.349
#: Fewer numbers than this have no spread worth telling.
FEWEST: Final = 20


def spread(values: ArrayLike) -> float:
    """Give the standard deviation of the finite values; NaN of fewer than twenty."""
    found = finite(values)
    return float(found.std()) if len(found) >= FEWEST else float("nan")


def robust_spread(values: ArrayLike) -> float:
    """Give the distance between the quartiles over 1.349: a normal's standard deviation.

    Examples
    --------
    >>> round(robust_spread([0.0] * 10 + [1.349] * 9 + [1e6]), 3)
    1.0
    """
    found = finite(values)
    if len(found) < FEWEST:
        return float("nan")
    low, high = np.quantile(found, [0.25, 0.75])
    return float((high - low) / QUARTILES)


def kurtosis(values: ArrayLike) -> float:
    """Give the fourth central moment over the squared second: 3 of a normal, 6 of a tent.

    Examples
    --------
    >>> kurtosis([-1.0, 1.0] * 10)
    1.0
    """
    found = finite(values)
    if len(found) < FEWEST or found.std() == 0:
        return float("nan")
    away = (found - found.mean()) ** 2
    return float((away**2).mean() / away.mean() ** 2)


def peakedness(values: ArrayLike) -> float:
    """Give the mean absolute deviation from the median over the standard deviation.

    0.798 of a normal distribution, 0.707 of Laplace's tent, lower with fatter tails.

    Examples
    --------
    >>> peakedness([-1.0, 1.0] * 10)
    1.0
    """
    found = finite(values)
    if len(found) < FEWEST or found.std() == 0:
        return float("nan")
    return float(np.abs(found - np.median(found)).mean() / found.std())


def correlation(x: ArrayLike, y: ArrayLike) -> float:
    """Give Pearson's correlation of the pairs of finite numbers; NaN of fewer than twenty.

    Examples
    --------
    >>> round(correlation(range(30), range(30)), 6)
    1.0
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if len(a) < FEWEST or a.std() == 0 or b.std() == 0:
        return float("nan")
    return float(((a - a.mean()) * (b - b.mean())).mean() / (a.std() * b.std()))


def slope(x: ArrayLike, y: ArrayLike) -> float:
    """Give the slope of the straight line through points by least squares; NaN of fewer than three.

    Examples
    --------
    >>> slope([0, 1, 2], [1, 3, 5])
    2.0
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if len(a) < 3 or np.ptp(a) == 0:  # noqa: PLR2004 - two points are a line by themselves
        return float("nan")
    away = a - a.mean()
    return float((away * b).sum() / (away**2).sum())


def rank_size(values: ArrayLike) -> float:
    """Give the exponent of rank over size: log(rank - 1/2) falls by it with log size.

    References
    ----------
    Gabaix and Ibragimov (2011), Journal of Business & Economic Statistics 29(1), page 24.

    Examples
    --------
    >>> round(rank_size([1 / (i - 0.5) for i in range(1, 50)]), 6)
    1.0
    """
    found = np.sort(finite(values))[::-1]
    found = found[found > 0]
    rank = np.arange(1, len(found) + 1) - 0.5
    return -slope(np.log(found), np.log(rank))


def finite(values: ArrayLike) -> Float:
    """Give the finite values, flat."""
    every = np.asarray(values, dtype=np.float64).ravel()
    return every[np.isfinite(every)]
