"""What may come in: categories of one definition."""

from __future__ import annotations

import polars as pl

from jiqun.clusters.finds import refuse_overlaps
from jiqun.core import unknown
from jiqun.tables import to_polars


def chosen(categories: pl.DataFrame | None, *, definition: str) -> pl.DataFrame:
    """Give ``category, industry, name, name_zh`` of one definition, none without a table."""
    columns = ("category", "industry", "name", "name_zh")
    if categories is None:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    frame = to_polars(categories)
    known = sorted(frame["definition"].unique().to_list())
    if definition not in known:
        raise unknown("definition", definition, known, case="loaded")
    absent = [pl.lit(None).alias(name) for name in columns if name not in frame.columns]
    own = frame.with_columns(absent).filter(pl.col("definition") == definition)
    refuse_overlaps(own)
    return own.select(pl.col(name).cast(pl.String) for name in columns)
