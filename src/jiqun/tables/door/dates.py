"""Dates that a spreadsheet makes of codes (11-21 → 21-Nov), and what each may have been."""

from __future__ import annotations

import re

import polars as pl

_MONTHS = (
    ("jan", "january", "januar", "janv", "janvier", "ene", "enero", "gen", "gennaio", "янв"),
    ("feb", "february", "februar", "févr", "fév", "février", "febrero", "febbraio", "фев"),
    ("mar", "march", "mär", "mrz", "märz", "mars", "marzo", "март"),
    ("apr", "april", "avr", "avril", "abr", "abril", "aprile", "апр"),
    ("may", "mai", "mayo", "mag", "maggio", "май"),
    ("jun", "june", "juni", "juin", "junio", "giu", "giugno", "июн"),
    ("jul", "july", "juli", "juil", "juillet", "julio", "lug", "luglio", "июл"),
    ("aug", "august", "août", "ago", "agosto", "авг"),
    ("sep", "sept", "september", "septembre", "septiembre", "set", "settembre", "сен"),
    ("oct", "october", "okt", "oktober", "octobre", "octubre", "ott", "ottobre", "окт"),
    ("nov", "november", "novembre", "noviembre", "ноя"),
    ("dec", "december", "dez", "dezember", "déc", "décembre", "dic", "diciembre", "dicembre",
     "дек"),
)  # fmt: skip
_NUMBER = {word: at for at, words in enumerate(_MONTHS, 1) for word in words}
_WORD = "|".join(sorted(_NUMBER, key=len, reverse=True))
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1[89]|20|21)\d\d"
_CLOCK = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?Z?)?"
#: Year, month, day; day, month, year (or month first); both with names of months; Chinese; a time.
_SHAPES = (
    rf"(?P<y>{_YEAR})[-/.](?P<m>{_MONTH})[-/.](?P<d>{_DAY}){_CLOCK}",
    rf"(?P<a>{_DAY})[-/.](?P<b>{_DAY})[-/.](?P<y>{_YEAR}){_CLOCK}",
    rf"(?P<a>{_DAY})/(?P<b>{_DAY})/\d\d{_CLOCK}",
    rf"(?P<d>{_DAY})(?:[-/]|\. ?)(?P<w>{_WORD})\.?(?:[-/ ](?P<y>{_YEAR}|\d\d))?{_CLOCK}",
    rf"(?P<w>{_WORD})\.?(?:[-/]|\. )(?P<n>{_YEAR}|\d\d?){_CLOCK}",
    rf"(?:(?P<y>{_YEAR}|\d\d)年)?(?P<m>{_MONTH})月(?:(?P<d>{_DAY})日|[-/](?P<n>{_YEAR}|\d\d))",
    r"\d{1,2}:\d{2}:\d{2}(?: ?[ap]m)?",
)
_DATE = "|".join(f"(?:{re.sub(r'[(][?]P<[a-z]>', '(?:', shape)})" for shape in _SHAPES)
_EACH = tuple(re.compile(shape, re.IGNORECASE) for shape in _SHAPES)
#: Days from the spreadsheet's first to 1970, and the serial numbers of 2000 … 2059.
_EPOCH, _SERIALS = 25_569, range(36_526, 58_440)


def looks_like_date(series: pl.Series) -> pl.Series:
    """Say of each text whether it is a date or a time as spreadsheets write them.

    Examples
    --------
    >>> looks_like_date(pl.Series(["21-Nov", "11月21日", "2021-11-21 00:00:00", "11-21"])).to_list()
    [True, True, True, False]
    """
    return series.str.contains(f"(?i)^(?:{_DATE})$").fill_null(value=False)


def was_before(code: str) -> list[str]:
    """Give what a date may have been before a spreadsheet made it one, the likeliest first.

    Examples
    --------
    >>> was_before("21-Nov")[:2], was_before("2026-01-02 00:00:00")[:2]
    (['11-21', '21-11'], ['1-2', '01-02'])
    """
    return list(dict.fromkeys(_before(code)))


def _before(code: str) -> list[str]:
    found = next((hit for each in _EACH if (hit := each.fullmatch(code.strip()))), None)
    if found is None:
        return _of_serial(code)
    parts = {name: text for name, text in found.groupdict().items() if text}
    word = parts.get("w", "").lower()
    month = _NUMBER.get(word) or int(parts.get("m", 0))
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        return [*_written(first, second), *_written(second, first)]
    if "n" in parts:  # a month and a number: a year's last digits, or a day
        number = int(parts["n"])
        return [*_written(month, number % 100), *_written(month, number), *_named(word, number)]
    if "d" not in parts:
        return []
    day = int(parts["d"])
    pairs = [*_written(month, day), *_written(day, month)]
    return [*pairs, *_named(_MONTHS[month - 1][0], day)]


def _of_serial(code: str) -> list[str]:
    """Read a date's serial number, which shows where its format was taken away."""
    if not (code.isascii() and code.isdigit() and len(code) <= 5 and int(code) in _SERIALS):  # noqa: PLR2004
        return []
    day = pl.Series([int(code) - _EPOCH]).cast(pl.Date)[0]
    return [*_written(day.month, day.day), *_named(_MONTHS[day.month - 1][0], day.day)]


def _written(first: int, second: int) -> list[str]:
    return [
        f"{first}-{second}", f"{first:02}-{second:02}", f"{second}-{first}",
        f"{second:02}-{first:02}", f"{first}/{second}", f"{first}.{second}",
        f"{first:02}.{second:02}", f"{second}.{first}", f"{first}.{second:02}",
    ]  # fmt: skip


def _named(word: str, number: int) -> list[str]:
    """Give a code made of letters that name a month: MAR1, SEPT2."""
    return [f"{word}{gap}{number}".upper() for gap in ("", "-")] if word else []
