"""Quantities that schemes ask for beside the cells' own: derived, or told by indicators."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from jiqun.clusters.schemes import Scheme

CELL = ("definition", "level", "category", "region")


def with_quantities(
    cells: pl.DataFrame,
    wanted: Sequence[str],
    *,
    regions: pl.DataFrame,
    indicators: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Add the wanted quantities that can be had, keeping the cells' order.

    ``area_km2`` and ``population`` come from the regions; ``output_3y_min`` is the least output
    of the year and the two before (null if one is missing); ``output_growth`` is a year's growth
    of output since the year before. Any other one is taken from ``indicators``: of the
    cell (unit = the cell's id), else of the region (unit = the region's code), in the year.
    """
    absent = [name for name in wanted if name not in cells.columns]
    from_regions = [n for n in absent if n in ("area_km2", "population") and n in regions.columns]
    full = cells
    if from_regions:
        full = full.join(
            regions.select("region", *from_regions), on="region", how="left", maintain_order="left"
        )
    if "output" in full.columns and full["output"].null_count() < len(full):
        full = full.with_columns(_from_output(name) for name in absent if name in OUTPUT)
    if indicators is None:
        return full
    for name in absent:
        if name not in full.columns:
            full = _told(full, name, indicators)
    return full


def missing_quantities(cells: pl.DataFrame, scheme: Scheme) -> list[str]:
    """Name the quantities of a scheme that no cell has."""
    return [
        name
        for name in scheme.quantities
        if name not in cells.columns or cells[name].null_count() == len(cells)
    ]


OUTPUT = ("output_3y_min", "output_growth")


def _from_output(name: str) -> pl.Expr:
    """Look back along each cell's years; the cells stand sorted by cell and year."""
    one, two = _back("output", 1), _back("output", 2)
    if name == "output_3y_min":
        complete = one.is_not_null() & two.is_not_null() & pl.col("output").is_not_null()
        return pl.when(complete).then(pl.min_horizontal("output", one, two)).alias(name)
    return pl.when(one > 0).then(pl.col("output") / one - 1).alias(name)


def _back(name: str, years: int) -> pl.Expr:
    same = pl.col("year") - pl.col("year").shift(years) == years
    for key in CELL:
        same = same & (pl.col(key) == pl.col(key).shift(years))
    return pl.when(same).then(pl.col(name).shift(years))


def _told(cells: pl.DataFrame, name: str, indicators: pl.DataFrame) -> pl.DataFrame:
    own = indicators.filter(pl.col("indicator") == name).select("unit", "year", "value")
    if own.is_empty():
        return cells
    own = own.unique(subset=["unit", "year"], keep="first", maintain_order=True)
    parts = cells.select("cell", "region", "year")
    by_cell = parts.join(
        own, left_on=["cell", "year"], right_on=["unit", "year"], how="left",
        maintain_order="left",
    )  # fmt: skip
    by_region = parts.join(
        own, left_on=["region", "year"], right_on=["unit", "year"], how="left",
        maintain_order="left",
    )  # fmt: skip
    value = pl.select(pl.coalesce(by_cell["value"], by_region["value"])).to_series()
    return cells.with_columns(value.alias(name))
