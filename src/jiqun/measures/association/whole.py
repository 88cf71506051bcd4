"""Association over the whole map: Moran's I, Geary's c, Getis and Ord's G."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.core import measure, stream
from jiqun.kernels import chance
from jiqun.kernels.linear.products import dot
from jiqun.measures.association.weights import (
    Scaling,
    Ties,
    centred,
    checked,
    lag_of,
    line,
    ratio,
    record_of,
    scaled,
    squared_sums,
)
from jiqun.measures.results import WholeMeasure
from jiqun.tables import Graph

Float = NDArray[np.float64]
__all__ = ["geary", "getis_ord", "line", "moran"]


@measure(
    "moran",
    family="association",
    needs="values",
    per="whole",
    unit="1",
    bounds=(float("-inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "neighbours are alike", "zh": "相邻区域数值相近"},
    source="moran1950",
    where="equation (2)",
    title={"en": "Moran's I", "zh": "莫兰指数"},
    aliases=("moran-i",),
)
def moran(
    values: ArrayLike,
    *,
    weights: Graph,
    scaling: Scaling = "rows",
    draws: int = 999,
    seed: int = 0,
) -> WholeMeasure:
    r"""Correlation of a variable with its neighbours' average.

    Its expectation under randomness is -1/(n - 1), not 0. It says that like values are near
    one another, not where.

    .. math:: I = \frac{n}{\sum_{ij} w_{ij}} \frac{\sum_{ij} w_{ij} z_i z_j}{\sum_i z_i^2}

    Parameters
    ----------
    values
        Shape (n,), in the order of ``weights.nodes``; finite.
    weights
        Who is whose neighbour; regions without any stay in n.
    scaling
        "rows": each region's weights add up to 1. "none": as given.
    draws
        Permutations for the interval and p-value, >= 19; 0 for none.
    seed
        Of the permutations.

    Returns
    -------
    WholeMeasure
        The statistic; ``low`` and ``high`` hold 95 % of the permutations. NaN where all
        values are equal. ``parts``: expectation, variance and z under normality and
        randomisation; with draws ``p_value``, the smaller side of the permutations,
        (min(draws >= observed, draws <= observed) + 1) / (draws + 1), ties on both, and
        ``p_two_sided``, min(1, 2 p), the one to decide by.

    Raises
    ------
    InputError
        ``values-shape``, ``values-finite``.

    See Also
    --------
    local_moran : where.

    References
    ----------
    :cite:`moran1950`; moments from :cite:`cliff1981`, chapter 2.

    Examples
    --------
    >>> moran([1, 2, 3, 4], weights=line("abcd"), draws=0).values.round(3).item()
    0.4
    """
    y, w = checked(values, weights), scaled(weights, scaling)
    z = centred(y)
    below = w.sum * dot(z, z)

    def compute(p: Float) -> float:
        return ratio(len(p) * dot(p, lag_of(w, p)), below)

    # products of deviations cancel: what is left is known no better than their sizes
    size = ratio(len(y) * _largest_root(w, len(y)), abs(w.sum))
    simulated = _permuted(z, compute, draws=draws, seed=seed, size=size)
    return _whole("moran", y, weights, _moran_moments(w, z), simulated, scaling, seed)


@measure(
    "geary",
    family="association",
    needs="values",
    per="whole",
    unit="1",
    bounds=(0.0, float("inf")),
    neutral=1.0,
    higher_means={"en": "neighbours differ", "zh": "相邻区域数值相异"},
    source="geary1954",
    where="section 2",
    title={"en": "Geary's c", "zh": "吉尔里系数"},
    aliases=("geary-c",),
)
def geary(
    values: ArrayLike,
    *,
    weights: Graph,
    scaling: Scaling = "rows",
    draws: int = 999,
    seed: int = 0,
) -> WholeMeasure:
    r"""Squared difference between neighbours over that between any two regions.

    Below 1 neighbours are alike, above 1 they differ: the direction is Moran's turned round.

    .. math:: c = \frac{(n - 1) \sum_{ij} w_{ij} (x_i - x_j)^2}{2 \sum_{ij} w_{ij} \sum_i z_i^2}

    Parameters
    ----------
    values
        Shape (n,), in the order of ``weights.nodes``; finite.
    weights
        Who is whose neighbour.
    scaling
        "rows": each region's weights add up to 1. "none": as given.
    draws
        Permutations for the interval and p-value; 0 for none.
    seed
        Of the permutations.

    Returns
    -------
    WholeMeasure
        The statistic, >= 0; NaN where all values are equal. ``parts``: moments, ``p_value`` and
        ``p_two_sided`` as in :func:`moran`.

    Raises
    ------
    InputError
        ``values-shape``, ``values-finite``.

    See Also
    --------
    moran : the correlation.

    References
    ----------
    :cite:`geary1954`; moments from :cite:`cliff1981`, chapter 2.

    Examples
    --------
    >>> geary([1, 2, 3, 4], weights=line("abcd"), draws=0).values.round(3).item()
    0.3
    """
    y, w = checked(values, weights), scaled(weights, scaling)
    z = centred(y)
    below = 2.0 * w.sum * dot(z, z)

    def compute(p: Float) -> float:
        apart = (p[w.start] - p[w.end]) ** 2
        return ratio((len(p) - 1) * dot(w.weights, apart), below)

    simulated = _permuted(z, compute, draws=draws, seed=seed)
    moments = _geary_moments(w, z, simulated.statistic)
    return _whole("geary", y, weights, moments, simulated, scaling, seed)


@measure(
    "getis-ord",
    family="association",
    needs="values",
    per="whole",
    unit="1",
    bounds=(0.0, 1.0),
    higher_means={"en": "high values are near one another", "zh": "高值彼此相邻"},
    source="getis1992",
    where="equation (5)",
    title={"en": "Getis–Ord general G", "zh": "格蒂斯—奥德全局G"},
    aliases=("general-g",),
)
def getis_ord(
    values: ArrayLike,
    *,
    weights: Graph,
    scaling: Scaling = "none",
    draws: int = 999,
    seed: int = 0,
) -> WholeMeasure:
    r"""Share of all products of two regions' values that falls to neighbours.

    Above its expectation high values are near one another, below it low ones; values must
    be positive with a natural zero.

    .. math:: G = \frac{\sum_{i \ne j} w_{ij} x_i x_j}{\sum_{i \ne j} x_i x_j}

    Parameters
    ----------
    values
        Shape (n,), in the order of ``weights.nodes``; finite, >= 0.
    weights
        Who is whose neighbour; binary as a rule.
    scaling
        "none": as given. "rows": each region's weights add up to 1.
    draws
        Permutations for the interval and p-value; 0 for none.
    seed
        Of the permutations.

    Returns
    -------
    WholeMeasure
        The statistic; NaN where fewer than two values are positive. ``parts``: its
        expectation, ``p_value`` and ``p_two_sided`` as in :func:`moran`.

    Raises
    ------
    InputError
        ``values-shape``, ``values-finite``, ``values-negative``.

    See Also
    --------
    local_getis_ord : where.

    References
    ----------
    :cite:`getis1992`, equation (5).

    Examples
    --------
    >>> getis_ord([1, 2, 3, 4], weights=line("abcd"), draws=0).values.round(3).item()
    0.571
    """
    y, w = checked(values, weights, positive=True), scaled(weights, scaling)
    below = float(y.sum() ** 2) - dot(y, y) if (y > 0).sum() > 1 else 0.0

    def compute(p: Float) -> float:
        return ratio(dot(p, lag_of(w, p)), below)

    expected = {"expected": ratio(w.sum, len(y) * (len(y) - 1.0))}
    simulated = _permuted(y, compute, draws=draws, seed=seed)
    return _whole("getis-ord", y, weights, expected, simulated, scaling, seed)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Simulated:
    """A statistic and the same of values dealt out anew; size as in :mod:`kernels.chance`."""

    statistic: float
    drawn: Float
    size: float


def _permuted(
    z: Float, compute: Callable[[Float], float], *, draws: int, seed: int, size: float = 0.0
) -> _Simulated:
    chances = (stream(seed=seed, replicate=r, name="permutation") for r in range(draws))
    drawn = np.array([compute(one.permutation(z)) for one in chances])
    return _Simulated(statistic=compute(z), drawn=drawn, size=size)


def _largest_root(w: Ties, n: int) -> float:
    """Give a bound of the weights' largest singular value: rows' largest sum times columns'."""
    rows, columns = (
        np.bincount(at, weights=np.abs(w.weights), minlength=n).max(initial=0.0)
        for at in (w.start, w.end)
    )
    return float(np.sqrt(rows * columns))


