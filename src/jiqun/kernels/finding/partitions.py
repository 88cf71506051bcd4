"""How well partitions of industries keep related ones together: sums and shares over pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@kernel
def block_sums(similarity: Float, labels: Int, n_labels: int) -> Float:
    """Sum each industry's similarity to every category's other industries: (I, K).

    similarity: (I, I), its diagonal is not read. labels: (I,) in 0 .. K-1.
    """
    n = len(labels)
    out = np.zeros((n, n_labels))
    for i in range(n):
        for j in range(i):
            out[i, labels[j]] += similarity[i, j]
        for j in range(i + 1, n):
            out[i, labels[j]] += similarity[i, j]
    return out


@kernel
def upper(values: Float, share: float) -> float:
    """Give a percentile with linear interpolation; values are sorted in place."""
    values.sort()
    at = share * (len(values) - 1)
    low = int(np.floor(at))
    high = min(low + 1, len(values) - 1)
    return float(values[low] + (at - low) * (values[high] - values[low]))


@kernel
def validation(sums: Float, labels: Int, share: float) -> Float:
    """Give VSC against the mean and a percentile, then VSI against both: (4,), shares 0-1.

    sums: (I, K) of :func:`block_sums`. A category of one industry has nothing within and beats
    nothing; with a single category nothing is between, and all are NaN.
    """
    n, k = sums.shape
    size = np.zeros(k)
    for i in range(n):
        size[labels[i]] += 1.0
    whole = np.zeros((k, k))
    others = np.empty(max(k - 1, 0))
    out = np.zeros(4)
    if k < 2:
        out[:] = np.nan
        return out
    for i in range(n):
        own = labels[i]
        at = 0
        mean = 0.0
        for c in range(k):
            whole[own, c] += sums[i, c]
            if c != own:
                others[at] = sums[i, c] / size[c]
                mean += others[at]
                at += 1
        if size[own] > 1.0:
            within = sums[i, own] / (size[own] - 1.0)
            out[2] += within > mean / (k - 1)
            out[3] += within > upper(others, share)
    for c in range(k):
        if size[c] < 2.0:
            continue
        at = 0
        mean = 0.0
        for d in range(k):
            if d != c:
                others[at] = whole[c, d] / (size[c] * size[d])
                mean += others[at]
                at += 1
        within = whole[c, c] / (size[c] * (size[c] - 1.0))
        out[0] += within > mean / (k - 1)
        out[1] += within > upper(others, share)
    out[0] /= k
    out[1] /= k
    out[2] /= n
    out[3] /= n
    return out


@kernel
def score_partition(similarity: Float, labels: Int, n_labels: int, share: float) -> Float:
    """Sum and validate one partition under one matrix: (4,)."""
    return validation(block_sums(similarity, labels, n_labels), labels, share)
