"""Tables as sheets: written to be edited, read back, compared row by row."""

from jiqun.studies.editing.sheets.taking import (
    SheetConflict,
    SheetOptions,
    SheetProblem,
    SheetReport,
    SheetRow,
    from_sheet,
)
from jiqun.studies.editing.sheets.writing import SheetFormat, SheetWritten, sheet

__all__ = [
    "SheetConflict",
    "SheetFormat",
    "SheetOptions",
    "SheetProblem",
    "SheetReport",
    "SheetRow",
    "SheetWritten",
    "from_sheet",
    "sheet",
]
