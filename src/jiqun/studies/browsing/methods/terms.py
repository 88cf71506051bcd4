"""The glossary: what each word of the house means."""

from __future__ import annotations

from jiqun.core import Term, glossary
from jiqun.studies.browsing.lists import Page, whole


def term_list() -> Page[Term]:
    """List every term."""
    return whole(list(glossary().values()))
