"""What all lists share: pages, the order of rows, typed rows from frames."""

from jiqun.studies.browsing.lists.ordering import order, split, worded
from jiqun.studies.browsing.lists.pages import Page, Paging, whole
from jiqun.studies.rows import Plain, columns, row, rows, typed

__all__ = [
    "Page",
    "Paging",
    "Plain",
    "columns",
    "order",
    "row",
    "rows",
    "split",
    "typed",
    "whole",
    "worded",
]
