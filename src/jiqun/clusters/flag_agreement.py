"""Ratings held against the flags that a scheme's own publisher gave the same cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from jiqun.clusters.bare import truths
from jiqun.clusters.ratings import TRUE, Ratings, rate_cells
from jiqun.clusters.schemes import Scheme
from jiqun.core import Problems

#: What a result file must tell; quotient, type and year are taken where it does.
NEEDED = ("region", "category", "traded", "employment", "establishments")
#: What a count of flags tells.
COUNTS = ("cells", "published", "flagged", "rated", "agree", "share")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagAgreement:
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
    types
        The same, one row a flag, type of region and kind:
        ``flag, rating, region_type, kind, cells, ..., share``; "all" where the file names no type.
    differing
        The cells that differ: ``flag, region_type, region, category, published, rated``.
    ratings
        The ratings themselves.
    """

    scheme: str
    flags: pl.DataFrame
    types: pl.DataFrame
    differing: pl.DataFrame
    ratings: Ratings


def recognises(scheme: Scheme, table: pl.DataFrame) -> bool:
    """Say whether the table has the columns of the scheme's own result files, and a flag."""
    published = scheme.published
    if not published:
        return False
    needed = {published["columns"][name] for name in NEEDED}
    return needed <= set(table.columns) and not set(table.columns).isdisjoint(
        published["flags"].values()
    )


def published_cells(scheme: Scheme, table: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of a scheme's own result file under jiqun's column names.

    A file may leave out the quotient, the type of region and the year, and some of the flags:
    those that it has are compared.

    Raises
    ------
    InputError
        ``published-unknown``: the scheme has no result files, or the columns are others.
    """
    problems = Problems()
    if not recognises(scheme, table):
        names = scheme.published.get("columns", {})
        wanted = [names[name] for name in NEEDED] if names else []
        problems.add(
            "published-unknown", subject=scheme.scheme, case="" if wanted else "none",
            columns=table.columns[:8], wanted=wanted,
        )  # fmt: skip
    problems.check()
    published = scheme.published
    table = table.filter(published_rows(scheme, table))
    there = set(table.columns)
    columns = {old: new for new, old in published["columns"].items() if old in there}
    flags = [flag for flag in published["flags"].values() if flag in there]
    named = table.select(*columns, *flags).rename(columns)
    return named.with_columns(truths(named[flag]) for flag in flags)


def published_rows(scheme: Scheme, table: pl.DataFrame) -> pl.Series:
    """Say which rows of a scheme's own result file are cells of the scheme."""
    only: Mapping[str, str] = scheme.published.get("only", {})
    if only and only["column"] in table.columns:
        return (table[only["column"]].cast(pl.String) == only["value"]).fill_null(value=False)
    return pl.repeat(value=True, n=table.height, eager=True)


def flag_agreement(cells: pl.DataFrame, scheme: Scheme) -> FlagAgreement:
    """Rate the cells of a scheme's own result file and compare each rating with its flag.

    A flag is compared with whether its rating's own criteria hold, not with the highest rating.
    """
    ratings = rate_cells(cells, scheme)
    kinds = cells.select(
        "region",
        "category",
        _type(cells),
        kind=pl.when("traded").then(pl.lit("traded")).otherwise(pl.lit("local")),
        employed=pl.col("employment") > 0,
    )
    flags = {f: code for code, f in scheme.published["flags"].items() if f in cells.columns}
    told = pl.concat(
        kinds.with_columns(
            flag=pl.lit(flag),
            rating=pl.lit(code),
            told=cells[flag],
            holds=pl.Series(np.asarray(ratings.truths[code] == TRUE)),
        )
        for flag, code in flags.items()
    )
    apart = told.filter((pl.col("told") != pl.col("holds")).fill_null(value=False))
    return FlagAgreement(
        scheme=scheme.scheme,
        flags=_counted(told, ("kind", "employed"), list(flags)),
        types=_counted(told, ("region_type", "kind"), list(flags)),
        differing=apart.select(
            "flag", "region_type", "region", "category", published="told", rated="holds"
        ),
        ratings=ratings,
    )


def _type(cells: pl.DataFrame) -> pl.Expr:
    """Give the type of each cell's region."""
    if "region_type" in cells.columns:
        return pl.col("region_type").fill_null("all")
    return pl.lit("all").alias("region_type")


def _counted(told: pl.DataFrame, by: tuple[str, str], order: list[str]) -> pl.DataFrame:
    """Count flags that are given, hold and agree in each part of the cells."""
    same = pl.col("told") == pl.col("holds")
    counts = told.group_by("flag", "rating", *by).agg(
        pl.len().cast(pl.Int64).alias("cells"),
        pl.col("told").count().cast(pl.Int64).alias("published"),
        pl.col("told").sum().cast(pl.Int64).alias("flagged"),
        pl.col("holds").sum().cast(pl.Int64).alias("rated"),
        same.sum().cast(pl.Int64).alias("agree"),
    )
    share = pl.when(pl.col("published") > 0).then(pl.col("agree") / pl.col("published"))
    return (
        counts.with_columns(share=share)
        .sort(
            pl.col("flag").replace_strict({flag: at for at, flag in enumerate(order)}),
            *by,
            descending=[False, True, True],
        )
        .select("flag", "rating", *by, *COUNTS)
    )
