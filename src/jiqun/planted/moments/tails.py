"""Exponents of upper tails: by maximum likelihood above a chosen threshold, by Hill, by slope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.special import zeta

Float = NDArray[np.float64]

#: Thresholds tried at most, and how many values must lie above one.
THRESHOLDS: Final = 80
FEWEST: Final = 50
#: Bounds of the exponent of the density that is searched for whole numbers.
LOWEST, HIGHEST = 1.01, 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """A fitted upper tail.

    Attributes
    ----------
    exponent
        Of the share of values above x, which falls as x to the minus this; NaN without a fit.
    least
        Smallest value of the tail; NaN without a fit.
    count
        Values in the tail.
    distance
        Largest distance (0-1) between the fitted and the found distribution above ``least``.
    """

    exponent: float
    least: float
    count: int
    distance: float


#: What is told where too few values differ.
NO_TAIL: Final = Tail(exponent=float("nan"), least=float("nan"), count=0, distance=float("nan"))


def power_tail(values: ArrayLike, *, least: float | None = None, fewest: int = FEWEST) -> Tail:
    r"""Fit a power law to the upper tail, its threshold chosen where the fit is closest.

    .. math:: P(X > x) \propto x^{-a}, \quad x \ge x_{min}

    Above each threshold the exponent is the one of maximum likelihood: Hill's for real numbers,
    that of the zeta distribution for whole ones; of the thresholds (all values that differ, at
    most 80 of them, evenly by rank) that with the smallest Kolmogorov-Smirnov distance is taken.

    Parameters
    ----------
    values
        Any shape. NaN, infinities and what is not above 0 are left out.
    least
        A threshold above 0 that is given instead of chosen.
    fewest
        At least so many values lie in the tail.

    Returns
    -------
    Tail
        :data:`NO_TAIL` where fewer than ``fewest`` values, or fewer than two different ones,
        are there.

    References
    ----------
    Clauset, Shalizi and Newman (2009), SIAM Review 51(4), equations 3.1, 3.5 and 3.9, page 665.

    Examples
    --------
    >>> import numpy as np
    >>> sizes = (1 - np.arange(20_000) / 20_000) ** (-1 / 1.5)
    >>> round(power_tail(sizes).exponent, 2)
    1.5
    """
    found = clean(values)
    different, count = np.unique(found, return_counts=True)
    whole = bool(np.all(different == np.floor(different)))
    fit = _whole_fit if whole else _real_fit
    above = np.cumsum(count[::-1])[::-1]
    able = np.flatnonzero((above >= fewest) & (different < different[-1:]))
    if least is not None:
        at = int(np.searchsorted(different, least))
        there = at < len(different) - 1 and above[at] >= fewest
        return fit(different[at:], count[at:], least) if there else NO_TAIL
    if len(able) == 0:
        return NO_TAIL
    fits = [fit(different[at:], count[at:], float(different[at])) for at in _spread(able, above)]
    return min(fits, key=lambda one: (one.distance, one.least))


def hill_exponent(values: ArrayLike, *, share: float) -> float:
    r"""Give Hill's exponent of the largest share of the values; NaN where fewer than ten differ.

    .. math:: a = k / \sum_{i \le k} \ln (x_{(i)} / x_{(k+1)})

    Parameters
    ----------
    values
        Any shape; what is not above 0 is left out.
    share
        Of the values, 0 to 1.

    References
    ----------
    Hill (1975), Annals of Statistics 3(5), page 1163.

    Examples
    --------
    >>> import numpy as np
    >>> round(hill_exponent((1 - np.arange(20_000) / 20_000) ** -0.5, share=0.05), 1)
    2.0
    """
    found = np.sort(clean(values))[::-1]
    k = int(share * len(found))
    if k < 10 or k >= len(found) or found[0] == found[k]:  # noqa: PLR2004 - fewer say nothing
        return float("nan")
    return float(k / np.log(found[:k] / found[k]).sum())


def slope_between(values: ArrayLike, low: float, high: float) -> float:
    r"""Give the exponent by which values of at least ``low`` thin out to those of ``high``.

    .. math:: a = \ln (N_{\ge low} / N_{\ge high}) / \ln (high / low)

    It can be had from published size classes too. NaN where none is as large as ``high``.

    Examples
    --------
    >>> round(slope_between([1] * 90 + [10] * 9 + [100], 10, 100), 3)
    1.0
    """
    found = clean(values)
    many, few = int((found >= low).sum()), int((found >= high).sum())
    return float(np.log(many / few) / np.log(high / low)) if few else float("nan")


def clean(values: ArrayLike) -> Float:
    """Give the finite values above 0, flat."""
    every = np.asarray(values, dtype=np.float64).ravel()
    return every[np.isfinite(every) & (every > 0)]


def _spread(able: NDArray[np.int64], above: NDArray[np.int64]) -> NDArray[np.int64]:
    """Choose thresholds evenly in the logarithm of how many values lie above."""
    if len(able) <= THRESHOLDS:
        return able
    depth = -np.log(above[able].astype(np.float64))
    wanted = np.linspace(depth[0], depth[-1], THRESHOLDS)
    return np.asarray(able[np.unique(np.searchsorted(depth, wanted).clip(0, len(able) - 1))])


def _farthest(values: Float, count: NDArray[np.int64], share_above: Callable[..., Float]) -> float:
    """Give the largest distance of the found shares from the fitted ones, at both edges."""
    n = int(count.sum())
    below = np.concatenate([[0], np.cumsum(count)[:-1]]) / n
    upto = np.cumsum(count) / n
    fitted = share_above(values)
    return float(max(np.abs(1 - fitted - below).max(), _after(values, upto, fitted)))


def _after(values: Float, upto: Float, fitted: Float) -> float:
    """Give the distance just before the next value."""
    return float(np.abs(1 - fitted[1:] - upto[:-1]).max()) if len(values) > 1 else 0.0


def _real_fit(values: Float, count: NDArray[np.int64], least: float) -> Tail:
    n = int(count.sum())
    exponent = n / float((count * np.log(values / least)).sum())
    distance = _farthest(values, count, lambda x: (x / least) ** -exponent)
    return Tail(exponent=exponent, least=least, count=n, distance=distance)


def _whole_fit(values: Float, count: NDArray[np.int64], least: float) -> Tail:
    n, least = int(count.sum()), float(np.ceil(least))
    logs = float((count * np.log(values)).sum())

    def unlikely(power: float) -> float:
        return n * float(np.log(zeta(power, least))) + power * logs

    power = float(minimize_scalar(unlikely, bounds=(LOWEST, HIGHEST), method="bounded").x)
    whole = zeta(power, least)
    distance = _farthest(values, count, lambda x: zeta(power, x) / whole)
    return Tail(exponent=power - 1, least=least, count=n, distance=distance)
