"""What is done with sheets, in a process of its own: written to be edited, taken back."""

from __future__ import annotations

from pathlib import Path

from jiqun.studies.editing import (
    SheetOptions,
    SheetReport,
    SheetWritten,
    from_sheet,
    sheet,
)


def handed_out(path: Path, *, table: str, to: Path) -> SheetWritten:
    """Write a table's sheet to a file, as :func:`jiqun.studies.editing.sheet` does."""
    return sheet(path, table, to, force=True)


def taken_in(
    path: Path, *, table: str, file: Path, author: str, options: SheetOptions
) -> SheetReport:
    """Take a sheet that was sent, as :func:`jiqun.studies.editing.from_sheet` does."""
    return from_sheet(path, table, file, author=author, options=options)
