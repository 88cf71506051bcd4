"""Core and periphery: the core that fits a network best, and how near each node is to it.

Borgatti and Everett (2000), "Models of core/periphery structures", Social Networks 21: 375-395.
Cells are the ordered pairs of different nodes. The ideal has 1 where both are in the core and 0
where both are in the periphery; between the two it has 1 (``joined``) or is not looked at.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Gains of correlation below this are rounding.
TINY = 1e-12


@kernel
def fit_of(
    n: int, k: int, joined: bool, total: float, square: float, own: float, own_square: float,
    core: float, core_square: float,
) -> float:  # fmt: skip
    """Give the correlation of a network with its ideal; -2 where that does not vary.

    n, k: nodes, members of the core. total, square: sums of weights and of their squares over
    all cells. own, own_square: the same over the cells of the core's members, those between two
    of them twice. core, core_square: over the cells of two members.
    """
    inner = k * (k - 1.0)
    if joined:
        cells = n * (n - 1.0)
        ones = inner + 2.0 * k * (n - k)
        whole, squares = total, square
        seen = own - core
    else:
        cells = inner + (n - k) * (n - k - 1.0)
        ones = inner
        whole, squares = total - own + 2.0 * core, square - own_square + 2.0 * core_square
        seen = core
    if ones <= 0.0 or ones >= cells:
        return -2.0
    share, mean = ones / cells, whole / cells
    spread = squares / cells - mean * mean
    if spread <= 1e-14 * squares / cells:
        return -2.0
    return float((seen / cells - mean * share) / np.sqrt(spread * share * (1.0 - share)))


@kernel
def fit_core(
    starts: Int, targets: Int, weights: Float, squares: Float, order: Int, joined: bool,
    member: Flags, gains: Float,
) -> float:  # fmt: skip
    """Write the core that fits best from one order of nodes; give its correlation, -2 without.

    starts: (N + 1,), targets, weights, squares: (M,) each pair both ways, the weights of its two
    cells added up, and their squares. order: (N,) likely members first. member: (N,) written.
    gains: (N,) written, the correlation lost where a node changes sides. The first ``k`` of the
    order that fit best, then one node at a time changes sides while the fit gains.
    """
    n = len(order)
    strength, strength_square = np.zeros(n), np.zeros(n)
    to, to_square = np.zeros(n), np.zeros(n)
    total, square = 0.0, 0.0
    for v in range(n):
        for e in range(starts[v], starts[v + 1]):
            strength[v] += weights[e]
            strength_square[v] += squares[e]
        total += strength[v]
        square += strength_square[v]
    total, square = total / 2.0, square / 2.0
    member[:] = False
    own, own_square, core, core_square = 0.0, 0.0, 0.0, 0.0
    best, size = -2.0, 0
    for step in range(n):
        v, k = order[step], step + 1
        member[v] = True
        own += strength[v]
        own_square += strength_square[v]
        for e in range(starts[v], starts[v + 1]):
            if member[targets[e]]:
                core += weights[e]
                core_square += squares[e]
        fit = fit_of(n, k, joined, total, square, own, own_square, core, core_square)
        if fit > best + TINY:
            best, size = fit, k
    member[:] = False
    own, own_square, core, core_square, k = 0.0, 0.0, 0.0, 0.0, size
    for step in range(size):
        v = order[step]
        member[v] = True
        own += strength[v]
        own_square += strength_square[v]
        core += to[v]
        core_square += to_square[v]
        for e in range(starts[v], starts[v + 1]):
            to[targets[e]] += weights[e]
            to_square[targets[e]] += squares[e]
    changed = size > 0
    while changed:
        changed = False
        for step in range(n):
            v = order[step]
            sign = -1.0 if member[v] else 1.0
            fit = fit_of(
                n, k + int(sign), joined, total, square, own + sign * strength[v],
                own_square + sign * strength_square[v], core + sign * to[v],
                core_square + sign * to_square[v],
            )  # fmt: skip
            if fit > best + TINY:
                best, changed = fit, True
                member[v] = not member[v]
                k += int(sign)
                own += sign * strength[v]
                own_square += sign * strength_square[v]
                core += sign * to[v]
                core_square += sign * to_square[v]
                for e in range(starts[v], starts[v + 1]):
                    to[targets[e]] += sign * weights[e]
                    to_square[targets[e]] += sign * squares[e]
    for v in range(n):
        sign = -1.0 if member[v] else 1.0
        fit = fit_of(
            n, k + int(sign), joined, total, square, own + sign * strength[v],
            own_square + sign * strength_square[v], core + sign * to[v],
            core_square + sign * to_square[v],
        )  # fmt: skip
        gains[v] = best - fit if fit > -2.0 and best > -2.0 else np.nan
    return best


@kernel
def coreness(starts: Int, targets: Int, weights: Float, sweeps: int, near: float, c: Float) -> int:
    """Improve c so that c_i c_j is nearest to the weights off the diagonal; give the sweeps.

    starts: (N + 1,), targets, weights: (M,) each pair both ways. c: (N,) >= 0, changed: in turn
    each node takes its least-squares value given the others, until none moves by more than
    ``near`` of the largest (Boyd et al. 2010, MINRES).
    """
    n = len(c)
    for sweep in range(sweeps):
        square, largest, moved = 0.0, 0.0, 0.0
        for v in range(n):
            square += c[v] * c[v]
        for v in range(n):
            reach = 0.0
            for e in range(starts[v], starts[v + 1]):
                reach += weights[e] * c[targets[e]]
            rest = square - c[v] * c[v]
            new = reach / rest if rest > 0.0 else 0.0
            square = rest + new * new
            moved = max(moved, abs(new - c[v]))
            largest = max(largest, new)
            c[v] = new
        if moved <= near * largest:
            return sweep + 1
    return sweeps


def correlation_of(
    starts: Int, targets: Int, cells: Float, total: float, square: float, c: Float
) -> float:
    """Give the correlation, over ordered pairs, of the weights with c_i c_j; NaN where constant.

    cells: (M,) the two cells of each pair added up, each pair both ways. total, square: sums of
    weights and of squared weights over all cells.
    """
    n = len(c)
    count = n * (n - 1.0)
    if count <= 0:
        return float("nan")
    rows = np.repeat(np.arange(n), np.diff(starts))
    both = float((cells * c[rows] * c[targets]).sum()) / 2.0
    second, fourth = float((c**2).sum()), float((c**4).sum())
    ideal = float(c.sum()) ** 2 - second
    ideal_square = second**2 - fourth
    left = square / count - (total / count) ** 2
    right = ideal_square / count - (ideal / count) ** 2
    if left <= 1e-14 * square / count or right <= 1e-14 * ideal_square / count:
        return float("nan")
    return (both / count - total / count * ideal / count) / float(np.sqrt(left * right))
