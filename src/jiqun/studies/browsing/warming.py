"""Get ready before anybody asks: the tables in memory, boundaries drawn, names indexed."""

from __future__ import annotations

from pathlib import Path

from jiqun.studies.browsing.clusters import cluster_geometry
from jiqun.studies.browsing.definitions import get_ready
from jiqun.studies.browsing.regions import geometry
from jiqun.studies.browsing.searching import index
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.browsing.workspaces import workspace_summary
from jiqun.studies.protecting import view


def warm(path: str | Path, *, everything: bool = True) -> None:
    """Prepare the newest commit of a workspace.

    Parameters
    ----------
    path
        The workspace; of a confidential one what most readers are shown, its twin.
    everything
        The default level's cells of all years, the newest cells of all levels, boundaries (found
        clusters' too), the index of names and what trials start from; otherwise only see that
        it can be opened.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    """
    shown = snapshot(view(path, confidential=False))
    if not everything:
        return
    level = workspace_summary(shown).default.level
    index(shown)
    if level:
        geometry(shown, level=level)
    cluster_geometry(shown)
    for key in sorted(shown.stock, key=lambda key: (key[2], key[1] == level), reverse=True):
        if level == key[1] or key[2] == shown.years[-1]:
            _ = shown.cells[key]
    get_ready(shown)
