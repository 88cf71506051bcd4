"""Cells: a category in a region in a year, rated; listed, and one with all that is known."""

from jiqun.studies.browsing.cells.categories import CategoryRow, category_list
from jiqun.studies.browsing.cells.detail import CellDetail, cell_detail, least_visible, shown_base
from jiqun.studies.browsing.cells.filters import CellFilters
from jiqun.studies.browsing.cells.listing import cell_frame, cell_list
from jiqun.studies.browsing.cells.ratings import Rule
from jiqun.studies.browsing.cells.rows import CellRow, cell_names, cell_rows, surest
from jiqun.studies.browsing.cells.visible import Visible, visible

__all__ = [
    "CategoryRow",
    "CellDetail",
    "CellFilters",
    "CellRow",
    "Rule",
    "Visible",
    "category_list",
    "cell_detail",
    "cell_frame",
    "cell_list",
    "cell_names",
    "cell_rows",
    "least_visible",
    "shown_base",
    "surest",
    "visible",
]
