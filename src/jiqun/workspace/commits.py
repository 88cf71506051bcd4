"""The commit log: which version of which table belongs together, one small file a commit."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import jiqun
from jiqun.core import Origin, Record, digest, unknown

Kind = Literal["table", "result"]

#: Folder of each kind of table inside a workspace.
FOLDERS: Mapping[Kind, str] = {"table": "tables", "result": "results"}
LOG = "commits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One Parquet file of a table.

    Attributes
    ----------
    file, rows
        Its name in the table's folder; how many rows it has.
    digest
        Names its content.
    bytes, sum
        Its size and its checksum; None where it was written before they were kept.
    """

    file: str
    rows: int
    digest: str
    bytes: int | None = None
    sum: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One table or result as one commit sees it.

    Attributes
    ----------
    name, kind
        What it is called; a canonical table or a result.
    version
        Its Delta version.
    parts
        Its files, in the order of the rows.
    columns
        Names of its columns, in order.
    dtypes
        Types that Delta does not keep, by column; see :mod:`jiqun.workspace.dtypes`.
    origins
        Where the rows come from.
    record
        What makes a result re-runnable; None for a canonical table.
    """

    name: str
    kind: Kind
    version: int
    parts: tuple[Part, ...]
    columns: tuple[str, ...]
    dtypes: Mapping[str, Any] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    record: Record | None = None

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(part.rows for part in self.parts)

    @property
    def digest(self) -> str:
        """Name the content: the same rows put in the same order give the same digest."""
        return digest(*self.columns, *(part.digest for part in self.parts))

    @property
    def folder(self) -> str:
        """Its folder inside the workspace."""
        return f"{FOLDERS[self.kind]}/{self.name}"

    def to_dict(self) -> dict[str, Any]:
        """Give plain JSON values; :meth:`from_dict` reads them back equal."""
        return {
            **asdict(self),
            "origins": [origin.to_dict() for origin in self.origins],
            "record": self.record.kept() if self.record else None,
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Entry:
        """Read back what :meth:`to_dict` gave."""
        record = fields["record"]
        return cls(
            **{
                **fields,
                "parts": tuple(Part(**part) for part in fields["parts"]),
                "columns": tuple(fields["columns"]),
                "dtypes": fields["dtypes"] or {},
                "origins": tuple(Origin(**origin) for origin in fields["origins"]),
                "record": Record.from_dict(record) if record else None,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A table that a commit changed; ``before`` and ``after`` are rows, None where absent."""

    name: str
    kind: Kind
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One step of a workspace's history.

    Attributes
    ----------
    number
        0 for the fresh workspace, then 1, 2, …
    time
        When it was made, ISO, UTC.
    verb, note
        What was done ("load", "run", "undo") and in which words.
    changes
        What it changed.
    version
        The version of jiqun that made it.
    """

    number: int
    time: str
    verb: str
    note: str = ""
    changes: tuple[Change, ...] = ()
    version: str = jiqun.__version__


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A commit with everything that it sees."""

    commit: Commit
    entries: Mapping[str, Entry] = field(default_factory=dict)


def follow(
    state: State, entries: Mapping[str, Entry], *, verb: str, note: str, touched: set[str]
) -> State:
    """Build the commit that comes after ``state`` and sees ``entries``."""
    changes = []
    for name in sorted(touched):
        old, new = state.entries.get(name), entries.get(name)
        known = new or old
        if known:
            changes.append(
                Change(
                    name=name,
                    kind=known.kind,
                    before=old.rows if old else None,
                    after=new.rows if new else None,
                )
            )
    commit = Commit(
        number=state.commit.number + 1,
        time=now(),
        verb=verb,
        note=note,
        changes=tuple(changes),
    )
    return State(commit=commit, entries=dict(entries))


def now() -> str:
    """Give the time of day, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def numbers(root: Path) -> list[int]:
    """Give the numbers of all commits of a workspace, ascending."""
    return sorted(int(p.stem) for p in (root / LOG).glob("*.json") if p.stem.isdigit())


def read_state(root: Path, number: int | None = None) -> State:
    """Read one commit, the newest where no number is given.

    Raises
    ------
    UnknownError
        ``commit-unknown``.
    """
    known = numbers(root)
    if number is not None and number not in known:
        raise unknown("commit", str(number), newest=known[-1])
    at = known[-1] if number is None else number
    fields = json.loads((root / LOG / f"{at:08d}.json").read_text(encoding="utf-8"))
    commit = fields["commit"]
    commit["changes"] = tuple(Change(**change) for change in commit["changes"])
    entries = [Entry.from_dict(entry) for entry in fields["entries"]]
    return State(commit=Commit(**commit), entries={entry.name: entry for entry in entries})


def write_state(root: Path, state: State) -> None:
    """Make a commit visible: the one step that is all or nothing."""
    fields = {
        "commit": asdict(state.commit),
        "entries": [entry.to_dict() for entry in state.entries.values()],
    }
    (root / LOG).mkdir(exist_ok=True)
    write_atomically(root / LOG / f"{state.commit.number:08d}.json", fields)


def write_atomically(path: Path, fields: Any) -> None:
    """Write JSON so that a reader sees the old file or the whole new one, never a piece."""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(fields, file, ensure_ascii=False, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    settle(path.parent)


def settle(path: Path) -> None:
    """Have the system put a file or a folder's list on the disk before we go on."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
