"""What a typed file stores and what a column takes of it; a date is not a number.

Text is read by the rules of :mod:`jiqun.tables.door.casting`; so is what stands for text:
categories of a dictionary, and bytes that are UTF-8. Everything else is taken where it means the
same in the column's type, and the whole column is refused where it means something else: a date
where a number is wanted, a truth value where a code is, a structure anywhere.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from jiqun.tables.door.shapes import read_wkb
from jiqun.tables.schema import Column, PolarsType

#: Why a whole stored column is refused.
Strange = Literal["temporal", "span", "truth", "nested", "bytes", "number"]
_POINTS: tuple[type[pl.DataType], ...] = (pl.Date, pl.Datetime, pl.Time)
_NESTED: tuple[type[pl.DataType], ...] = (pl.Struct, pl.List, pl.Array, pl.Object)


def strange(series: pl.Series, column: Column) -> Strange | None:
    """Say why what is stored cannot become the column, whatever its values; None where it can.

    Examples
    --------
    >>> from datetime import date
    >>> jobs = Column(name="employment", type="number", title={})
    >>> strange(pl.Series([date(2020, 1, 1)]), jobs), strange(pl.Series([1, 2]), jobs)
    ('temporal', None)
    """
    kind, wanted = series.dtype, column.type
    if isinstance(kind, _NESTED):
        return None if wanted == "codes" and _plain_list(kind) else "nested"
    if kind == pl.Binary:
        return None if wanted == "geometry" or _is_text(series) else "bytes"
    if kind.is_numeric():
        return "number" if wanted == "geometry" else None
    return _strange_scalar(kind, wanted)


def _strange_scalar(kind: pl.DataType, wanted: str) -> Strange | None:
    if isinstance(kind, _POINTS):
        return None if wanted == "text" else "temporal"
    if kind == pl.Boolean:
        return None if wanted in ("boolean", "text") else "truth"
    if kind in (pl.String, pl.Null) or _is_category(kind):
        return None
    return "span" if isinstance(kind, pl.Duration) else "nested"


def as_text(series: pl.Series, column: Column) -> pl.Series:
    """Give as text what stands for text: categories, and bytes where no geometry is wanted."""
    stands = _is_category(series.dtype) or (series.dtype == pl.Binary and column.type != "geometry")
    return series.cast(pl.String) if stands else series


def read_stored(series: pl.Series, column: Column) -> pl.Series:
    """Give a stored column that is not text in the column's type; null where it cannot be.

    Raises nothing: what :func:`strange` names becomes null throughout.
    """
    if series.dtype == pl.Null or strange(series, column):
        return _nothing(series, column.dtype)
    if column.type == "geometry":
        return _known_shapes(series)
    if column.type == "codes":
        return _codes(series)
    if not series.dtype.is_numeric():
        return series.cast(column.dtype, strict=False)
    return _of_numbers(series, column)


def not_a_number(series: pl.Series) -> pl.Series:
    """Say where a float is NaN: another way of saying null in a typed file."""
    if series.dtype.is_float():
        return series.is_nan().fill_null(value=False)
    return pl.repeat(value=False, n=len(series), eager=True)


def whole(series: pl.Series) -> pl.Series:
    """Give whole numbers exactly, null for what has a fraction or has lost digits."""
    if series.dtype.is_integer():
        return series.cast(pl.Int64, strict=False)
    if series.dtype.is_decimal():
        exact = series.cast(pl.Int128, strict=False)
        return exact.set(exact.cast(series.dtype, strict=False) != series, None)
    digits = 24 if series.dtype == pl.Float32 else 53
    fit = (series.floor() == series) & (series.abs() <= float(2**digits))
    return series.set(~fit, None).cast(pl.Int64, strict=False)


def _of_numbers(series: pl.Series, column: Column) -> pl.Series:
    if series.dtype.is_float():
        series = series.fill_nan(None)
    if column.type == "boolean":
        known = (series == 0) | (series == 1)
        return (series == 1).set(~known, None)
    if column.type == "number":
        numbers = series.cast(pl.Float64, strict=False)
        return numbers.set(numbers.is_infinite(), None)
    if not series.dtype.is_integer():
        series = whole(series)
    return series.cast(column.dtype, strict=False)


def _codes(series: pl.Series) -> pl.Series:
    if isinstance(series.dtype, pl.Array):
        series = series.arr.to_list()
    if isinstance(series.dtype, pl.List):
        texts = series.cast(pl.List(pl.String)).list.eval(pl.element().str.strip_chars())
        filled = pl.element().is_not_null() & (pl.element() != "")
        return texts.list.eval(pl.element().filter(filled))
    single = read_stored(series, Column(name="", type="code", title={}))
    lists = single.to_frame().select(pl.concat_list(pl.all())).to_series()
    return lists.set(single.is_null(), None)


def _known_shapes(series: pl.Series) -> pl.Series:
    """Leave well-known binary as it is where it can be read; the rest is null."""
    import shapely

    missing = pl.Series(shapely.is_missing(read_wkb(series)), dtype=pl.Boolean)
    return series.set(missing & series.is_not_null(), None)


def _plain_list(kind: pl.DataType) -> bool:
    inner = getattr(kind, "inner", None)
    if inner is None:
        return False
    return bool(inner in (pl.String, pl.Null) or inner.is_integer() or _is_category(inner))


def _is_category(kind: PolarsType) -> bool:
    return isinstance(kind, pl.Categorical | pl.Enum)


def _is_text(series: pl.Series) -> bool:
    """Say whether bytes are UTF-8 throughout, as older writers store text."""
    try:
        return series.cast(pl.String).null_count() == series.null_count()
    except pl.exceptions.PolarsError:
        return False


def _nothing(series: pl.Series, kind: PolarsType) -> pl.Series:
    return pl.Series(series.name, [None] * len(series), dtype=kind)
