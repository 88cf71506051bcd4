"""How well categories and industries fit in a definition set, where it was scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from jiqun.studies.browsing.clusters import own
from jiqun.studies.browsing.snapshots import Snapshot

#: What a scored category tells, and what an industry's place in its category.
FIT: Mapping[str, type[pl.DataType]] = {
    "employment": pl.Float64, "within": pl.Float64, "between_mean": pl.Float64,
    "between_p95": pl.Float64, "beats_mean": pl.Boolean, "beats_p95": pl.Boolean,
    "nearest": pl.String, "nearest_relatedness": pl.Float64,
}  # fmt: skip
PLACE: Mapping[str, type[pl.DataType]] = {
    "moved_from": pl.String, "within": pl.Float64, "next": pl.String, "next_within": pl.Float64,
    "margin": pl.Float64, "outlier": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionIndustry:
    """An industry in its category.

    Attributes
    ----------
    margin
        Below 0 it is nearer to the next category.
    """

    industry: str
    name: str | None
    name_zh: str | None
    category: str
    moved_from: str | None
    within: float | None
    next: str | None
    next_within: float | None
    margin: float | None
    outlier: bool | None


def categories(shown: Snapshot, definition: str) -> pl.DataFrame:
    """Give names of every category, and how well it fits where the set was scored."""
    kinds = shown.categories.filter(pl.col("definition") == definition).drop("definition")
    scored = own(shown, "definition_categories", definition=definition)
    return _filled(kinds, scored, "category", FIT)


def industries(shown: Snapshot, definition: str) -> pl.DataFrame:
    """Give every industry of a set with its category and, where scored, how well it fits."""
    given = (
        shown.workspace.scan("categories")
        .filter(pl.col("definition") == definition)
        .select("industry", "category")
        .collect()
    )
    scored = own(shown, "definition_industries", definition=definition)
    return with_names(shown, _filled(given, scored, "industry", PLACE))


def with_names(shown: Snapshot, rows: pl.DataFrame, column: str = "industry") -> pl.DataFrame:
    """Add the names of industries."""
    table = shown.frame("industries")
    if not len(table):
        return rows.with_columns(
            name=pl.lit(None, dtype=pl.String), name_zh=pl.lit(None, dtype=pl.String)
        )
    named = table.select("name", "name_zh", **{column: "industry"}).unique(column)
    return rows.join(named, on=column, how="left", maintain_order="left")


def _filled(
    rows: pl.DataFrame, scored: pl.DataFrame, on: str, columns: Mapping[str, type[pl.DataType]]
) -> pl.DataFrame:
    """Add columns of a result, null where there is none."""
    there = [name for name in columns if name in scored.columns]
    absent = [
        pl.lit(None, dtype=columns[name]).alias(name) for name in columns if name not in there
    ]
    if there:
        rows = rows.join(scored.select(on, *there), on=on, how="left", maintain_order="left")
    return rows.with_columns(absent)
