"""The network of related categories: who is near whom, and where to draw them."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.kernels.ties import ranked
from jiqun.networks import spring_places, strongest_ties

Float = NDArray[np.float64]
#: Ties drawn for each category beside the tree that holds all together.
TIES = 2


def relatedness_rows(relatedness: Float, names: list[str]) -> pl.DataFrame:
    """List ordered pairs: ``category, related, relatedness, percentile``.

    The percentile (0-1) ranks a pair among all pairs of different categories; a category's
    relatedness within stands with itself, and has none.
    """
    k = len(names)
    off = ~np.eye(k, dtype=bool)
    percentile = np.full((k, k), np.nan)
    percentile[off] = ranked(relatedness[off]) / max(off.sum(), 1)
    rows, columns = np.indices((k, k)).reshape(2, -1)
    every = pl.Series(names)
    return pl.DataFrame(
        {
            "category": every.gather(rows),
            "related": every.gather(columns),
            "relatedness": relatedness.ravel(),
            "percentile": percentile.ravel(),
        }
    ).with_columns(pl.col("relatedness", "percentile").fill_nan(None))


def category_places(relatedness: Float, *, seed: int = 7) -> Float:
    """Give each category a place in [0, 1]², related ones near each other: (K, 2).

    The spring layout of the most related spanning tree and every category's strongest further
    ties; the same seed gives the same places.
    """
    k = len(relatedness)
    near = relatedness.copy()
    np.fill_diagonal(near, 0.0)
    near = np.nan_to_num(near - np.nanmin(near) + 1e-6)
    np.fill_diagonal(near, 0.0)
    ties = strongest_ties(near, each=TIES)
    return spring_places(k, ties, seed=seed, rounds=300, spacing=1.8 / max(k, 1) ** 0.5)


def nearest_rows(
    industries: tuple[str, ...], matrices: dict[str, Float], *, most: int = 20
) -> pl.DataFrame:
    """List each industry's most similar others in each matrix.

    ``industry, related, matrix, similarity``; similarity in standard deviations from the mean
    of the matrix.
    """
    codes = pl.Series(industries)
    parts = []
    for name, matrix in matrices.items():
        own = matrix.copy()
        np.fill_diagonal(own, -np.inf)
        few = min(most, len(own) - 1)
        near = np.argsort(-own, axis=1, kind="stable")[:, :few]
        rows = np.repeat(np.arange(len(own)), few)
        parts.append(
            pl.DataFrame(
                {
                    "industry": codes.gather(rows),
                    "related": codes.gather(near.ravel()),
                    "matrix": pl.repeat(name, len(rows), eager=True),
                    "similarity": own[rows, near.ravel()],
                }
            )
        )
    return pl.concat(parts)
