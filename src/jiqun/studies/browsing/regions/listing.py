"""Lists of regions."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.studies.browsing.lists import Page, Paging, rows, worded
from jiqun.studies.browsing.snapshots import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionFilters:
    """Which regions.

    Attributes
    ----------
    level
        A level of regions; all where left out.
    q
        Words in a code or a name, in either language.
    """

    level: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionShort:
    """A region's names."""

    region: str
    name: str | None
    name_zh: str | None
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow(RegionShort):
    """A region."""

    parent: str | None
    lon: float | None
    lat: float | None
    type: str | None
    area_km2: float | None
    population: float | None
    has_geometry: bool


def region_list(
    shown: Snapshot, *, filters: RegionFilters | None = None, page: Paging | None = None
) -> Page[RegionRow]:
    """List regions of a level whose name or code has the words ``q``."""
    asked, wanted = page or Paging(), filters or RegionFilters()
    found = shown.regions
    if wanted.level:
        found = found.filter(pl.col("level") == wanted.level)
    if wanted.q:
        found = found.filter(worded(wanted.q, ("region", "name", "name_zh")))
    return Page(
        items=rows(found[asked.part], RegionRow),
        total=len(found),
        limit=asked.limit,
        offset=asked.offset,
    )
