"""Rows of canonical tables edited by people: forms, checks, saving, undoing, sheets.

A row is checked by the same door as a file's rows, and kept in the workspace's journal; edits
that wait for a commit are seen at once.
"""

from jiqun.studies.editing.checks import RowProblem
from jiqun.studies.editing.forms import Form, FormChoice, FormColumn, form
from jiqun.studies.editing.listing import MOST_EDITS, EditList, EditTold, Undone, edits_of, undo
from jiqun.studies.editing.pages import EditablePage, EditableRow, page, row_of
from jiqun.studies.editing.saving import (
    MOST_CHANGES,
    MOST_NOTE,
    Change,
    RowsChecked,
    RowsSaved,
    check_rows,
    save,
)
from jiqun.studies.editing.settling import settle, settler, waiting
from jiqun.studies.editing.sheets import (
    SheetConflict,
    SheetFormat,
    SheetOptions,
    SheetProblem,
    SheetReport,
    SheetRow,
    SheetWritten,
    from_sheet,
    sheet,
)
from jiqun.workspace import Settler

__all__ = [
    "MOST_CHANGES",
    "MOST_EDITS",
    "MOST_NOTE",
    "Change",
    "EditList",
    "EditTold",
    "EditablePage",
    "EditableRow",
    "Form",
    "FormChoice",
    "FormColumn",
    "RowProblem",
    "RowsChecked",
    "RowsSaved",
    "Settler",
    "SheetConflict",
    "SheetFormat",
    "SheetOptions",
    "SheetProblem",
    "SheetReport",
    "SheetRow",
    "SheetWritten",
    "Undone",
    "check_rows",
    "edits_of",
    "form",
    "from_sheet",
    "page",
    "row_of",
    "save",
    "settle",
    "settler",
    "sheet",
    "undo",
    "waiting",
]
