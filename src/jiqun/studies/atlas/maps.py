"""One quantity over all regions of a level."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import InputError, Problem, unknown
from jiqun.studies.atlas.snapshot import Snapshot, snapshot
from jiqun.studies.atlas.summary import quantity_list

PREFIX = "rating:"
BOUNDED = {"quotient", "employment", "strength"}


def map_values(
    path: str | Path,
    *,
    quantity: str,
    level: str,
    category: str = "",
    definition: str | None = None,
    year: int | None = None,
    as_of: int | None = None,
) -> dict[str, Any]:
    """Give a quantity's values, their intervals and their imputed share, region by region.

    Parameters
    ----------
    path
        The workspace.
    quantity
        An id of the summary's ``quantities``; "rating:SCHEME" gives ranks.
    level, category, definition, year
        Which cells; a quantity of clusters needs a category.
    as_of
        An earlier commit.

    Raises
    ------
    UnknownError
        ``quantity-unknown``, ``category-unknown``, ``level-unknown``, ``year-unknown``.
    InputError
        ``category-missing``.
    """
    shown = snapshot(path, as_of=as_of)
    known = {one["id"]: one for one in quantity_list(shown)} if shown.stock else {}
    cells = shown.cell_table(definition=definition, level=level, year=year)
    if quantity not in known:
        raise unknown("quantity", quantity, list(known), fix="Choose one of these.")
    about = known[quantity]
    used = definition or shown.definitions[0]
    when = year or shown.years[-1]
    if about["per"] == "region":
        values = _of_regions(shown, quantity, level, used, when)
    else:
        values = _of_clusters(shown, cells, quantity, category, used)
    record = shown.workspace.record("cells")
    return {
        "quantity": quantity,
        **{name: about[name] for name in ("title", "unit", "neutral", "scale", "per")},
        "level": level,
        "year": when,
        "category": category or None,
        "definition": used,
        **values,
        "source": "; ".join(dict.fromkeys(_said(origin) for origin in record.origins)),
        "record": record.to_dict(),
    }


def _of_clusters(
    shown: Snapshot, cells: pl.DataFrame, quantity: str, category: str, definition: str
) -> dict[str, Any]:
    if not category:
        raise InputError(
            Problem(
                "category-missing",
                "category",
                "none",
                "a category of the definition",
                "Add category=CODE; /categories lists them.",
            )
        )
    codes = shown.categories.filter(pl.col("definition") == definition)["category"]
    if category not in codes:
        raise unknown("category", category, codes.to_list()[:8], fix="See /categories.")
    found = cells.filter(pl.col("category") == category)
    if quantity.startswith(PREFIX):
        return _ratings(shown, found, quantity.removeprefix(PREFIX))
    bounded = quantity in BOUNDED
    return _lists(
        found,
        values=found[quantity],
        low=found[f"{quantity}_low"] if bounded else None,
        high=found[f"{quantity}_high"] if bounded else None,
    )


def _ratings(shown: Snapshot, found: pl.DataFrame, scheme: str) -> dict[str, Any]:
    rank = {one.code: one.rank for one in shown.scheme(scheme).ratings}

    def ranked(name: str) -> pl.Series:
        return found[f"{name}:{scheme}"].replace_strict(rank, default=None, return_dtype=pl.Int64)

    lists = _lists(
        found, values=ranked("rating"), low=ranked("rating_low"), high=ranked("rating_high")
    )
    return lists | {"ratings": found[f"rating:{scheme}"].to_list()}


def _of_regions(
    shown: Snapshot, quantity: str, level: str, definition: str, year: int
) -> dict[str, Any]:
    found = shown.profiles.filter(
        (pl.col("level") == level) & (pl.col("definition") == definition) & (pl.col("year") == year)
    )
    column = "employment" if quantity == "region_employment" else quantity
    bounded = quantity in BOUNDED
    return _lists(
        found.with_columns(withheld=pl.lit(0)),
        values=found[column],
        low=found[f"{column}_low"] if bounded else None,
        high=found[f"{column}_high"] if bounded else None,
    )


def _lists(
    found: pl.DataFrame,
    *,
    values: pl.Series,
    low: pl.Series | None,
    high: pl.Series | None,
) -> dict[str, Any]:
    return {
        "regions": found["region"].to_list(),
        "values": values.to_list(),
        "low": (values if low is None else low).to_list(),
        "high": (values if high is None else high).to_list(),
        "imputed_share": found["imputed_share"].to_list(),
        "withheld": found["withheld"].to_list(),
    }


def _said(origin: Any) -> str:
    version = f" ({origin.version})" if origin.version else ""
    return f"{origin.producer}: {origin.title}{version}"
