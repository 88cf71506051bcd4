"""How cells move and how often chances came true, as the main job left it in a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jiqun.clusters.doubt import Calibration, Persistence, curves_from, moves_from
from jiqun.core import InputError, problem
from jiqun.workspace import Workspace

#: What results have in a column that later ones have not, and what makes them anew.
OLDER: Final = {
    "ratings": ("flips", "jiqun run {path} --again"),
    "found_clusters": ("vanishes", "jiqun clusters find {path} --again"),
}


def kept_persistence(ws: Workspace) -> Persistence | None:
    """Give the moves that the intervals of a workspace rest on; None before the main job."""
    table = ws.frame("persistence") if ws.has("persistence") else None
    return moves_from(table) if table is not None and len(table) else None


def kept_calibrations(ws: Workspace) -> Mapping[str, Mapping[str, Calibration]]:
    """Give the curves of each scheme's chances, by what is forecast; empty before the main job."""
    return curves_from(ws.frame("calibration")) if ws.has("calibration") else {}


def refuse_older(ws: Workspace) -> None:
    """Refuse results of an earlier version, whose intervals and marks mean something else.

    Raises
    ------
    InputError
        ``results-older``.
    """
    for name, (column, command) in OLDER.items():
        if ws.has(name) and column in ws.scan(name).collect_schema().names():
            told = command.format(path=ws.path)
            raise InputError(problem("results-older", subject=name, command=told))
