"""Establishments of cells as one table a definition set, level, year and traded group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Within which establishments are compared with one another.
GROUP = ("definition", "level", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Establishments that are compared with one another.

    Attributes
    ----------
    rows
        Numbers of the cells in their table, (K,).
    region, category
        Of each cell: its row and its column, (K,).
    counts
        Shape (R, C): every region of the table and every category of the group; 0 where there is no
        cell, NaN where a cell does not know its establishments.
    by_region, by_category, total
        Sums of what is known: (R, 1), (C,) and all.
    """

    rows: Int
    region: Int
    category: Int
    counts: Float
    by_region: Float
    by_category: Float
    total: float

    def expected(self) -> Float:
        """Give the establishments there would be if each category were spread as its group is."""
        if not self.total > 0:
            return np.zeros(self.counts.shape)
        return np.asarray(self.by_region * self.by_category / self.total)


def counted(cells: pl.DataFrame, *, within: Sequence[str]) -> Iterator[Counted]:
    """Lay out the establishments of cells, group by group.

    Parameters
    ----------
    cells
        ``region, category, establishments`` and, where groups differ by them, ``traded`` and the
        columns of ``within``.
    within
        Columns that part the cells into tables of their own.

    Yields
    ------
    Counted
        One a combination of ``within`` and ``traded``; regions are in the order of their codes.
    """
    keys = [name for name in (*within, "traded") if name in cells.columns]
    named = cells.select(
        *keys,
        pl.col("region", "category").cast(pl.String),
        pl.col("establishments").cast(pl.Float64),
    ).with_row_index("row")
    for part in named.partition_by(keys, maintain_order=True) if keys else [named]:
        yield _laid(part)


def _laid(part: pl.DataFrame) -> Counted:
    at = [_codes(part[name]) for name in ("region", "category")]
    counts = np.zeros([int(code.max()) + 1 for code in at])
    counts[at[0], at[1]] = part["establishments"].fill_null(np.nan).to_numpy()
    known = np.nan_to_num(counts)
    return Counted(
        rows=part["row"].to_numpy().astype(np.int64),
        region=at[0],
        category=at[1],
        counts=counts,
        by_region=known.sum(axis=1, keepdims=True),
        by_category=known.sum(axis=0),
        total=float(known.sum()),
    )


def _codes(names: pl.Series) -> Int:
    return np.asarray(names.rank("dense").cast(pl.Int64).to_numpy() - 1, dtype=np.int64)
