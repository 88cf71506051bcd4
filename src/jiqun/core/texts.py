"""Words for people, kept as data in ``catalog/texts`` in every language."""

from __future__ import annotations

from functools import cache

from jiqun.core.errors import unknown
from jiqun.core.vocab import LANGUAGES, Language
from jiqun.core.words import Words, catalogue, written


@cache
def texts(group: str) -> dict[str, dict[str, str]]:
    """Give the texts of ``catalog/texts/<group>.toml``: key -> language -> words."""
    return catalogue(f"texts/{group}.toml")


def say(key: str, lang: Language, **values: object) -> str:
    """Give the text ``group.key`` in a language, its ``{places}`` filled in.

    Raises
    ------
    UnknownError
        ``text-unknown``: no such key, or no such language.
    """
    group, _, name = key.partition(".")
    entry = texts(group).get(name)
    if entry is None:
        raise unknown("text", key, group=group)
    if lang not in entry:
        raise unknown("language", lang, list(LANGUAGES))
    return written(entry[lang], lang, values) if values else entry[lang]


def words(key: str, **values: object) -> Words:
    """Give the text ``group.key`` in both languages, its ``{places}`` filled in."""
    return Words(say(key, "en", **values), say(key, "zh", **values))
