"""Codes that a spreadsheet ruined: dates, truth values, exponents, decimals; and error cells.

A code is a text of its own. What opens a table and saves it again may make a date of ``11-21``
(``21-Nov``), a number of ``330200000000000000`` (``3.302E+17``), and leave the word of an error
where a formula failed. Such a value names nothing; kept, it would be a region or an industry
that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import polars as pl

from jiqun.tables.door.dates import looks_like_date, was_before
from jiqun.tables.schema import Column

#: What was made of a code.
Ruin = Literal["date", "truth", "exponent", "digits", "decimal", "grouped", "formula"]

#: Words of error cells: English ones, which Chinese programs use too, and German, French, Spanish,
#: Italian; a row of # is a cell that was too narrow to show its number.
_ERROR = (
    r"^(?i:#(?:N/A|NA|N/D|NV|DIV/0|¡DIV/0|GETTING_DATA)[!?]?"
    r"|#[¡¿]?(?:REF|VALUE|NAME|NUM|NULL|NUL|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|UNKNOWN|EXTERNAL"
    r"|PYTHON|BEZUG|WERT|ZAHL|ÜBERLAUF|VALEUR|NOM|NOMBRE|VALOR|NULO|NOME|VALORE|RIF|ERROR)[!?]"
    r"|#{2,}|Err:\d{3})$"
)
_IS_ERROR = re.compile(_ERROR.replace("(?i:", "(?:"), re.IGNORECASE)
_TRUTH = r"^(?i:true|false|wahr|falsch|vrai|faux|verdadero|falso|vero)$"
_EXPONENT = r"^[+-]?(?:\d+(?:[.,]\d+)?[eE][+-]\d{1,3}|\d+[.,]\d+[eE]\d{1,3})$"
_FRAGILE = r"^\d+[eE]\d{1,3}$"
_DECIMAL = r"^[+-]?\d+\.\d+$"
_GROUPED = r"^\d{1,3}(?:,\d{3})+$"
_LONG = r"^\d{16,}$"
#: Up to 19 digits, those beyond the fifteenth of a rounded number show as zeros.
_LONG_ZEROS = r"^\d{15}0+$|^0+\d{15}0+$|^\d{20,}$"
#: Digits of a number that a spreadsheet keeps, and with how many a number kept whole is no code.
_KEPT, _NO_CODE = 15, 20
#: Of codes with a point: both sides have leading or closing zeros, which numbers would lose.
_TEXTUAL = r"^0\d*\.|\.\d*0$"


def is_error(text: str) -> bool:
    """Say whether a text is the word of an error cell.

    Examples
    --------
    >>> is_error("#DIV/0!"), is_error("#NV"), is_error("#1 in sales")
    (True, True, False)
    """
    return bool(_IS_ERROR.match(text))


def errors(series: pl.Series) -> pl.Series | None:
    """Say where the words of error cells stand; None where nowhere."""
    if series.dtype != pl.String:
        return None
    quick = series.str.contains(r"^\s*#|^\s*Err:")
    if not quick.any():
        return None
    found = quick & series.str.strip_chars().str.contains(_ERROR)
    return found if found.any() else None


def is_free(column: Column) -> bool:
    """Say whether a column's codes may be anything, so that nothing else tells a ruined one."""
    return column.type == "code" and not column.values


def ruined(codes: pl.Series) -> dict[Ruin, pl.Series]:
    """Say which codes are none any more, by what was made of them.

    Examples
    --------
    >>> found = ruined(pl.Series(["330200", "3.302E+05", "21-Nov", "TRUE", "12.5", "330,200"]))
    >>> {kind: mask.arg_true().to_list() for kind, mask in found.items()}
    {'date': [2], 'truth': [3], 'exponent': [1], 'decimal': [4], 'grouped': [5]}
    """
    masks: dict[Ruin, pl.Series] = {
        "date": looks_like_date(codes),
        "truth": codes.str.contains(_TRUTH),
        "exponent": codes.str.contains(_EXPONENT),
        "digits": _rounded(codes, least=_NO_CODE),
        "decimal": _decimals(codes),
        "grouped": codes.str.contains(_GROUPED),
        "formula": codes.str.starts_with("="),
    }
    filled = {kind: mask.fill_null(value=False) for kind, mask in masks.items()}
    return {kind: mask for kind, mask in filled.items() if mask.any()}


def doubtful(codes: pl.Series) -> dict[str, pl.Series]:
    """Say which codes stand as they are but may have been others, by problem.

    ``code-fragile``: 8136E1, which a spreadsheet would take for a number. ``code-rounded``: more
    digits than it keeps, and only zeros after those. ``code-dotted``: a column of codes with a
    point, none of which shows that its zeros are all there.
    """
    dotted = codes.str.contains(_DECIMAL).fill_null(value=False)
    unsure = dotted & ~_decimals(codes)
    if codes.filter(dotted).str.contains(_TEXTUAL).any():
        unsure = unsure & False
    masks = {
        "code-fragile": codes.str.contains(_FRAGILE).fill_null(value=False),
        "code-rounded": _rounded(codes, least=_KEPT + 1) & ~_rounded(codes, least=_NO_CODE),
        "code-dotted": unsure,
    }
    return {code: mask for code, mask in masks.items() if mask.any()}


def guess(code: str, valid: Iterable[str] | None = None) -> str:
    """Say what a ruined code was: a code that is there, else the likeliest; empty for no idea.

    Examples
    --------
    >>> guess("21-Nov", ["11-21", "31-33"]), guess("21-Nov", ["31-33"]), guess("2-Jan")
    ('11-21', '', '1-2')
    """
    before = [*was_before(code), *_whole(code)]
    if valid is None:
        return before[0] if before and not code.isdigit() else ""
    there = set(valid)
    return next((one for one in before if one in there), "")


def _whole(code: str) -> list[str]:
    """Give the whole number that an exponent, a decimal or groups of digits stand for."""
    if re.match(_EXPONENT, code) or re.match(_DECIMAL, code) or re.match(_GROUPED, code):
        grouped = bool(re.match(_GROUPED, code))
        number = float(code.replace(",", "" if grouped else "."))
        return [f"{int(number)}"] if number.is_integer() and 0 <= number < 10**_KEPT else []
    return []


def _decimals(codes: pl.Series) -> pl.Series:
    """Find numbers with a fraction where most codes have none: 12.5 among 330200 and 81360.

    Where most have a point the classification is written so (NACE 10.5).
    """
    found = codes.str.contains(_DECIMAL).fill_null(value=False)
    digits = codes.str.contains(r"^\d").fill_null(value=False)
    at_home = found.sum() > 1 and 2 * found.sum() >= digits.sum()
    return found & (not at_home)


def _rounded(codes: pl.Series, *, least: int) -> pl.Series:
    """Find numbers of so many digits or more that a spreadsheet has rounded to its fifteen."""
    long = codes.str.contains(_LONG) & (codes.str.len_bytes() >= least)
    found = (long & codes.str.contains(_LONG_ZEROS)).fill_null(value=False)
    if not found.any():
        return found
    kept = [_was_rounded(code) for code in codes.filter(found)]
    return found.scatter(found.arg_true(), kept)


def _was_rounded(code: str) -> bool:
    number = float(code)
    if len(code.lstrip("0")) <= _KEPT or number == float("inf"):
        return False
    short = repr(number).partition("e")[0].replace(".", "").rstrip("0")
    return int(number) == int(code) and len(short) <= _KEPT
