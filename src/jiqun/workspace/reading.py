"""From a commit's entry to a lazy frame: files in order, types as they were put."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from jiqun.core import DamageError
from jiqun.tables import schemas
from jiqun.workspace.dtypes import described
from jiqun.workspace.entries import Entry
from jiqun.workspace.places import inside
from jiqun.workspace.verifying import changed_rows, hold_parts, unreadable


def paths(root: Path, entry: Entry) -> list[str]:
    """Give the entry's Parquet files, in the order of the rows."""
    home = inside(root, entry.folder)
    return [str(home / part.file) for part in entry.parts]


def scan_entry(root: Path, entry: Entry) -> pl.LazyFrame:
    """Read an entry lazily; a column the table has gained since is its default, else null.

    Raises
    ------
    DamageError
        A part is missing, cut short or changed.
    """
    hold_parts(root, entry)
    frame = pl.scan_parquet(paths(root, entry), glob=False)
    if entry.kind == "table" and entry.name in schemas():
        known = schemas()[entry.name]
        if entry.columns == known.names:
            return frame
        return frame.select(
            pl.col(name) if name in entry.columns else known.absent(name) for name in known.names
        )
    casts = {name: described(words) for name, words in entry.dtypes.items()}
    return frame.cast(pl.Schema(casts)) if casts else frame


def read_entry(root: Path, entry: Entry, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Read an entry, or some of its columns: as many rows as its commit says, or an error.

    Raises
    ------
    DamageError
        A part is missing, cut short, changed or cannot be read.
    """
    lazy = scan_entry(root, entry)
    try:
        frame = (lazy if columns is None else lazy.select(columns)).collect()
    except pl.exceptions.ColumnNotFoundError:
        raise
    except (OSError, pl.exceptions.PolarsError) as err:
        hold_parts(root, entry, afresh=True)
        raise DamageError(unreadable(root, entry, err)) from err
    if frame.height != entry.rows and (columns is None or len(columns)):
        raise DamageError(changed_rows(root, entry, frame.height))
    return frame
