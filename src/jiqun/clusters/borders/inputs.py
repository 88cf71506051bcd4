"""What clusters across borders are sought in, and named by."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.tables import Graph


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionTables:
    """The tables that a search across borders reads.

    Attributes
    ----------
    cells
        The frame of :func:`jiqun.clusters.measure_cells`.
    regions
        The canonical table: boundaries, points, areas and names of the level.
    neighbours
        Who borders on whom: :func:`contiguity` of the same level.
    spreads
        Of the same cells: ``definition, category, cv2``; None: a usual spread of sizes.
    categories
        The canonical table: names, and industries as members without a weight.
    parts
        ``region, category, industry, employment`` of the level and year: industries as members
        with their share (0-1) of the cluster's employment.
    """

    cells: pl.DataFrame
    regions: pl.DataFrame
    neighbours: Graph
    spreads: pl.DataFrame | None = None
    categories: pl.DataFrame | None = None
    parts: pl.DataFrame | None = None
