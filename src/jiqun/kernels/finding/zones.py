"""Zones of touching regions around their peaks, and how far they stand out."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: A neighbourhood's rate counts for no more than this in what a region is expected to be.
_MOST = 4.0


@kernel
def likelihood(o: float, e: float, b: float, eb: float) -> float:
    """Give Kulldorff's Poisson log likelihood ratio of o, e inside against b, eb outside.

    0 where the rate inside is not the higher one. With e + eb = o + b it is the form of
    Kulldorff (1997).
    """
    if o <= 0.0 or e <= 0.0 or o * eb <= b * e:
        return 0.0
    value = o * math.log(o / e) - (o + b) * math.log((o + b) / (e + eb))
    if b > 0.0:
        value += b * math.log(b / eb)
    return value


@kernel
def rates(
    observed: Float,
    expected: Float,
    starts: Int,
    targets: Int,
    prior: float,
    lean: float,
    out: Float,
) -> None:
    """Write each region's rate, shrunk towards 1 and its neighbours' rate.

    observed, expected, out: (R,). ``prior`` counts weigh the expectation, which is
    1 + lean (m - 1) with m the neighbours' own shrunk rate together, at most 4.
    """
    for r in range(len(observed)):
        o, e = prior, prior
        for k in range(starts[r], starts[r + 1]):
            o += observed[targets[k]]
            e += expected[targets[k]]
        around = min(o / e, _MOST)
        usual = 1.0 + lean * (around - 1.0)
        out[r] = (observed[r] + prior * usual) / (expected[r] + prior)


@kernel
def find_root(parent: Int, r: int) -> int:
    """Follow a region to the root of its zone, halving the path."""
    while parent[r] != r:
        parent[r] = parent[parent[r]]
        r = parent[r]
    return r


@kernel
def join(parent: Int, sums: Float, one: int, other: int) -> int:
    """Make one zone of two, under the root with the lower number, and give that."""
    low, high = min(one, other), max(one, other)
    parent[high] = low
    for column in range(sums.shape[1]):
        sums[low, column] += sums[high, column]
    return low


@kernel
def enter(
    r: int, observed: Float, expected: Float, background: Float, parent: Int, sums: Float
) -> None:
    """Make a region a zone of its own."""
    parent[r] = r
    sums[r, 0], sums[r, 1] = observed[r], expected[r]
    sums[r, 2], sums[r, 3] = background[r] * observed[r], background[r] * expected[r]


@kernel
def totals(observed: Float, expected: Float, background: Float) -> tuple[float, float]:
    """Give what is observed and expected in the background of the whole map."""
    o, e = 0.0, 0.0
    for r in range(len(observed)):
        o += background[r] * observed[r]
        e += background[r] * expected[r]
    return o, e


@kernel
def flatten(parent: Int) -> None:
    """Write each region's root in place of the way to it."""
    for r in range(len(parent)):
        if parent[r] >= 0:
            parent[r] = find_root(parent, r)


@kernel
def apart(places: Float, one: int, other: int) -> float:
    """Give the squared chord between two places on the unit sphere."""
    x = places[one, 0] - places[other, 0]
    y = places[one, 1] - places[other, 1]
    z = places[one, 2] - places[other, 2]
    squared: float = x * x + y * y + z * z
    return squared


@kernel
def basins(
    order: Int,
    starts: Int,
    targets: Int,
    places: Float,
    reach: float,
    observed: Float,
    expected: Float,
    background: Float,
    parent: Int,
    sums: Float,
    centre: Int,
) -> None:
    """Join touching regions to zones around peaks that are not within each other's reach.

    order: (N,) regions, the largest mass first. A region joins the zone it touches whose centre
    is nearest, if that is within reach, else it is a new centre; zones that it touches besides
    join too if their centres are within reach. places: (R, 3) on the unit sphere, NaN is near
    to all; reach: a squared chord. background: (R,) 1 where a region counts as outside, 0 where
    it stands out. parent: (R,) written: the root of each region's zone, -1 outside. sums: (R, 4)
    written, of each root: observed, expected, and the same in the background. centre: (R,)
    written: the region that each root is centred in.
    """
    rank = np.full(len(parent), len(order), np.int64)
    for r in range(len(parent)):
        parent[r] = -1
    for position in range(len(order)):
        r = order[position]
        rank[r] = position
        enter(r, observed, expected, background, parent, sums)
        centre[r] = r
        nearest, root = reach, -1
        for k in range(starts[r], starts[r + 1]):
            if parent[targets[k]] >= 0:
                other = find_root(parent, targets[k])
                away = apart(places, centre[other], r)
                if away != away:  # noqa: PLR0124 - not a number: a place is not known
                    away = 0.0
                if away < nearest or (away <= nearest and root < 0):
                    nearest, root = away, other
        if root < 0:
            continue
        middle = centre[root]
        root = join(parent, sums, root, r)
        centre[root] = middle
        for k in range(starts[r], starts[r + 1]):
            if parent[targets[k]] < 0:
                continue
            other = find_root(parent, targets[k])
            if other == root or apart(places, centre[other], centre[root]) > reach:
                continue
            middle = centre[root] if rank[centre[root]] < rank[centre[other]] else centre[other]
            root = join(parent, sums, root, other)
            centre[root] = middle
    flatten(parent)


@kernel
def bridges(
    order: Int,
    starts: Int,
    targets: Int,
    places: Float,
    reach: float,
    observed: Float,
    expected: Float,
    background: Float,
    least_rate: float,
    parent: Int,
    sums: Float,
    centre: Int,
) -> int:
    """Let regions outside join the zones that they lie between, and give how many do.

    order: (N,) candidates, first come first. One joins if it touches two zones or more with
    centres within reach of the largest one's, and if all together have a larger likelihood ratio
    than the largest and a rate of ``least_rate``. The rest as in :func:`basins`; parent, sums
    and centre are changed.
    """
    all_o, all_e = totals(observed, expected, background)
    roots = np.empty(len(parent), np.int64)
    joined = 0
    for position in range(len(order)):
        r = order[position]
        zones, first, largest = 0, -1, 0.0
        for k in range(starts[r], starts[r + 1]):
            if parent[targets[k]] < 0:
                continue
            root = find_root(parent, targets[k])
            known = False
            for before in range(zones):
                known = known or roots[before] == root
            if known:
                continue
            roots[zones] = root
            zones += 1
            value = likelihood(
                sums[root, 0], sums[root, 1], all_o - sums[root, 2], all_e - sums[root, 3]
            )
            if first < 0 or value > largest:
                first, largest = root, value
        o, e = observed[r], expected[r]
        bo, be = background[r] * o, background[r] * e
        near = 0
        for z in range(zones):
            if roots[z] != first and apart(places, centre[roots[z]], centre[first]) > reach:
                continue
            roots[near] = roots[z]
            near += 1
            o += sums[roots[z], 0]
            e += sums[roots[z], 1]
            bo += sums[roots[z], 2]
            be += sums[roots[z], 3]
        if near < 2 or o < least_rate * e:
            continue
        if likelihood(o, e, all_o - bo, all_e - be) <= largest:
            continue
        middle = centre[first]
        enter(r, observed, expected, background, parent, sums)
        root = r
        for z in range(near):
            root = join(parent, sums, root, roots[z])
        centre[root] = middle
        joined += 1
    flatten(parent)
    return joined
