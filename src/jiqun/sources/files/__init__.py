"""Readers of the user's own files: CSV, Excel, Parquet, GeoJSON, TopoJSON, with a column map.

Knows formats, encodings, and how a file's columns become a canonical table's.
Must not know what a value means, where a table is kept or who publishes it: no workspace,
no measure, no address.
"""

from jiqun.sources.files.contents import Dialect, RawTable, few, texts_of
from jiqun.sources.files.geojson import read_json, read_shapes
from jiqun.sources.files.headers import Span, header_words, joined
from jiqun.sources.files.layout import LaidOut, laid_out
from jiqun.sources.files.limits import Limits, parse_limits, read_limits
from jiqun.sources.files.mapping import Mapped, apply_map
from jiqun.sources.files.maps import (
    ColumnMap,
    ColumnSource,
    Headings,
    NameRule,
    Unpivot,
    answered,
    open_questions,
    parse_answers,
    read_map,
    template,
    write_map,
)
from jiqun.sources.files.matching import expected
from jiqun.sources.files.merging import merged_rows
from jiqun.sources.files.numbers import unclear_numbers
from jiqun.sources.files.reading import FORMATS, ordinary, read_file, read_whole
from jiqun.sources.files.shapes import read_wkb, valid_shapes
from jiqun.sources.files.texts import PlainText, read_plain, split_fields
from jiqun.sources.files.topology import features
from jiqun.sources.files.units import PrintedUnit, fits_column, printed_unit, unit_in_name
from jiqun.sources.files.workbooks import Cells, merged_spans, read_cells, sheet_names

__all__ = [
    "FORMATS",
    "Cells",
    "ColumnMap",
    "ColumnSource",
    "Dialect",
    "Headings",
    "LaidOut",
    "Limits",
    "Mapped",
    "NameRule",
    "PlainText",
    "PrintedUnit",
    "RawTable",
    "Span",
    "Unpivot",
    "answered",
    "apply_map",
    "expected",
    "features",
    "few",
    "fits_column",
    "header_words",
    "joined",
    "laid_out",
    "merged_rows",
    "merged_spans",
    "open_questions",
    "ordinary",
    "parse_answers",
    "parse_limits",
    "printed_unit",
    "read_cells",
    "read_file",
    "read_json",
    "read_limits",
    "read_map",
    "read_plain",
    "read_shapes",
    "read_whole",
    "read_wkb",
    "sheet_names",
    "split_fields",
    "template",
    "texts_of",
    "unclear_numbers",
    "unit_in_name",
    "valid_shapes",
    "write_map",
]
