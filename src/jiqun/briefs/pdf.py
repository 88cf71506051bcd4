"""A page as PDF: set by typst in the packaged fonts, values passed as data, never as markup."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jiqun.briefs.pages import Page
from jiqun.charts import FONTS
from jiqun.core import say

UNKNOWN = "□"


def render_pdf(page: Page) -> bytes:
    """Set a page as a tagged PDF with embedded fonts; equal pages give equal bytes.

    Parameters
    ----------
    page
        What to set. Its words reach the typesetter as a JSON value, so markup in them is inert.
        A character that the packaged fonts do not draw becomes "□".
    """
    import typst

    values = page.to_dict() | {
        "page_word": say("briefs.page_of", page.lang),
        "wordmark": say("briefs.wordmark", page.lang),
        "unsure_word": say("briefs.unsure_word", page.lang),
    }
    content: bytes = typst.compile(
        _template(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"page": _drawable(json.dumps(values, ensure_ascii=False))},
        pdf_standards=["ua-1"],
        timestamp=int(_time(page.time).timestamp()),
        format="pdf",
    )
    return content


@cache
def _template() -> bytes:
    return (files("jiqun") / "briefs" / "templates" / "brief.typ").read_bytes()


def _drawable(text: str) -> str:
    strange = {ord(char) for char in set(text)} - _drawn() - set(map(ord, "\n\t "))
    return text.translate(dict.fromkeys(strange, UNKNOWN))


@cache
def _drawn() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for path in sorted(FONTS.glob("*Regular.[ot]tf")):
        with TTFont(path, lazy=True) as face:
            found.update(face.getBestCmap())
    return frozenset(found)


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
