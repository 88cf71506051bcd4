"""A cell through the years, on the land that its region has in the newest of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import polars as pl

from jiqun.clusters.leading import AMOUNTS, COUNTED
from jiqun.tables import Present, RegionChanges, Trace, traced


def added(columns: Collection[str]) -> list[str]:
    """Name what adds up over parts of a region: jobs, establishments, what leads and its ends."""
    leads = [one for one in AMOUNTS if {f"{one}_range_low", f"traded_{one}"} & set(columns)]
    ends = [f"{name}_range_{end}" for name in leads for end in ("low", "high")]
    names = (*COUNTED, *leads, *ends)
    return [name for name in dict.fromkeys(names) if name in columns]


def over_land(
    own: pl.DataFrame,
    kin: Callable[[], pl.DataFrame],
    *,
    present: Present,
    changes: RegionChanges,
) -> pl.DataFrame:
    """Give a cell's rows with the numbers of earlier years on its newest year's land.

    Parameters
    ----------
    own
        The rows of one cell, ascending by ``year``, with ``region`` and numbers.
    kin
        Gives the rows of the same category in all regions of the level, of all years; asked
        only where the region's land changed.
    present
        Regions of the level that have cells in each year.
    changes
        What is known of codes that changed.

    Returns
    -------
    DataFrame
        Amounts, and the ends of the one that leads, are those of the parts, null where a part or
        its share is not known; a year in which only parts have rows is added. Everything else is
        what was published of the code, as quotients and ratings do not add up.
    """
    if own.is_empty() or not changes:
        return own
    region, newest = str(own["region"][-1]), int(own["year"][-1])
    trace = traced(changes, present, newest)
    parts = _parts(trace, region, newest)
    lost = trace.lost[region][0] if region in trace.lost else None
    if lost is None and all(found == {region: 1.0} for found in parts.values()):
        return own
    rows = {int(row["year"]): row for row in own.iter_rows(named=True)}
    for year in (one for one in rows if lost is not None and one <= lost):
        rows[year] |= dict.fromkeys(added(own.columns))
    theirs = kin().filter(
        pl.col("region").is_in({one for found in parts.values() for one in found})
    )
    for year, found in parts.items():
        if found != {region: 1.0}:
            _put(rows, year, found, theirs.filter(pl.col("year") == year), own)
    return pl.DataFrame([rows[year] for year in sorted(rows)], schema=own.schema)


def _parts(trace: Trace, region: str, newest: int) -> dict[int, dict[str, float]]:
    """Give for each earlier year the regions whose land is the region's, with shares."""
    return {
        year: parts
        for year, lands in trace.lands.items()
        if year < newest
        and (parts := {one: labels[region] for one, labels in lands.items() if region in labels})
    }


def _put(
    rows: dict[int, dict[str, Any]],
    year: int,
    parts: dict[str, float],
    theirs: pl.DataFrame,
    own: pl.DataFrame,
) -> None:
    """Write the sums of a year's parts over the cell's own numbers."""
    if theirs.is_empty():
        return
    sums: dict[str, float | None] = {}
    for name in added(own.columns):
        values = [(parts[part], value) for part, value in theirs.select("region", name).iter_rows()]
        known = all(value is not None for _, value in values)
        sums[name] = sum(share * value for share, value in values) if known else None
    named = {name: own[name][-1] for name in ("cell", "definition", "category", "region", "level")
             if name in own.columns}  # fmt: skip
    row = rows.get(year, dict.fromkeys(own.columns) | named | {"year": year})
    rows[year] = row | sums
