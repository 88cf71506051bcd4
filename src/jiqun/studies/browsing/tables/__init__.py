"""Tables as they are, their history, and where each comes from."""

from jiqun.studies.browsing.tables.history import Provenance, history_page, provenance
from jiqun.studies.browsing.tables.listing import TableInfo, table_list
from jiqun.studies.browsing.tables.rows import (
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
    "Provenance",
    "TableFilters",
    "TableInfo",
    "TablePage",
    "history_page",
    "provenance",
    "table_frame",
    "table_list",
    "table_page",
    "table_rows",
    "table_text",
]
