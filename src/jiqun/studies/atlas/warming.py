"""Get ready before anybody asks: the tables in memory, boundaries drawn, names indexed."""

from __future__ import annotations

from pathlib import Path

from jiqun.studies.atlas.finds.shapes import found_geometry
from jiqun.studies.atlas.finds.trying import get_ready
from jiqun.studies.atlas.places import geometry
from jiqun.studies.atlas.searching import search
from jiqun.studies.atlas.snapshot import snapshot
from jiqun.studies.atlas.summary import state, workspace_summary


def warm(path: str | Path, *, everything: bool = True) -> None:
    """Prepare the newest commit of a workspace.

    Parameters
    ----------
    path
        The workspace.
    everything
        The default level's cells of all years, the newest cells of all levels, boundaries (found
        clusters' too), the index of names and what trials start from; otherwise only see that
        it can be opened.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    """
    if not everything:
        state(path)
        return
    level = workspace_summary(path)["default"]["level"]
    search(path, q="a")
    if level:
        geometry(path, level=level)
    found_geometry(path)
    shown = snapshot(path)
    for key in sorted(shown.stock, key=lambda key: (key[2], key[1] == level), reverse=True):
        if level == key[1] or key[2] == shown.years[-1]:
            _ = shown.cells[key]
    get_ready(shown)
