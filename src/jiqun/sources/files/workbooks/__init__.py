"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): one sheet, every cell as text.

A sheet's extent is counted in the file's own bytes before anything is parsed; then the sheet is
parsed in a child process, so that whatever a hostile workbook does, it does there.
"""

from jiqun.sources.files.workbooks.merges import merged_spans
from jiqun.sources.files.workbooks.reading import Cells, read_cells, read_workbook, sheet_names

__all__ = ["Cells", "merged_spans", "read_cells", "read_workbook", "sheet_names"]
