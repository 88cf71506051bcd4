"""Lists of cells, filtered, sorted, paged or whole."""

from __future__ import annotations

import polars as pl

from jiqun.clusters import SUREST
from jiqun.studies.browsing.cells.filters import CellFilters, filtered
from jiqun.studies.browsing.cells.rows import (
    COLUMNS,
    RATING_COLUMNS,
    CellRow,
    cell_rows,
    surest,
)
from jiqun.studies.browsing.lists import Page, Paging, order
from jiqun.studies.browsing.snapshots import Snapshot

SORTS = (*COLUMNS, "rating:SCHEME", "chance:SCHEME")


def cell_list(
    shown: Snapshot, *, filters: CellFilters | None = None, page: Paging | None = None
) -> Page[CellRow]:
    """List cells.

    Parameters
    ----------
    shown
        The commit.
    filters
        Which cells, in which order; None for all of the defaults.
    page
        Which page; None for the first.

    Raises
    ------
    InputError
        ``sort-unknown``.
    UnknownError
        ``level-unknown``, ``year-unknown``, ``definition-unknown``, ``scheme-unknown``,
        ``result-unknown``.
    """
    asked, wanted = page or Paging(), filters or CellFilters()
    found = filtered(shown, wanted)
    chosen = found[_order(found, wanted.sort)[asked.part]]
    return Page(
        items=cell_rows(chosen, shown.rated_schemes),
        total=len(found),
        limit=asked.limit,
        offset=asked.offset,
    )


def cell_frame(shown: Snapshot, *, filters: CellFilters | None = None) -> pl.DataFrame:
    """Give the whole list as a frame, one column for each scheme's rating and its limits."""
    wanted = filters or CellFilters()
    found = filtered(shown, wanted)
    rated = [f"{name}:{s}" for s in shown.rated_schemes for name in RATING_COLUMNS]
    return found.select(*COLUMNS, *rated)[_order(found, wanted.sort)]


def _order(found: pl.DataFrame, sort: str) -> pl.Series:
    """Give the rows' places in the order asked for; equals stay in the order of their codes."""
    if sort == SUREST[0]:
        return surest(found)
    name = sort.lstrip("-")
    column = name.replace("rating:", "rank:", 1) if name.startswith("rating:") else name
    return order(found, column, sort=sort, known=SORTS)
