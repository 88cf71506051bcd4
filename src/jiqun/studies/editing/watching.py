"""What others edit between a check and its writing, and whether it bears on the check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from jiqun.core import BusyError, Problem, problem
from jiqun.studies.editing.referring import referring
from jiqun.tables import HANGING, TableSchema
from jiqun.workspace import Edit, Workspace

R = TypeVar("R")
#: Edits of others that are looked through.
_MOST = 200
#: How often it is looked anew.
_TRIES = 20


class AgainError(Exception):
    """What was checked is no longer so: look anew."""


def repeated(work: Callable[[], R]) -> R:
    """Do it until nobody comes between the look and the writing (``edits-busy``)."""
    for _ in range(_TRIES):
        try:
            return work()
        except AgainError:
            continue
    raise BusyError(problem("edits-busy", subject="edits"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Holds a check against what was edited since, while nobody else can write.

    Attributes
    ----------
    ws, target
        The workspace; the table that is written.
    newest
        The newest edit that the check saw.
    leaving
        Whether a row goes, or its key.
    met
        Whether a row was another than whoever edits saw; if it is so again, all is looked at anew.
    """

    ws: Workspace
    target: TableSchema
    newest: int
    leaving: bool
    met: bool

    def check(self, _: Mapping[str, pl.DataFrame]) -> list[Problem]:
        """Find nothing wrong, or ask to look anew."""
        journal = self.ws.journal()
        since = journal.newest - self.newest
        if self.met or since > _MOST:
            raise AgainError
        if since and any(self._bears(one) for one in journal.edits(limit=since)):
            raise AgainError
        return []

    def _bears(self, one: Edit) -> bool:
        """Say whether an edit may change what the check found."""
        named = {c.references for c in self.target.columns if c.references}
        named |= HANGING.get(self.target.name, set())
        if any(_other(one, column) for table, column in named if table == one.table):
            return True
        children = {child.name for child, _, _ in referring(self.target)}
        return self.leaving and one.table in children


def _other(one: Edit, column: str) -> bool:
    """Say whether a value that was there is gone, or another one."""
    if one.before is None:
        return False
    return one.after is None or one.before.get(column) != one.after.get(column)
