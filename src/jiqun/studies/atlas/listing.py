"""Lists of clusters and categories, filtered, sorted, paged or whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import InputError, Problem, unknown
from jiqun.studies.atlas.rows import CELL, RATING_COLUMNS, cell_row, check_page, paged
from jiqun.studies.atlas.snapshot import Snapshot, snapshot

DECLARED = "declared"


def category_list(
    path: str | Path,
    *,
    definition: str = "",
    limit: int = 1000,
    offset: int = 0,
    as_of: int | None = None,
) -> dict[str, Any]:
    """List the categories of a definition set."""
    check_page(limit, offset)
    found = snapshot(path, as_of=as_of).categories
    if definition and len(found):
        found = found.filter(pl.col("definition") == definition)
    shown = found.slice(offset, limit).to_dicts()
    return paged(shown, total=len(found), limit=limit, offset=offset)


def cluster_list(
    path: str | Path,
    *,
    filters: Mapping[str, Any],
    sort: str = "-quotient",
    limit: int = 100,
    offset: int = 0,
    as_of: int | None = None,
) -> dict[str, Any]:
    """List clusters.

    Parameters
    ----------
    path
        The workspace.
    filters
        ``definition, level, year, category, region, scheme, rating, flips, traded, q,
        origin``; several categories, regions or ratings stand with commas between.
    sort
        A column or "rating:SCHEME", with "-" before it for the largest first.
    limit, offset
        The page.
    as_of
        An earlier commit.

    Raises
    ------
    InputError
        ``page-size``, ``sort-unknown``.
    UnknownError
        ``level-unknown``, ``year-unknown``, ``definition-unknown``, ``scheme-unknown``.
    """
    check_page(limit, offset)
    shown = snapshot(path, as_of=as_of)
    if filters.get("origin") == DECLARED:
        found = declared(shown, str(filters.get("q") or ""))
        page = found.slice(offset, limit).to_dicts()
        return paged(page, total=len(found), limit=limit, offset=offset)
    found = filtered(shown, filters)
    chosen = found[_order(found, sort).slice(offset, limit)]
    page = [cell_row(row, shown.rated_schemes) for row in chosen.to_dicts()]
    return paged(page, total=len(found), limit=limit, offset=offset)


def cluster_frame(
    path: str | Path,
    *,
    filters: Mapping[str, Any],
    sort: str = "-quotient",
    as_of: int | None = None,
) -> pl.DataFrame:
    """Give the whole list as a frame, one column for each scheme's rating and its limits."""
    shown = snapshot(path, as_of=as_of)
    if filters.get("origin") == DECLARED:
        return declared(shown, str(filters.get("q") or ""))
    found = filtered(shown, filters)
    rated = [f"{name}:{s}" for s in shown.rated_schemes for name in RATING_COLUMNS]
    return found.select(*CELL, *rated)[_order(found, sort)]


def filtered(shown: Snapshot, filters: Mapping[str, Any]) -> pl.DataFrame:
    """Apply filters to the cells of one definition, level and year."""
    found = shown.cell_table(
        definition=filters.get("definition"),
        level=filters.get("level") or (shown.levels[-1] if shown.levels else ""),
        year=filters.get("year"),
    )
    for name in ("category", "region"):
        if filters.get(name):
            found = found.filter(pl.col(name).is_in(str(filters[name]).split(",")))
    if filters.get("traded") is not None:
        found = found.filter(pl.col("traded") == filters["traded"])
    found = _by_rating(shown, found, filters)
    if filters.get("q"):
        found = found.filter(_has_words(shown, str(filters["q"])))
    return found


def declared(shown: Snapshot, q: str) -> pl.DataFrame:
    """Give the clusters that somebody declared (case library, national lists)."""
    clusters = shown.frame("clusters")
    if not len(clusters):
        return clusters
    places = shown.regions.select(
        "region", pl.col("name").alias("region_name"), pl.col("name_zh").alias("region_name_zh")
    )
    found = clusters.filter(pl.col("origin") == DECLARED).join(places, on="region", how="left")
    if q:
        words = q.lower()
        columns = ("name", "name_zh", "field", "field_zh", "region_name", "region_name_zh")
        found = found.filter(
            pl.any_horizontal(
                pl.col(name).str.to_lowercase().str.contains(words, literal=True)
                for name in columns
            ).fill_null(value=False)
        )
    return found


def _by_rating(shown: Snapshot, found: pl.DataFrame, filters: Mapping[str, Any]) -> pl.DataFrame:
    if not filters.get("rating") and filters.get("flips") is None:
        return found
    scheme = filters.get("scheme") or next(iter(shown.rated_schemes), "")
    if scheme not in shown.rated_schemes:
        raise unknown("scheme", str(scheme), list(shown.rated_schemes), fix="Choose one of these.")
    if filters.get("rating"):
        found = found.filter(pl.col(f"rating:{scheme}").is_in(str(filters["rating"]).split(",")))
    if filters.get("flips") is not None:
        found = found.filter(pl.col(f"flips:{scheme}") == filters["flips"])
    return found


def _has_words(shown: Snapshot, q: str) -> pl.Expr:
    """Cells whose region or category is named so: names are few, cells are many."""

    def codes(named: pl.DataFrame, code: str) -> list[str]:
        has = pl.any_horizontal(
            pl.col(name).str.to_lowercase().str.contains(q.lower(), literal=True)
            for name in ("name", "name_zh")
        )
        return named.filter(has.fill_null(value=False))[code].to_list()

    there = pl.col("region").is_in(codes(shown.regions, "region"))
    return there | pl.col("category").is_in(codes(shown.categories, "category"))


def _order(found: pl.DataFrame, sort: str) -> pl.Series:
    """Give the rows' places in the order asked for; equals stay in the order of their codes."""
    down, name = sort.startswith("-"), sort.lstrip("-")
    column = name.replace("rating:", "rank:", 1) if name.startswith("rating:") else name
    if column not in found.columns:
        raise InputError(
            Problem(
                "sort-unknown",
                "sort",
                repr(sort),
                f"one of {[*CELL, 'rating:SCHEME']}, with - before it for the largest first",
                "Correct the name.",
            )
        )
    order = pl.arg_sort_by(column, descending=down, nulls_last=True, maintain_order=True)
    return found.select(order).to_series()
