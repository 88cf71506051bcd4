"""Kinds of actor in coarser groups, and their size by employment or tier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from jiqun.core import Problems
from jiqun.tables import need_columns, to_polars

#: Kind of actor -> the six sectors among which brokers stand, and the rest.
SECTORS: Final[Mapping[str, str]] = {
    "firm": "firm",
    "university": "university",
    "institute": "institute",
    "platform": "intermediary",
    "intermediary": "intermediary",
    "association": "intermediary",
    "standards-body": "intermediary",
    "training-body": "intermediary",
    "think-tank": "intermediary",
    "agency": "intermediary",
    "financier": "finance",
    "state-capital": "finance",
    "government": "government",
}
#: Kind of actor -> helix; a fourth is what stands between.
HELICES: Final[Mapping[str, str]] = {
    "firm": "industry",
    "financier": "industry",
    "university": "university",
    "institute": "university",
    "government": "government",
    "state-capital": "government",
    "platform": "society",
    "intermediary": "society",
    "association": "society",
    "standards-body": "society",
    "training-body": "society",
    "think-tank": "society",
    "agency": "society",
}
#: Size class -> persons from which on (European Commission, Recommendation 2003/361/EC, art. 2).
SIZES: Final[Mapping[str, float]] = {"micro": 0.0, "small": 10.0, "medium": 50.0, "large": 250.0}


def grouped(kinds: pl.Series, groups: Mapping[str, str]) -> pl.Series:
    """Put each kind of actor in its group; null where it is in none, as "other" and unknown are.

    Examples
    --------
    >>> grouped(pl.Series(["firm", "agency", "other", None]), SECTORS).to_list()
    ['firm', 'intermediary', None, None]
    """
    return kinds.replace_strict(dict(groups), default=None, return_dtype=pl.String)


def size_classes(organisations: Any, years: Any = None, *, year: int | None = None) -> pl.DataFrame:
    """Give each organisation's class of size: by employment, else by its tier, else none.

    Parameters
    ----------
    organisations
        ``organisation``; optional ``employment``, ``tier``.
    years
        ``organisation, year, employment``, as the table of organisations by year; the newest
        known number counts.
    year
        The last year that counts; None: all.

    Returns
    -------
    DataFrame
        ``organisation, size, by``: "micro" (< 10 persons), "small" (< 50), "medium" (< 250),
        "large", or the tier's word; ``by`` says "employment" or "tier". Null where neither
        is known: unknown is not small.

    Raises
    ------
    InputError
        ``frame-columns``; ``employment-negative``.

    Examples
    --------
    >>> size_classes(pl.DataFrame({"organisation": ["a", "b"], "employment": [9.0, None]})).rows()
    [('a', 'micro', 'employment'), ('b', None, None)]
    """
    frame = to_polars(organisations)
    need_columns(frame, "organisation")
    for name, dtype in (("employment", pl.Float64), ("tier", pl.String)):
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, dtype=dtype).alias(name))
    own = frame.select(
        "organisation", pl.col("employment").cast(pl.Float64), pl.col("tier").cast(pl.String)
    )
    if years is not None:
        own = own.join(_newest(years, year), on="organisation", how="left", maintain_order="left")
        own = own.with_columns(employment=pl.coalesce("newest", "employment")).drop("newest")
    problems = Problems()
    below = own.filter(pl.col("employment") < 0)["organisation"]
    if len(below):
        problems.add(
            "employment-negative",
            subject="organisations",
            count=len(below),
            examples=below.head(3).to_list(),
        )
    problems.check()
    size = pl.lit(None, dtype=pl.String)
    for name, least in SIZES.items():
        size = pl.when(pl.col("employment") >= least).then(pl.lit(name)).otherwise(size)
    return own.select(
        "organisation",
        size=pl.coalesce(size, "tier"),
        by=pl.when(pl.col("employment").is_not_null())
        .then(pl.lit("employment"))
        .when(pl.col("tier").is_not_null())
        .then(pl.lit("tier")),
    )


def _newest(years: Any, year: int | None) -> pl.DataFrame:
    """Give the newest known employment of each organisation."""
    frame = to_polars(years)
    need_columns(frame, "organisation", "year", "employment")
    known = frame.drop_nulls(["organisation", "year", "employment"])
    if year is not None:
        known = known.filter(pl.col("year") <= year)
    return (
        known.sort("organisation", "year")
        .group_by("organisation", maintain_order=True)
        .last()
        .select("organisation", pl.col("employment").cast(pl.Float64).alias("newest"))
    )
