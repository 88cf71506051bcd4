"""Which cells a reader asks for."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.clusters import SURE
from jiqun.core import unknown
from jiqun.studies.browsing.lists import Codes, Year, split, worded
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.plans import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFilters:
    """Which cells, and in which order.

    Attributes
    ----------
    definition
        A definition set; the first where left out.
    level
        A level of regions; the finest where left out.
    year
        The newest where left out.
    category, region
        Codes with commas between; all where left out.
    scheme
        The scheme that rating, unsure and chance_below speak of; the first where left out.
    rating
        Codes with commas between; all where left out.
    unsure
        Only those whose rating has a chance below (true) or of at least (false) 0.9 to be the
        same next year.
    chance_below
        Only those whose chance (0-1) is smaller.
    important
        Only those that are (not) important to their base.
    traded
        Only traded, or only local, categories.
    q
        Words in a name, in either language.
    sort
        A column, rating:SCHEME or chance:SCHEME, with - before it for the largest first; the surest
        first where left out (evidence_rank; equals, and cells without, by their quotient).
    """

    definition: str | None = None
    level: str = ""
    year: Year | None = None
    category: Codes = ""
    region: Codes = ""
    scheme: str = ""
    rating: Codes = ""
    unsure: bool | None = None
    chance_below: Share | None = None
    important: bool | None = None
    traded: bool | None = None
    q: str = ""
    sort: str = "evidence_rank"


def filtered(shown: Snapshot, filters: CellFilters) -> pl.DataFrame:
    """Apply filters to the cells of one definition, level and year."""
    found = shown.cell_table(
        definition=filters.definition,
        level=filters.level or (shown.levels[-1] if shown.levels else ""),
        year=filters.year,
    )
    for name, codes in (("category", filters.category), ("region", filters.region)):
        if codes:
            found = found.filter(pl.col(name).is_in(split(codes)))
    for name, wanted in (("traded", filters.traded), ("important", filters.important)):
        if wanted is not None:
            found = found.filter(pl.col(name) == wanted)
    found = _by_rating(shown, found, filters)
    return found.filter(_has_words(shown, filters.q)) if filters.q else found


def _by_rating(shown: Snapshot, found: pl.DataFrame, filters: CellFilters) -> pl.DataFrame:
    if not filters.rating and filters.unsure is None and filters.chance_below is None:
        return found
    scheme = filters.scheme or next(iter(shown.rated_schemes), "")
    if scheme not in shown.rated_schemes:
        raise unknown("scheme", scheme, list(shown.rated_schemes), case="shown")
    if filters.rating:
        found = found.filter(pl.col(f"rating:{scheme}").is_in(split(filters.rating)))
    chance = pl.col(f"chance:{scheme}")
    if filters.unsure is not None:
        found = found.filter((chance < SURE) == filters.unsure)
    if filters.chance_below is not None:
        found = found.filter(chance < filters.chance_below)
    return found


def _has_words(shown: Snapshot, q: str) -> pl.Expr:
    """Cells whose region or category is named so: names are few, cells are many."""

    def codes(named: pl.DataFrame, code: str) -> list[str]:
        return named.filter(worded(q, ("name", "name_zh")))[code].to_list()

    there = pl.col("region").is_in(codes(shown.regions, "region"))
    return there | pl.col("category").is_in(codes(shown.categories, "category"))
