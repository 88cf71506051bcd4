"""Percentiles within groups: exact, linearly interpolated, quick for millions of cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def group_percentiles(
    values: Float, groups: Index, *, shares: Sequence[float], n_groups: int
) -> Float:
    """Give percentiles of the values in each group, interpolated linearly as NumPy does.

    With n sorted values v the share s lies at position (n - 1) s between two neighbours.

    Parameters
    ----------
    values
        Shape (N,); NaN takes no part.
    groups
        Shape (N,), integers from 0 below ``n_groups``; a negative one takes no part.
    shares
        S shares, 0 to 1.
    n_groups
        G, the number of groups.

    Returns
    -------
    ndarray
        Shape (G, S); NaN for a group without values.

    Examples
    --------
    >>> group_percentiles(np.array([1., 2., 4., 9.]), np.array([0, 0, 0, 2]),
    ...                   shares=[0.25, 0.5], n_groups=3).tolist()
    [[1.5, 2.0], [nan, nan], [9.0, 9.0]]
    """
    taking_part = (groups >= 0) & ~np.isnan(values)
    value, group = values[taking_part], groups[taking_part]
    value = value[np.lexsort((value, group))]
    count = np.bincount(group, minlength=n_groups)
    last = count - 1
    start = np.cumsum(count) - count
    position = last[:, None] * np.asarray(shares, dtype=np.float64)[None, :]
    below = np.floor(position).astype(np.int64)
    filled = count > 0
    out = np.full((n_groups, len(shares)), np.nan)
    if not filled.any():
        return out
    at = start[filled, None] + below[filled]
    after = start[filled, None] + np.minimum(below + 1, last[:, None])[filled]
    out[filled] = _between(value[at], value[after], (position - below)[filled])
    return out


def _between(a: Float, b: Float, share: Float) -> Float:
    """Interpolate from the nearer end, so that the ends are met exactly."""
    gap = b - a
    return np.where(share < 0.5, a + gap * share, b - gap * (1 - share))  # noqa: PLR2004 - the middle
