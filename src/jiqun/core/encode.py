"""One encoding of results for every face: plain JSON values, undefined as null."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jiqun.core.errors import Problem
from jiqun.core.vocab import Language
from jiqun.core.words import is_array


def encode(value: Any, lang: Language = "en") -> Any:
    """Turn a result into JSON values: NaN and infinities become null, arrays lists.

    A result with ``to_dict`` is asked for it; any other dataclass gives its fields.
    A problem is told in ``lang``.

    Examples
    --------
    >>> import numpy as np
    >>> encode({"lq": np.array([1.5, np.nan])})
    {'lq': [1.5, None]}
    """
    if is_array(value):
        return _array(value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Problem):
        return value.to_dict(lang)
    if hasattr(value, "to_dict"):
        return encode(value.to_dict(), lang)
    return _container(value, lang)


def _array(value: Any) -> Any:
    """Give an array's lists, or the one value of a number of NumPy."""
    import numpy as np

    if value.dtype.kind == "f" and not np.isfinite(value).all():
        return encode(value.tolist())
    return value.tolist()


def _container(value: Any, lang: Language) -> Any:
    if is_dataclass(value):
        return {field.name: encode(getattr(value, field.name), lang) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): encode(item, lang) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [encode(item, lang) for item in value]
    if isinstance(value, date | Path):
        return str(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
