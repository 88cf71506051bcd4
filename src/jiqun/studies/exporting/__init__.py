"""Taking a table or a result out of a workspace: CSV, Parquet, Excel, GeoJSON."""

from jiqun.studies.exporting.cells import flattened, neutralised
from jiqun.studies.exporting.tables import ExportReport, export_table, workbook
from jiqun.studies.exporting.writing import whole_or_gone, write_safely

__all__ = [
    "ExportReport",
    "export_table",
    "flattened",
    "neutralised",
    "whole_or_gone",
    "workbook",
    "write_safely",
]
