"""What clusters among points are sought in, and named by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.measures.results import IndustryPairMeasure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointTables:
    """The tables that a search among points reads.

    Attributes
    ----------
    points
        One row a place and industry: ``x, y`` (or ``lon, lat``), ``industry``; optional
        ``site`` (name of an organisation), ``region``, ``establishments`` (whole, >= 1: so many
        stand at this place), ``employment`` (null: not known). Rows without a place are left
        out; those of industries in no category count among all.
    categories
        As the canonical table: ``definition, category, industry``; ``name, name_zh, traded``.
    relatedness
        Of industries, 0-1: establishments of related industries count as neighbours, too.
    regions
        ``region, name, name_zh``, to name clusters by.
    """

    points: Any
    categories: pl.DataFrame
    relatedness: IndustryPairMeasure | None = None
    regions: pl.DataFrame | None = None
