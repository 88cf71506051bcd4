"""One region: its profile, its trend, its cells."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.clusters import over_land
from jiqun.core import Record, Words
from jiqun.studies.bases import Base
from jiqun.studies.browsing.cells import CellRow, cell_rows, shown_base, surest
from jiqun.studies.browsing.lists import columns, rows
from jiqun.studies.browsing.regions.listing import RegionRow, RegionShort
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.workspaces import level_title
from jiqun.studies.rating import RegionProfile
from jiqun.tables import years_present


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionFull(RegionRow):
    """A region with what it lies in and what lies in it."""

    level_title: Words
    parents: tuple[RegionShort, ...]
    children_levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionDetail:
    """A region with its profile, trend and cells, the most specialised first.

    Attributes
    ----------
    base
        What the cells' quotients are compared with; null without cells.
    """

    region: RegionFull
    profile: RegionProfile | None
    trend: tuple[RegionProfile, ...]
    cells: tuple[CellRow, ...]
    base: Base | None
    record: Record | None


def region_detail(
    shown: Snapshot, region: str, *, year: int | None = None, definition: str | None = None
) -> RegionDetail:
    """Give a region, its profile, its trend and its cells, the surest first.

    Raises
    ------
    UnknownError
        ``region-unknown``, ``definition-unknown``, ``year-unknown``.
    """
    full = _full(shown, region)
    when = year or (shown.years[-1] if shown.years else None)
    trend = _trend(shown, region, definition)
    cells: tuple[CellRow, ...] = ()
    if shown.stock and full.level in shown.levels:
        every = shown.cell_table(definition=definition, level=full.level, year=when)
        found = every.filter(pl.col("region") == region)
        cells = cell_rows(found[surest(found)], shown.rated_schemes)
    return RegionDetail(
        region=full,
        profile=next((one for one in trend if one.year == when), None),
        trend=trend,
        cells=cells,
        base=_base(shown, full.level, when, definition) if cells else None,
        record=shown.workspace.record("cells") if shown.stock else None,
    )


def _base(shown: Snapshot, level: str, year: int | None, definition: str | None) -> Base | None:
    used = definition or (shown.definitions[0] if shown.definitions else "")
    return shown_base(shown, definition=used, level=level, year=year) if year else None


def _trend(shown: Snapshot, region: str, definition: str | None) -> tuple[RegionProfile, ...]:
    profiles = shown.profiles
    if not len(profiles):
        return ()
    own = profiles.filter(pl.col("region") == region)
    if definition:
        own = own.filter(pl.col("definition") == definition)
    return rows(_over_land(shown, own.sort("year")), RegionProfile)


def _over_land(shown: Snapshot, own: pl.DataFrame) -> pl.DataFrame:
    """Give profiles with the employment of earlier years on the newest year's land."""
    if own.is_empty():
        return own
    parts = [
        _one_over_land(shown, mine)
        for _, mine in own.group_by("definition", "level", maintain_order=True)
    ]
    return pl.concat(parts).sort("year", maintain_order=True)


def _one_over_land(shown: Snapshot, own: pl.DataFrame) -> pl.DataFrame:
    same = [pl.col(name) == own[name][0] for name in ("definition", "level")]
    kin = shown.profiles.filter(*same)
    present = years_present(kin)
    landed = over_land(own, lambda: kin, present=present, changes=shown.region_changes)
    return landed.join(own.select("year"), on="year", how="semi")


def _full(shown: Snapshot, region: str) -> RegionFull:
    row = shown.region(region)
    inside = shown.regions.filter(pl.col("parent") == region)
    parents = (shown.region(code) for code in _parents(shown, region))
    return RegionFull(
        **{name: row[name] for name in columns(RegionRow)},
        level_title=level_title(row["level"]),
        parents=tuple(
            RegionShort(**{name: one[name] for name in columns(RegionShort)}) for one in parents
        ),
        children_levels=tuple(inside["level"].unique(maintain_order=True)),
    )


def _parents(shown: Snapshot, region: str) -> list[str]:
    found: list[str] = []
    above = dict(shown.regions.select("region", "parent").drop_nulls().rows())
    code = region
    while code in above and above[code] not in found:
        code = above[code]
        found.append(code)
    further = shown.frame("region_parents")
    if len(further):
        found += further.filter(pl.col("region") == region)["parent"].to_list()
    known = set(shown.regions["region"])
    return [one for one in dict.fromkeys(found) if one in known]
