"""In which language a reader is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Query
from starlette.datastructures import Headers
from starlette.types import Scope

from jiqun.core import LANGUAGES, Language

LangOf = Annotated[Language, Query(description="Language of what people read.")]


def asked_language(scope: Scope) -> Language:
    """Take ``lang=`` of the query, else what ``Accept-Language`` likes best, else English."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    named = query.get("lang", [""])[0]
    asked = next((lang for lang in LANGUAGES if lang == named), None)
    return asked or preferred(Headers(scope=scope).get("accept-language", ""))


def preferred(header: str) -> Language:
    """Take the language of ours that an ``Accept-Language`` header weighs most, else English.

    Examples
    --------
    >>> preferred("fr, zh-CN;q=0.9, en;q=0.8"), preferred("")
    ('zh', 'en')
    """
    weights: dict[str, float] = {}
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";")
        weights.setdefault(tag.strip().lower()[:2], _weight(weight))
    return max(LANGUAGES, key=lambda lang: _rank(weights, lang))


def _rank(weights: Mapping[str, float], lang: Language) -> tuple[float, float]:
    """Rank a language: its weight, then its place in the header, then English before the rest."""
    weight = weights.get(lang, 0.0)
    return weight, -list(weights).index(lang) if weight else -len(weights)


def _weight(word: str) -> float:
    try:
        return float(word.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
