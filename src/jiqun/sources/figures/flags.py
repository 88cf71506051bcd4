"""Marks that stand in a number's place, and flags that stand beside one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from jiqun.core import InputError, problem

#: What a column's name gets where its marks are kept.
MARK = "_mark"
#: What publishers print where there is no flag.
_BRACKETS = " \u00a0()[]"
_NONE = ["", "-", ".", "\u2013"]


def bare(column: str) -> pl.Expr:
    """Give a flag in capitals, without brackets; null where none stands."""
    text = pl.col(column).cast(pl.String).str.strip_chars(_BRACKETS).str.to_uppercase()
    return pl.when(~text.is_in(_NONE)).then(text)


def marked(given: pl.Series, marks: Sequence[str]) -> pl.Series:
    """Give the mark where one of a source's marks stands in a number's place, else null.

    Brackets do not matter: "D" and "(D)" are the same mark. A mark given in capitals is met in
    either case, one given in small letters in small letters only.

    Examples
    --------
    >>> marked(pl.Series(["12", "(d)", "b", "B", None]), ["D", "b"]).to_list()
    [None, 'D', 'B', None, None]
    """
    if given.dtype.is_numeric() or not marks:
        return pl.Series(given.name, [None], dtype=pl.String).new_from_index(0, len(given))
    text = given.cast(pl.String, strict=False).str.strip_chars(_BRACKETS)
    upper = text.str.to_uppercase()
    known = upper.is_in([mark for mark in marks if mark == mark.upper()])
    known |= text.is_in([mark for mark in marks if mark != mark.upper()])
    return upper.set(~known.fill_null(value=False), None)


def known_flags(
    frame: pl.DataFrame, column: str, known: Collection[str], *, subject: str, printed: str = ""
) -> pl.DataFrame:
    """Give a column of flags bare and in capitals; refuse one that the source's words do not know.

    Raises
    ------
    InputError
        ``source-flag``.
    """
    if column not in frame.columns:
        return frame
    cleaned = frame.with_columns(bare(column).alias(column))
    strange = (cleaned[column].is_not_null() & ~cleaned[column].is_in(list(known))).arg_true()
    if len(strange):
        shown = cleaned[column][int(strange[0])][:20]
        raise InputError(
            problem(
                "source-flag",
                subject=subject,
                column=printed or column,
                count=len(strange),
                row=int(strange[0]) + 1,
                shown=repr(shown),
                known=sorted(known),
            )
        )
    return cleaned
