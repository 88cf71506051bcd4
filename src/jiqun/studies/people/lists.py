"""Lists of accounts and of the audit log, as tables that can be taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl

from jiqun.accounts import Account, Entry
from jiqun.studies.exporting import FRAMES, refuse_file, write_frame
from jiqun.workspace import Workspace

_TYPES = {"number": pl.Int64, "locked": pl.Int64, "assigned": pl.Int64}


def users_frame(users: Iterable[Account]) -> pl.DataFrame:
    """Give accounts as rows."""
    return _frame([asdict(one) for one in users], tuple(Account.__dataclass_fields__))


def audit_frame(entries: Iterable[Entry]) -> pl.DataFrame:
    """Give lines of the audit log as rows."""
    return _frame([asdict(one) for one in entries], tuple(Entry.__dataclass_fields__))


def export_people(
    path: str | Path, frame: pl.DataFrame, *, name: str, to: Path, force: bool = False
) -> int:
    """Write a list to CSV, Excel or Parquet, outside the workspace; give its rows.

    Raises
    ------
    InputError
        ``export-format``, ``export-inside``, ``export-folder``, ``export-exists``.
    """
    file = to.expanduser().absolute()
    refuse_file(Workspace.open(path), file, force=force, known=FRAMES)
    write_frame(frame, file, name=name, about=[])
    return frame.height


def _frame(rows: Sequence[dict[str, object]], names: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={name: _TYPES.get(name, pl.String) for name in names})
