"""Types that Delta does not keep: cast on the way in, described in the commit, cast back."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

#: Delta knows only signed integers; unsigned ones are kept in the next wider.
_WIDER: dict[type[pl.DataType], type[pl.DataType]] = {
    pl.UInt8: pl.Int16,
    pl.UInt16: pl.Int32,
    pl.UInt32: pl.Int64,
    pl.UInt64: pl.Int64,
}

#: Types that their own name describes.
_PLAIN = (
    "Boolean", "Binary", "Categorical", "Date", "Float32", "Float64", "Null", "String", "Time",
    "Int8", "Int16", "Int32", "Int64", "Int128", "UInt8", "UInt16", "UInt32", "UInt64",
)  # fmt: skip
#: A decimal has no more.
_DIGITS = 38
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{0,62}")


def portable(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Cast to types that every reader of Delta knows, and describe the original ones.

    The description is empty where nothing had to be cast.
    """
    casts = {name: _plain(dtype) for name, dtype in frame.schema.items()}
    changed = {name: dtype for name, dtype in casts.items() if dtype != frame.schema[name]}
    described = {name: describe(frame.schema[name]) for name in changed}
    return (frame.cast(changed), described) if changed else (frame, {})  # type: ignore[arg-type]


def describe(dtype: pl.DataType) -> Any:
    """Give a type as JSON values; :func:`described` reads it back.

    Examples
    --------
    >>> described(describe(pl.List(pl.Enum(["a", "b"])))) == pl.List(pl.Enum(["a", "b"]))
    True
    """
    words: Any = type(dtype).__name__
    if isinstance(dtype, pl.List):
        words = {"list": describe(dtype.inner)}  # type: ignore[arg-type]
    elif isinstance(dtype, pl.Struct):
        words = {"struct": {one.name: describe(one.dtype) for one in dtype.fields}}  # type: ignore[arg-type]
    elif isinstance(dtype, pl.Enum):
        words = {"enum": dtype.categories.to_list()}
    elif isinstance(dtype, pl.Duration):
        words = {"duration": dtype.time_unit}
    elif isinstance(dtype, pl.Datetime):
        words = {"datetime": [dtype.time_unit, dtype.time_zone]}
    elif isinstance(dtype, pl.Decimal):
        words = {"decimal": [dtype.precision, dtype.scale]}
    return words


def described(words: Any) -> Any:
    """Read back a type that :func:`describe` gave.

    Raises
    ------
    ValueError, TypeError, KeyError
        These words describe no type.
    """
    if isinstance(words, str) and words in _PLAIN:
        return getattr(pl, words)()
    if not isinstance(words, dict) or len(words) != 1:
        raise ValueError(words)
    ((kind, inner),) = words.items()
    if kind == "list":
        return pl.List(described(inner))
    if kind == "struct":
        return pl.Struct({str(name): described(one) for name, one in dict(inner).items()})
    if kind == "enum":
        return pl.Enum([str(one) for one in inner])
    return _of_parts(kind, inner)


def _of_parts(kind: str, inner: Any) -> pl.DataType:
    if kind == "duration":
        return pl.Duration(inner)
    first, second = inner
    if kind == "datetime":
        if second is not None and not _ZONE.fullmatch(second):
            raise ValueError(second)
        return pl.Datetime(first, second)
    if kind == "decimal" and type(first) is type(second) is int and 0 <= second <= first <= _DIGITS:
        return pl.Decimal(first, second)
    raise ValueError(kind)


def _plain(dtype: pl.DataType) -> pl.DataType | type[pl.DataType]:
    if dtype in _WIDER:
        return _WIDER[type(dtype)]
    if isinstance(dtype, pl.List):
        return pl.List(_plain(dtype.inner))  # type: ignore[arg-type]
    if isinstance(dtype, pl.Struct):
        return pl.Struct({field.name: _plain(field.dtype) for field in dtype.fields})  # type: ignore[arg-type]
    if dtype in (pl.Categorical, pl.Enum, pl.Null):
        return pl.String
    if dtype in (pl.Duration, pl.Time):
        return pl.Int64
    return dtype
