"""A text in both languages, as answers carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text in both languages.

    Examples
    --------
    >>> Words.of({"en": "Region", "zh": "地区"}).zh
    '地区'
    """

    en: str
    zh: str

    @classmethod
    def of(cls, text: Mapping[str, str]) -> Words:
        """Take a text of the catalogue."""
        return cls(en=text["en"], zh=text["zh"])

    @classmethod
    def same(cls, text: str) -> Words:
        """Take a word that has no other language, such as a code."""
        return cls(en=text, zh=text)
