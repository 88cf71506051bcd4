"""One cell at a time: number, year, mark of a missing value, unit, or a word."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Kind = Literal["empty", "number", "year", "missing", "unit", "word"]

#: Years that a yearbook's column head may be.
FIRST_YEAR, LAST_YEAR = 1900, 2100
#: What stands where a number is not given.
MISSING = frozenset(
    {
        *("…", "……", "...", "..", ". .", "-", "--", "---", "—", "——", "–", "―", "─", "−"),
        *("*", "**", "#", ":", "/", "\\", "·", "x", "n/a", "na", "n.a.", "nan", "null"),
        *("none", "(d)", "(s)", "(x)", "缺", "无", "空", "暂无", "不详", "未公布", "保密"),
    }
)
_NUMBER = re.compile(
    r"""[-+−]?                                   # a sign
    (?:\d{1,3}(?:[,\ '’.\u00a0\u202f]\d{3})+|\d+)  # groups of three, or plain digits
    (?:[.,]\d+)?                                  # decimals
    (?:[eE][-+]?\d+)?
    \s*(?:万亿|[%‰千万亿])?                        # a factor in words
    \s*(?:[*#†‡]|\([a-z]\)|[①-⑨¹²³])*             # marks of footnotes
    """,
    re.VERBOSE,
)
_YEAR = re.compile(r"(?:cy|fy)?\s*((?:19|20)\d\d)(?:\.0+)?\s*(?:年度?|年末|年底)?")
_MARKS = re.compile(r"[①-⑳⑴-⒇¹²³⁴-⁹*†‡※]+$")


def even(text: str) -> str:
    """Bring width, spaces and case to one form.

    Examples
    --------
    >>> even("全　  市"), even("１，２３４"), even("Value  Added")
    ('全 市', '1,234', 'value added')
    """
    return (
        re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).replace("\u3000", " "))
        .strip()
        .casefold()
    )


def bare(text: str) -> str:
    """Give a word without spaces between Chinese characters, and without marks of footnotes.

    Examples
    --------
    >>> bare("全  市"), bare("从业人员①"), bare("Gross  output*")
    ('全市', '从业人员', 'gross output')
    """
    plain = _MARKS.sub("", text.strip())
    plain = even(plain)
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", plain)


def is_number(text: str) -> bool:
    """Say whether a cell is a number as yearbooks print it.

    Examples
    --------
    >>> [is_number(one) for one in ("1,234.5", "１２３", "1.2万", "12 345,6", "C18", "3-4")]
    [True, True, True, True, False, False]
    """
    return bool(_NUMBER.fullmatch(even(text)))


def year_of(text: str) -> int | None:
    """Give the year that a cell is, and nothing else than it.

    Examples
    --------
    >>> year_of("2022年"), year_of("２０２２"), year_of("12022"), year_of("2022年1月")
    (2022, 2022, None, None)
    """
    found = _YEAR.fullmatch(even(text))
    return int(found[1]) if found else None


def is_missing(text: str) -> bool:
    """Say whether a cell is a mark that stands for a value that is not given."""
    return even(text) in MISSING


def kind(text: str) -> Kind:
    """Say what a cell is by itself.

    Examples
    --------
    >>> [kind(one) for one in ("", "3.44", "2022", "…", "万人", "海曙区")]
    ['empty', 'number', 'year', 'missing', 'unit', 'word']
    """
    from jiqun.sources.looking.printed.units import is_unit

    if not text.strip():
        return "empty"
    if year_of(text) is not None:
        return "year"
    if is_number(text):
        return "number"
    if is_missing(text):
        return "missing"
    return "unit" if is_unit(text) else "word"


def amount(text: str, *, decimal: str = ".") -> tuple[float, int] | None:
    """Give a printed number and how many decimals it has; None where it is none.

    Examples
    --------
    >>> amount("1,204.0"), amount("1.2万"), amount("1.234,5", decimal=","), amount("…")
    ((1204.0, 1), (12000.0, -3), (1234.5, 1), None)
    """
    plain = even(text)
    if not _NUMBER.fullmatch(plain):
        return None
    found = re.match(r"[-+−]?[\d,.'’\s\u00a0\u202f]+", plain)
    digits = re.sub(r"[\s'’\u00a0\u202f]", "", found[0] if found else "").replace("−", "-")
    digits = (
        digits.replace(".", "").replace(",", ".") if decimal == "," else digits.replace(",", "")
    )
    try:
        value = float(digits)
    except ValueError:
        return None
    places = len(digits.partition(".")[2])
    for word, power in (("万亿", 12), ("亿", 8), ("万", 4), ("千", 3)):
        if plain.rstrip("*#").strip().endswith(word):
            return round(value * 10**power, max(places - power, 0) + 3), places - power
    return value, places
