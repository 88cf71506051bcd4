"""Rows of a table of holders and classes, beside what chance gives in closed form."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.linear.products import product

Float = NDArray[np.float64]


def portions(x: Float) -> Float:
    """Give each row's shares; NaN where a row is empty."""
    whole = x.sum(axis=1, keepdims=True)
    return np.asarray(x / np.where(whole > 0, whole, np.nan))


def relabelled_rows(shares: Float, likeness: Float, *, even: bool) -> tuple[Float, Float, Float]:
    """Give each row's sum of weights times likeness over pairs, its mean and variance by chance.

    Chance deals the classes' labels anew, every order as likely (Mantel 1967).
    even: weigh a pair by p_i p_j; otherwise by p_i p_j / (1 - p_i), the weighted mean likeness of
    a class to the row's others. Classes that a row lacks weigh nothing, but chance may deal them.
    """
    n = len(likeness)
    b = (likeness + likeness.T) / 2.0
    np.fill_diagonal(b, 0.0)
    of_b = _moments(b)
    out = np.full((3, len(shares)), np.nan)
    for at, row in enumerate(shares):
        own = np.flatnonzero(row > 0)
        if np.isnan(row).any() or len(own) < 2:
            continue
        p = row[own]
        a = p[:, None] * p[None, :]
        if not even:
            a = a / (1.0 - p)[:, None]
            a = (a + a.T) / 2.0
        np.fill_diagonal(a, 0.0)
        out[0, at] = (a * b[np.ix_(own, own)]).sum()
        out[1:, at] = _by_chance(_moments(a), of_b, n)
    return out[0], out[1], out[2]


def _moments(a: Float) -> tuple[float, float, float]:
    return float(a.sum()), float((a**2).sum()), float((a.sum(axis=1) ** 2).sum())


def _by_chance(
    of_a: tuple[float, float, float], of_b: tuple[float, float, float], n: int
) -> tuple[float, float]:
    (one_a, two_a, three_a), (one_b, two_b, three_b) = of_a, of_b
    pairs = float(n * (n - 1))
    mean = one_a * one_b / pairs
    square = 2.0 * two_a * two_b / pairs
    if n > 2:
        square += 4.0 * (three_a - two_a) * (three_b - two_b) / (pairs * (n - 2))
    if n > 3:
        rest_a = one_a**2 - 4.0 * three_a + 2.0 * two_a
        rest_b = one_b**2 - 4.0 * three_b + 2.0 * two_b
        square += rest_a * rest_b / (pairs * (n - 2) * (n - 3))
    return mean, max(square - mean**2, 0.0)


def overlaps(x: Float) -> tuple[Float, Float, Float]:
    """Give for each pair of rows the overlap (Morisita 1959), its multiple of chance, and z.

    x: (R, I), whole numbers or not, >= 0. Chance: both draw their numbers from the shares of all.
    NaN where a row has no number, or no two that could be of one class.
    """
    n = x.sum(axis=1)
    some = np.where(n > 0, n, np.nan)
    p = x / some[:, None]
    met = product(p, p.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        alike = (x * (x - 1.0)).sum(axis=1) / (some * (some - 1.0))
        alike = np.where(some > 1, alike, np.nan)
        below = alike[:, None] + alike[None, :]
        overlap = np.where(below > 0, 2.0 * met / below, np.nan)
        q = x.sum(axis=0) / x.sum()
        two, three = float((q**2).sum()), float((q**3).sum())
        each = 1.0 / some
        spread = (each[:, None] + each[None, :]) * (three - two**2)
        spread = spread + each[:, None] * each[None, :] * (two - 2.0 * three + two**2)
        z = (met - two) / np.sqrt(np.where(spread > 0, spread, np.nan))
    return overlap, met / two, z


def dispersion(x: Float) -> tuple[Float, Float, Float]:
    """Give for each column how scattered over rows it is, its effective rows, and z.

    x: (R, I). The chance that two of a column's items are in different rows, over what it would be
    were they dealt by the rows' sizes: 1 as by chance, below 1 gathered. z is of the chance that
    they share a row; NaN below two items.
    """
    n = x.sum(axis=0)
    some = np.where(n > 1, n, np.nan)
    s = x.sum(axis=1) / x.sum()
    two, three = float((s**2).sum()), float((s**3).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = np.maximum((x * (x - 1.0)).sum(axis=0), 0.0) / (some * (some - 1.0))
        spread = (
            2.0 / (some * (some - 1.0)) * (2.0 * (some - 2.0) * (three - two**2) + two - two**2)
        )
        z = (shared - two) / np.sqrt(np.where(spread > 0, spread, np.nan))
        scattered = (1.0 - shared) / (1.0 - two) if two < 1.0 else np.full(len(n), np.nan)
        effective = 1.0 / ((x / some) ** 2).sum(axis=0)
    return scattered, effective, z
