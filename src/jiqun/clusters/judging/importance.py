"""Cells that matter to the whole although their own kind of place does not call them strong."""

from __future__ import annotations

import polars as pl

from jiqun.kernels.ties import levelled

#: The least share of the category's jobs, and the least quotient, of an important cell.
IMPORTANT_SHARE, IMPORTANT_QUOTIENT = 0.05, 1.5


def with_importance(
    cells: pl.DataFrame,
    *,
    share: float = IMPORTANT_SHARE,
    quotient: float = IMPORTANT_QUOTIENT,
) -> pl.DataFrame:
    r"""Add ``important``: the cell holds much of its category and is specialised in it.

    A rating by percentiles compares a cell with places of its kind, in which a great place can
    stand low: a small county with one plant has a higher quotient than a metropolis that holds a
    tenth of the trade. This compares with the whole:

    .. math:: x_{rc} / x_c \ge s \quad\text{and}\quad LQ_{rc} \ge q

    It says nothing of why the jobs are there. With few regions a share of 0.05 is little: among
    ten it is less than an even part.

    Parameters
    ----------
    cells
        ``macro_share`` (0-1, of the category's employment in the base) and ``quotient``.
    share
        The least macro share s, 0-1. An assumption: a twentieth.
    quotient
        The least quotient q, 0 or more. An assumption: half as much again as expected.

    Returns
    -------
    DataFrame
        The cells with a column ``important``; null where one of the two is unknown and the other
        does not fail.

    Examples
    --------
    >>> cells = pl.DataFrame({"macro_share": [0.1, 0.1, 0.01, 0.1, 0.01],
    ...                       "quotient": [2.0, 1.2, 9.0, None, None]})
    >>> with_importance(cells)["important"].to_list()
    [True, False, False, None, False]
    """
    large = _reached(cells["macro_share"], share)
    specialised = _reached(cells["quotient"], quotient)
    return cells.with_columns(important=large & specialised)


def _reached(values: pl.Series, line: float) -> pl.Series:
    """Say where a value is the line or more; null where it is unknown."""
    known = values.cast(pl.Float64)
    reached = levelled(known.fill_null(float("nan")).to_numpy()) >= levelled(line)
    return pl.select(pl.when(known.is_not_null()).then(pl.Series(reached))).to_series()
