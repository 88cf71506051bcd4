"""Words that a column's values go by, read as the codes that they name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import polars as pl

from jiqun.tables.schema import Column


def recoded(values: Iterable[str], column: Column) -> dict[str, str]:
    """Give value -> code, of values that are no code but a word for one, in either language.

    Letter case, width, spaces and punctuation do not matter.

    Examples
    --------
    >>> from jiqun.tables import schema
    >>> recoded(["高校", "Firm", "firm", "?"], schema("organisations").column("kind"))
    {'高校': 'university', 'Firm': 'firm'}
    """
    words = {
        _bare(word): code
        for code, one in column.words.items()
        for word in (code, *one.title.values(), *one.also)
    }
    return {
        value: words[_bare(value)]
        for value in values
        if value not in column.values and _bare(value) in words
    }


def as_codes(given: pl.Series, column: Column) -> tuple[pl.Series, pl.Series | None]:
    """Put codes for words; the second says where, None where nowhere."""
    if not column.words or given.dtype != pl.String:
        return given, None
    codes = recoded(given.drop_nulls().unique(maintain_order=True), column)
    return (given.replace(codes), given.is_in(list(codes))) if codes else (given, None)


def _bare(word: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", word).casefold())
