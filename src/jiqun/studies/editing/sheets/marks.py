"""What stands in a sheet's last column: which row it was, and what it said when it was written."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiqun.studies.editing.values import told_value

#: The column; a sheet without it is one that somebody made.
MARK = "_row"
_FORM = re.compile(r"^([0-9a-f]{16})\.([0-9a-f]{12})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A row of a sheet as it was written.

    Attributes
    ----------
    seen
        The row's tag.
    said
        Names what the sheet's cells said of it.
    """

    seen: str
    said: str


def mark_of(seen: str, row: Mapping[str, object], columns: Sequence[str]) -> str:
    """Write the mark of a row."""
    return f"{seen}.{said(row, columns)}"


def read_mark(text: object) -> Mark | None:
    """Read a mark; None where there is none, or it is no longer one."""
    found = _FORM.match(text.strip()) if isinstance(text, str) else None
    return None if found is None else Mark(seen=found[1], said=found[2])


def said(row: Mapping[str, object], columns: Sequence[str]) -> str:
    """Name what a row says in some columns."""
    values = [plain(row.get(name)) for name in columns]
    text = json.dumps(values, ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def plain(value: object) -> object:
    """Give a value as two sheets say it alike.

    White space around a text and its line ends do not count, nor do digits of a number behind
    the fifteenth, which spreadsheets do not keep.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(f"{value:.15g}") + 0.0
    found = told_value(value)
    return found or None if isinstance(found, list | str) else found
