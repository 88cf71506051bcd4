"""Weights around points, by ring of distance: what M, m and pair moments count.

Points come as a :class:`jiqun.kernels.layout.Layout` gives them. Rings are told apart by
squared straight distances, so that no root is taken: ``squares`` holds for each ring the
largest square whose root does not exceed the ring's outer radius, and infinity at the end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Cells = NDArray[np.uint32]  # unsigned: no index from the end to look out for


@kernel
def squared(
    x: Float,
    y: Float,
    z: Float,
    i: int,
    begin: int,
    end: int,
    scale: float,
    top: float,
    far: Float,
    cell: Cells,
) -> None:
    """Write the squared distances from point i to points begin .. end-1, and their cells."""
    xi, yi, zi = x[i], y[i], z[i]
    for j in range(begin, end):
        dx, dy, dz = x[j] - xi, y[j] - yi, z[j] - zi
        far[j - begin] = dx * dx + dy * dy + dz * dz
    for k in range(end - begin):
        cell[k] = np.uint32(min(far[k] * scale, top))


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
    squares: Float,
    guess: Cells,
    scale: float,
    out: Float,
) -> None:
    """Add up neighbours' weights by kind and distance ring around each centre.

    kind: (N,) 0 .. K-1, or -1 to leave a point out. centres: (C,) positions in layout order.
    squares: (D + 1,) ascending; ring d holds squares[d-1] < squared distance <= squares[d].
    guess: (G,) a ring not above that of squared distance g / scale. out: (C, K, D), added
    to; a centre is not its own neighbour.
    """
    bands, steps = reach.shape
    kinds, rings = out.shape[1], len(squares)
    x, y, z = xyz[0], xyz[1], xyz[2]
    top, one = float(len(guess) - 1), np.uint32(1)
    most = 0
    for b in range(bands):
        most = max(most, starts[b + 1] - starts[b])
    far, cell = np.empty(most), np.empty(most, np.uint32)
    lanes = np.zeros((2, kinds, rings))
    for c in range(len(centres)):
        i = centres[c]
        b = band[i]
        lanes[:] = 0.0
        for other in range(max(0, b - steps + 1), min(bands, b + steps)):
            width = reach[min(b, other), abs(b - other)]
            if width < 0.0:
                continue
            run = along[starts[other] : starts[other + 1]]
            lo = starts[other] + np.searchsorted(run, along[i] - width)
            end = starts[other] + np.searchsorted(run, along[i] + width, side="right")
            squared(x, y, z, i, lo, end, scale, top, far, cell)
            for j in range(lo, end):
                if kind[j] >= 0 and j != i:
                    ring = guess[cell[j - lo]]
                    while squares[ring] < far[j - lo]:
                        ring = np.uint32(ring + one)
                    lanes[j & 1, kind[j], ring] += weight[j]
        for k in range(kinds):
            for ring in range(rings - 1):
                out[c, k, ring] += lanes[0, k, ring] + lanes[1, k, ring]


@kernel
def shared_sums(
    xyz: Float,
    along: Float,
    band: Int,
    starts: Int,
    reach: Float,
    weight: Float,
    kind: Int,
    centres: Int,
    radius: float,
    step: float,
    out: Float,
) -> None:
    """Add up neighbours' weights by kind, each shared between the two nearest bin centres.

    As ``neighbour_sums``, but out: (C, K, B) with bins centred at 0, step, 2 step, ... of arc
    distance on a sphere of ``radius`` (0 for a plane); what lies beyond the last is left out.
    """
    bands, steps = reach.shape
    bins = out.shape[2]
    for c in range(len(centres)):
        i = centres[c]
        b = band[i]
        for other in range(max(0, b - steps + 1), min(bands, b + steps)):
            width = reach[min(b, other), abs(b - other)]
            if width < 0.0:
                continue
            run = along[starts[other] : starts[other + 1]]
            lo = starts[other] + np.searchsorted(run, along[i] - width)
            end = starts[other] + np.searchsorted(run, along[i] + width, side="right")
            for j in range(lo, end):
                dx, dy, dz = xyz[0, j] - xyz[0, i], xyz[1, j] - xyz[1, i], xyz[2, j] - xyz[2, i]
                far = np.sqrt(dx * dx + dy * dy + dz * dz)
                if radius > 0.0:
                    far = 2.0 * radius * np.arcsin(min(far / (2.0 * radius), 1.0))
                place = far / step
                lower = int(place)
                if lower + 1 < bins and j != i and kind[j] >= 0:
                    share = place - lower
                    out[c, kind[j], lower] += weight[j] * (1.0 - share)
                    out[c, kind[j], lower + 1] += weight[j] * share


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
    squares: Float,
    guess: Cells,
    scale: float,
    out: Float,
) -> None:
    """Write the M curve of industries dealt out over sites whose surroundings are known.

    kind: (N,) 0 for centres, 1 for a second industry, others are no target. target: 0 or 1.
    around: (N, D) weight of all neighbours within each radius. squares, guess, scale: as in
    ``neighbour_sums``. out: (D,); NaN where no centre has a neighbour. Each pair is measured
    once and noted at both ends.
    """
    bands, steps = reach.shape
    rings, sites = len(squares), len(kind)
    n = 0
    total, mass = 0.0, 0.0
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
    near, lanes = np.zeros((n, rings)), np.zeros((2, rings))
    far, cell = np.empty(n), np.empty(n, np.uint32)
    lo, hi = np.zeros(steps, np.int64), np.zeros(steps, np.int64)
    top, one = float(len(guess) - 1), np.uint32(1)
    for b in range(bands):
        ahead = min(steps, bands - b)
        for step in range(ahead):
            lo[step] = hi[step] = start[b + step]
        for i in range(start[b], start[b + 1]):
            lanes[:] = 0.0
            for step in range(ahead):
                width, end = reach[b, step], start[b + step + 1]
                while lo[step] < end and a[lo[step]] < a[i] - width:
                    lo[step] += 1
                hi[step] = max(hi[step], lo[step])
                while hi[step] < end and a[hi[step]] <= a[i] + width:
                    hi[step] += 1
                begin = i + 1 if step == 0 else lo[step]
                squared(x, y, z, i, begin, hi[step], scale, top, far, cell)
                for j in range(begin, hi[step]):
                    ring = guess[cell[j - begin]]
                    while squares[ring] < far[j - begin]:
                        ring = np.uint32(ring + one)
                    near[j, ring] += w[i]
                    lanes[j & 1, ring] += w[j]
            for ring in range(rings):
                near[i, ring] += lanes[0, ring] + lanes[1, ring]
    above, below = np.zeros(rings - 1), np.zeros(rings - 1)
    for i in range(n):
        if kind[at[i]] != 0:
            continue
        own = weight[at[i]]
        share = (mass - own if target == 0 else mass) / (total - own)
        inside = 0.0
        for ring in range(rings - 1):
            inside += near[i, ring]
            everyone = around[at[i], ring]
            if everyone > 0.0:
                above[ring] += inside / everyone
                below[ring] += share
    for ring in range(rings - 1):
        out[ring] = above[ring] / below[ring] if below[ring] > 0.0 else np.nan
