"""From what a file holds (text, mostly) to a column's type; what cannot be read is marked.

Rules, the same for every reader: text is stripped of white space, and nothing left is null.
A number may have full-width digits, a leading sign, an exponent, and thousands separators
(comma, space, apostrophe) if every group has three digits and the first no leading zero; ``1,5``,
``0,123`` and ``12%`` are not numbers, nor are infinities. A whole number may end in ``.0`` and has
no exponent (2.02E+03 may have been any year of ten). Codes of a list are separated by ``;``, ``|``
or ``、``. A geometry in text is WKT.
"""

from __future__ import annotations

import polars as pl

from jiqun.tables.door.shapes import read_wkt
from jiqun.tables.door.stored import as_text, not_a_number, read_stored, strange, whole
from jiqun.tables.schema import Column

_TRUE = ["true", "t", "yes", "y", "1", "1.0", "是", "真", "有"]
_FALSE = ["false", "f", "no", "n", "0", "0.0", "否", "假", "无"]
_GROUPED = r"^[+-]?[1-9]\d{0,2}(?:[, '’\u{00a0}\u{2009}\u{202f}]\d{3})+(?:\.\d+)?$"
_EXPONENT = r"(?i)\de[+-]?\d"
_SEPARATORS = r"[, '’\u{00a0}\u{2009}\u{202f}]"
#: Full-width digits and signs, as Chinese input methods write them, to plain ones.
_NARROW = {chr(0xFF10 + digit): str(digit) for digit in range(10)} | {
    "\uff0e": ".",
    "\uff0c": ",",
    "\uff0b": "+",
    "\uff0d": "-",
    "\u2212": "-",
}


def read_column(series: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    """Give the column in its type, null where it cannot be read, and where that is."""
    if strange(series, column):
        return read_stored(series, column), series.is_not_null()
    series = as_text(series, column)
    if series.dtype == pl.String:
        series = blank_to_null(series)
        typed = _from_text(series, column)
    else:
        typed = read_stored(series, column)
    return typed, typed.is_null() & series.is_not_null() & ~not_a_number(series)


def blank_to_null(series: pl.Series) -> pl.Series:
    """Strip white space (full-width too); nothing left is null."""
    stripped = series.str.strip_chars()
    return stripped.set(stripped == "", None)


def _from_text(series: pl.Series, column: Column) -> pl.Series:
    match column.type:
        case "number":
            return _numbers(series)
        case "integer":
            return _integers(series)
        case "boolean":
            lower = series.str.to_lowercase()
            known = lower.is_in([*_TRUE, *_FALSE])
            return lower.is_in(_TRUE).set(~known, None)
        case "codes":
            return _split(series)
        case "geometry":
            return _geometries(series)
        case _:
            return series


def _numbers(series: pl.Series) -> pl.Series:
    quick = series.cast(pl.Float64, strict=False)
    quick = quick.set(quick.is_infinite() | quick.is_nan(), None)
    return _second_try(series, quick, pl.Float64)


def _integers(series: pl.Series) -> pl.Series:
    quick = series.cast(pl.Int64, strict=False)
    left = quick.is_null() & series.is_not_null()
    if not left.any():
        return quick
    rounded = series.str.contains(_EXPONENT).fill_null(value=False)
    return quick.zip_with(~left, whole(_numbers(series.set(~left | rounded, None))))


def _second_try(
    series: pl.Series, quick: pl.Series, dtype: type[pl.DataType] = pl.Float64
) -> pl.Series:
    """Read what the quick way could not: full-width digits, thousands separators."""
    left = quick.is_null() & series.is_not_null()
    if not left.any():
        return quick
    rest = series.filter(left)
    narrow = rest.str.replace_many(_NARROW)
    grouped = narrow.str.contains(_GROUPED)
    plain = narrow.str.replace_all(_SEPARATORS, "")
    values = plain.zip_with(grouped, narrow).cast(dtype, strict=False)
    values = values.set(values.is_infinite() | values.is_nan(), None)
    return quick.scatter(left.arg_true(), values)


def _split(series: pl.Series) -> pl.Series:
    tidy = series.str.replace_all("[;；|、]", ";").str.split(";")
    stripped = tidy.list.eval(pl.element().str.strip_chars())
    return stripped.list.eval(pl.element().filter(pl.element() != ""))


def _geometries(series: pl.Series) -> pl.Series:
    import shapely

    shapes = read_wkt(series)
    return pl.Series(series.name, shapely.to_wkb(shapes).tolist(), dtype=pl.Binary)
