"""Between which quotients luck alone would have left a cell: both limits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from jiqun.clusters.luck.counted import GROUP, counted
from jiqun.kernels.luck import luck_interval

#: What is added to cells.
LUCK = ("quotient_luck_low", "quotient_luck_high")


def with_luck(
    cells: pl.DataFrame, *, level: float = 0.95, within: Sequence[str] = GROUP
) -> pl.DataFrame:
    """Add the limits of the quotient of establishments that luck allows.

    Had the same pull of each place drawn establishments anew, where might the quotient of
    establishments lie? (:func:`jiqun.kernels.luck.luck_interval`) The quotient of jobs may lie
    outside: then its size is that of a few large plants, on which no count can speak.

    Parameters
    ----------
    cells
        ``region, category, establishments`` and any of ``traded, definition, level, year``.
    level
        Confidence, 0 < level < 1.
    within
        What is compared apart, of the columns there.

    Returns
    -------
    DataFrame
        The cells in their order with ``quotient_luck_low`` and ``quotient_luck_high``. Null where
        establishments are unknown, and where the limits would say nothing: a region with
        establishments of one category only, a category of one region only.

    Examples
    --------
    >>> cells = pl.DataFrame({"region": list("aabb"), "category": list("xyxy"),
    ...                       "establishments": [4.0, 40, 200, 9000]})
    >>> with_luck(cells).select("quotient_luck_low").to_series().round(2).head(1).to_list()
    [1.43]
    """
    low, high = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    if len(cells):
        for one in counted(cells, within=within):
            n = one.counts[one.region, one.category]
            region, category = one.by_region[one.region, 0], one.by_category[one.category]
            ends = luck_interval(n, region, category, one.total, level=level)
            alone = (n == region) | (n == category)
            low[one.rows], high[one.rows] = (np.where(alone, np.nan, end) for end in ends)
    return cells.with_columns(
        pl.Series(name, end).fill_nan(None) for name, end in zip(LUCK, (low, high), strict=True)
    )
