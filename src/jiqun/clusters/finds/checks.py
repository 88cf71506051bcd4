"""What every way of finding refuses."""

from __future__ import annotations

import polars as pl

from jiqun.core import InputError, problem


def refuse_overlaps(categories: pl.DataFrame) -> None:
    """Refuse one definition set's ``category, industry`` with an industry in two categories.

    Raises
    ------
    InputError
        ``definition-overlap``.

    Examples
    --------
    >>> refuse_overlaps(pl.DataFrame({"category": ["a", "a"], "industry": ["x", "y"]}))
    """
    pairs = categories.select("category", "industry").unique()
    twice = pairs.group_by("industry").len().filter(pl.col("len") > 1)["industry"].sort()
    if len(twice):
        raise InputError(
            problem(
                "definition-overlap",
                subject="categories",
                case="search",
                count=len(twice),
                example=twice[0],
            )
        )
