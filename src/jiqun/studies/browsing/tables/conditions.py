"""Conditions on a table's columns; nothing of the request becomes a query's text."""

from __future__ import annotations

import re
from math import isnan
from typing import Any

import polars as pl

from jiqun.core import InputError, Problem, unknown

CONDITION = re.compile(r"^(\w+)(<=|>=|!=|=|<|>|~)(.*)$", re.DOTALL)
LARGEST = 2**63


def column(name: str, schema: pl.Schema) -> str:
    """Give a column's name, or an error that says which there are (``column-unknown``)."""
    if name not in schema:
        raise unknown("column", name, list(schema), fix="Correct the name.")
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
        raise InputError(
            Problem(
                "where-form",
                "where",
                repr(text[:80]),
                "column, one of = != < <= > >= ~, value",
                "For example where=year>=2018.",
            )
        )
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
            Problem(
                "where-value",
                name,
                repr(word[:80]),
                f"a value of type {dtype}",
                "Correct the value.",
            )
        ) from None
    if dtype == pl.String:
        return word
    raise InputError(
        Problem(
            "where-value",
            name,
            f"{word[:80]!r} for a column of type {dtype}",
            "a column of text, numbers or true/false, and a value that it can have",
            "Correct the value, or filter by another column.",
        )
    )
