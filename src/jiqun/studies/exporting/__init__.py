"""Taking a table or a result out of a workspace: CSV, Parquet, Excel, GeoJSON."""

from jiqun.studies.exporting.cells import flattened, neutralised
from jiqun.studies.exporting.tables import ExportReport, export_table, workbook
from jiqun.studies.exporting.writing import write_safely

__all__ = [
    "ExportReport",
    "export_table",
    "flattened",
    "neutralised",
    "workbook",
    "write_safely",
]
