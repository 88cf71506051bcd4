"""The co-location score of a set: whether the rest of a category tells where an industry is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.definitions.matrices import beyond_size
from jiqun.kernels.linear.products import product

Float = NDArray[np.float64]
Int = NDArray[np.int64]


def colocation(values: Float, labels: Int) -> Float:
    r"""Correlate each industry over regions with the rest of its category: (I,), -1 to 1.

    .. math:: C_i = \mathrm{corr}_r\Big(z_{ri}, \sum_{j \in c(i),\, j \ne i} z_{rj}\Big)

    with z the employment beyond the region's size (:func:`beyond_size`), each industry
    standardised over the regions. The mean over industries is the co-location score of the
    set: 0 for categories dealt out by chance, and the higher the better the rest of a category
    tells where its industries are. A category of one tells nothing, so that its industry
    counts 0; so do industries that are thrown in with many unlike ones.

    Parameters
    ----------
    values
        Shape (R, I), employment, at least 0.
    labels
        Shape (I,), 0 .. K-1.

    Returns
    -------
    numpy.ndarray
        NaN for an industry that does not vary beyond size: it is left out of the mean.

    Notes
    -----
    The score, and holding sets against each other by it, is this package's own.

    Examples
    --------
    >>> jobs = np.array([[9, 9, 0, 0], [9, 9, 0, 0], [0, 0, 9, 9], [0, 0, 9, 9.0]])
    >>> colocation(jobs, np.array([0, 0, 1, 1])).tolist()
    [1.0, 1.0, 1.0, 1.0]
    >>> colocation(jobs, np.array([0, 1, 0, 2])).tolist()
    [-1.0, 0.0, -1.0, 0.0]
    """
    left = beyond_size(values)
    left = left - left.mean(axis=0)
    length = np.sqrt((left**2).sum(axis=0))
    varies = length > 0
    unit = np.divide(left, length, out=np.zeros_like(left), where=varies)
    inside = np.zeros((len(labels), int(labels.max()) + 1))
    inside[np.arange(len(labels)), labels] = 1.0
    others = product(unit, inside)[:, labels] - unit
    norm = np.sqrt((others**2).sum(axis=0))
    some = varies & (norm > ROUNDING)
    top = (unit * others).sum(axis=0)
    found = np.divide(top, norm, out=np.zeros(len(labels)), where=some)
    return np.where(varies, np.clip(found, -1.0, 1.0), np.nan)


#: Sums this small are rounding: nothing but the industry itself is in its category.
ROUNDING = 1e-9
