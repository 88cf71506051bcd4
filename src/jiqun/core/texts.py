"""Words for people, kept as data in ``catalog/texts`` in every language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from jiqun.core.errors import unknown
from jiqun.core.vocab import LANGUAGES, Language
from jiqun.core.words import Words


@cache
def catalogue(path: str) -> dict[str, Any]:
    """Read one TOML file of the catalogue, by its path inside ``catalog``."""
    text = (files("jiqun") / "catalog" / path).read_text(encoding="utf-8")
    return tomllib.loads(text)


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
        raise unknown("text", key, f"the keys of catalog/texts/{group}.toml", fix="Add the text.")
    if lang not in entry:
        raise unknown("language", lang, list(LANGUAGES), fix="Choose en or zh.")
    return entry[lang].format(**values) if values else entry[lang]


def both(key: str) -> Words:
    """Give the text ``group.key`` in both languages.

    Raises
    ------
    UnknownError
        ``text-unknown``: no such key.
    """
    return Words(en=say(key, "en"), zh=say(key, "zh"))
