"""Quantiles that change smoothly with two coordinates: read off, and read backwards.

A table of quantiles stands at nodes of a first coordinate and, at each of these, of a second one.
Between nodes the *quantiles* are interpolated (not the probabilities), so that shapes slide.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: No probability beyond the outermost quantiles is smaller.
LEAST = 1e-12


@kernel
def place(x: float, nodes: Float) -> tuple[int, float]:
    """Give the node below x and the share (0-1) of the way to the next; the ends are held."""
    last = len(nodes) - 1
    if last == 0 or x <= nodes[0]:
        return 0, 0.0
    if x >= nodes[last]:
        return last - 1, 1.0
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        if nodes[middle] <= x:
            low = middle
        else:
            high = middle
    return low, (x - nodes[low]) / (nodes[low + 1] - nodes[low])


@kernel
def corners(first: Float, second: Float, nodes: Float, sides: Float, at: Int, share: Float) -> None:
    """Find the four nodes around each point and their weights.

    first, second: (N,) coordinates, NaN gives weights of NaN. nodes: (B,) ascending. sides:
    (B, G) ascending in each row. at: (N, 4) written, positions in the flattened (B, G). share:
    (N, 4) written, summing to 1.
    """
    wide = sides.shape[1]
    for i in range(len(first)):
        if np.isnan(first[i]) or np.isnan(second[i]):
            at[i] = 0
            share[i] = np.nan
            continue
        b, up = place(first[i], nodes)
        for half in range(2):
            row = min(b + half, len(nodes) - 1)
            g, right = place(second[i], sides[row])
            weight = up if half else 1.0 - up
            at[i, 2 * half] = row * wide + g
            at[i, 2 * half + 1] = row * wide + min(g + 1, wide - 1)
            share[i, 2 * half] = weight * (1.0 - right)
            share[i, 2 * half + 1] = weight * right


@kernel
def values_at(at: Int, share: Float, values: Float, out: Float) -> None:
    """Interpolate one value a node, (B * G,), at every point."""
    for i in range(len(at)):
        total = 0.0
        for c in range(4):
            total += share[i, c] * values[at[i, c]]
        out[i] = total


@kernel
def shares_below(x: Float, at: Int, share: Float, table: Float, levels: Float, out: Float) -> None:
    """Give the probability of a value below x at every point.

    table: (B * G, P) quantiles, ascending in each row, at the probabilities ``levels`` (P,), P at
    least 4. Beyond the outermost quantiles the tail falls exponentially, as from the one before.
    """
    last = len(levels) - 1
    for i in range(len(x)):
        if np.isnan(share[i, 0]) or np.isnan(x[i]):
            out[i] = np.nan
            continue
        low, high = -1, last + 1
        under, over = 0.0, 0.0
        while high - low > 1:
            middle = (low + high) // 2
            value = 0.0
            for c in range(4):
                value += share[i, c] * table[at[i, c], middle]
            if value < x[i]:
                low, under = middle, value
            else:
                high, over = middle, value
        if low >= 0 and high <= last:
            step = (x[i] - under) / (over - under)
            out[i] = levels[low] + step * (levels[high] - levels[low])
            continue
        edge, inner = (0, 1) if low < 0 else (last, last - 1)
        outer, next_to = 0.0, 0.0
        for c in range(4):
            outer += share[i, c] * table[at[i, c], edge]
            next_to += share[i, c] * table[at[i, c], inner]
        tail = levels[0] if low < 0 else 1.0 - levels[last]
        nearer = levels[1] if low < 0 else 1.0 - levels[last - 1]
        gap = abs(outer - next_to)
        rest = tail * (tail / nearer) ** (abs(x[i] - outer) / gap) if gap > 0.0 else 0.0
        if gap == 0.0 and x[i] == outer:
            rest = tail
        rest = max(rest, LEAST)
        out[i] = rest if low < 0 else 1.0 - rest
