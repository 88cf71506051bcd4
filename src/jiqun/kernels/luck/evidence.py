"""How large a quotient of counts surely is: a gamma prior learnt from all places of a category."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, psi, xlogy

Float = NDArray[np.float64]
#: Chance that the true quotient lies below the bound.
TAIL = 0.05
#: Natural logarithms of the prior's rate between which it is looked for, and their steps.
LOWEST, HIGHEST, GRID = -14.0, 10.0, 13
#: Steps of false position within a bracket of the grid.
STEPS = 14
#: Counts handled at a time.
BLOCK = 2**20


def fit_gamma(counts: ArrayLike, expected: ArrayLike) -> tuple[Float, Float]:
    r"""Fit a gamma distribution of quotients to each category by maximum marginal likelihood.

    With :math:`n_{rc} \sim \mathrm{Poisson}(E_{rc} \theta_{rc})` and
    :math:`\theta_{rc} \sim \mathrm{Gamma}(\alpha_c, \beta_c)` (shape and rate), counts are
    negative binomial, and the logarithm of the likelihood is

    .. math:: \sum_r \ln\Gamma(\alpha + n_r) - \ln\Gamma(\alpha) + n_r \ln\frac{E_r}{\beta + E_r}
              - \alpha \ln\left(1 + \frac{E_r}{\beta}\right)

    up to what does not depend on the two. The slope in the rate is zero at a shape known in closed
    form; along that curve the slope in the shape is followed from small rates to large ones until
    it falls through zero: on a grid of rates, then by false position.

    Parameters
    ----------
    counts
        Shape (R, C), >= 0: every region, also those with none of a category; NaN is unknown.
    expected
        Shape (R, C): counts if the category were spread as its group is. Places where it is 0 say
        nothing.

    Returns
    -------
    tuple of ndarray
        Shapes and rates, (C,). Where counts vary no more than chance makes them the rate is
        the largest that is looked for, exp(10): the prior is then a point. NaN for a category
        without any count.

    References
    ----------
    :cite:`claytonkaldor1987`, section 3, for the model and its likelihood.

    Examples
    --------
    >>> n = [[9.0], [0], [1], [0], [4], [0], [0], [12]]
    >>> shape, rate = fit_gamma(n, [[2.0]] * 8)
    >>> shape.round(3).tolist(), rate.round(3).tolist()
    ([0.302], [0.186])
    """
    n, e = np.asarray(counts, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    width = max(1, BLOCK // max(1, n.shape[0]))
    found = [
        _fitted(n[:, at : at + width], e[:, at : at + width]) for at in range(0, n.shape[1], width)
    ]
    shapes, rates = (
        [np.zeros(0), *part] for part in ([a for a, _ in found], [b for _, b in found])
    )
    return np.concatenate(shapes), np.concatenate(rates)


def _fitted(n: Float, e: Float) -> tuple[Float, Float]:
    used = np.isfinite(n) & (e > 0)
    curve = _Curve(np.where(used, n, 0.0), np.where(used, e, 0.0))
    grid = np.linspace(LOWEST, HIGHEST, GRID)
    slopes = np.stack([curve.slope(np.full(n.shape[1], at)) for at in grid])
    falls = (slopes[:-1] > 0) & (slopes[1:] <= 0)
    at = np.argmax(falls, axis=0)
    each = np.arange(n.shape[1])
    found = _root(curve.slope, grid[at], grid[at + 1], slopes[at, each], slopes[at + 1, each])
    rate = np.exp(np.where(falls.any(axis=0), found, HIGHEST))
    shape = curve.shape(rate)
    some = curve.n.sum(axis=0) > 0
    return np.where(some, shape, np.nan), np.where(some, rate, np.nan)


class _Curve:
    """The best shape at a rate, and the likelihood's slope in the shape along that curve."""

    def __init__(self, n: Float, e: Float) -> None:
        self.n, self.e = n, e
        self.row, self.column = np.nonzero(n)
        self.counted = n[self.row, self.column]
        self.seen = np.bincount(self.column, minlength=n.shape[1])

    def shape(self, rate: Float) -> Float:
        """Give the shape at which the likelihood's slope in the rate is 0."""
        below = self.e[self.row, self.column] + rate[self.column]
        own = np.bincount(self.column, self.counted / below, minlength=self.n.shape[1])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(rate * own / (self.e / (self.e + rate)).sum(axis=0))

    def slope(self, log_rate: Float) -> Float:
        """Give the likelihood's slope in the shape; NaN for a category without any count."""
        rate = np.exp(log_rate)
        shape = self.shape(rate)
        with np.errstate(invalid="ignore", divide="ignore"):
            risen = np.bincount(
                self.column, psi(shape[self.column] + self.counted), minlength=len(rate)
            )
            rise = risen - self.seen * psi(shape)
            return np.asarray(rise - np.log1p(self.e / rate).sum(axis=0))


