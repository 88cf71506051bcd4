"""From any data frame to arrays with labels: the friendly step at the edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import InputError, Problems, problem


def to_polars(frame: Any) -> pl.DataFrame:
    """Take a Polars, pandas or Arrow frame as a Polars one.

    Raises
    ------
    InputError
        ``frame-kind``: something that is not a data frame.
    """
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if hasattr(frame, "__arrow_c_stream__"):
        return pl.DataFrame(frame)
    if type(frame).__module__.startswith("pandas"):
        return pl.DataFrame({str(name): frame[name].to_numpy() for name in frame.columns})
    raise InputError(problem("frame-kind", subject="frame", kind=type(frame).__name__))


def need_columns(frame: pl.DataFrame, *names: str) -> None:
    """Refuse a frame that lacks a column (``frame-columns``)."""
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise InputError(
            problem("frame-columns", subject="frame", columns=frame.columns, missing=missing)
        )


def pivot(
    frame: pl.DataFrame, *, rows: str, columns: str, value: str, gaps: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.float64]]:
    """Spread a tidy frame into sorted row labels, sorted column labels and values.

    An absent pair is 0. With ``gaps`` a null or NaN value is NaN, else it is refused. Raises
    ``frame-columns``, ``frame-null``, ``counts-negative`` (for NaN), ``frame-duplicate``.
    """
    need_columns(frame, rows, columns, value)
    tidy = frame.select(
        pl.col(rows).cast(pl.String).alias("row"),
        pl.col(columns).cast(pl.String).alias("column"),
        pl.col(value).cast(pl.Float64).alias("value"),
    )
    if gaps:
        tidy = tidy.with_columns(pl.col("value").fill_null(np.nan))
    _refuse_nulls(tidy, {"row": rows, "column": columns, "value": value})
    _refuse_undefined(tidy["value"], gaps=gaps)
    row_codes, row_at = _codes(tidy["row"])
    column_codes, column_at = _codes(tidy["column"])
    flat = row_at * len(column_codes) + column_at
    _refuse_duplicates(tidy, flat)
    values = np.zeros(len(row_codes) * len(column_codes))
    values[flat] = tidy["value"].to_numpy()
    return row_codes, column_codes, values.reshape(len(row_codes), len(column_codes))


def _codes(series: pl.Series) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    labels = series.unique().sort()
    positions = pl.DataFrame({"code": labels, "at": np.arange(len(labels))})
    at = series.to_frame("code").join(positions, on="code", how="left", maintain_order="left")
    return tuple(labels.to_list()), at["at"].to_numpy().astype(np.int64)


def _refuse_nulls(tidy: pl.DataFrame, names: dict[str, str]) -> None:
    problems = Problems()
    for column, name in names.items():
        nulls = tidy[column].null_count()
        if nulls:
            problems.add("frame-null", subject=name, nulls=nulls, rows=len(tidy))
    problems.check()


def _refuse_undefined(values: pl.Series, *, gaps: bool) -> None:
    """Refuse NaN where no gap may be: who has one says so."""
    if not gaps and values.is_nan().any():
        raise InputError(problem("counts-negative", subject="values"))


def _refuse_duplicates(tidy: pl.DataFrame, flat: NDArray[np.int64]) -> None:
    order = np.sort(flat)
    repeated = np.count_nonzero(order[1:] == order[:-1])
    if repeated:
        twice = tidy.filter(pl.struct("row", "column").is_duplicated()).row(0)[:2]
        raise InputError(
            problem(
                "frame-duplicate",
                subject="frame",
                case="pair",
                pair=str(twice),
                more=int(repeated) - 1,
            )
        )
