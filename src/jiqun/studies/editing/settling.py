"""Edits that wait become a commit: at once, or in the background."""

from __future__ import annotations

from pathlib import Path

from jiqun.studies.editing.held import Place, opened
from jiqun.workspace import Settler, Workspace


def waiting(place: Place) -> int:
    """Count the edits that are kept and not yet in a commit."""
    return opened(place).journal().waiting()


def settle(place: Place, *, wait: float = 10.0) -> int | None:
    """Bring edits that wait into a commit; give its number, None where none waits.

    Raises
    ------
    BusyError
        Another process is writing.
    """
    return opened(place).journal().settle(wait=wait)


def settler(place: Place) -> Settler:
    """Give what settles a workspace's edits in the background, once it is started."""
    return Settler(place.path if isinstance(place, Workspace) else Path(place))
