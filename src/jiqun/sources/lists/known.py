"""A workspace's own regions or industries, put before a shipped list."""

from __future__ import annotations

import polars as pl

from jiqun.sources.lists.index import Index, indexed
from jiqun.sources.lists.reading import COLUMNS, CURRENT


def known_index(index: Index, known: pl.DataFrame) -> Index:
    """Put the workspace's rows before the list: their codes and names are the ones meant."""
    code = "region" if "region" in known.columns else "industry"
    there = [column for column in COLUMNS if column in known.columns and column != "code"]
    rows = known.select(pl.col(code).alias("code"), *there).cast(pl.String)
    missing = [column for column in COLUMNS if column not in rows.columns]
    rows = rows.with_columns(pl.lit(None, pl.String).alias(column) for column in missing)
    rows = rows.with_columns(
        pl.col("status").fill_null(CURRENT), pl.col("since", "until").cast(pl.Int64)
    )
    own = indexed(rows.select(COLUMNS), index.kind)
    entries = dict(index.entries) | {
        code: entry for code, entry in own.entries.items() if code not in index.entries
    }
    return Index(
        kind=index.kind,
        entries=entries,
        codes=dict(index.codes) | dict(own.codes),
        names=dict(index.names) | dict(own.names),
    )
