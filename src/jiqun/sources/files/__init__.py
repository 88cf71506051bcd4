"""Readers of the user's own files: CSV, Excel, Parquet, GeoJSON, TopoJSON, with a column map.

Knows formats, encodings, and how a file's columns become a canonical table's.
Must not know what a value means, where a table is kept or who publishes it: no workspace,
no measure, no address.
"""

from jiqun.sources.files.contents import Dialect, RawTable
from jiqun.sources.files.geojson import read_json, read_shapes
from jiqun.sources.files.mapping import Mapped, apply_map
from jiqun.sources.files.maps import ColumnMap, ColumnSource, read_map, template
from jiqun.sources.files.reading import FORMATS, read_file
from jiqun.sources.files.shapes import valid_shapes
from jiqun.sources.files.topology import features
from jiqun.sources.files.workbooks import Cells, read_cells, sheet_names

__all__ = [
    "FORMATS",
    "Cells",
    "ColumnMap",
    "ColumnSource",
    "Dialect",
    "Mapped",
    "RawTable",
    "apply_map",
    "features",
    "read_cells",
    "read_file",
    "read_json",
    "read_map",
    "read_shapes",
    "sheet_names",
    "template",
    "valid_shapes",
]
