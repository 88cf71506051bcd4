"""The catalogue's words: its files, a text in both languages, values put into a sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from jiqun.core.digits import (
    show_chance,
    show_count,
    show_growth,
    show_ratio,
    show_score,
    show_share,
)
from jiqun.core.vocab import LANGUAGES, Language

#: Bits of a whole number that JSON's readers hold, with its sign; bits that are written out.
JSON_BITS, LEGIBLE_BITS = 64, 400


@cache
def catalogue(path: str) -> dict[str, Any]:
    """Read one TOML file of the catalogue, by its path inside ``catalog``."""
    text = (files("jiqun") / "catalog" / path).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def merged(folder: str) -> dict[str, dict[str, Any]]:
    """Read all TOML files of a folder of the catalogue as one.

    Several files may add to an entry (rooms that share a code, each with its cases), but
    nothing may be said twice.
    """
    found: dict[str, dict[str, Any]] = {}
    there = (files("jiqun") / "catalog" / folder).iterdir()
    for name in sorted(entry.name for entry in there if entry.name.endswith(".toml")):
        for key, entry in catalogue(f"{folder}/{name}").items():
            known = found.setdefault(key, {})
            if twice := sorted(known.keys() & entry.keys()):
                raise RuntimeError(f"catalog/{folder}/{name}: {key} repeats {twice}")
            known |= entry
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """A text for people in every language of ours."""

    en: str
    zh: str

    @classmethod
    def of(cls, text: Mapping[str, str]) -> Words:
        """Take a text of the catalogue."""
        return cls(text["en"], text["zh"])

    @classmethod
    def same(cls, word: str) -> Words:
        """Take a word that has no other language, such as a code."""
        return cls(word, word)

    def said(self, lang: Language) -> str:
        """Give the text in one language."""
        return self.zh if lang == "zh" else self.en

    def to_dict(self) -> dict[str, str]:
        """Give the texts by language."""
        return {"en": self.en, "zh": self.zh}


def is_array(value: object) -> bool:
    """Tell an array or a number of NumPy, without loading it for those who have none."""
    return hasattr(value, "dtype") and hasattr(value, "tolist")


def plain(value: Any) -> Any:
    """Turn a value of a sentence into what JSON can hold: texts, numbers, lists, mappings.

    Examples
    --------
    >>> import numpy as np
    >>> plain({"at": (np.int64(3), Words("left", "左"))})
    {'at': [3, {'en': 'left', 'zh': '左'}]}
    """
    if is_array(value):
        value = value.tolist()
    if value is None or isinstance(value, str | bool | int | float):
        return _held(value)
    if isinstance(value, Words):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | range):
        return [plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(one) for one in value), key=str)
    return str(value)


def _held(value: Any) -> Any:
    """Write out a whole number that JSON's readers cannot hold."""
    if not isinstance(value, int) or value.bit_length() < JSON_BITS:
        return value
    return f"2**{value.bit_length()}" if value.bit_length() > LEGIBLE_BITS else str(value)


#: How a number is written in a sentence, by the word after the colon: ``{part:share}``.
WRITERS: Mapping[str, Callable[[float, Language], str]] = {
    "chance": lambda value, _: show_chance(value),
    "count": show_count,
    "growth": lambda value, _: show_growth(value),
    "ratio": lambda value, _: show_ratio(value),
    "score": lambda value, _: show_score(value),
    "share": lambda value, _: show_share(value),
}


def filled(sentence: str, lang: Language, values: Mapping[str, Any]) -> str:
    """Put values into a sentence; it never fails, whatever the values are.

    Examples
    --------
    >>> filled("{n:,} of {names}", "en", {"n": 1234, "names": ["a", "b"]})
    '1,234 of a, b'
    >>> filled("{names} 中的 {n:,}", "zh", {"n": 1234, "names": ["a", "b"]})
    'a、b 中的 1,234'
    >>> filled("{part:share} of {jobs:count}", "en", {"part": 0.0451, "jobs": 1234567})
    '4.5% of 1.235 m'
    """
    return _Filling(lang).vformat(sentence, (), values)


def written(sentence: str, lang: Language, values: Mapping[str, Any]) -> str:
    """Put values into a sentence as ``str.format`` does, and numbers by the rule of digits.

    Examples
    --------
    >>> written("{part:share} of {n:,}", "en", {"part": 0.0451, "n": 1234})
    '4.5% of 1,234'
    """
    return _Writing(lang).vformat(sentence, (), values)


class _Writing(Formatter):
    """``str.format`` that knows how numbers are written."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in WRITERS and not isinstance(value, str):
            return WRITERS[format_spec](value, self.lang)
        return str(format(value, format_spec))


class _Filling(_Writing):
    """The same for whatever is given: words in their language, lists readable, gaps as dots."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:  # noqa: ARG002 - the signature is Formatter's
        return kwargs.get(str(key), "…")

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Mapping) and set(value) == set(LANGUAGES):
            return str(value[self.lang])
        if isinstance(value, list):
            joint = "、" if self.lang == "zh" else ", "
            return joint.join(self.format_field(one, format_spec) for one in value)
        try:
            return super().format_field(value, format_spec)
        except (TypeError, ValueError, OverflowError):
            return str(value)
