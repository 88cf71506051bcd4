"""Tables as they are, their history, and where each comes from."""

from jiqun.studies.browsing.tables.conditions import condition
from jiqun.studies.browsing.tables.history import Provenance, history_page, provenance
from jiqun.studies.browsing.tables.listing import TableInfo, table_list
from jiqun.studies.browsing.tables.rows import (
    Condition,
    TableFilters,
    TablePage,
    table_frame,
    table_page,
    table_rows,
    table_text,
)
from jiqun.workspace import Commit

__all__ = [
    "Commit",
    "Condition",
    "Provenance",
    "TableFilters",
    "TableInfo",
    "TablePage",
    "condition",
    "history_page",
    "provenance",
    "table_frame",
    "table_list",
    "table_page",
    "table_rows",
    "table_text",
]
