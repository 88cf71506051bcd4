"""Matrices of relatedness from a matrix of specialisations. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


def joint(marked: NDArray[np.bool_]) -> Float:
    """Give for each pair of columns the rows that are marked in both.

    marked: (R, I) -> (I, I). Single precision is exact below 2**24 rows, and twice as fast.
    """
    single = marked.astype(np.float32)
    return np.asarray((single.T @ single).astype(np.float64))


def likeness(marked: NDArray[np.bool_], kind: str, margin: str) -> Float:
    """Give joint occurrences normalised by margins; diagonal 0, NaN where a margin is 0.

    kind: probability, conditional, association, cosine, jaccard or zscore (diagonal NaN);
    margin: "co-occurrence" takes an industry's pairs, "ubiquity" its rows.
    """
    pairs = joint(marked)
    ubiquity = np.diagonal(pairs).copy()
    if kind == "zscore":
        return _zscore(pairs, ubiquity, int(marked.any(axis=1).sum()))
    np.fill_diagonal(pairs, 0.0)
    size = pairs.sum(axis=1) if margin == "co-occurrence" else ubiquity
    total = float(size.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "cosine":
            root = np.sqrt(size)
            pairs /= root[:, None]
            pairs /= root
        elif kind == "association":
            pairs *= total / size[:, None]
            pairs /= size
        elif kind == "jaccard":
            pairs /= size[:, None] + size - pairs
        elif kind == "conditional":
            pairs /= np.maximum.outer(size, size)
        else:
            odds = size / (total - size)
            pairs /= (odds[:, None] * size + size[:, None] * odds) / 2.0
    pairs[size == 0, :] = np.nan
    pairs[:, size == 0] = np.nan
    present = size > 0
    pairs[present, present] = 0.0
    return pairs


def _zscore(pairs: Float, ubiquity: Float, rows: int) -> Float:
    mean = ubiquity[:, None] * (ubiquity / max(rows, 1))
    rest = (rows - ubiquity) / max(rows, 1)
    spread = mean * rest[:, None]
    spread *= rest * (rows / max(rows - 1, 1))
    np.sqrt(spread, out=spread)
    out: Float = np.full(pairs.shape, np.nan)
    np.divide(pairs - mean, spread, out=out, where=spread > 0)
    np.fill_diagonal(out, np.nan)
    return out


def nearness(x: NDArray[np.bool_] | Float, variant: str) -> Float:
    """Give proximities of the columns of ``x``; NaN where a column is empty.

    x: (R, I), marks, or quotients for the variant "continuous".
    """
    if variant == "continuous":
        return _correlation(np.asarray(x, dtype=np.float64))
    pairs = joint(np.asarray(x, dtype=bool))
    ubiquity = np.diagonal(pairs).copy()
    ubiquity[ubiquity == 0] = np.nan
    if variant == "minimum":
        pairs /= np.maximum.outer(ubiquity, ubiquity)
    elif variant == "root":
        pairs /= np.sqrt(ubiquity)[:, None]
        pairs /= np.sqrt(ubiquity)
    else:
        pairs /= ubiquity[:, None]
        pairs[:, np.isnan(ubiquity)] = np.nan
    return pairs


def _correlation(x: Float) -> Float:
    away = x - x.mean(axis=0)
    norm = np.sqrt((away**2).sum(axis=0))
    away /= np.where(norm > 0, norm, np.nan)
    return np.asarray((np.clip(away.T @ away, -1.0, 1.0) + 1.0) / 2.0)


def density(marks: Float, near: Float) -> Float:
    """Give for each row and column the share of nearness that lies in the row's marks.

    marks: (R, I) weights, 0 where absent; near: (I, I), undefined columns as 0;
    out[r, i] = sum_j marks[r, j] near[i, j] / sum_j near[i, j]; NaN where the sum is 0.
    """
    total = near.sum(axis=1)
    out: Float = np.full(marks.shape, np.nan)
    np.divide(marks @ near.T, total, out=out, where=np.broadcast_to(total > 0, out.shape))
    return out
