"""The door of the canonical tables: what a file says is read, checked, and accepted or told.

Knows how text and typed columns become a column's type, which values can be, which rows name
which. Must not know where the file came from, nor what becomes of an accepted row.
"""

from jiqun.tables.door.casting import read_column
from jiqun.tables.door.characters import seen
from jiqun.tables.door.dressed import undressed
from jiqun.tables.door.findings import SHOWN, Counted, at_lines
from jiqun.tables.door.references import HANGING, Known
from jiqun.tables.door.ruined import is_error
from jiqun.tables.door.validation import Checked, validate

__all__ = [
    "HANGING",
    "SHOWN",
    "Checked",
    "Counted",
    "Known",
    "at_lines",
    "is_error",
    "read_column",
    "seen",
    "undressed",
    "validate",
]
