"""Conditions on a table's columns; nothing of the request becomes a query's text."""

from __future__ import annotations

import re
from math import isnan
from typing import Any

import polars as pl

from jiqun.core import InputError, problem, unknown

#: As a reader of the document may write one; the real form is wider.
FORM = r"^[a-z_0-9]+(<=|>=|!=|=|<|>|~)"
CONDITION = re.compile(r"^(\w+)(<=|>=|!=|=|<|>|~)(.*)$", re.DOTALL)
LARGEST = 2**63


def column(name: str, schema: pl.Schema) -> str:
    """Give a column's name, or an error that says which there are (``column-unknown``)."""
    if name not in schema:
        raise unknown("column", name, list(schema), case="shown")
    return name


def condition(text: str, schema: pl.Schema) -> pl.Expr:
    """Read "column=value" with one of = != < <= > >= and ~ (contains).

    Raises
    ------
    InputError
        ``where-form``, ``where-value``.
    UnknownError
        ``column-unknown``.
    """
    found = CONDITION.match(text)
    if found is None:
        raise InputError(problem("where-form", subject="where", given=text[:80]))
    name, sign, word = found.groups()
    here = pl.col(column(name, schema))
    if sign == "~" and not schema[name].is_nested() and schema[name] != pl.Binary:
        return here.cast(pl.String).str.contains(word, literal=True).fill_null(value=False)
    value = _typed(word, schema[name], name)
    found_by: dict[str, pl.Expr] = {
        "=": here == value,
        "!=": here != value,
        "<": here < value,
        "<=": here <= value,
        ">": here > value,
        ">=": here >= value,
    }
    return found_by[sign]


def _typed(word: str, dtype: pl.DataType, name: str) -> Any:
    try:
        if dtype.is_integer() and abs(int(word)) < LARGEST:
            return int(word)
        if dtype.is_float() and not isnan(float(word)):
            return float(word)
        if dtype == pl.Boolean:
            return {"true": True, "false": False}[word.lower()]
    except (ValueError, KeyError):
        raise InputError(
            problem("where-value", subject=name, given=word[:80], type=str(dtype))
        ) from None
    if dtype == pl.String:
        return word
    raise InputError(
        problem("where-value", subject=name, case="column", given=word[:80], type=str(dtype))
    )
