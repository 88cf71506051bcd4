"""A cell as a row of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.clusters import SUREST
from jiqun.core import Words
from jiqun.studies.browsing.lists import columns
from jiqun.studies.browsing.snapshots import RATING
from jiqun.studies.rating import RatingOf
from jiqun.studies.rating import rating_of as rating_from

#: A row of a table of cells.
Row = Mapping[str, Any]
#: What a rating shows of itself in a flat table.
RATING_COLUMNS = ("rating", "chance", "chance_strong", "rating_range_low", "rating_range_high")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """A cell: a category in a region in a year, with its ratings by scheme.

    Attributes
    ----------
    quantity, size, size_low, size_high, size_range_low, size_range_high
        What leads: summed, compared and rated by; the cell's amount of it and its limits.
    employment_low, employment_high
        And so for every quantity: where it will be next year; null where nobody knows.
    employment_range_low, employment_range_high, quotient_range_low, quotient_range_high
        What withheld, hidden, noisy and rounded numbers allow.
    saturated
        Whether the cell is all that is known of its region's group, or of its category.
    """

    cell: str
    definition: str
    category: str
    region: str
    level: str
    year: int
    traded: bool
    quantity: str
    size: float | None
    size_low: float | None
    size_high: float | None
    size_range_low: float | None
    size_range_high: float | None
    establishments: float | None
    employment: float | None
    employment_low: float | None
    employment_high: float | None
    employment_range_low: float | None
    employment_range_high: float | None
    payroll: float | None
    output: float | None
    revenue: float | None
    value_added: float | None
    exports: float | None
    currency: str | None
    wage: float | None
    visible_share: float | None
    withheld: int | None
    hidden: int | None
    imputed: int | None
    noisy: int | None
    rounded: int | None
    unknown: int | None
    imputed_share: float | None
    quotient: float | None
    quotient_low: float | None
    quotient_high: float | None
    quotient_range_low: float | None
    quotient_range_high: float | None
    saturated: bool | None
    micro_share: float | None
    micro_share_low: float | None
    micro_share_high: float | None
    macro_share: float | None
    macro_share_low: float | None
    macro_share_high: float | None
    important: bool | None
    growth: float | None
    growth_low: float | None
    growth_high: float | None
    evidence: float | None
    evidence_rank: int | None
    region_name: str | None
    region_name_zh: str | None
    category_name: str | None
    category_name_zh: str | None
    ratings: Mapping[str, RatingOf]


#: A cell's own columns, as they stand in a table of cells.
COLUMNS = tuple(name for name in columns(CellRow) if name != "ratings")


def cell_rows(cells: pl.DataFrame, rated: Sequence[str]) -> tuple[CellRow, ...]:
    """Give cells' values and their ratings by scheme."""
    kept = cells.select(*COLUMNS, *(f"{name}:{s}" for s in rated for name in RATING))
    return tuple(_row(one, rated) for one in kept.iter_rows(named=True))


def surest(cells: pl.DataFrame) -> pl.Series:
    """Give the places of cells, the surest first; cells without evidence by their quotient."""
    by = pl.arg_sort_by(
        SUREST[0], "quotient", "cell", descending=[False, True, False], nulls_last=True
    )
    return cells.select(by).to_series()


def _row(one: Row, rated: Sequence[str]) -> CellRow:
    ratings = {s: rating_of(one, s) for s in rated if is_rated(one, s)}
    return CellRow(**{name: one[name] for name in COLUMNS}, ratings=ratings)


def is_rated(cell: Row, scheme: str) -> bool:
    """Whether a scheme rated a cell, or says what it lacks."""
    return cell[f"rank:{scheme}"] is not None or bool(cell[f"missing:{scheme}"])


def rating_of(cell: Row, scheme: str) -> RatingOf:
    """Give a cell's rating under a scheme."""
    return rating_from({name: cell[f"{name}:{scheme}"] for name in RATING})


def cell_names(cell: Row) -> Words:
    """Name a cell by its category and its region."""
    place = cell["region_name"] or cell["region_name_zh"] or cell["region"]
    kind = cell["category_name"] or cell["category_name_zh"] or cell["category"]
    place_zh, kind_zh = cell["region_name_zh"] or place, cell["category_name_zh"] or kind
    return Words(en=f"{kind}, {place}", zh=f"{place_zh}·{kind_zh}")
