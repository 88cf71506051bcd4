"""Association region by region: local Moran and Geary, Getis and Ord's G and G*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.core import measure
from jiqun.kernels import chance
from jiqun.kernels.chance import permuted
from jiqun.kernels.linear.products import dot
from jiqun.measures.association.conditional import conditional
from jiqun.measures.association.weights import (
    Scaling,
    checked,
    deviations,
    lag_of,
    line,
    record_of,
    same,
    scaled,
    totals,
)
from jiqun.measures.results import RegionMeasure
from jiqun.tables import Graph

Float = NDArray[np.float64]
__all__ = ["line", "local_geary", "local_getis_ord", "local_moran"]


@measure(
    "local-moran",
    family="association",
    needs="values",
    per="region",
    unit="1",
    bounds=(float("-inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "the region is like its neighbours", "zh": "该区域与相邻区域相似"},
    source="anselin1995",
    where="equation (7)",
    title={"en": "Local Moran", "zh": "局部莫兰指数"},
    aliases=("lisa",),
)
def local_moran(
    values: ArrayLike,
    *,
    weights: Graph,
    scaling: Scaling = "rows",
    draws: int = 999,
    seed: int = 0,
    workers: int = 2,
) -> RegionMeasure:
    r"""A region's value times its neighbours' average, both as deviations.

    Positive: a region like its neighbours, high among high or low among low (``parts``
    ``quadrant`` 1 and 3); negative: an outlier (2 low among high, 4 high among low).

    .. math:: I_i = \frac{(n - 1) z_i \sum_j w_{ij} z_j}{\sum_k z_k^2}

    Parameters
    ----------
    values
        Shape (n,), in the order of ``weights.nodes``; finite.
    weights
        Who is whose neighbour.
    scaling
        "rows": each region's weights add up to 1. "none": as given.
    draws
        Conditional permutations (the region stays, the others are dealt out), >= 19.
    seed
        Of the permutations.
    workers
        Threads; changes nothing but the time.

    Returns
    -------
    RegionMeasure
        One value a region; an island has 0, all are NaN where values are equal. ``parts``:
        ``p_value``, the smaller side of the permutations,
        (min(draws >= observed, draws <= observed) + 1) / (draws + 1), so that what ties counts on
        both (1 where the region is at the mean: it has 0 in every draw); ``p_two_sided``,
        min(1, 2 p), the one to decide by; ``q_value`` (Benjamini–Hochberg of ``p_two_sided`` over
        all regions); ``quadrant``, ``lag``, and the mean and variance under conditional
        permutation. p, q and quadrant are NaN for an island, p and q where values are equal.

    Raises
    ------
    InputError
        ``values-shape``, ``values-finite``.

    See Also
    --------
    moran : their average, up to a factor.

    References
    ----------
    :cite:`anselin1995`, equation (7); conditional moments from :cite:`sokal1998`; false
    discoveries after :cite:`benjamini1995`; (count + 1) / (draws + 1)
    after :cite:`phipson2010`.

    Examples
    --------
    >>> local_moran([1, 2, 3, 4], weights=line("abcd"), draws=99).values.round(3).tolist()
    [0.45, 0.15, 0.15, 0.45]
    """
    y, w = checked(values, weights), scaled(weights, scaling)
    z, lag = deviations(y), lag_of(w, deviations(y))
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = (len(y) - 1.0) * z * lag / dot(z, z)
    sides = conditional(y, w, permuted.LAG, draws=draws, seed=seed, workers=workers)
    p_value = np.where(_middle(y) & ~np.isnan(sides.p_value), 1.0, sides.p_value)
    factor = (len(y) - 1.0) * z / dot(z, z) if dot(z, z) > 0 else np.full(len(z), np.nan)
    parts = {
        **replace(sides, p_value=p_value).tests(),
        "quadrant": np.where(np.diff(w.starts) == 0, np.nan, _quadrant(z, lag)),
        "lag": lag,
        "simulated_mean": factor * sides.mean,
        "simulated_variance": factor**2 * sides.variance,
    }
    options = {"scaling": scaling, "draws": draws}
    return _local("local-moran", y, weights, statistic, parts, options, seed=seed)


@measure(
    "local-geary",
    family="association",
    needs="values",
    per="region",
    unit="1",
    bounds=(0.0, float("inf")),
    higher_means={"en": "the region differs from its neighbours", "zh": "该区域与相邻区域相异"},
    source="anselin1995",
    where="equation (18)",
    title={"en": "Local Geary", "zh": "局部吉尔里系数"},
)
def local_geary(
    values: ArrayLike,
    *,
    weights: Graph,
    scaling: Scaling = "rows",
    draws: int = 999,
    seed: int = 0,
    workers: int = 2,
) -> RegionMeasure:
    r"""Weighted squared difference between a region and its neighbours, standardised.

    Small: like its neighbours; large: unlike them.

    .. math:: c_i = \sum_j w_{ij} (z_i - z_j)^2,\quad z = (x - \bar x) / s

    Parameters
    ----------
    values
        Shape (n,), in the order of ``weights.nodes``; finite.
    weights
        Who is whose neighbour.
    scaling
        "rows": each region's weights add up to 1. "none": as given.
    draws
        Conditional permutations, >= 19.
    seed
        Of the permutations.
    workers
        Threads; changes nothing but the time.

    Returns
    -------
    RegionMeasure
        One value a region; NaN for an island, which has no neighbour to differ from.
        ``parts``: ``p_value``, ``p_two_sided``, ``q_value`` and moments as in
        :func:`local_moran`.

    Raises
    ------
    InputError
        ``values-shape``, ``values-finite``.

    See Also
    --------
    geary : their average, up to a factor.

    References
    ----------
    :cite:`anselin1995`, equation (18); s has divisor n.

    Examples
    --------
    >>> local_geary([1, 2, 3, 4], weights=line("abcd"), draws=99).values.round(2).tolist()
    [0.8, 0.8, 0.8, 0.8]
    """
    y, w = checked(values, weights), scaled(weights, scaling)
    z = deviations(y)
    apart = w.weights * (z[w.start] - z[w.end]) ** 2
    statistic = totals(w, apart, len(z))
    sides = conditional(y, w, permuted.GEARY, draws=draws, seed=seed, workers=workers)
    island = np.diff(weights.starts) == 0
    parts = {
        **sides.tests(),
        "simulated_mean": sides.mean,
        "simulated_variance": sides.variance,
    }
    statistic = np.where(island, np.nan, statistic)
    options = {"scaling": scaling, "draws": draws}
    return _local("local-geary", y, weights, statistic, parts, options, seed=seed)


@measure(
    "local-getis-ord",
    family="association",
    needs="values",
    per="region",
    unit="1",
    bounds=(float("-inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "a hot spot: high values around", "zh": "热点：周围为高值"},
    source="ord1995",
    where="equations (14) and (15)",
    title={"en": "Local Getis–Ord G*", "zh": "局部格蒂斯—奥德G*"},
    aliases=("g-star", "hot-spots"),
)
def local_getis_ord(
    values: ArrayLike,
    *,
    weights: Graph,
    itself: bool = True,
    draws: int = 999,
    seed: int = 0,
    workers: int = 2,
) -> RegionMeasure:
    r"""How far the sum around a region is from what randomness would give, in deviations.

    2 says a hot spot at about the 5 % level, -2 a cold spot; values are standard scores.

    .. math:: G_i^* = \frac{\sum_j w_{ij} x_j - \bar x W_i}
        {s \sqrt{(n S_{1i} - W_i^2) / (n - 1)}}

    Parameters
    ----------
    values
        Shape (n,), in the order of ``weights.nodes``; finite.
    weights
        Who is whose neighbour; binary as a rule.
    itself
        True: G*, the region counts among its neighbours (weight 1). False: G, it does not,
        and mean and s are taken over the others.
    draws
        Conditional permutations, >= 19.
    seed
        Of the permutations.
    workers
        Threads; changes nothing but the time.

    Returns
    -------
    RegionMeasure
        A standard score a region; NaN where all values are equal or (G) for an island.
        ``parts``: ``share`` (the sum around over the total), ``p_value``, ``p_two_sided`` and
        ``q_value`` as in :func:`local_moran`; G* has a score for an island, but no p.

    Raises
    ------
    InputError
        ``values-shape``, ``values-finite``.

    See Also
    --------
    getis_ord : for the whole map.

    References
    ----------
    :cite:`ord1995`, equations (14) and (15).

    Examples
    --------
    >>> local_getis_ord([1, 1, 5, 5], weights=line("abcd"), draws=99).values.round(3).tolist()
    [-1.732, -1.0, 1.0, 1.732]
    """
    y, w = checked(values, weights), scaled(weights, "none")
    around = lag_of(w, y)
    mass = totals(w, w.weights, len(y))
    squares = totals(w, w.weights**2, len(y))
    score, share = _getis(y, around, mass, squares, itself=itself)
    sides = conditional(y, w, permuted.LAG, draws=draws, seed=seed, workers=workers)
    parts = {"share": share, **sides.tests()}
    options = {"scaling": "none", "draws": draws, "itself": itself}
    return _local("local-getis-ord", y, weights, score, parts, options, seed=seed)


def _middle(y: Float) -> NDArray[np.bool_]:
    """Tell which regions are at the mean, so that their product is 0 whoever is around."""
    mean, size = y.mean(), np.abs(y).max(initial=0.0)
    return (chance.least(mean, size=size) <= y) & (y <= chance.most(mean, size=size))


def _quadrant(z: Float, lag: Float) -> Float:
    high, around = z > 0, lag > 0
    return np.select([high & around, ~high & around, ~high & ~around], [1.0, 2.0, 3.0], 4.0)


def _getis(
    y: Float, around: Float, mass: Float, squares: Float, *, itself: bool
) -> tuple[Float, Float]:
    n = len(y)
    with np.errstate(invalid="ignore", divide="ignore"):
        if itself:
            mean, spread = y.mean(), y.std()
            sums, w, s1 = around + y, mass + 1.0, squares + 1.0
            score = (sums - mean * w) / (spread * np.sqrt((n * s1 - w**2) / (n - 1.0)))
            return score, sums / y.sum()
        others = (y.sum() - y) / (n - 1.0)
        variance = (dot(y, y) - y**2) / (n - 1.0) - others**2
        below = np.sqrt(variance * ((n - 1.0) * squares - mass**2) / (n - 2.0))
        return (around - others * mass) / below, around / (y.sum() - y)


def _local(
    subject: str,
    y: Float,
    weights: Graph,
    statistic: Float,
    parts: dict[str, Float],
    options: Mapping[str, object],
    *,
    seed: int,
) -> RegionMeasure:
    if same(y):
        statistic = np.full(len(y), np.nan)
    return RegionMeasure(
        regions=weights.nodes,
        values=statistic,
        parts=parts,
        record=record_of(subject, y, weights, options, seed),
    )
