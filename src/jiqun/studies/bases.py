"""What a workspace and the catalogue know of region codes that changed."""

from __future__ import annotations

from jiqun.sources import catalogued_changes
from jiqun.tables import RegionChanges, schema
from jiqun.workspace import Workspace

_READ = ("region", "successor", "year", "kind", "weight")


def known_changes(ws: Workspace) -> RegionChanges:
    """Give the changes that the workspace was told, and those that only the catalogue knows.

    The latter are doubted: where such a code has no more rows, nothing is moved; the growth of
    what may have taken its land is unknown, and a caution names the change.
    """
    table = "region_changes"
    own = ws.frame(table, _READ) if ws.has(table) else schema(table).empty().select(_READ)
    return RegionChanges.from_frame(own, doubted=catalogued_changes())