def _root(
    slope: Callable[[Float], Float], low: Float, high: Float, at_low: Float, at_high: Float
) -> Float:
    """Find where slopes cross zero, by false position with halved weights (Illinois)."""
    for _ in range(STEPS):
        with np.errstate(invalid="ignore", divide="ignore"):
            cut = at_low / (at_low - at_high)
        middle = low + np.where(np.isfinite(cut), cut, 0.5) * (high - low)
        value = slope(middle)
        above = value > 0
        low, kept_high = np.where(above, middle, low), np.where(above, high, middle)
        halved = np.where(above, at_high / 2.0, at_low / 2.0)
        at_low, at_high = np.where(above, value, halved), np.where(above, halved, value)
        high = kept_high
    return np.where(np.abs(at_low) < np.abs(at_high), low, high)


def surely(
    counts: ArrayLike,
    expected: ArrayLike,
    shape: ArrayLike,
    rate: ArrayLike,
    *,
    tail: float = TAIL,
) -> Float:
    r"""Give what the true quotient exceeds with probability ``1 - tail``: the gamma-Poisson bound.

    Given its count, a quotient is gamma distributed with shape :math:`\alpha + n` and rate
    :math:`\beta + E`; this is the ``tail`` quantile. Few establishments pull it to what is usual of
    the category, so that one plant in an empty place does not come first.

    Parameters
    ----------
    counts, expected
        Any shapes that broadcast; establishments, and those expected.
    shape, rate
        As :func:`fit_gamma` gives them.
    tail
        Chance that the true quotient lies below, 0 < tail < 1.

    Returns
    -------
    ndarray
        The bound, >= 0. NaN where a count is unknown, nothing is expected or nothing was fitted.

    References
    ----------
    :cite:`dumouchel1999` ranks by a lower bound of the same kind, with two gammas mixed.

    Examples
    --------
    >>> surely([1.0, 20.0], [0.1, 4.0], 0.8, 0.8).round(2).tolist()
    [0.31, 2.9]
    """
    n, e = np.asarray(counts, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    bound = gammaincinv(np.asarray(shape) + n, tail) / (np.asarray(rate) + e)
    return np.where(e > 0, bound, np.nan)


def told_apart(quotients: ArrayLike, expected: ArrayLike) -> Float:
    r"""Give how well counts would tell a place of such a quotient from a usual one.

    The Kullback-Leibler divergence of a Poisson count of mean :math:`E \theta` from one of mean
    E, :math:`E (\theta \ln\theta - \theta + 1)`: a quotient of 3 says more where 100 establishments
    would be usual than where 0.1 would.

    Parameters
    ----------
    quotients, expected
        Any shapes that broadcast, >= 0.

    Returns
    -------
    ndarray
        Natural units of information, >= 0; 0 for a quotient of 1, E for one of 0. NaN where
        either is unknown.

    References
    ----------
    :cite:`kullbackleibler1951`, here of two Poisson distributions.

    Examples
    --------
    >>> told_apart([3.0, 3.0, 0.0], [100.0, 0.1, 2.0]).round(2).tolist()
    [129.58, 0.13, 2.0]
    """
    theta, e = np.asarray(quotients, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    return np.asarray(e * (xlogy(theta, theta) - theta + 1.0))
