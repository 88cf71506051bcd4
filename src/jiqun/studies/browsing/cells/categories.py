"""The categories that cells are of."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.studies.browsing.lists import Page, Paging, rows
from jiqun.studies.browsing.snapshots import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow:
    """A category of a definition set."""

    definition: str
    category: str
    name: str | None
    name_zh: str | None
    traded: bool
    industries: int


def category_list(
    shown: Snapshot, *, definition: str = "", page: Paging | None = None
) -> Page[CategoryRow]:
    """List the categories of a definition set; of all where none is named."""
    asked = page or Paging(limit=1000)
    found = shown.categories
    if definition and len(found):
        found = found.filter(pl.col("definition") == definition)
    return Page(
        items=rows(found[asked.part], CategoryRow),
        total=len(found),
        limit=asked.limit,
        offset=asked.offset,
    )
