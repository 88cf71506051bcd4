"""Matrices of relatedness from a matrix of specialisations. Arrays in, arrays out.

A pair of industries costs one multiplication a region and one division; both are done block by
block, so that joint occurrences are still in the cache when they are normalised.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.linear.products import product

Float = NDArray[np.float64]
Marks = NDArray[np.bool_]
#: Pairs handled at a time.
BLOCK = 500_000


def _blocks(marked: Marks) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Give joint occurrences (block, I) for blocks of industries.

    Single precision is exact below 2**24 rows, and twice as fast.
    """
    single = marked.astype(np.float32)
    turned = np.ascontiguousarray(single.T)
    industries = len(turned)
    step = max(1, BLOCK // max(1, industries))
    for at in range(0, industries, step):
        block = slice(at, at + step)
        yield block, turned[block] @ single


def joint(marked: Marks) -> Float:
    """Give for each pair of columns the rows that are marked in both: (R, I) -> (I, I)."""
    out: Float = np.empty((marked.shape[1], marked.shape[1]))
    for block, pairs in _blocks(marked):
        out[block] = pairs
    return out


def likeness(marked: Marks, kind: str, margin: str) -> Float:
    """Give joint occurrences normalised by margins; diagonal 0, NaN where a margin is 0.

    kind: probability, conditional, association, cosine, jaccard or zscore (diagonal NaN);
    margin: "co-occurrence" takes an industry's pairs, "ubiquity" its rows.
    """
    ubiquity = marked.sum(axis=0).astype(np.float64)
    diversity = marked.sum(axis=1).astype(np.float64)
    size = ubiquity
    if margin == "co-occurrence" and kind != "zscore":
        size = diversity @ marked - ubiquity
    rows = float((diversity > 0).sum())
    total = float(size.sum())
    known = np.where(size > 0, size, np.nan)
    out: Float = np.empty((len(size), len(size)))
    with np.errstate(divide="ignore", invalid="ignore"):
        for block, pairs in _blocks(marked):
            if kind == "zscore":
                out[block] = _zscore(pairs, known[block, None], known, rows)
            else:
                np.divide(
                    pairs, _expected(kind, pairs, known[block, None], known, total), out[block]
                )
    np.fill_diagonal(out, np.nan if kind == "zscore" else np.where(size > 0, 0.0, np.nan))
    return out


def _expected(
    kind: str, pairs: NDArray[np.float32], own: Float, other: Float, total: float
) -> Float:
    """Give what joint occurrences are divided by; own: (block, 1), other: (I,)."""
    if kind == "cosine":
        return np.asarray(np.sqrt(own) * np.sqrt(other))
    if kind == "association":
        return np.asarray((own / total) * other)
    if kind == "jaccard":
        return np.asarray(own + other - pairs)
    if kind == "conditional":
        return np.asarray(np.maximum(own, other))
    half = own / (total - own) / 2, other / (total - other) / 2
    return np.asarray(half[0] * other + own * half[1])


def _zscore(pairs: NDArray[np.float32], own: Float, other: Float, rows: float) -> Float:
    mean = own * (other / rows)
    spread = mean * ((rows - own) / rows) * ((rows - other) / max(rows - 1, 1.0))
    return np.asarray((pairs - mean) / np.sqrt(np.where(spread > 0, spread, np.nan)))


def nearness(x: Marks | Float, variant: str) -> Float:
    """Give proximities of the columns of ``x``; NaN where a column is empty.

    x: (R, I), marks, or quotients for the variant "continuous".
    """
    if variant == "continuous":
        return _correlation(np.asarray(x, dtype=np.float64))
    marked = np.asarray(x, dtype=bool)
    ubiquity = marked.sum(axis=0).astype(np.float64)
    known = np.where(ubiquity > 0, ubiquity, np.nan)
    out: Float = np.empty((len(known), len(known)))
    for block, pairs in _blocks(marked):
        own = known[block, None]
        if variant == "minimum":
            below = np.maximum(own, known)
        elif variant == "root":
            below = np.sqrt(own) * np.sqrt(known)
        else:
            below = np.where(np.isnan(known), np.nan, own)
        np.divide(pairs, below, out[block])
    return out


def _correlation(x: Float) -> Float:
    away = x - x.mean(axis=0)
    norm = np.sqrt((away**2).sum(axis=0))
    away /= np.where(norm > 0, norm, np.nan)
    return np.asarray((np.clip(product(away.T, away), -1.0, 1.0) + 1.0) / 2.0)


def density(marks: Float, near: Float) -> Float:
    """Give for each row and column the share of nearness that lies in the row's marks.

    marks: (R, I) weights, 0 where absent; near: (I, I), undefined columns as 0;
    out[r, i] = sum_j marks[r, j] near[i, j] / sum_j near[i, j]; NaN where the sum is 0.
    """
    total = near.sum(axis=1)
    out: Float = np.full(marks.shape, np.nan)
    np.divide(product(marks, near.T), total, out=out, where=np.broadcast_to(total > 0, out.shape))
    return out
