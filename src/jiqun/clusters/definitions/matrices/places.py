"""Where industries are, region by region: the numbers that are correlated."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.linear.products import applied, dot, product
from jiqun.kernels.quotients import quotient

Float = NDArray[np.float64]
Location = Literal["net", "levels", "logarithms", "shares", "quotients"]
#: A deviation this small beside the largest number of its column is rounding.
ROUNDING = 1e-9


def located(values: Float, location: Location) -> Float:
    """Give the numbers that are correlated over regions: (R, I), or fewer rows for shares.

    ``net``: :func:`beyond_size`. ``logarithms`` of 1 + x; ``levels`` as they are; ``shares`` of
    the region and ``quotients`` over the regions that have anything.
    """
    if location == "net":
        return beyond_size(values)
    if location == "logarithms":
        return np.log1p(values)
    if location == "levels":
        return values
    full = values[values.sum(axis=1) > 0]
    if location == "shares":
        return np.asarray(full / full.sum(axis=1, keepdims=True))
    found = quotient(full, full.sum(1, keepdims=True), full.sum(0), full.sum())
    return np.nan_to_num(found)


def beyond_size(values: Float) -> Float:
    r"""Give what of log(1 + x) the size of the region does not explain: (R, I).

    .. math:: e_{ri} = y_{ri} - \bar y_{\cdot i} - \beta_i (s_r - \bar s),\quad
        y = \log(1 + x),\quad s_r = \tfrac1I \sum_i y_{ri}

    with :math:`\beta_i` the least-squares slope of industry i. A region's size is the mean of
    its logarithms. Of an industry that size explains wholly, exact zeros stay.

    Examples
    --------
    >>> beyond_size(np.array([[1.0, 1.0], [3.0, 3.0], [9.0, 9.0]])).tolist()
    [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]
    """
    logs = np.log1p(values)
    size = logs.mean(axis=1)
    size -= size.mean()
    centred = logs - logs.mean(axis=0)
    spread = dot(size, size)
    slope = applied(centred.T, size) / spread if spread > 0 else np.zeros(logs.shape[1])
    left = centred - size[:, None] * slope
    noise = ROUNDING * np.abs(logs).max(axis=0, initial=0.0)
    return np.asarray(np.where(np.abs(left).max(axis=0, initial=0.0) <= noise, 0.0, left))


def correlated(values: Float) -> Float:
    """Correlate columns: (I, I); NaN for one that does not vary."""
    centred = values - values.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = np.where(length > 0, centred / length, np.nan)
    return product(unit.T, unit)
