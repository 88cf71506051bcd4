"""Zones of connected regions: level sets of a rate, and their largest likelihood under chance."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel
from jiqun.kernels.philox import block

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Words = NDArray[np.uint64]

_UNIT = 2.0**-64
#: Above this mean a Poisson count is a rounded Cornish-Fisher quantile (error of a probability
#: below 1e-3), below it the sums of probabilities are searched.
_LARGE = 60.0
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
def join(parent: Int, sums: Float, best: Float, one: int, other: int) -> int:
    """Make one zone of two, under the root with the lower number, and give that."""
    low, high = min(one, other), max(one, other)
    parent[high] = low
    for column in range(sums.shape[1]):
        sums[low, column] += sums[high, column]
    best[low] = max(best[low], best[high])
    return low


@kernel
def level_sets(
    order: Int,
    starts: Int,
    targets: Int,
    observed: Float,
    expected: Float,
    background: Float,
    parent: Int,
    sums: Float,
    best: Float,
) -> float:
    """Join regions in their order to zones and give the largest likelihood ratio of any.

    order: (N,) regions, highest rate first; the others stay outside. background: (R,) 1 where
    a region counts as outside, 0 where it is in some cluster. parent: (R,) written: the root of
    each region's zone at the end, -1 outside. sums: (R, 6) written, of each root: observed,
    expected, the same in the background, regions, ties inside. best: (R,) written: the largest ratio of any zone that
    became part of the root's.
    """
    outside_o, outside_e = 0.0, 0.0
    for r in range(len(parent)):
        parent[r] = -1
        outside_o += background[r] * observed[r]
        outside_e += background[r] * expected[r]
    top = 0.0
    for position in range(len(order)):
        r = order[position]
        parent[r] = r
        sums[r, 0], sums[r, 1] = observed[r], expected[r]
        sums[r, 2], sums[r, 3] = background[r] * observed[r], background[r] * expected[r]
        sums[r, 4], sums[r, 5] = 1.0, 0.0
        best[r] = 0.0
        root = r
        for k in range(starts[r], starts[r + 1]):
            if parent[targets[k]] < 0:
                continue
            sums[root, 5] += 1.0
            other = find_root(parent, targets[k])
            if other != root:
                root = join(parent, sums, best, root, other)
        value = likelihood(
            sums[root, 0], sums[root, 1], outside_o - sums[root, 2], outside_e - sums[root, 3]
        )
        best[root] = max(best[root], value)
        top = max(top, value)
    for r in range(len(parent)):
        if parent[r] >= 0:
            parent[r] = find_root(parent, r)
    return top


@kernel
def bridges(
    order: Int,
    starts: Int,
    targets: Int,
    observed: Float,
    expected: Float,
    background: Float,
    least_rate: float,
    least_connectivity: float,
    parent: Int,
    sums: Float,
    best: Float,
) -> int:
    """Let regions outside join the zones that they lie between, and give how many do.

    order: (N,) candidates, first come first. One joins if it touches two zones or more, if all
    together have a larger likelihood ratio than the largest of them and a rate of ``least_rate``,
    and if ties inside over the most of a map, 3 (n - 2), stay at ``least_connectivity``.
    parent, sums, best: as :func:`level_sets` wrote them; changed.
    """
    outside_o, outside_e = 0.0, 0.0
    for r in range(len(parent)):
        outside_o += background[r] * observed[r]
        outside_e += background[r] * expected[r]
    joined = 0
    whole = np.empty(6)
    for position in range(len(order)):
        r = order[position]
        whole[0], whole[1] = observed[r], expected[r]
        whole[2], whole[3] = background[r] * observed[r], background[r] * expected[r]
        whole[4], whole[5] = 1.0, 0.0
        zones, largest = 0, 0.0
        for k in range(starts[r], starts[r + 1]):
            if parent[targets[k]] < 0:
                continue
            whole[5] += 1.0
            root = find_root(parent, targets[k])
            again = False
            for before in range(starts[r], k):
                if parent[targets[before]] >= 0 and find_root(parent, targets[before]) == root:
                    again = True
            if again:
                continue
            zones += 1
            for column in range(6):
                whole[column] += sums[root, column]
            value = likelihood(
                sums[root, 0], sums[root, 1], outside_o - sums[root, 2], outside_e - sums[root, 3]
            )
            largest = max(largest, value)
        if zones < 2 or whole[0] < least_rate * whole[1]:  # noqa: PLR2004 - a bridge has two ends
            continue
        if whole[5] < least_connectivity * 3.0 * (whole[4] - 2.0):
            continue
        value = likelihood(whole[0], whole[1], outside_o - whole[2], outside_e - whole[3])
        if value <= largest:
            continue
        parent[r] = r
        best[r] = value
        sums[r, 0], sums[r, 1] = observed[r], expected[r]
        sums[r, 2], sums[r, 3] = background[r] * observed[r], background[r] * expected[r]
        sums[r, 4], sums[r, 5] = 1.0, 0.0
        root = r
        for k in range(starts[r], starts[r + 1]):
            if parent[targets[k]] >= 0:
                sums[root, 5] += 1.0
                other = find_root(parent, targets[k])
                if other != root:
                    root = join(parent, sums, best, root, other)
        joined += 1
    for r in range(len(parent)):
        if parent[r] >= 0:
            parent[r] = find_root(parent, r)
    return joined


@kernel
def poisson(mean: float, none: float, u: float, z: float) -> float:
    """Give the Poisson count at a uniform number (small mean) or standard score (large mean).

    ``none``: exp(-mean), the probability of 0.
    """
    if mean > _LARGE:
        root = math.sqrt(mean)
        shift = (z * z - 1.0) / 6.0 - (z * z * z + z) / (72.0 * root)
        return max(math.floor(mean + root * z + shift + 0.5), 0.0)
    count = 0.0
    chance = none
    total = none
    while u > total and chance > 0.0:
        count += 1.0
        chance *= mean / count
        total += chance
    return count


@kernel
def sized(count: float, spread: float, cv2: float, z: float) -> float:
    """Give counts of establishments weighed by their sizes, as far as sizes can be believed.

    Sizes have mean 1 and squared coefficient of variation ``cv2``; their mean over the count is
    taken as lognormal at the standard score z, and believed with the weight
    n s / (n s + log(1 + cv2)), s the ``spread``.
    """
    if spread <= 0.0 or cv2 <= 0.0 or count <= 0.0:
        return count
    weight = count * spread / (count * spread + math.log1p(cv2))
    variance = math.log1p(cv2 / count)
    return count * math.exp(weight * (math.sqrt(variance) * z - 0.5 * variance))


@kernel
def null_maxima(
    expected: Float,
    none: Float,
    starts: Int,
    targets: Int,
    prior: float,
    lean: float,
    spread: float,
    cv2: float,
    least_rate: float,
    least_count: float,
    key0: np.uint64,
    key1: np.uint64,
    first: int,
    last: int,
    out: Float,
) -> None:
    """Write, for draws first .. last-1, the largest likelihood ratio of any zone under chance.

    expected: (R,) means of establishments that locate independently; none: (R,) exp(-expected).
    Zones are of regions with a rate of ``least_rate`` and a count of ``least_count`` or more.
    The rest as in :func:`rates`, :func:`sized`. key0, key1: of the chance; draw and region are
    counters, so that neither order nor threads matter. out: (draws,).
    """
    n = len(expected)
    observed, rate, counts = np.empty(n), np.empty(n), np.empty(n)
    everywhere = np.ones(n)
    parent, sums, best = np.empty(n, np.int64), np.empty((n, 6)), np.empty(n)
    counter, words = np.zeros(4, np.uint64), np.empty(4, np.uint64)
    high = np.empty(n, np.int64)
    for draw in range(first, last):
        counter[3] = np.uint64(draw)
        for r in range(n):
            counter[0] = np.uint64(r)
            block(key0, key1, counter, words)
            around = math.sqrt(-2.0 * math.log((np.float64(words[1]) + 0.5) * _UNIT))
            turn = 2.0 * math.pi * np.float64(words[2]) * _UNIT
            u = (np.float64(words[0]) + 0.5) * _UNIT
            counts[r] = poisson(expected[r], none[r], u, around * math.cos(turn))
            observed[r] = sized(counts[r], spread, cv2, around * math.sin(turn))
        rates(observed, expected, starts, targets, prior, lean, rate)
        kept = 0
        for r in range(n):
            if rate[r] >= least_rate and counts[r] >= least_count:
                high[kept] = r
                kept += 1
        chosen = high[:kept]
        order = chosen[np.argsort(-rate[chosen], kind="mergesort")]
        out[draw] = level_sets(
            order, starts, targets, observed, expected, everywhere, parent, sums, best
        )
