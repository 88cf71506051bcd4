"""Floor 1: the canonical tables and the typed arrays made of them.

Knows every table's columns, types, keys and references (as data in ``catalog/tables``),
checks frames against them, and turns frames into arrays with labels.
Must not know where a table comes from or is kept: no files, no workspace, no measure.
"""

from jiqun.tables.counts import Counts
from jiqun.tables.flows import Flows
from jiqun.tables.frames import to_polars
from jiqun.tables.graph import Graph
from jiqun.tables.panel import Panel
from jiqun.tables.plants import Plants
from jiqun.tables.schema import Column, TableSchema, schema, schemas
from jiqun.tables.sites import Metric, Sites

__all__ = [
    "Column",
    "Counts",
    "Flows",
    "Graph",
    "Metric",
    "Panel",
    "Plants",
    "Sites",
    "TableSchema",
    "schema",
    "schemas",
    "to_polars",
]
