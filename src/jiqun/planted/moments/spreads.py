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


def spread(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Give the standard deviation of the finite values; NaN of fewer than twenty.

    With weights a value stands for as many.

    Examples
    --------
    >>> spread([0.0, 1.0] * 10), spread([0.0] * 10 + [1.0] * 20, [2.0] * 10 + [1.0] * 20)
    (0.5, 0.5)
    """
    found, weight = _weighed(values, weights)
    if len(found) < FEWEST:
        return float("nan")
    return float(np.sqrt(_mean((found - _mean(found, weight)) ** 2, weight)))


def robust_spread(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Give the distance between the quartiles over 1.349: a normal's standard deviation.

    Examples
    --------
    >>> round(robust_spread([0.0] * 10 + [1.349] * 9 + [1e6]), 3)
    1.0
    """
    found, weight = _weighed(values, weights)
    if len(found) < FEWEST:
        return float("nan")
    low, high = (_quantile(found, weight, share) for share in (0.25, 0.75))
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


def peakedness(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Give the mean absolute deviation from the median over the standard deviation.

    0.798 of a normal distribution, 0.707 of Laplace's tent, lower with fatter tails.

    Examples
    --------
    >>> peakedness([-1.0, 1.0] * 10)
    1.0
    """
    found, weight = _weighed(values, weights)
    wide = spread(values, weights)
    if not wide > 0:
        return float("nan")
    return _mean(np.abs(found - _quantile(found, weight, 0.5)), weight) / wide


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


def slope(x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Give the slope of the straight line through points by least squares; NaN of fewer than three.

    Examples
    --------
    >>> slope([0, 1, 2], [1, 3, 5])
    2.0
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    weight = np.ones(len(a)) if weights is None else np.asarray(weights, dtype=np.float64)[both]
    if len(a) < 3 or np.ptp(a) == 0:  # noqa: PLR2004 - two points are a line by themselves
        return float("nan")
    away = a - _mean(a, weight)
    return float((weight * away * b).sum() / (weight * away**2).sum())


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


def _weighed(values: ArrayLike, weights: ArrayLike | None) -> tuple[Float, Float]:
    """Give the finite values and what each stands for, one without weights."""
    every = np.asarray(values, dtype=np.float64).ravel()
    known = np.isfinite(every)
    if weights is None:
        return every[known], np.ones(int(known.sum()))
    return every[known], np.asarray(weights, dtype=np.float64).ravel()[known]


def _mean(values: Float, weight: Float) -> float:
    return float((weight * values).sum() / weight.sum())


def _quantile(values: Float, weight: Float, share: float) -> float:
    """Give a quantile between the values, each in the middle of what it stands for.

    With equal weights it is NumPy's own: places 0 to n - 1, drawn out between.
    """
    order = np.argsort(values, kind="stable")
    sorted_, place = values[order], np.cumsum(weight[order])
    middle = place - weight[order] / 2
    wanted = middle[0] + share * (middle[-1] - middle[0])
    return float(np.interp(wanted, middle, sorted_))
