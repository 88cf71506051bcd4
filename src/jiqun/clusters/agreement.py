"""Ratings held against the flags that a scheme's own publisher gave the same cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from jiqun.clusters.bare import truths
from jiqun.clusters.ratings import TRUE, Ratings, rate_cells
from jiqun.clusters.schemes import Scheme
from jiqun.core import Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many cells agree with a publisher's flags.

    Attributes
    ----------
    scheme
        Whose flags.
    flags
        One row a flag, kind ("traded", "local") and whether the cells have employment:
        ``flag, rating, kind, employed, cells, published`` (cells with a flag at all),
        ``flagged`` (true in the file), ``rated`` (holds here), ``agree``, ``share`` (of the
        published ones; null where none is).
    differing
        The cells that differ: ``flag, region, category, published, rated``.
    ratings
        The ratings themselves.
    """

    scheme: str
    flags: pl.DataFrame
    differing: pl.DataFrame
    ratings: Ratings

    def to_dict(self) -> dict[str, Any]:
        """Give plain values."""
        return {
            "scheme": self.scheme,
            "flags": self.flags.to_dicts(),
            "differing": self.differing.to_dicts(),
        }


def recognises(scheme: Scheme, table: pl.DataFrame) -> bool:
    """Say whether the table has the columns of the scheme's own result files."""
    published = scheme.published
    if not published:
        return False
    return {*published["columns"].values(), *published["flags"].values()} <= set(table.columns)


def published_cells(scheme: Scheme, table: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of a scheme's own result file under jiqun's column names.

    Raises
    ------
    InputError
        ``published-unknown``: the scheme has no result files, or the columns are others.
    """
    problems = Problems()
    if not recognises(scheme, table):
        wanted = [*scheme.published.get("columns", {}).values()]
        problems.add(
            "published-unknown",
            subject=scheme.scheme,
            found=f"columns {table.columns[:8]}",
            expected=f"the publisher's columns {wanted}" if wanted else "a scheme with such files",
            fix="Leave out --published to rate a table of your own.",
        )
    problems.check()
    published = scheme.published
    only: Mapping[str, str] = published.get("only", {})
    if only and only["column"] in table.columns:
        table = table.filter(pl.col(only["column"]) == only["value"])
    columns = {old: new for new, old in published["columns"].items()}
    flags = list(published["flags"].values())
    named = table.select(*columns, *flags).rename(columns)
    return named.with_columns(truths(named[flag]) for flag in flags)


def agreement(cells: pl.DataFrame, scheme: Scheme) -> Agreement:
    """Rate the cells of a scheme's own result file and compare each rating with its flag.

    A flag is compared with whether its rating's own criteria hold, not with the highest rating.
    """
    ratings = rate_cells(cells, scheme)
    rows, differing = [], []
    kind = cells.select(
        kind=pl.when("traded").then(pl.lit("traded")).otherwise(pl.lit("local")),
        employed=pl.col("employment") > 0,
    )
    for code, flag in scheme.published["flags"].items():
        told = kind.with_columns(
            flag=cells[flag], holds=pl.Series(np.asarray(ratings.truths[code] == TRUE))
        )
        same = pl.col("flag") == pl.col("holds")
        rows.append(
            told.group_by("kind", "employed").agg(
                pl.lit(flag).alias("flag"),
                pl.lit(code).alias("rating"),
                pl.len().cast(pl.Int64).alias("cells"),
                pl.col("flag").count().cast(pl.Int64).alias("published"),
                pl.col("flag").sum().cast(pl.Int64).alias("flagged"),
                pl.col("holds").sum().cast(pl.Int64).alias("rated"),
                same.sum().cast(pl.Int64).alias("agree"),
            )
        )
        apart = (told["flag"] != told["holds"]).fill_null(value=False)
        differing.append(
            cells.filter(apart).select(
                pl.lit(flag).alias("flag"), "region", "category", pl.col(flag).alias("published"),
                (~pl.col(flag)).alias("rated"),
            )
        )  # fmt: skip
    share = pl.when(pl.col("published") > 0).then(pl.col("agree") / pl.col("published"))
    flags = pl.concat(rows).with_columns(share=share).select(
        "flag", "rating", "kind", "employed", "cells", "published", "flagged", "rated", "agree",
        "share",
    )  # fmt: skip
    order = {flag: at for at, flag in enumerate(scheme.published["flags"].values())}
    flags = flags.sort(
        pl.col("flag").replace_strict(order), "kind", "employed", descending=[False, True, True]
    )
    return Agreement(
        scheme=scheme.scheme, flags=flags, differing=pl.concat(differing), ratings=ratings
    )
