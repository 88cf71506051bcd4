"""What a workspace and the catalogue know of region codes that changed."""

from __future__ import annotations

import polars as pl

from jiqun.core import Caution
from jiqun.tables import (
    RegionChanges,
    catalogued_changes,
    on_one_basis,
    schema,
    told_changes,
    years_present,
)
from jiqun.workspace import Workspace

#: The table of changes.
CHANGES = "region_changes"
#: What names a change.
TOLD = ("region", "successor", "year", "kind")
_READ = (*TOLD, "weight")


def known_changes(ws: Workspace) -> RegionChanges:
    """Give the changes that the workspace was told, and those that only the catalogue knows.

    The latter are doubted: where such a code has no more rows, nothing is moved; the growth of
    what may have taken its land is unknown, and a caution names the change.
    """
    return RegionChanges.from_frame(_told(ws), doubted=catalogued_changes())


def on_newest_regions(
    ws: Workspace, rows: pl.DataFrame, quantity: str
) -> tuple[pl.DataFrame, tuple[Caution, ...]]:
    """Bring ``region, industry, year`` and a quantity to the newest year's regions.

    Also says which codes changed; of regions without rows in some years a panel tells itself.
    """
    changes = known_changes(ws)
    based = on_one_basis(rows, changes, values=[quantity], by=["industry"])
    said = told_changes(changes, years_present(rows))
    return based, tuple(one for one in said if one.code != "regions-some-years")


def told_rows(ws: Workspace) -> pl.DataFrame:
    """Give ``region, successor, year, kind`` of the changes that a workspace was told."""
    return _told(ws).select(TOLD)


def _told(ws: Workspace) -> pl.DataFrame:
    if not ws.has(CHANGES):
        return schema(CHANGES).empty().select(_READ)
    return ws.frame(CHANGES, _READ)
