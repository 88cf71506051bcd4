"""How often the doubt beside the numbers was right, for a year of the workspace that is shown."""

from __future__ import annotations

from dataclasses import replace

from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.protecting import own_name
from jiqun.studies.rating import DoubtReport, doubt_of


def doubt_shown(shown: Snapshot, *, year: int | None = None) -> DoubtReport:
    """Hold a year against what the years before told of it.

    Parameters
    ----------
    shown
        The workspace; its folder's name alone is told.
    year
        The tested year; None is the latest that follows another.

    Raises
    ------
    UnknownError, InputError
        As :func:`jiqun.studies.doubt`.
    """
    report = doubt_of(shown.workspace, year=year)
    return replace(report, workspace=own_name(shown.workspace.path))
