"""Quotients and shares with their sampling intervals, on arrays of any shape.

Every function broadcasts, so one call serves a matrix or a flat column of a million cells.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Float = NDArray[np.float64]
Model = Literal["poisson", "binomial"]
#: Cells handled at a time: the intermediate arrays of a block fit into a core's cache.
BLOCK = 16_384


def quotient(
    x: ArrayLike, region_total: ArrayLike, industry_total: ArrayLike, total: ArrayLike
) -> Float:
    """Give (x / region_total) / (industry_total / total); NaN where a margin is 0.

    All arguments broadcast against one another; persons or any other additive unit.
    """
    x, n = np.asarray(x, float), np.asarray(total, float)
    below = _known(region_total) * _known(industry_total)
    with np.errstate(over="ignore"):
        return np.asarray(x * n / below)


def _known(margin: ArrayLike) -> Float:
    """Put NaN for an empty margin, so that what is divided by it is undefined."""
    margin = np.asarray(margin, float)
    return np.where(margin > 0, margin, np.nan)


def _blocks(shape: tuple[int, ...]) -> list[slice | tuple[()]]:
    """Cut the first axis so that a block's intermediate arrays stay in the cache."""
    if not shape:
        return [()]
    rows = max(1, BLOCK // max(1, int(np.prod(shape[1:]))))
    return [slice(at, at + rows) for at in range(0, shape[0], rows)]


def quotient_interval(
    x: ArrayLike,
    region_total: ArrayLike,
    industry_total: ArrayLike,
    total: ArrayLike,
    *,
    level: float = 0.95,
    model: Model = "poisson",
) -> tuple[Float, Float]:
    r"""Give the confidence limits of a location quotient, by the delta method on its log.

    With a cell :math:`x`, margins :math:`x_r, x_i` and total :math:`N`:

    - ``poisson``: the four cells of the 2 x 2 table are independent Poisson counts, so
      :math:`V = 1/x - 1/x_r - 1/x_i - 1/N + 2x/(x_r x_i)`;
    - ``binomial``: region and rest are two binomials of fixed sizes,
      :math:`V = (1-p)(1-w)^2/x + q(1-q)(N-x_r)/x_i^2` with :math:`p = x/x_r`,
      :math:`w = x/x_i`, :math:`q = (x_i-x)/(N-x_r)`.

    Both take each unit as one independent observation: fit for counts of firms, papers or
    patents, not for jobs, which come in establishments (:mod:`jiqun.kernels.luck`). Where a cell
    of few units is nearly all of its region they miss the truth; the limits there hold it.

    Parameters
    ----------
    x, region_total, industry_total, total
        The cell, its margins and the whole; they broadcast.
    level
        Confidence, 0 < level < 1.
    model
        Which of the two.

    Returns
    -------
    tuple of ndarray
        Lower and upper limits. An empty cell has low 0 and as high the quotient of its upper
        Poisson limit, -ln((1 - level)/2) units. NaN where a margin is 0.

    Examples
    --------
    >>> low, high = quotient_interval(40, 400, 200, 4000)
    >>> round(float(low), 3), round(float(high), 3)
    (1.535, 2.606)
    """
    given = (x, region_total, industry_total, total)
    arrays = np.broadcast_arrays(*(np.asarray(a, float) for a in given))
    shape = arrays[0].shape
    low, high = np.empty(shape), np.empty(shape)
    for block in _blocks(shape):
        low[block], high[block] = _limits(*(a[block] for a in arrays), level=level, model=model)
    return low, high


def _limits(
    x: Float, r: Float, i: Float, n: Float, *, level: float, model: Model
) -> tuple[Float, Float]:
    tail = (1.0 - level) / 2.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        variance = _binomial(x, r, i, n) if model == "binomial" else _poisson(x, r, i, n)
        scale = n / (r * i)
        reach = np.exp(-ndtri(tail) * np.sqrt(np.maximum(variance, 0.0)))
        filled = x > 0
        low = np.where(filled, x * scale / reach, 0.0)
        high = np.where(filled, x * scale * reach, -np.log(tail) * scale)
    nowhere = ~(r * i > 0)
    high[nowhere | ~np.isfinite(high)] = np.nan
    low[nowhere | (np.isnan(high) & filled)] = np.nan
    return low, high


def _poisson(x: Float, r: Float, i: Float, n: Float) -> Float:
    return np.asarray(1 / x - 1 / r - 1 / i - 1 / n + 2 * x / (r * i))


def _binomial(x: Float, r: Float, i: Float, n: Float) -> Float:
    rest = n - r
    q = np.divide(i - x, rest, out=np.zeros(x.shape), where=rest > 0)
    return np.asarray((1 - x / r) * (1 - x / i) ** 2 / x + q * (1 - q) * rest / i**2)


def share_interval(
    x: ArrayLike,
    total: ArrayLike,
    *,
    dispersion: ArrayLike = 1.0,
    level: float = 0.95,
) -> tuple[Float, Float]:
    """Give Wilson's limits of x / total; ``dispersion`` persons count as one observation.

    NaN where the total is 0. ``dispersion`` is 1 for a plain binomial, and
    x (1 + cv2) / establishments where employment comes in establishments.

    Examples
    --------
    >>> low, high = share_interval(10, 100)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0552, 0.1744)
    """
    arrays = np.broadcast_arrays(*(np.asarray(a, float) for a in (x, total, dispersion)))
    shape = arrays[0].shape
    low, high = np.empty(shape), np.empty(shape)
    for block in _blocks(shape):
        low[block], high[block] = _wilson(*(a[block] for a in arrays), level=level)
    return low, high


def _wilson(x: Float, total: Float, dispersion: Float, *, level: float) -> tuple[Float, Float]:
    z2 = float(ndtri((1.0 - level) / 2.0)) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        size = total / dispersion
        p = x / total
        middle = (p + z2 / (2 * size)) / (1 + z2 / size)
        reach = np.sqrt(z2 * (p * (1 - p) / size + z2 / (4 * size**2))) / (1 + z2 / size)
        low, high = np.maximum(middle - reach, 0.0), np.minimum(middle + reach, 1.0)
    bad = ~(total > 0) | ~np.isfinite(reach)
    return np.where(bad, np.nan, np.where(x == 0, 0.0, low)), np.where(bad, np.nan, high)