def _moran_moments(w: Ties, z: Float) -> dict[str, float]:
    n, s0 = float(len(z)), w.sum
    s1, s2 = squared_sums(w, len(z))
    expected = -1.0 / (n - 1.0)
    below = s0**2 * (n**2 - 1.0)
    normal = (n**2 * s1 - n * s2 + 3.0 * s0**2) / below - expected**2 if below else float("nan")
    kurtosis = ratio(n * float((z**4).sum()), dot(z, z) ** 2)
    above = n * ((n**2 - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0**2)
    above -= kurtosis * ((n**2 - n) * s1 - 2.0 * n * s2 + 6.0 * s0**2)
    random = ratio(above, (n - 1.0) * (n - 2.0) * (n - 3.0) * s0**2) - expected**2
    return {"expected": expected, "variance_normal": normal, "variance_random": random}


def _geary_moments(w: Ties, z: Float, statistic: float) -> dict[str, float]:
    n, s0 = float(len(z)), w.sum
    s1, s2 = squared_sums(w, len(z))
    normal = ratio((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0**2, 2.0 * (n + 1.0) * s0**2)
    kurtosis = ratio(n * float((z**4).sum()), dot(z, z) ** 2)
    first = (n - 1.0) * s1 * (n**2 - 3.0 * n + 3.0 - (n - 1.0) * kurtosis)
    second = (n - 1.0) * s2 * (n**2 + 3.0 * n - 6.0 - (n**2 - n + 2.0) * kurtosis) / 4.0
    third = s0**2 * (n**2 - 3.0 - (n - 1.0) ** 2 * kurtosis)
    random = ratio(first - second + third, n * (n - 2.0) * (n - 3.0) * s0**2)
    z_normal = ratio(statistic - 1.0, float(np.sqrt(normal))) if normal > 0 else float("nan")
    return {
        "expected": 1.0,
        "variance_normal": normal,
        "variance_random": random,
        "z_normal": z_normal,
    }


def _whole(
    subject: str,
    y: Float,
    weights: Graph,
    moments: dict[str, float],
    simulated: _Simulated,
    scaling: Scaling,
    seed: int,
) -> WholeMeasure:
    statistic, drawn = simulated.statistic, simulated.drawn
    parts = {name: np.array(number) for name, number in moments.items()}
    low = high = np.array(np.nan)
    if len(drawn) and np.isfinite(statistic):
        low, high = (np.array(q) for q in np.quantile(drawn, [0.025, 0.975]))
        side = chance.smaller_side(drawn, statistic, size=simulated.size)
        parts |= {
            "p_value": side,
            "p_two_sided": chance.two_sided(side),
            "simulated_mean": np.array(drawn.mean()),
        }
    return WholeMeasure(
        values=np.array(statistic),
        low=low,
        high=high,
        parts=parts,
        record=record_of(subject, y, weights, {"scaling": scaling, "draws": len(drawn)}, seed),
    )
