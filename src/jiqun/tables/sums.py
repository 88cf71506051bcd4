"""Sums of rows in the rows' order: the same bits on any number of threads.

Polars adds up the parts of a group that each thread happens to hold, and a column chunk by chunk:
the last bit of a sum of fractions would depend on the machine. Here one row follows another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.kernels.ties import levelled

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: Places that codes of groups may leave empty before they are numbered anew.
ROOM = 1 << 20
_WHOLE = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)


def sums_by(
    rows: pl.DataFrame,
    by: str | Sequence[str],
    *,
    sums: Iterable[pl.Expr] = (),
    known: Iterable[pl.Expr] = (),
    whole: Iterable[pl.Expr] = (),
    beside: Iterable[pl.Expr] = (),
) -> pl.DataFrame:
    """Add up values within groups, row after row.

    Parameters
    ----------
    rows, by
        The rows; the columns that make a group (null is a value like others).
    sums, known, whole
        What is added up, an expression a row, as 64-bit floats. Where values are unknown,
        ``sums`` counts them 0, ``known`` is null if all are, ``whole`` is null if any is.
    beside
        Aggregates that no order changes: counts, firsts, largest.

    Returns
    -------
    DataFrame
        Keys, sums in the order given, the rest; groups in the order of their first rows.

    Examples
    --------
    >>> rows = pl.DataFrame({"at": ["b", "a", "b"], "x": [0.1, 0.2, None]})
    >>> sums_by(rows, "at", sums=[pl.col("x")], whole=[pl.col("x").alias("every")]).rows()
    [('b', 0.1, None), ('a', 0.2, 0.2)]
    """
    keys = [by] if isinstance(by, str) else list(by)
    group, first = group_numbers(rows, keys)
    columns = [
        *_added(rows, sums, group, len(first)),
        *_added(rows, known, group, len(first), unless="all"),
        *_added(rows, whole, group, len(first), unless="any"),
    ]
    out = rows.select(keys)[first].with_columns(columns)
    rest = list(beside)
    return out.hstack(_grouped(rows, group, rest)) if rest else out


def total(column: pl.Series) -> float:
    """Add up a column, nulls as 0; its chunks change nothing.

    Examples
    --------
    >>> total(pl.Series([0.5, None, 1.0]))
    1.5
    """
    return float(_floats(column).sum())


def beyond_doubt(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """Say whether a range, in persons, leaves no doubt of a number: it is narrower than one.

    Examples
    --------
    >>> rows = pl.DataFrame({"low": [30.0, 20, None], "high": [30.4, 99, 40]})
    >>> rows.select(beyond_doubt(pl.col("low"), pl.col("high"))).to_series().to_list()
    [True, False, False]
    """
    return (high - low < 1.0).fill_null(value=False)


def standing(name: str) -> pl.Expr:
    """Give a column as it is ranked: numbers that agree in twelve digits stand alike.

    Examples
    --------
    >>> rows = pl.DataFrame({"x": [0.3, 0.1 + 0.2, None], "y": ["b", "a", "c"]})
    >>> rows.sort(standing("x"), "y")["y"].to_list()
    ['c', 'a', 'b']
    """
    return pl.col(name).map_batches(_levelled, return_dtype=pl.Float64, is_elementwise=True)


def _levelled(column: pl.Series) -> pl.Series:
    numbers = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    return pl.Series(column.name, levelled(numbers)).fill_nan(None)


def group_numbers(rows: pl.DataFrame, keys: Sequence[str]) -> tuple[Int, Int]:
    """Number the groups of rows from 0 as they first come; give each row's, and first rows."""
    code, size = np.zeros(rows.height, dtype=np.int64), 1
    for key in keys:
        own, many = _coded(rows[key])
        code, size = code * many + own, size * many
        if size > 4 * rows.height + ROOM:
            numbers, code = np.unique(code, return_inverse=True)
            size = len(numbers)
    at = np.full(size, -1, dtype=np.int64)
    at[code[::-1]] = np.arange(rows.height - 1, -1, -1)  # the first row is written last
    first = np.sort(at[at >= 0])
    number = np.empty(rows.height, dtype=np.int64)
    number[first] = np.arange(len(first))
    return number[at[code]], first


def _coded(column: pl.Series) -> tuple[Int, int]:
    """Number a column's values from 1, in any order; 0 is null."""
    if column.dtype == pl.String:
        column = column.cast(pl.Categorical)
    if isinstance(column.dtype, pl.Enum | pl.Categorical | pl.Boolean):
        column = column.to_physical()
    elif column.dtype not in _WHOLE:
        column = column.rank("dense")
    known = column.drop_nulls().cast(pl.Int64).to_numpy()
    if not len(known):
        return np.zeros(len(column), dtype=np.int64), 1
    low, high = int(known.min()), int(known.max())
    if high - low > 2 * len(column) + ROOM:
        column, low, high = column.rank("dense"), 1, column.n_unique()
    ranked = (column.cast(pl.Int64) - low + 1).fill_null(0)
    return ranked.to_numpy(), high - low + 2


def _added(
    rows: pl.DataFrame, values: Iterable[pl.Expr], group: Int, many: int, unless: str = ""
) -> list[pl.Series]:
    """Add up each value in each group; null where ``unless`` all or any are unknown."""
    made = list(values)
    out = []
    for one in rows.select(made) if made else ():
        sums = np.bincount(group, weights=_floats(one), minlength=many)
        column = pl.Series(one.name, sums, dtype=pl.Float64)
        if unless:
            unknown = np.bincount(group[one.is_null().to_numpy()], minlength=many)
            least = 1 if unless == "any" else np.bincount(group, minlength=many)
            column = column.set(pl.Series(unknown >= least), None)
        out.append(column)
    return out


def _floats(column: pl.Series) -> Float:
    return column.cast(pl.Float64).fill_null(0.0).rechunk().to_numpy()


def _grouped(rows: pl.DataFrame, group: Int, rest: list[pl.Expr]) -> pl.DataFrame:
    numbered = rows.with_columns(pl.Series("__group", group))
    return numbered.group_by("__group", maintain_order=True).agg(rest).drop("__group")
