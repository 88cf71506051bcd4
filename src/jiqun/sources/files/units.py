"""Units as tables print them: 万人, 亿元, thousand, USD million, %."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from jiqun.core import catalogue
from jiqun.tables import Column

#: A multiplier in digits: 1,000.
_DIGITS = re.compile(r"10{1,11}(?![\d,])|10{0,2}(?:,000){1,4}(?![\d,])")
#: Characters of a unit; its words where nothing but blanks part it from a name.
_LONGEST, _MOST_WORDS = 60, 4
#: A longer name has no unit.
_LONGEST_NAME = 200
_BETWEEN = re.compile(r"^[\s·.:]+")
#: What ends a name and begins its unit: brackets round it, or a mark before it.
_BRACKETS = re.compile(r"(?s)^(.*?)\s*[(\[{【〔]([^()\[\]{}【】〔〕]*)[)\]}】〕]\s*$")
_MARKS = re.compile(r"(?s)^(.*\S)\s*(?:[/,:;、]|\bin\b|(?<=_)in(?=_))[\s_]*(\S.*?)\s*$")
_BLANKS = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedUnit:
    """A unit, taken apart.

    Attributes
    ----------
    text
        As printed.
    scale
        What its numbers are multiplied by to be in the canonical column's unit.
    of
        That unit: "persons", "establishments", "currency", "km²", "share", "years"; empty where
        the words only multiply ("thousand").
    currency
        ISO 4217, of money; empty where none is named.
    """

    text: str
    scale: float = 1.0
    of: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a unit: its factor, what it counts, its money; only beside money or anywhere."""

    factor: float = 1.0
    of: str = ""
    currency: str = ""
    beside_money: bool = False


_SILENT = _Word()


def printed_unit(text: str) -> PrintedUnit | None:
    """Take a printed unit apart; None where it is none.

    Examples
    --------
    >>> unit = printed_unit("万人")
    >>> unit.scale, unit.of
    (10000.0, 'persons')
    >>> unit = printed_unit("USD million")
    >>> unit.scale, unit.of, unit.currency
    (1000000.0, 'currency', 'USD')
    >>> printed_unit("年末") is None
    True
    """
    found = _taken_apart(_plain(text))
    if not found:
        return None
    kinds = {one.of for one in found if one.of}
    monies = {one.currency for one in found if one.currency}
    if len(kinds) > 1 or len(monies) > 1:
        return None
    if any(one.beside_money for one in found) and not monies:
        return None
    scale = 1.0
    for one in found:
        scale *= one.factor
    money = next(iter(monies), "")
    return PrintedUnit(text=text.strip(), scale=scale, of=next(iter(kinds), ""), currency=money)


def unit_in_name(name: str) -> tuple[str, PrintedUnit | None]:
    """Part a column's name from the unit printed behind it; the whole name where there is none.

    Examples
    --------
    >>> bare, unit = unit_in_name("就业人数（万人）")
    >>> bare, unit.scale
    ('就业人数', 10000.0)
    >>> unit_in_name("output, USD million")[1].currency
    'USD'
    >>> unit_in_name("Number of employees")
    ('Number of employees', None)
    """
    if len(name) > _LONGEST_NAME:
        return name, None
    narrow = unicodedata.normalize("NFKC", name)
    for parting in (_BRACKETS, _MARKS):
        parts = parting.match(narrow)
        unit = printed_unit(parts[2]) if parts and parts[1].strip(" _") else None
        if parts and unit:
            return parts[1].strip(" _/,"), unit
    words = _BLANKS.split(narrow.strip())
    for at in range(max(1, len(words) - _MOST_WORDS), len(words)):
        unit = printed_unit(" ".join(words[at:]))
        if unit and (unit.scale != 1.0 or unit.currency):
            return " ".join(words[:at]), unit
    return name, None


def fits_column(unit: PrintedUnit, column: Column) -> bool:
    """Say whether a column's numbers can be in a unit: no money for persons."""
    if column.type not in ("number", "integer"):
        return False
    if not unit.of:
        return True
    if unit.of == "years":
        return not column.unit and unit.scale == 1.0
    wanted = "share" if column.unit == "1" else column.unit
    return unit.of == wanted


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip(" \t\r\n()[]:")


def _taken_apart(rest: str) -> list[_Word]:
    """Give the words of a unit that say its size; none where any is not known."""
    found: list[_Word] = []
    if len(rest) > _LONGEST:
        return []
    while rest:
        digits = _DIGITS.match(rest)
        if digits:
            found.append(_Word(float(digits[0].replace(",", ""))))
            length = digits.end()
        else:
            word = next((one for one in _longest_first() if _begins(rest, one)), "")
            if not word:
                return []
            found.append(_words()[word])
            length = len(word)
        rest = _BETWEEN.sub("", rest[length:])
    return [one for one in found if one != _SILENT]


def _begins(text: str, word: str) -> bool:
    """Say whether a text begins with a word, and the word ends there."""
    if not text.startswith(word):
        return False
    after = text[len(word) : len(word) + 1]
    return not (word[-1].isascii() and word[-1].isalpha() and after.isascii() and after.isalpha())


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(_words(), key=len, reverse=True))


@cache
def _words() -> Mapping[str, _Word]:
    listed = catalogue("printed_units.toml")
    found = {word: _Word() for word in listed["silent"]["words"]}
    found |= {word: _Word(factor) for word, factor in listed["multipliers"].items()}
    found |= {
        word: _Word(factor, beside_money=True) for word, factor in listed["beside_money"].items()
    }
    for unit, words in listed["counted"].items():
        found |= {word: _Word(of=unit) for word in words}
    for word, measured in listed["measured"].items():
        found[word] = _Word(measured["factor"], of=measured["unit"])
    for money, words in listed["money"].items():
        found |= {word: _Word(of="currency", currency=money) for word in words}
    return MappingProxyType({_plain(word): one for word, one in found.items() if _plain(word)})
