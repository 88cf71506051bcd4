"""How cells move and how often chances came true, as the main job left it in a workspace."""

from __future__ import annotations

from collections.abc import Mapping

from jiqun.clusters.doubt import Calibration, Persistence, curves_from, moves_from
from jiqun.workspace import Workspace


def kept_persistence(ws: Workspace) -> Persistence | None:
    """Give the moves that the intervals of a workspace rest on; None before the main job."""
    table = ws.frame("persistence") if ws.has("persistence") else None
    return moves_from(table) if table is not None and len(table) else None


def kept_calibrations(ws: Workspace) -> Mapping[str, Mapping[str, Calibration]]:
    """Give the curves of each scheme's chances, by what is forecast; empty before the main job."""
    return curves_from(ws.frame("calibration")) if ws.has("calibration") else {}
