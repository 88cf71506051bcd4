"""Taking a table or a result out of a workspace: CSV, Parquet, Excel, GeoJSON."""

from jiqun.studies.exporting.cells import flattened, neutralised
from jiqun.studies.exporting.tables import (
    FRAMES,
    ExportReport,
    export_table,
    plain_workbook,
    refuse_file,
    workbook,
    write_frame,
)
from jiqun.studies.exporting.writing import whole_or_gone, write_safely

__all__ = [
    "FRAMES",
    "ExportReport",
    "export_table",
    "flattened",
    "neutralised",
    "plain_workbook",
    "refuse_file",
    "whole_or_gone",
    "workbook",
    "write_frame",
    "write_safely",
]
