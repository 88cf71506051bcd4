"""The order of a list's rows, and the rows whose names have certain words."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from jiqun.core import InputError, problem


def order(
    found: pl.DataFrame, column: str, *, sort: str, known: Sequence[str], then: str = ""
) -> pl.Series:
    """Give the rows' places in the order asked for.

    Parameters
    ----------
    found
        The rows.
    column
        The column that ``sort`` means.
    sort
        As asked, with "-" before it for the largest first.
    known
        What could be asked, for the refusal.
    then
        The column that orders equals; "" leaves them as they are.

    Raises
    ------
    InputError
        ``sort-unknown``.
    """
    if column not in found.columns:
        raise InputError(
            problem("sort-unknown", subject="sort", given=sort[:80], known=list(known))
        )
    down = sort.startswith("-")
    if then:
        by = pl.arg_sort_by(column, then, descending=[down, False], nulls_last=True)
    else:
        by = pl.arg_sort_by(column, descending=down, nulls_last=True, maintain_order=True)
    return found.select(by).to_series()


def split(codes: str) -> list[str]:
    """Part codes that stand with commas between."""
    return codes.split(",") if codes else []


def worded(words: str, columns: Sequence[str]) -> pl.Expr:
    """Choose rows that have the words in one of the columns, in any case of letters."""
    has = (pl.col(name).str.to_lowercase().str.contains(words.lower(), literal=True)
           for name in columns)  # fmt: skip
    return pl.any_horizontal(has).fill_null(value=False)
