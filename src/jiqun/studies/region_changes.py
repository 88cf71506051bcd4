"""What a workspace and the catalogue know of region codes that changed."""

from __future__ import annotations

import polars as pl

from jiqun.sources import catalogued_changes
from jiqun.tables import RegionChanges, schema
from jiqun.workspace import Workspace

#: The table of changes.
CHANGES = "region_changes"
_READ = ("region", "successor", "year", "kind", "weight")


def known_changes(ws: Workspace) -> RegionChanges:
    """Give the changes that the workspace was told, and those that only the catalogue knows.

    The latter are doubted: where such a code has no more rows, nothing is moved; the growth of
    what may have taken its land is unknown, and a caution names the change.
    """
    return RegionChanges.from_frame(_told(ws), doubted=catalogued_changes())


def told_rows(ws: Workspace) -> pl.DataFrame:
    """Give ``region, successor, year, kind`` of the changes that a workspace was told."""
    return _told(ws).select("region", "successor", "year", "kind")


def _told(ws: Workspace) -> pl.DataFrame:
    if not ws.has(CHANGES):
        return schema(CHANGES).empty().select(_READ)
    return ws.frame(CHANGES, _READ)
