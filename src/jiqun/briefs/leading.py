"""A page where another quantity than employment leads: every sentence says what it is told in."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from jiqun.briefs.pages import Page
from jiqun.core import led_text

_TEXT = re.compile(r">([^<>]+)<")
#: What is no text for people.
_KEPT = frozenset({"name", "kind", "stem", "time", "lang", "align", "tone", "mark"})


def led_page(page: Page, leading: str) -> Page:
    """Give the page with what leads named wherever it speaks of jobs or people employed.

    Numbers stay as they are: they are of what leads already. A page that employment leads is the
    same page.
    """
    if leading == "employment":
        return page
    made: Page = _led(page, leading, page.lang)
    return made


def _led(value: Any, leading: str, lang: Any) -> Any:
    if isinstance(value, str):
        return led_text(value, leading, lang)
    if isinstance(value, dict):
        return {key: _part(key, one, leading, lang) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_led(one, leading, lang) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: getattr(value, one.name) for one in fields(value)}
        return replace(value, **{key: _part(key, one, leading, lang) for key, one in told.items()})
    return value


def _part(key: str, value: Any, leading: str, lang: Any) -> Any:
    if key in _KEPT:
        return value
    if key == "svg":
        return _TEXT.sub(lambda found: f">{led_text(found[1], leading, lang)}<", value)
    return _led(value, leading, lang)
