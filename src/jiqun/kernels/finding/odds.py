"""Chances from what is known beforehand: log-odds that add up, and shares that rise with them.

Arrays in, arrays out; sums in one order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.linear.products import applied, product

Float = NDArray[np.float64]
#: Newton's steps at most, and how small the last may be.
STEPS, CLOSE = 60, 1e-10


def log_odds(inputs: Float, outcome: Float, *, ridge: float = 1.0) -> Float:
    """Give the constant and the weights of a logistic regression, weights drawn towards 0.

    Minimises the negative log likelihood plus ``ridge`` / 2 times the squared weights, the constant
    left out, by Newton's method.

    inputs: (N, K), standardised; outcome: (N,) of 0 and 1. Returns (K + 1,).

    Examples
    --------
    >>> known = np.array([[-1.0], [-1.0], [1.0], [1.0]])
    >>> log_odds(known, np.array([0.0, 1.0, 1.0, 1.0])).round(3).tolist()
    [1.184, 0.583]
    """
    rows = np.column_stack([np.ones(len(inputs)), inputs])
    pull = np.full(rows.shape[1], ridge)
    pull[0] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-applied(rows, weights)))
        slope = applied(rows.T, outcome - chance) - pull * weights
        bend = product((rows * (chance * (1.0 - chance))[:, None]).T, rows) + np.diag(pull)
        step = solved(bend, slope)
        weights = weights + step
        if np.abs(step).max() < CLOSE:
            break
    return weights


def solved(matrix: Float, right: Float) -> Float:
    """Solve a small system of equations by elimination, the largest pivot first.

    Examples
    --------
    >>> solved(np.array([[0.0, 2.0], [4.0, 2.0]]), np.array([2.0, 6.0])).tolist()
    [1.0, 1.0]
    """
    a = np.column_stack([matrix, right]).astype(np.float64)
    for k in range(len(a)):
        top = k + int(np.abs(a[k:, k]).argmax())
        a[[k, top]] = a[[top, k]]
        a[k] /= a[k, k]
        for i in range(len(a)):
            if i != k:
                a[i] -= a[i, k] * a[k]
    return np.asarray(a[:, -1])


def rising(score: Float, outcome: Float, *, least: int) -> tuple[Float, Float]:
    """Give points of a chance that never falls as a score rises: isotonic regression.

    Cases of one score stay together; neighbouring scores are put together until they are ``least``
    cases; pools of adjacent violators are levelled. A pool with k of n cases stands at
    (k + 1/2) / (n + 1), so that no chance is 0 or 1.

    score, outcome: (N,), N >= 1. Returns the mean score of each group of cases, ascending, and its
    chance, to be joined by straight lines and level beyond the ends.

    Examples
    --------
    >>> points, chance = rising(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0, 1.0]),
    ...     least=1)
    >>> points.tolist(), chance.round(2).tolist()
    ([0.0, 1.0, 2.0, 3.0], [0.25, 0.5, 0.5, 0.75])
    """
    from scipy.optimize import isotonic_regression

    at, group = np.unique(score, return_inverse=True)
    cases = np.bincount(group).astype(np.float64)
    number = _grouped(cases, least)
    size = np.bincount(number, weights=cases)
    centre = np.bincount(number, weights=cases * at) / size
    hits = np.bincount(number, weights=np.bincount(group, weights=outcome))
    pools = isotonic_regression(hits / size, weights=size).blocks
    low, high = pools[:-1], pools[1:]
    of_pool = (np.add.reduceat(hits, low) + 0.5) / (np.add.reduceat(size, low) + 1.0)
    # the half case more of each pool could turn two neighbours round
    level = np.repeat(np.maximum.accumulate(of_pool), high - low)
    return centre, level


def _grouped(cases: Float, least: int) -> NDArray[np.int64]:
    """Number groups of neighbours of at least so many cases; a small rest joins the last."""
    number = np.zeros(len(cases), dtype=np.int64)
    held, at = 0.0, 0
    for k, count in enumerate(cases.tolist()):
        number[k] = at
        held += count
        if held >= least:
            held, at = 0.0, at + 1
    return np.minimum(number, max(at - 1, 0)) if held else number
