"""How much of a workspace's employment is published, by level, year and category."""

from __future__ import annotations

from dataclasses import dataclass

from jiqun.core import unknown
from jiqun.studies.bases import Base
from jiqun.studies.browsing.cells.detail import least_visible
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.rating import VisibleYear, bases_of, visible_years


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """What is published of a definition set's employment.

    Attributes
    ----------
    least_visible
        The share (0-1) that must be published for a cell to be judged.
    years
        Every level and year, the newest first, each with all categories of which a part is not
        published, the least first.
    bases
        What the newest year's quotients are compared with, level by level.
    """

    definition: str
    least_visible: float
    years: tuple[VisibleYear, ...]
    bases: tuple[Base, ...]


def visible(shown: Snapshot, *, definition: str | None = None) -> Visible:
    """Say how much of the employment is published; of the first definition set where none is told.

    Raises
    ------
    UnknownError
        ``definition-unknown``, ``result-unknown``.
    """
    if not shown.stock:
        raise unknown("result", "cells", case="unrun", path=shown.workspace.path)
    used = definition or shown.definitions[0]
    if used not in shown.definitions:
        raise unknown("definition", used, list(shown.definitions), case="shown")
    ws = shown.workspace
    modern = ws.has("bases")
    return Visible(
        definition=used,
        least_visible=least_visible(shown),
        years=visible_years(ws, used, shown.levels, most=None) if modern else (),
        bases=bases_of(ws, used, shown.years[-1]) if modern else (),
    )
