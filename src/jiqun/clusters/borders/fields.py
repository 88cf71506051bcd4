"""Cells of one definition, level and year as matrices of regions by categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.borders.inputs import RegionTables
from jiqun.clusters.borders.plans import RegionsPlan, Weigh
from jiqun.clusters.gathering import SIZE_CV2
from jiqun.core import Problems, digest, unknown
from jiqun.tables import Graph

Float = NDArray[np.float64]
Bools = NDArray[np.bool_]
NEEDED: Final = ("definition", "category", "region", "level", "year", "traded", "employment")
NUMBERS: Final = ("employment", "establishments")
#: Fewer categories than this say little of a region's size: all its other employment is added.
FEW: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """R regions by C categories.

    Attributes
    ----------
    regions, categories
        Codes of the axes; regions as the graph has them.
    traded
        Shape (C,).
    employment, establishments
        Shape (R, C); 0 where there is no cell, NaN where a cell does not know it.
    rest
        Shape (R,): employment of the region in no category here; 0 where not known.
    cv2, plant_size
        Shape (C,): spread and mean of establishment sizes.
    counted
        Whether any establishment is known.
    """

    regions: tuple[str, ...]
    categories: tuple[str, ...]
    traded: Bools
    employment: Float
    establishments: Float
    rest: Float
    cv2: Float
    plant_size: Float
    counted: bool


def field_of(
    cells: pl.DataFrame,
    neighbours: Graph,
    *,
    definition: str,
    level: str,
    year: int,
    spreads: pl.DataFrame | None,
    size_cv2: float | None,
) -> Field:
    """Check the cells and put them into matrices.

    Raises
    ------
    InputError
        ``cells-columns``, ``cells-negative``, ``cells-duplicate``, ``cells-regions``,
        ``cells-mixed``, ``spreads-columns``.
    UnknownError
        ``definition-unknown``, ``level-unknown``, ``year-unknown``.
    """
    rows = _chosen(cells, definition=definition, level=level, year=year)
    _refuse(rows, neighbours)
    categories = tuple(rows["category"].unique().sort())
    traded = dict(rows.group_by("category").agg(pl.col("traded").first()).iter_rows())
    index = {code: at for at, code in enumerate(neighbours.nodes)}
    at = (
        rows["region"].replace_strict(index, return_dtype=pl.Int64).to_numpy(),
        rows["category"]
        .replace_strict({c: i for i, c in enumerate(categories)}, return_dtype=pl.Int64)
        .to_numpy(),
    )
    shape = len(neighbours.nodes), len(categories)
    employment = _matrix(rows, "employment", at, shape)
    establishments = _matrix(rows, "establishments", at, shape)
    size, cv2 = _sizes(employment, establishments, categories, definition, spreads, size_cv2)
    return Field(
        regions=neighbours.nodes,
        categories=categories,
        traded=np.array([bool(traded[name]) for name in categories]),
        employment=employment,
        establishments=establishments,
        rest=_rest(rows, at[0], employment),
        cv2=cv2,
        plant_size=size,
        counted=bool((establishments > 0).any()),
    )


def _chosen(cells: pl.DataFrame, *, definition: str, level: str, year: int) -> pl.DataFrame:
    problems = Problems()
    missing = [name for name in NEEDED if name not in cells.columns]
    if missing:
        problems.add(
            "cells-columns", subject="cells", case="measured",
            columns=cells.columns, missing=missing,
        )  # fmt: skip
    problems.check()
    rows = cells.with_columns(pl.col("region", "category", "definition", "level").cast(pl.String))
    for name, wanted in (("definition", definition), ("level", level), ("year", year)):
        known = rows[name].unique().sort().to_list()
        if wanted not in known:
            raise unknown(name, str(wanted), known, case="cells")
        rows = rows.filter(pl.col(name) == wanted)
    return rows.sort("category", "region")


def _refuse(rows: pl.DataFrame, neighbours: Graph) -> None:
    problems = Problems()
    for name in (n for n in NUMBERS if n in rows.columns):
        value = pl.col(name).cast(pl.Float64)
        bad = rows.filter((value < 0) | value.is_infinite() | value.is_nan())
        if len(bad):
            problems.add(
                "cells-negative", subject=name, case="measured", value=bad[name][0],
                region=bad["region"][0], category=bad["category"][0], more=len(bad) - 1,
            )  # fmt: skip
    if twice := int(rows.select(pl.struct("region", "category").is_duplicated()).sum().item()):
        problems.add("cells-duplicate", subject="cells", case="measured", rows=twice)
    there = pl.col("region").is_in(list(neighbours.nodes)).fill_null(value=False)
    strange = rows.filter(~there)["region"].unique().sort()
    if len(strange):
        problems.add(
            "cells-regions", subject="cells",
            count=len(strange), examples=strange.head(3).to_list(),
        )  # fmt: skip
    mixed = rows.group_by("category").agg(n=pl.col("traded").n_unique()).filter(pl.col("n") > 1)
    if len(mixed) or rows["traded"].null_count():
        problems.add(
            "cells-mixed", subject="traded",
            categories=len(mixed), cells=rows["traded"].null_count(),
        )  # fmt: skip
    problems.check()


def _matrix(
    rows: pl.DataFrame,
    name: str,
    at: tuple[NDArray[np.int64], NDArray[np.int64]],
    shape: tuple[int, int],
) -> Float:
    out = np.zeros(shape)
    if name not in rows.columns:
        out[at] = np.nan
        return out
    out[at] = rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return out


def _rest(rows: pl.DataFrame, region: NDArray[np.int64], employment: Float) -> Float:
    """Give each region's employment outside of these categories, from the cells' micro shares."""
    out = np.zeros(len(employment))
    if "micro_share" not in rows.columns:
        return out
    share = rows["micro_share"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    own = rows["employment"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    whole = np.divide(own, share, out=np.zeros(len(own)), where=share > 0)
    np.maximum.at(out, region, np.nan_to_num(whole))
    return np.asarray(np.maximum(out - np.nansum(employment, axis=1), 0.0))


def _sizes(
    employment: Float,
    establishments: Float,
    categories: tuple[str, ...],
    definition: str,
    spreads: pl.DataFrame | None,
    size_cv2: float | None,
) -> tuple[Float, Float]:
    """Give mean size and spread of establishments by category, from the cells where not told."""
    both = (employment > 0) & (establishments > 0)
    people = np.where(both, employment, 0.0).sum(axis=0)
    plants = np.where(both, establishments, 0.0).sum(axis=0)
    size = np.divide(people, plants, out=np.ones(len(people)), where=plants > 0)
    cv2 = np.full(len(categories), SIZE_CV2)
    if spreads is not None:
        _need_spreads(spreads)
        own = spreads.filter(pl.col("definition").cast(pl.String) == definition)
        told = {str(code): value for code, value in own.select("category", "cv2").iter_rows()}
        # 0 stands where nothing was known of sizes
        cv2 = np.array([told.get(code) or SIZE_CV2 for code in categories])
    if size_cv2 is not None:
        cv2 = np.full(len(categories), float(size_cv2))
    return size, cv2


def _need_spreads(spreads: pl.DataFrame) -> None:
    problems = Problems()
    if not {"definition", "category", "cv2"} <= set(spreads.columns):
        problems.add("spreads-columns", subject="spreads", columns=spreads.columns)
    problems.check()


def observed_of(
    field: Field, employment: Float, establishments: Float, *, weigh: Weigh, size_spread: float
) -> Float:
    """Give what is counted, shape (R, C): establishments, each weighed by what is known of it.

    Where only employment is known, it counts as so many establishments of the mean size; with
    ``weigh="employment"`` as employment over ``plant_size (1 + cv2)``.
    """
    people = np.nan_to_num(employment)
    if weigh == "employment" or not field.counted:
        return np.asarray(people / (field.plant_size * (1 + field.cv2)))
    plants = np.where(np.isnan(establishments), people / field.plant_size, establishments)
    if weigh == "establishments" or size_spread <= 0:
        return plants
    known = (people > 0) & (establishments > 0)
    n, kind = plants[known], np.nonzero(known)[1]
    size = people[known] / (n * field.plant_size[kind])
    weight = n * size_spread / (n * size_spread + np.log1p(field.cv2[kind]) + 1e-12)
    plants[known] = n * np.exp(weight * np.log(size))
    return plants


def field_for(tables: RegionTables, plan: RegionsPlan) -> Field:
    """Put the cells that a search is about into matrices."""
    return field_of(
        tables.cells, tables.neighbours,
        definition=plan.definition, level=plan.level, year=plan.year, spreads=tables.spreads,
        size_cv2=plan.size_cv2,
    )  # fmt: skip


def named_inputs(field: Field, neighbours: Graph) -> dict[str, str]:
    """Name what a search reads by its content."""
    words = ("\n".join(field.regions), "\n".join(field.categories))
    cells = digest(*words, field.employment, field.establishments, field.cv2)
    return {"cells": cells, "neighbours": neighbours.digest()}
