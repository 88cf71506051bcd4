"""What all lists share: pages, the order of rows, typed rows from frames."""

from jiqun.studies.browsing.lists.bounds import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_CODES,
    MOST_LETTERS,
    MOST_REPEATED,
    Codes,
    Seed,
    Text,
    Year,
    formed,
)
from jiqun.studies.browsing.lists.ordering import order, split, worded
from jiqun.studies.browsing.lists.pages import Page, Paging, whole
from jiqun.studies.rows import Plain, columns, row, rows, typed

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MOST_CODES",
    "MOST_LETTERS",
    "MOST_REPEATED",
    "Codes",
    "Page",
    "Paging",
    "Plain",
    "Seed",
    "Text",
    "Year",
    "columns",
    "formed",
    "order",
    "row",
    "rows",
    "split",
    "typed",
    "whole",
    "worded",
]
