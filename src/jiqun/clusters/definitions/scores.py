"""Validation scores of partitions: whether relatedness within beats relatedness between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.kernels.finding.partitions import block_sums, score_partition
from jiqun.kernels.linear.products import product

Float = NDArray[np.float64]
Int = NDArray[np.int64]
SCORES = ("vsc_mean", "vsc_p95", "vsi_mean", "vsi_p95")


def validation_scores(
    matrices: Mapping[str, Float],
    labels: Int,
    *,
    percentile: float = 0.95,
    weights: Mapping[str, float] | None = None,
) -> dict[str, float]:
    r"""Score one partition of industries: four shares (0-1) and their mean.

    ``vsc``: the share of categories whose relatedness within,
    :math:`WCR_c = \overline{S_{ij}}\; (i \ne j \in c)`, is above the mean, or the percentile,
    of its relatedness with each other category, :math:`BCR_{cd} = \overline{S_{ij}}\;
    (i \in c, j \in d)`. ``vsi``: the share of industries of which the same holds. Each is
    averaged over the matrices. A category of one industry has nothing within: it counts as not
    above.

    Parameters
    ----------
    matrices
        Each (I, I), symmetric.
    labels
        Shape (I,), 0 .. K-1.
    percentile
        0-1, the higher bar.
    weights
        What each matrix counts in the average; None: all the same.

    Returns
    -------
    dict
        ``vsc_mean, vsc_p95, vsi_mean, vsi_p95, score``; NaN for a single category.

    References
    ----------
    :cite:`delgado2016`, section 3.3.

    Examples
    --------
    >>> near = np.kron(np.eye(2), np.ones((2, 2)))
    >>> validation_scores({"near": near}, np.array([0, 0, 1, 1]))["score"]
    1.0
    >>> validation_scores({"near": near}, np.array([0, 1, 0, 1]))["score"]
    0.0
    """
    k = int(labels.max()) + 1
    each = [score_partition(m, labels, k, percentile) for m in matrices.values()]
    counted = [1.0 if weights is None else weights[name] for name in matrices]
    values = np.average(each, axis=0, weights=counted)
    return {**dict(zip(SCORES, values.tolist(), strict=True)), "score": float(values.mean())}


def category_rows(similarity: Float, labels: Int, *, percentile: float = 0.95) -> pl.DataFrame:
    """Say of each category how related it is within and with the others.

    Gives ``category`` (number), ``industries``, ``within``, ``between_mean``, ``between_p95``,
    ``beats_mean``, ``beats_p95``, ``nearest`` (number), ``nearest_relatedness``; ``within`` is
    null for a category of one industry.
    """
    k = int(labels.max()) + 1
    size = np.bincount(labels, minlength=k).astype(np.float64)
    between = between_categories(similarity, labels)
    pairs = size * (size - 1.0)
    within = np.divide(
        np.diagonal(between) * size**2, pairs, out=np.full(k, np.nan), where=pairs > 0
    )
    others = between.copy()
    np.fill_diagonal(others, np.nan)
    mean, high = np.nanmean(others, axis=1), np.nanquantile(others, percentile, axis=1)
    nearest = np.nanargmax(others, axis=1)
    return pl.DataFrame(
        {
            "category": np.arange(k),
            "industries": size.astype(np.int64),
            "within": within,
            "between_mean": mean,
            "between_p95": high,
            "beats_mean": within > mean,
            "beats_p95": within > high,
            "nearest": nearest,
            "nearest_relatedness": others[np.arange(k), nearest],
        }
    ).with_columns(pl.col("within").fill_nan(None))


def between_categories(similarity: Float, labels: Int) -> Float:
    """Average similarity over all pairs of two categories: (K, K).

    The diagonal averages over all n² places of a category, its own n zeros too.
    """
    k = int(labels.max()) + 1
    inside = np.zeros((len(labels), k))
    inside[np.arange(len(labels)), labels] = 1.0
    size = inside.sum(axis=0)
    clean = similarity.copy()
    np.fill_diagonal(clean, 0.0)
    return product(product(inside.T, clean), inside) / np.outer(size, size)


def industry_nearness(similarity: Float, labels: Int) -> Float:
    """Average each industry's similarity to every category's other industries: (I, K).

    NaN for its own category where it stands alone.
    """
    k = int(labels.max()) + 1
    sums = block_sums(np.ascontiguousarray(similarity), labels, k)
    size = np.tile(np.bincount(labels, minlength=k).astype(np.float64), (len(labels), 1))
    size[np.arange(len(labels)), labels] -= 1.0
    return np.asarray(np.divide(sums, size, out=np.full_like(sums, np.nan), where=size > 0))


def separation(similarity: Float, labels: Int) -> float:
    """Average, over industries, the nearness to the own category less that to the next best.

    In units of the similarity. Validation scores only ask whether within beats between, so that
    two groups thrown together may score as well as apart; this says by how much. An industry
    alone counts 0 for its own.

    Examples
    --------
    >>> near = np.kron(np.eye(4), np.ones((2, 2)))
    >>> separation(near, np.repeat(np.arange(4), 2)), separation(near, np.repeat([0, 1], 4))
    (1.0, 0.3333333333333333)
    """
    near = industry_nearness(similarity, labels)
    rows = np.arange(len(labels))
    own = np.nan_to_num(near[rows, labels])
    near[rows, labels] = -np.inf
    return float((own - near.max(axis=1)).mean())


def industry_rows(similarity: Float, labels: Int, moved_from: Sequence[int | None]) -> pl.DataFrame:
    """Say of each industry how it fits: ``industry`` and ``category`` are numbers.

    ``within``, ``next`` (the best other category), ``next_within``, ``margin`` (their
    difference) and ``outlier`` (nearer to another category than to its own).
    """
    near = industry_nearness(similarity, labels)
    rows = np.arange(len(labels))
    within = near[rows, labels]
    others = near.copy()
    others[rows, labels] = -np.inf
    best = others.argmax(axis=1)
    margin = within - others[rows, best]
    return pl.DataFrame(
        {
            "industry": rows,
            "category": labels,
            "moved_from": pl.Series(list(moved_from), dtype=pl.Int64),
            "within": within,
            "next": best,
            "next_within": others[rows, best],
            "margin": margin,
            "outlier": ~(margin >= 0),
        }
    ).with_columns(pl.col("within", "margin").fill_nan(None))
