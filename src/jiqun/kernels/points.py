"""Pairs of points by distance: what every distance-based measure counts.

Points come as a :class:`jiqun.kernels.layout.Layout` gives them: sorted in bands, so that the
neighbours of a point are a few contiguous runs. Distances are straight (chords on a sphere).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]


@kernel
def cells(
    x: Float32,
    y: Float32,
    z: Float32,
    k: Int32,
    i: int,
    begin: int,
    end: int,
    scale: np.float32,
    bins: int,
    cell: Int32,
) -> None:
    """Write where pairs of point i and points begin .. end-1 are tallied: class, then bin.

    Each class has one cell more than bins, for what lies beyond the last.
    """
    xi, yi, zi, ki = x[i], y[i], z[i], k[i]
    top, row = np.float32(bins), np.int32(bins + 1)
    for j in range(begin, end):
        dx, dy, dz = x[j] - xi, y[j] - yi, z[j] - zi
        far = np.sqrt(dx * dx + dy * dy + dz * dz) * scale
        cell[j - begin] = max(ki, k[j]) * row + np.int32(min(far, top))


@kernel
def nested_pairs(
    xyz: Float,
    along: Float,
    band: Int,
    weight: Float,
    chosen: Int,
    rank_class: Int,
    reach: Float,
    bin_width: float,
    out: Float,
) -> None:
    """Add up w_i w_j over pairs of chosen points by (class of the larger rank, distance bin).

    xyz: (3, N); along, band, weight: (N,) in layout order. chosen: (N,) rank in this draw or
    -1. rank_class: (n,) class of each rank, ascending. reach: (B, S). out: (K, D), added to;
    a pair at distance d falls into bin int(d / bin_width), and is left out beyond the last.
    """
    bands, steps = reach.shape
    bins = out.shape[1]
    n = len(rank_class)
    x, y, z = np.empty(n, np.float32), np.empty(n, np.float32), np.empty(n, np.float32)
    a, w, k = np.empty(n), np.empty(n), np.empty(n, np.int32)
    start = np.zeros(bands + 1, np.int64)
    count = 0
    for site in range(len(chosen)):
        if chosen[site] >= 0:
            x[count], y[count], z[count] = xyz[0, site], xyz[1, site], xyz[2, site]
            a[count] = along[site]
            w[count] = weight[site]
            k[count] = rank_class[chosen[site]]
            start[band[site] + 1] += 1
            count += 1
    for b in range(bands):
        start[b + 1] += start[b]
    scale = np.float32(1.0 / bin_width)
    tally = np.zeros(len(out) * (bins + 1))
    cell = np.empty(n, np.int32)
    for b in range(bands):
        for step in range(min(steps, bands - b)):
            lo, end = start[b + step], start[b + step + 1]
            hi = lo
            width = reach[b, step]
            for i in range(start[b], start[b + 1]):
                while lo < end and a[lo] < a[i] - width:
                    lo += 1
                hi = max(hi, lo)
                while hi < end and a[hi] <= a[i] + width:
                    hi += 1
                begin = i + 1 if step == 0 else lo
                cells(x, y, z, k, i, begin, hi, scale, bins, cell)
                for m in range(hi - begin):
                    tally[cell[m]] += w[i] * w[begin + m]
    for c in range(len(out)):
        for d in range(bins):
            out[c, d] += tally[c * (bins + 1) + d]


@kernel
def nested_counts(
    xyz: Float,
    along: Float,
    band: Int,
    chosen: Int,
    rank_class: Int,
    reach: Float,
    bin_width: float,
    out: Int,
) -> None:
    """Count pairs of chosen points by (class of the larger rank, distance bin).

    As ``nested_pairs`` with every weight 1; integers are added faster.
    """
    bands, steps = reach.shape
    bins = out.shape[1]
    n = len(rank_class)
    x, y, z = np.empty(n, np.float32), np.empty(n, np.float32), np.empty(n, np.float32)
    a, k = np.empty(n), np.empty(n, np.int32)
    start = np.zeros(bands + 1, np.int64)
    count = 0
    for site in range(len(chosen)):
        if chosen[site] >= 0:
            x[count], y[count], z[count] = xyz[0, site], xyz[1, site], xyz[2, site]
            a[count] = along[site]
            k[count] = rank_class[chosen[site]]
            start[band[site] + 1] += 1
            count += 1
    for b in range(bands):
        start[b + 1] += start[b]
    scale = np.float32(1.0 / bin_width)
    tally = np.zeros(len(out) * (bins + 1), np.int64)
    cell = np.empty(n, np.int32)
    for b in range(bands):
        for step in range(min(steps, bands - b)):
            lo, end = start[b + step], start[b + step + 1]
            hi = lo
            width = reach[b, step]
            for i in range(start[b], start[b + 1]):
                while lo < end and a[lo] < a[i] - width:
                    lo += 1
                hi = max(hi, lo)
                while hi < end and a[hi] <= a[i] + width:
                    hi += 1
                begin = i + 1 if step == 0 else lo
                cells(x, y, z, k, i, begin, hi, scale, bins, cell)
                for m in range(hi - begin):
                    tally[cell[m]] += 1
    for c in range(len(out)):
        for d in range(bins):
            out[c, d] += tally[c * (bins + 1) + d]


@kernel
def pair_distances(
    xyz: Float,
    along: Float,
    starts: Int,
    reach: Float,
    group: Int,
    two: bool,
    cutoff: float,
    out: Float,
) -> int:
    """Write (distance, i, j) of every pair within the cut-off; return how many there are.

    group: (N,) 1 or 2. two: only pairs across the groups, else all pairs. out: (3, P) with
    room for the first P pairs (P may be 0, to count). i, j are positions in layout order.
    """
    bands, steps = reach.shape
    room = out.shape[1]
    limit = cutoff * cutoff
    found = 0
    for b in range(bands):
        for step in range(steps):
            other = b + step
            if other >= bands or reach[b, step] < 0.0:
                continue
            lo, end = starts[other], starts[other + 1]
            width = reach[b, step]
            for i in range(starts[b], starts[b + 1]):
                while lo < end and along[lo] < along[i] - width:
                    lo += 1
                begin = i + 1 if step == 0 else lo
                for j in range(begin, end):
                    if along[j] > along[i] + width:
                        break
                    if two and group[i] == group[j]:
                        continue
                    dx, dy = xyz[0, j] - xyz[0, i], xyz[1, j] - xyz[1, i]
                    dz = xyz[2, j] - xyz[2, i]
                    square = dx * dx + dy * dy + dz * dz
                    if square <= limit:
                        if found < room:
                            out[0, found] = np.sqrt(square)
                            out[1, found] = i
                            out[2, found] = j
                        found += 1
    return found
