"""The glossary: what each word of the house means, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from jiqun.core.errors import unknown
from jiqun.core.words import Words, catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the house.

    Attributes
    ----------
    id
        The word in code: "strong-cell".
    term
        The word for people.
    means
        What it is.
    not_this
        What it is easily taken for, and is not; None where nothing is.
    tables, routes
        Where it is kept and told.
    """

    id: str
    term: Words
    means: Words
    not_this: Words | None = None
    tables: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()


@cache
def glossary() -> Mapping[str, Term]:
    """Give every term by its id, in the catalogue's order.

    Examples
    --------
    >>> glossary()["cell"].term.zh
    '单元'
    """
    entries = catalogue("glossary.toml")
    return MappingProxyType({id: _term(id, entry) for id, entry in entries.items()})


def term(id: str) -> Term:
    """Give one term, by its id or by its word in either language.

    Raises
    ------
    UnknownError
        ``term-unknown``.
    """
    by_word = {word.lower(): one for one in glossary().values() for word in _words(one)}
    if id.lower() not in by_word:
        raise unknown("term", id, list(glossary()))
    return by_word[id.lower()]


def _words(one: Term) -> tuple[str, str, str]:
    return one.id, one.term.en, one.term.zh


def _term(id: str, entry: Mapping[str, Any]) -> Term:
    apart, where = entry.get("not"), entry.get("of", {})
    return Term(
        id=id,
        term=Words(en=entry["en"], zh=entry["zh"]),
        means=Words(**entry["means"]),
        not_this=Words(**apart) if apart else None,
        tables=tuple(where.get("tables", ())),
        routes=tuple(where.get("routes", ())),
    )
