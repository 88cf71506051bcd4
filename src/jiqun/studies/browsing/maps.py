"""One quantity over all regions of a level."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.clusters import FOLLOWING
from jiqun.core import InputError, Origin, Record, Words, problem, unknown
from jiqun.studies.bases import Base
from jiqun.studies.browsing.cells import least_visible, shown_base
from jiqun.studies.browsing.lists import Year
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.workspaces import RATING, MapQuantity, Scale, Subject, map_quantities

#: How a region's numbers stand.
STANDING = ("imputed_share", "visible_share", "withheld", "hidden")
#: What stands before a profile's column that is drawn under another name, for cells have one too.
OF_REGION = "region_"
#: Quantities that compare with a base.
COMPARED = {"quotient", "macro_share"}
#: Those with an interval for next year, beside the amount that leads.
BOUNDED = {*FOLLOWING, "strength"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFilters:
    """What is put on the map.

    Attributes
    ----------
    level
        A level of regions; /workspace lists them.
    quantity
        Of /workspace; rating:SCHEME gives ranks.
    category
        Needed for quantities of cells.
    definition
        A definition set; the first where left out.
    year
        The newest where left out.
    """

    level: str
    quantity: str = "quotient"
    category: str = ""
    definition: str | None = None
    year: Year | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapValues:
    """One quantity over regions; the lists run alike. A region without a value is left out.

    Attributes
    ----------
    values
        For rating:SCHEME these are ranks.
    low, high
        Where the value will be next year; for rating:SCHEME the ranks at the ends of what
        withheld, hidden, noisy and rounded numbers allow.
    chance
        Of the same rating next year (0-1); null for other quantities.
    visible_share
        Published share (0-1) of the employment; null where it is unknown.
    withheld, hidden
        Numbers that the publisher withholds, and that it leaves out.
    unjudged
        Whether too little is published to judge the region's cell (``least_visible``).
    base
        What the values are compared with; null of quantities that compare with nothing.
    ratings
        The ratings' codes; null for other quantities.
    """

    quantity: str
    title: Words
    unit: str
    neutral: float | None
    scale: Scale
    per: Subject
    level: str
    year: int
    category: str | None
    definition: str
    regions: list[str]
    values: list[float | None]
    low: list[float | None]
    high: list[float | None]
    imputed_share: list[float | None]
    visible_share: list[float | None]
    withheld: list[int | None]
    hidden: list[int | None]
    unjudged: list[bool]
    least_visible: float
    base: Base | None
    ratings: list[str | None] | None
    chance: list[float | None] | None
    source: str
    record: Record


def map_values(shown: Snapshot, filters: MapFilters) -> MapValues:
    """Give a quantity's values, their intervals and their imputed share, region by region.

    Raises
    ------
    UnknownError
        ``quantity-unknown``, ``category-unknown``, ``level-unknown``, ``year-unknown``.
    InputError
        ``category-missing``.
    """
    known = {one.id: one for one in map_quantities(shown)} if shown.stock else {}
    level, year, definition = filters.level, filters.year, filters.definition
    cells = shown.cell_table(definition=definition, level=level, year=year)
    if filters.quantity not in known:
        raise unknown("quantity", filters.quantity, list(known), case="shown")
    about = known[filters.quantity]
    used, when = definition or shown.definitions[0], year or shown.years[-1]
    if about.per == "region":
        values = _of_regions(shown, about, level, used, when)
    else:
        values = _of_cells(shown, cells, about, filters.category, used)
    return _told(shown, filters, about, values, used, when)


def _told(
    shown: Snapshot,
    filters: MapFilters,
    about: MapQuantity,
    values: pl.DataFrame,
    definition: str,
    year: int,
) -> MapValues:
    record = shown.workspace.record("cells")
    least = least_visible(shown)
    base = shown_base(shown, definition=definition, level=filters.level, year=year)
    return MapValues(
        quantity=about.id,
        title=about.title,
        unit=about.unit,
        neutral=about.neutral,
        scale=about.scale,
        per=about.per,
        level=filters.level,
        year=year,
        category=filters.category or None,
        definition=definition,
        regions=values["region"].to_list(),
        values=values["value"].to_list(),
        low=values["low"].to_list(),
        high=values["high"].to_list(),
        imputed_share=values["imputed_share"].to_list(),
        visible_share=values["visible_share"].to_list(),
        withheld=values["withheld"].to_list(),
        hidden=values["hidden"].to_list(),
        unjudged=(values["visible_share"] < least).fill_null(value=False).to_list(),
        least_visible=least,
        base=base if about.id in COMPARED else None,
        ratings=values["rating"].to_list() if "rating" in values.columns else None,
        chance=values["chance"].to_list() if "chance" in values.columns else None,
        source="; ".join(dict.fromkeys(_said(origin) for origin in record.origins)),
        record=record,
    )


def _of_cells(
    shown: Snapshot, cells: pl.DataFrame, about: MapQuantity, category: str, definition: str
) -> pl.DataFrame:
    if not category:
        raise InputError(problem("category-missing", subject="category"))
    codes = shown.categories.filter(pl.col("definition") == definition)["category"]
    if category not in codes:
        raise unknown("category", category, codes.to_list()[:8], case="shown")
    found = cells.filter(pl.col("category") == category)
    if about.id.startswith(RATING):
        return _ratings(shown, found, about.id.removeprefix(RATING))
    return _with_limits(found, about.id, bounded=about.id in {*BOUNDED, shown.leading})


def _ratings(shown: Snapshot, found: pl.DataFrame, scheme: str) -> pl.DataFrame:
    rank = {one.code: one.rank for one in shown.scheme(scheme).ratings}

    def ranked(name: str) -> pl.Expr:
        codes = pl.col(f"{name}:{scheme}")
        return codes.replace_strict(rank, default=None, return_dtype=pl.Int64)

    return found.select(
        "region",
        *STANDING,
        value=ranked("rating"),
        low=ranked("rating_range_low"),
        high=ranked("rating_range_high"),
        rating=f"rating:{scheme}",
        chance=f"chance:{scheme}",
    )


def _of_regions(
    shown: Snapshot, about: MapQuantity, level: str, definition: str, year: int
) -> pl.DataFrame:
    found = shown.profiles.filter(
        (pl.col("level") == level) & (pl.col("definition") == definition) & (pl.col("year") == year)
    )
    column = about.id.removeprefix(OF_REGION)
    none = dict.fromkeys(("withheld", "hidden"), pl.lit(0))
    return _with_limits(found.with_columns(**none), column, bounded=about.id in BOUNDED)


def _with_limits(found: pl.DataFrame, column: str, *, bounded: bool) -> pl.DataFrame:
    """Give ``value, low, high``; a quantity without an interval is its own limits."""
    return found.select(
        "region",
        *STANDING,
        value=column,
        low=f"{column}_low" if bounded else column,
        high=f"{column}_high" if bounded else column,
    )


def _said(origin: Origin) -> str:
    version = f" ({origin.version})" if origin.version else ""
    return f"{origin.producer}: {origin.title}{version}"
