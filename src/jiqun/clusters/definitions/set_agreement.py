"""How far two definition sets, or two tables of relatedness, agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import InputError, problem, stream
from jiqun.kernels import chance
from jiqun.kernels.linear.products import dot
from jiqun.kernels.ties import ranked

Float = NDArray[np.float64]
Int = NDArray[np.int64]


def adjusted_rand(a: Int, b: Int) -> float:
    r"""Agreement of two partitions over pairs of items, corrected for chance.

    1 equal, 0 what chance gives, below 0 less than that.

    .. math:: ARI = \frac{\sum_{ij} \binom{n_{ij}}{2} - E}{\frac12 (A + B) - E},\quad
        E = \frac{A B}{\binom n2}

    with A and B the pairs together in each. NaN where both are trivial (all together, or all
    apart).

    References
    ----------
    :cite:`hubert1985`, equation (5).

    Examples
    --------
    >>> round(adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 4)
    0.5714
    """
    table = _contingency(a, b)
    both, left, right = (_pairs(part) for part in (table, table.sum(1), table.sum(0)))
    expected = left * right / max(_pairs(np.array([len(a)])), 1.0)
    span = (left + right) / 2.0 - expected
    return float((both - expected) / span) if span else float("nan")


def normalised_mutual_information(a: Int, b: Int) -> float:
    r"""Share of information that two partitions have in common, 0-1.

    .. math:: NMI = \frac{I(A; B)}{\frac12 (H(A) + H(B))}

    The arithmetic mean of entropies normalises it. It is not corrected for chance: many small
    categories raise it. NaN where neither divides anything.

    References
    ----------
    :cite:`vinh2010`, table 2.

    Examples
    --------
    >>> round(normalised_mutual_information(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 4)
    0.8
    """
    share = _contingency(a, b) / len(a)
    rows, columns = share.sum(1), share.sum(0)
    mean = (_entropy(rows) + _entropy(columns)) / 2.0
    common = _entropy(rows) + _entropy(columns) - _entropy(share.ravel())
    return float(common / mean) if mean > 0 else float("nan")


STATISTICS: Mapping[str, Callable[[Int, Int], float]] = {
    "ari": adjusted_rand,
    "nmi": normalised_mutual_information,
}


def agreement_of_definitions(
    one: pl.DataFrame, other: pl.DataFrame, *, draws: int = 200, seed: int = 0, level: float = 0.95
) -> pl.DataFrame:
    """Compare two sets of ``category, industry`` over the industries both have.

    Gives ``statistic`` (``ari``, ``nmi``), ``value``,
    ``low``, ``high`` (from the spread over random halves of the industries, whose variance is
    that of the whole: an industry drawn twice would agree with itself) and ``industries`` (how
    many both have).

    Raises
    ------
    InputError
        ``definitions-apart``: fewer than two industries in common.
    """
    from scipy.special import ndtri

    both = one.select("industry", a="category").join(
        other.select("industry", b="category"), on="industry"
    )
    if len(both) < 2:  # noqa: PLR2004 - a pair
        raise InputError(problem("definitions-apart", subject="industries", count=len(both)))
    both = both.sort("industry")
    a, b = (both[c].rank("dense").to_numpy().astype(np.int64) - 1 for c in ("a", "b"))
    rng = stream(seed=seed, name="definition.agreement")
    halves = [rng.permutation(len(a))[: (len(a) + 1) // 2] for _ in range(draws)]
    rows = []
    for name, statistic in STATISTICS.items():
        value = statistic(a, b)
        spread = float(np.nanstd([statistic(a[at], b[at]) for at in halves])) if draws else np.nan
        reach = float(ndtri((1.0 + level) / 2.0)) * spread
        rows.append(
            {
                "statistic": name,
                "value": value,
                "low": value - reach,
                "high": min(value + reach, 1.0),
                "industries": len(a),
            }
        )
    return pl.DataFrame(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixAgreement:
    """Correlation of two matrices of pairs.

    Attributes
    ----------
    pearson, spearman
        Over the pairs off the diagonal, -1 to 1.
    low, high
        Interval of Pearson's, from items drawn with replacement.
    p_value
        One-sided (as large a correlation or a larger one), from the items' order in one matrix
        dealt out anew (Mantel).
    pairs
        How many pairs both know.
    """

    pearson: float
    spearman: float
    low: float
    high: float
    p_value: float
    pairs: int


def matrix_agreement(
    a: Float, b: Float, *, draws: int = 999, seed: int = 0, level: float = 0.95
) -> MatrixAgreement:
    """Correlate two tables of relatedness of the same items, pair by pair.

    Pairs are not independent, so the interval draws items, and the test deals out items
    (Mantel), never pairs. Symmetric or not, all ordered pairs off the diagonal count; a pair
    that either lacks (NaN) is left out.

    References
    ----------
    :cite:`mantel1967`.

    Examples
    --------
    >>> a = np.array([[0, 1, 2], [1, 0, 3], [2, 3, 0.0]])
    >>> matrix_agreement(a, 2 * a + 1, draws=19).pearson
    1.0
    """
    n = len(a)
    off = ~np.eye(n, dtype=bool)
    known = off & np.isfinite(a) & np.isfinite(b)
    x, y = a[known], b[known]
    value = _pearson(x, y)
    rng = stream(seed=seed, name="definition.mantel")
    dealt = np.empty(draws)
    drawn = np.empty(draws)
    for d in range(draws):
        order = rng.permutation(n)
        dealt[d] = _pearson_of(a, b[np.ix_(order, order)], off)
        some = rng.integers(0, n, n)
        apart = some[:, None] != some[None, :]
        drawn[d] = _pearson_of(a[np.ix_(some, some)], b[np.ix_(some, some)], apart)
    tail = (1.0 - level) / 2.0
    low, high = np.nanquantile(drawn, [tail, 1.0 - tail])
    return MatrixAgreement(
        pearson=value,
        spearman=_pearson(ranked(x), ranked(y)),
        low=float(low),
        high=float(high),
        p_value=float(chance.at_least(dealt, value, size=1.0)),
        pairs=len(x),
    )


def _pearson_of(a: Float, b: Float, chosen: NDArray[np.bool_]) -> float:
    known = chosen & np.isfinite(a) & np.isfinite(b)
    return _pearson(a[known], b[known])


def _pearson(x: Float, y: Float) -> float:
    if len(x) < 2:  # noqa: PLR2004 - a line needs two points
        return float("nan")
    x, y = x - x.mean(), y - y.mean()
    length = float(np.sqrt(dot(x, x) * dot(y, y)))
    return round(dot(x, y) / length, 15) if length > 0 else float("nan")


def _contingency(a: Int, b: Int) -> Float:
    table = np.zeros((int(a.max()) + 1, int(b.max()) + 1))
    np.add.at(table, (a, b), 1.0)
    return table


def _pairs(counts: Float) -> float:
    return float((counts * (counts - 1.0)).sum() / 2.0)


def _entropy(share: Float) -> float:
    some = share[share > 0]
    return float(-(some * np.log(some)).sum())
