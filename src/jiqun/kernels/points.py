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
Float32 = NDArray[np.float32]


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
    a, w, k = np.empty(n), np.empty(n), np.empty(n, np.int64)
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
    far = np.empty(n, np.float32)
    for b in range(bands):
        for step in range(steps):
            other = b + step
            if other >= bands or reach[b, step] < 0.0:
                continue
            lo, end = start[other], start[other + 1]
            hi = lo
            width = reach[b, step]
            for i in range(start[b], start[b + 1]):
                while lo < end and a[lo] < a[i] - width:
                    lo += 1
                hi = max(hi, lo)
                while hi < end and a[hi] <= a[i] + width:
                    hi += 1
                begin = i + 1 if step == 0 else lo
                xi, yi, zi, ki, wi = x[i], y[i], z[i], k[i], w[i]
                for j in range(begin, hi):
                    dx, dy, dz = x[j] - xi, y[j] - yi, z[j] - zi
                    far[j - begin] = np.sqrt(dx * dx + dy * dy + dz * dz) * scale
                for j in range(begin, hi):
                    at = int(far[j - begin])
                    if at < bins:
                        out[max(ki, k[j]), at] += wi * w[j]


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

    As ``nested_pairs`` with every weight 1; integers are added about a third faster.
    """
    bands, steps = reach.shape
    bins = out.shape[1]
    n = len(rank_class)
    x, y, z = np.empty(n, np.float32), np.empty(n, np.float32), np.empty(n, np.float32)
    a, k = np.empty(n), np.empty(n, np.int64)
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
    far = np.empty(n, np.float32)
    for b in range(bands):
        for step in range(steps):
            other = b + step
            if other >= bands or reach[b, step] < 0.0:
                continue
            lo, end = start[other], start[other + 1]
            hi = lo
            width = reach[b, step]
            for i in range(start[b], start[b + 1]):
                while lo < end and a[lo] < a[i] - width:
                    lo += 1
                hi = max(hi, lo)
                while hi < end and a[hi] <= a[i] + width:
                    hi += 1
                begin = i + 1 if step == 0 else lo
                xi, yi, zi, ki = x[i], y[i], z[i], k[i]
                for j in range(begin, hi):
                    dx, dy, dz = x[j] - xi, y[j] - yi, z[j] - zi
                    far[j - begin] = np.sqrt(dx * dx + dy * dy + dz * dz) * scale
                for j in range(begin, hi):
                    at = int(far[j - begin])
                    if at < bins:
                        out[max(ki, k[j]), at] += 1


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


@kernel
def neighbour_sums(
    xyz: Float,
    along: Float,
    band: Int,
    starts: Int,
    reach: Float,
    weight: Float,
    kind: Int,
    centres: Int,
    radii: Float,
    guess: Int,
    guess_scale: float,
    out: Float,
) -> None:
    """Add up neighbours' weights by kind and distance ring around each centre.

    kind: (N,) 0 .. K-1, or -1 to leave a point out. centres: (C,) positions in layout order.
    radii: (D,) ascending straight distances; ring d holds radii[d-1] < distance <= radii[d].
    guess: (G,) a ring not above that of distance g / guess_scale. out: (C, K, D), added to;
    a centre is not its own neighbour.
    """
    bands, steps = reach.shape
    rings = len(radii)
    limit = radii[rings - 1]
    far = np.empty(len(along))
    for c in range(len(centres)):
        i = centres[c]
        b = band[i]
        x, y, z = xyz[0, i], xyz[1, i], xyz[2, i]
        for other in range(max(0, b - steps + 1), min(bands, b + steps)):
            width = reach[min(b, other), abs(b - other)]
            if width < 0.0:
                continue
            run = along[starts[other] : starts[other + 1]]
            lo = starts[other] + np.searchsorted(run, along[i] - width)
            end = starts[other] + np.searchsorted(run, along[i] + width, side="right")
            for j in range(lo, end):
                dx, dy, dz = xyz[0, j] - x, xyz[1, j] - y, xyz[2, j] - z
                far[j - lo] = np.sqrt(dx * dx + dy * dy + dz * dz)
            for j in range(lo, end):
                d = far[j - lo]
                if d <= limit and j != i and kind[j] >= 0:
                    ring = guess[min(int(d * guess_scale), len(guess) - 1)]
                    while radii[ring] < d:
                        ring += 1
                    out[c, kind[j], ring] += weight[j]


@kernel
def dealt_ratio(
    xyz: Float,
    along: Float,
    band: Int,
    reach: Float,
    weight: Float,
    kind: Int,
    target: int,
    around: Float,
    radii: Float,
    guess: Int,
    guess_scale: float,
    out: Float,
) -> None:
    """Write the M curve of industries dealt out over sites whose surroundings are known.

    kind: (N,) 0 for centres, 1 for a second industry, others are no target. target: 0 or 1.
    around: (N, D) weight of all neighbours within each radius. radii, guess: as in
    ``neighbour_sums``. out: (D,); NaN where no centre has a neighbour.
    """
    bands, steps = reach.shape
    rings = len(radii)
    sites = len(kind)
    n = 0
    total = 0.0
    mass = 0.0
    for site in range(sites):
        total += weight[site]
        if kind[site] == target:
            mass += weight[site]
        if kind[site] == 0 or kind[site] == target:
            n += 1
    at = np.empty(n, np.int64)
    x, y, z, a, w = np.empty(n), np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    start = np.zeros(bands + 1, np.int64)
    n = 0
    for site in range(sites):
        if kind[site] == 0 or kind[site] == target:
            at[n] = site
            x[n], y[n], z[n] = xyz[0, site], xyz[1, site], xyz[2, site]
            a[n] = along[site]
            w[n] = weight[site] if kind[site] == target else 0.0
            start[band[site] + 1] += 1
            n += 1
    for b in range(bands):
        start[b + 1] += start[b]
    above, below, near = np.zeros(rings), np.zeros(rings), np.empty(rings)
    far = np.empty(n)
    limit = radii[rings - 1]
    for i in range(n):
        if kind[at[i]] != 0:
            continue
        near[:] = 0.0
        b = band[at[i]]
        for other in range(max(0, b - steps + 1), min(bands, b + steps)):
            width = reach[min(b, other), abs(b - other)]
            if width < 0.0:
                continue
            run = a[start[other] : start[other + 1]]
            lo = start[other] + np.searchsorted(run, a[i] - width)
            end = start[other] + np.searchsorted(run, a[i] + width, side="right")
            for j in range(lo, end):
                dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
                far[j - lo] = np.sqrt(dx * dx + dy * dy + dz * dz)
            for j in range(lo, end):
                d = far[j - lo]
                if d <= limit and j != i:
                    ring = guess[min(int(d * guess_scale), len(guess) - 1)]
                    while radii[ring] < d:
                        ring += 1
                    near[ring] += w[j]
        own = weight[at[i]]
        share = (mass - own if target == 0 else mass) / (total - own)
        inside = 0.0
        for ring in range(rings):
            inside += near[ring]
            everyone = around[at[i], ring]
            if everyone > 0.0:
                above[ring] += inside / everyone
                below[ring] += share
    for ring in range(rings):
        out[ring] = above[ring] / below[ring] if below[ring] > 0.0 else np.nan
