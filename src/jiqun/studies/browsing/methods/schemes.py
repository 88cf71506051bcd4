"""What a scheme of rating is: its rules, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jiqun.clusters import schemes
from jiqun.core import Words, unknown
from jiqun.studies.browsing.cells import Rule
from jiqun.studies.browsing.lists import Page, typed, whole
from jiqun.studies.browsing.workspaces import RatingCode


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRule(RatingCode):
    """A rating: criteria that must all hold, and how many of some others."""

    all: tuple[str, ...]
    at_least: int
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a scheme says beside its criteria."""

    id: str
    title: Words
    stated: str
    status: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePage:
    """A scheme's rules, each with its source and how it is known.

    Attributes
    ----------
    place
        Where it is in force.
    subject
        What one row of its table is: a cell, an organisation, a programme.
    strong
        The lowest rating that it calls strong; "" where none is.
    published
        Columns and flags of the scheme's own result files.
    computable
        Whether a table can be rated under it.
    """

    scheme: str
    place: str
    subject: str
    status: str
    source: str
    title: Words
    label: Words
    note: Words
    criteria: tuple[Rule, ...]
    ratings: tuple[RatingRule, ...]
    statements: tuple[Statement, ...]
    strong: str | None
    published: Mapping[str, Any] | None
    computable: bool


def scheme_list() -> Page[SchemePage]:
    """List the schemes of rating with their rules."""
    return whole(_page(id) for id in schemes())


def scheme_page(id: str) -> SchemePage:
    """Give a scheme's rules, each with its source and how it is known.

    Raises
    ------
    UnknownError
        ``scheme-unknown``.
    """
    if id not in schemes():
        raise unknown("scheme", id, list(schemes()), case="page")
    return _page(id)


@cache
def _page(id: str) -> SchemePage:
    return typed(SchemePage, schemes()[id].to_dict())
