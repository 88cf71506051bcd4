"""Floor 1: the canonical tables and the typed arrays made of them.

Knows every table's columns, types, keys and references (as data in ``catalog/tables``),
checks frames against them, and turns frames into arrays with labels.
Must not know where a table comes from or is kept: no files, no workspace, no measure.
"""

from jiqun.tables.bases import (
    SYSTEMS,
    Change,
    Present,
    RegionChanges,
    Trace,
    catalogued_changes,
    concerning,
    earlier_on_basis,
    on_one_basis,
    share_problems,
    told_changes,
    traced,
    years_present,
)
from jiqun.tables.counts import Counts
from jiqun.tables.door import (
    HANGING,
    SHOWN,
    Checked,
    Counted,
    Known,
    at_lines,
    is_error,
    read_column,
    seen,
    undressed,
    validate,
)
from jiqun.tables.flows import Flows
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.graph import Graph
from jiqun.tables.money import (
    Deflators,
    Prices,
    Told,
    comparable_money,
    need_real,
    one_currency,
)
from jiqun.tables.panel import Panel
from jiqun.tables.plants import Plants
from jiqun.tables.positions import LATITUDE, LONGITUDE, Metric, metric_of
from jiqun.tables.schema import Column, ColumnType, TableSchema, schema, schemas
from jiqun.tables.sites import Sites
from jiqun.tables.sums import beyond_doubt, standing, sums_by, total
from jiqun.tables.values import Values
from jiqun.tables.wholes import Whole

__all__ = [
    "HANGING",
    "LATITUDE",
    "LONGITUDE",
    "SHOWN",
    "SYSTEMS",
    "Change",
    "Checked",
    "Column",
    "ColumnType",
    "Counted",
    "Counts",
    "Deflators",
    "Flows",
    "Graph",
    "Known",
    "Metric",
    "Panel",
    "Plants",
    "Present",
    "Prices",
    "RegionChanges",
    "Sites",
    "TableSchema",
    "Told",
    "Trace",
    "Values",
    "Whole",
    "at_lines",
    "beyond_doubt",
    "catalogued_changes",
    "comparable_money",
    "concerning",
    "earlier_on_basis",
    "is_error",
    "metric_of",
    "need_columns",
    "need_real",
    "on_one_basis",
    "one_currency",
    "read_column",
    "schema",
    "schemas",
    "seen",
    "share_problems",
    "standing",
    "sums_by",
    "to_polars",
    "told_changes",
    "total",
    "traced",
    "undressed",
    "validate",
    "years_present",
]
