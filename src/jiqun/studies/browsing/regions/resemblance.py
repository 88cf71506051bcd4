"""How like the whole a region's economy is, over the years and beside the regions of its level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Record, unknown
from jiqun.measures import Measured, hachman, over_years
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.measuring import activity_rows
from jiqun.studies.rating import usual_quantity
from jiqun.tables import Panel

QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResemblanceYear:
    """A region's Hachman index in a year, between the quartiles of the regions of its level."""

    year: int
    value: float | None
    peers_low: float
    peers_median: float
    peers_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """How like the whole a region's economy is: 1 is the structure of all regions together.

    Attributes
    ----------
    peers
        Regions of the level that have activity, itself among them.
    years
        Empty where there is no other region at the level: what is alone is like itself. A year
        in which any cell is unknown has no known whole, and is left out.
    quantity
        What is counted.
    """

    region: str
    name: str | None
    name_zh: str | None
    level: str
    quantity: str
    peers: int
    years: tuple[ResemblanceYear, ...]
    record: Record


def resemblance(shown: Snapshot, region: str, *, quantity: str | None = None) -> Resemblance:
    """Give a region's Hachman index in each year, with the quartiles of its level.

    Counted by the quantity given, else by what leads.

    Raises
    ------
    UnknownError
        ``region-unknown``: no such region, or none with activity; ``quantity-unknown``.
    """
    row = shown.region(region)
    quantity = quantity or usual_quantity(shown.workspace)
    rows = activity_rows(shown.workspace, level=row["level"], quantity=quantity)
    panel = Panel.from_frame(
        rows.with_columns(pl.col("region", "industry").cast(pl.String)),
        value=quantity,
        unit=quantity,
        origins=shown.workspace.origins("activity", "regions"),
        gaps="kept",
    )
    if region not in panel.regions:
        raise unknown("region", region, panel.regions[:5])
    found = over_years(hachman, panel)
    own = found.values[:, panel.regions.index(region)]
    return Resemblance(
        **{name: row[name] for name in ("region", "name", "name_zh", "level")},
        quantity=quantity,
        peers=len(panel.regions),
        years=_years(found, own) if len(panel.regions) > 1 else (),
        record=found.record,
    )


def _years(found: Measured, own: NDArray[np.float64]) -> tuple[ResemblanceYear, ...]:
    known = np.isfinite(found.values)
    told = np.asarray(known.any(axis=1))
    ends = np.full((len(told), len(QUARTILES)), np.nan)
    if told.any():
        ends[told] = np.nanquantile(found.values[told], QUARTILES, axis=1).T
    return tuple(
        ResemblanceYear(
            year=year,
            value=float(value) if np.isfinite(value) else None,
            peers_low=low,
            peers_median=median,
            peers_high=high,
        )
        for year, value, (low, median, high), one in zip(found.years, own, ends, told, strict=True)
        if one
    )
