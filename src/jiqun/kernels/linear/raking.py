"""Totals and their parts: what sums leave possible, and numbers brought to them within bounds.

A total k has the cell ``whole[k]`` and the parts ``part[start[k]:start[k + 1]]``; a cell may be a
part of several totals and a total itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: What rounding of sums may hide, relative and absolute.
NEAR, LEAST = 1e-9, 1e-6
#: Steps in which one total is met, and the furthest logarithm of a factor.
STEPS, FURTHEST = 80, 600.0


@kernel
def narrowed(
    whole: Int, start: Int, part: Int, low: Float, high: Float, broken: Int, passes: int
) -> int:
    """Narrow the bounds of cells, in place, to what every total and its parts leave possible.

    A part is at most the total less the least of the others, and at least the total less the
    most of the others. A total that no numbers within the bounds can meet is marked in
    ``broken`` and passed over from then on. Gives the passes that were needed.
    """
    for turn in range(passes):
        changed = False
        for k in range(len(whole)):
            at = k if turn % 2 else len(whole) - 1 - k
            if broken[at]:
                continue
            p = whole[at]
            least, most, open_ends = 0.0, 0.0, 0
            for j in range(start[at], start[at + 1]):
                c = part[j]
                least += low[c]
                if np.isinf(high[c]):
                    open_ends += 1
                else:
                    most += high[c]
            near = LEAST + NEAR * (least if np.isinf(high[p]) else max(least, high[p]))
            if least > high[p] + near or (open_ends == 0 and most < low[p] - near):
                broken[at] = 1
                continue
            if least > low[p] + near:
                low[p] = min(least, high[p])
                changed = True
            if open_ends == 0 and most < high[p] - near:
                high[p] = max(most, low[p])
                changed = True
            for j in range(start[at], start[at + 1]):
                c = part[j]
                room = high[p] - (least - low[c])
                if room < high[c] - near:
                    high[c] = max(room, low[c])
                    changed = True
                if open_ends == 0:
                    need = low[p] - (most - high[c])
                    if need > low[c] + near:
                        low[c] = min(need, high[c])
                        changed = True
        if not changed:
            return turn + 1
    return passes


@kernel
def _met(
    p: int, first: int, last: int, part: Int, value: Float, low: Float, high: Float, give: Float
) -> float:
    """Bring one total and its parts together: parts times f^give, the total by f^-give."""
    under, over, log = -np.inf, np.inf, 0.0
    for _ in range(STEPS):
        gap, slope = 0.0, 0.0
        for j in range(first, last):
            c = part[j]
            x = value[c]
            if give[c] > 0.0:
                x = x * np.exp(give[c] * log)
                if x <= low[c]:
                    x = low[c]
                elif x >= high[c]:
                    x = high[c]
                else:
                    slope += give[c] * x
            gap += x
        x = value[p]
        if give[p] > 0.0:
            x = x * np.exp(-give[p] * log)
            if x <= low[p]:
                x = low[p]
            elif x >= high[p]:
                x = high[p]
            else:
                slope += give[p] * x
        gap -= x
        if abs(gap) <= LEAST + NEAR * abs(x):
            break
        if gap > 0.0:
            over = log
        else:
            under = log
        further = log - (gap / slope if slope > 0.0 else np.sign(gap))
        if further <= under or further >= over:
            if np.isinf(under) or np.isinf(over):
                further = 2.0 * log + (1.0 if gap < 0.0 else -1.0)
            else:
                further = 0.5 * (under + over)
        if abs(further) > FURTHEST or further == log:
            log = min(max(further, -FURTHEST), FURTHEST)
            break
        log = further
    return log


@kernel
def raked(
    whole: Int,
    start: Int,
    part: Int,
    value: Float,
    low: Float,
    high: Float,
    give: Float,
    cycles: int,
    enough: float,
) -> int:
    """Bring cells to their totals, in place, each within its bounds.

    Total after total, parts are multiplied by f^give and the total by f^-give, clipped to their
    bounds, with the f at which both agree; a cell with ``give`` 0 does not move. Cycles end when
    no total moved by more than the share ``enough``. Gives the cycles that were needed.
    """
    for turn in range(cycles):
        moved = 0.0
        for k in range(len(whole)):
            p, first, last = whole[k], start[k], start[k + 1]
            sums, free, own = 0.0, give[p] > 0.0, value[p]
            if free:
                own = min(max(own, low[p]), high[p])
            for j in range(first, last):
                c = part[j]
                x = value[c]
                if give[c] > 0.0:
                    x, free = min(max(x, low[c]), high[c]), True
                sums += x
            if not free or abs(sums - own) <= LEAST + NEAR * abs(sums):
                continue
            log = _met(p, first, last, part, value, low, high, give)
            if log == 0.0:
                continue
            for j in range(first, last):
                c = part[j]
                if give[c] > 0.0:
                    x = min(max(value[c] * np.exp(give[c] * log), low[c]), high[c])
                    moved = max(moved, abs(x - value[c]) / (1.0 + value[c]))
                    value[c] = x
            if give[p] > 0.0:
                x = min(max(value[p] * np.exp(-give[p] * log), low[p]), high[p])
                moved = max(moved, abs(x - value[p]) / (1.0 + value[p]))
                value[p] = x
        if moved <= enough:
            return turn + 1
    return cycles
