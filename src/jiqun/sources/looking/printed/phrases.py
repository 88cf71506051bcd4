"""Texts of ``catalog/texts/looking.toml`` whose places may hold texts in both languages."""

from __future__ import annotations

from jiqun.core import LANGUAGES, Language, Words, say
from jiqun.tables import schema


def phrase(key: str, **values: str | Words) -> Words:
    """Give the text ``looking.key`` in both languages.

    Examples
    --------
    >>> phrase("ask-unit", column=Words("Employment", "就业人数")).zh
    '“就业人数”的计量单位是什么？'
    """
    said = {lang: _said(key, lang, values) for lang in LANGUAGES}
    return Words(said["en"], said["zh"])


def kind_words(kind: str) -> Words:
    """Name what codes are of, as the table of them is called: regions, industries."""
    title = schema({"region": "regions", "industry": "industries"}[kind]).title
    return Words(title["en"].lower(), title["zh"])


def _said(key: str, lang: Language, values: dict[str, str | Words]) -> str:
    plain = {
        name: one.said(lang) if isinstance(one, Words) else one for name, one in values.items()
    }
    return say(f"looking.{key}", lang, **plain)
