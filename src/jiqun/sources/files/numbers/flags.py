"""Letters behind numbers, as statistical offices print them: 12345 b, : c.

What each letter means the publisher says (Eurostat: b a break in the series, c confidential,
e estimated, p provisional, u of low reliability …). A column map names those that may stand
behind the numbers of a column; any other makes the number unreadable, as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files.contents import texts_of
from jiqun.sources.files.maps import ColumnSource
from jiqun.tables import Column, TableSchema

#: Of a value with flags: the number, or a colon for none.
_VALUE = r"[+\-−]?[\d][\d.,'’ \x{a0}\x{2009}\x{202f}]*|:"


def asks(column: Column, source: ColumnSource) -> bool:
    """Say whether a source only asks something of values that another column may hold."""
    return bool(source.equals or (source.flags and column.type == "boolean"))


def flagged(texts: pl.Series, column: Column, flags: Sequence[str]) -> pl.Series:
    """Give the numbers without their flags; for a column of truth values, where a flag stands.

    Examples
    --------
    >>> texts = pl.Series("x", ["12 b", ": c", "7", "5 q"])
    >>> flagged(texts, Column(name="x", type="number", title={}), ["b", "c"]).to_list()
    ['12', None, '7', '5 q']
    >>> flagged(texts, Column(name="x", type="boolean", title={}), ["c"]).to_list()
    [False, True, False, False]
    """
    if column.type == "boolean":
        return _letters(texts).str.contains(f"[{''.join(flags)}]").alias(column.name)
    return without_flags(texts, flags).alias(column.name)


def without_flags(texts: pl.Series, flags: Sequence[str]) -> pl.Series:
    """Take flags off; a colon alone, or with flags, is no value."""
    letters = "".join(flags)
    plain = texts.str.strip_chars()
    plain = plain.str.replace(rf"^({_VALUE})\s*\(?[{letters}]+\)?$", "${1}").str.strip_chars()
    return plain.set(plain == ":", None)


def told_flags(
    frame: pl.DataFrame,
    schema: TableSchema,
    sources: Mapping[str, ColumnSource],
    *,
    name: str,
) -> list[Problem]:
    """Count what was taken off each column of numbers, flag by flag."""
    told = []
    for column, source in sources.items():
        if not source.flags or asks(schema.column(column), source):
            continue
        letters = _letters(texts_of(frame[source.column]).str.strip_chars())
        counts = {flag: int(letters.str.contains(flag).sum()) for flag in source.flags}
        shown = ", ".join(f"{flag} {count:,} ×" for flag, count in counts.items() if count)
        if shown:
            about: dict[str, Any] = {"count": sum(counts.values()), "shown": shown}
            told.append(problem("flags-read", subject=f"{name} [{column}]", **about))
    return told


def _letters(texts: pl.Series) -> pl.Series:
    """Give the letters behind each number; empty where there are none."""
    return texts.str.extract(rf"^(?:{_VALUE})\s*\(?([\pL]+)\)?$", 1).fill_null("")
