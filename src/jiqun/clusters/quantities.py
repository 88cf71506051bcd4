"""Quantities that schemes ask for beside the cells' own: derived, or told by indicators."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from jiqun.clusters.schemes import Scheme
from jiqun.core import Caution
from jiqun.tables import (
    Deflators,
    RegionChanges,
    Told,
    comparable_money,
    earlier_on_basis,
    years_present,
)

CELL = ("definition", "level", "category", "region")


def with_quantities(
    cells: pl.DataFrame,
    wanted: Sequence[str],
    *,
    regions: pl.DataFrame,
    indicators: pl.DataFrame | None = None,
    deflators: Deflators | None = None,
    changes: RegionChanges | None = None,
) -> pl.DataFrame:
    """Add the wanted quantities that can be had, keeping the cells' order.

    ``area_km2`` and ``population`` come from the regions; ``output_3y_min`` is the least output
    of the year and the two before (null if one is missing); ``output_growth`` is a year's growth
    of output since the year before, on the later year's regions by ``changes``, real where
    exactly one of the ``deflators`` is a price index of the cells' currency;
    ``output_growth_basis`` says "real" or "nominal". Any other one is taken from ``indicators``:
    of the cell (unit = the cell's id), else of the region (unit = the region's code), in the year.
    """
    absent = [name for name in wanted if name not in cells.columns]
    from_regions = [n for n in absent if n in ("area_km2", "population") and n in regions.columns]
    full = cells
    if from_regions:
        full = full.join(
            regions.select("region", *from_regions), on="region", how="left", maintain_order="left"
        )
    if "output" in full.columns and full["output"].null_count() < len(full):
        own = [name for name in OUTPUT if name in absent]
        full = _from_output(full, own, deflators, changes)
    if indicators is None:
        return full
    for name in absent:
        if name not in full.columns:
            full = _told(full, name, indicators)
    return full


def wanted_of(schemes: Sequence[Scheme]) -> tuple[str, ...]:
    """Name every quantity that some schemes ask for, each once."""
    return tuple(dict.fromkeys(name for one in schemes for name in one.quantities))


def missing_quantities(cells: pl.DataFrame, scheme: Scheme) -> list[str]:
    """Name the quantities of a scheme that no cell has."""
    return [
        name
        for name in scheme.quantities
        if name not in cells.columns or cells[name].null_count() == len(cells)
    ]


OUTPUT = ("output_3y_min", "output_growth")


def growth_told(
    cells: pl.DataFrame, wanted: Sequence[str], deflators: Deflators | None = None
) -> tuple[Caution, ...]:
    """Say whether the growth of output that is wanted of the cells is real or nominal."""
    if "output_growth_basis" not in cells.columns or "output_growth" not in wanted:
        return ()
    return _comparable(cells, deflators)[1].cautions("output")


def _comparable(cells: pl.DataFrame, deflators: Deflators | None) -> tuple[pl.DataFrame, Told]:
    money = cells.select(
        "year", "output", currency=pl.col("currency") if "currency" in cells.columns else None
    )
    return comparable_money(money.cast({"currency": pl.String}), ["output"], deflators)


def _from_output(
    cells: pl.DataFrame,
    wanted: Sequence[str],
    deflators: Deflators | None,
    changes: RegionChanges | None,
) -> pl.DataFrame:
    """Look back along each cell's years; the cells stand sorted by cell and year."""
    full = cells
    if "output_3y_min" in wanted:
        one, two = _back("output", 1), _back("output", 2)
        complete = one.is_not_null() & two.is_not_null() & pl.col("output").is_not_null()
        least = pl.when(complete).then(pl.min_horizontal("output", one, two))
        full = full.with_columns(least.alias("output_3y_min"))
    if "output_growth" in wanted:
        money, told = _comparable(cells, deflators)
        full = full.with_columns(comparable=money["output"])
        full = full.with_columns(_before=_back("comparable", 1))
        full = _rebased(full, changes) if changes else full
        change = pl.col("comparable") / pl.col("_before") - 1
        growth = pl.when(pl.col("_before") > 0).then(change)
        full = full.with_columns(output_growth=growth, output_growth_basis=pl.lit(told.basis))
        full = full.drop("comparable", "_before")
    return full


def _rebased(full: pl.DataFrame, changes: RegionChanges) -> pl.DataFrame:
    """Put in place what the cells of regions whose codes changed were in the year before."""
    by = ["definition", "category"]
    columns = [*by, "region", "year", "comparable"]
    found = [
        earlier_on_basis(
            own.select(columns), changes, values=["comparable"], by=by, present=years_present(own)
        ).with_columns(level=pl.lit(level))
        for (level,), own in full.group_by("level", maintain_order=True)
    ]
    earlier = pl.concat(found).rename({"comparable": "_then"}).with_columns(changed=True)
    joined = full.join(
        earlier.cast({"year": full.schema["year"]}), on=[*by, "region", "year", "level"],
        how="left", maintain_order="left",
    )  # fmt: skip
    then = pl.when(pl.col("year") - pl.col("since") == 1).then("_then")
    put = pl.when("changed").then(then).otherwise("_before").alias("_before")
    return joined.with_columns(put).drop("changed", "since", "_then")


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
