"""What the newest commit says of single rows, and what edits make of whole tables."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TypeAlias

import polars as pl

from jiqun.tables import schema
from jiqun.workspace.commits import (
    EDIT,
    PRUNE,
    Commit,
    commit_file,
    numbers,
    read_commits,
    read_newest,
)
from jiqun.workspace.edits.rows import Row, applied, frame_of, read_key, rows_of
from jiqun.workspace.entries import Entry
from jiqun.workspace.reading import read_entry

#: So many bytes of tables are kept for the next edit of one of them.
_MOST_BYTES = 256 * 2**20

_MOST_BASES = 64
#: After so many edits a table is read anew: by then it is quicker.
_MOST_EDITS = 5_000

#: Number, place on the disk, size and time of a commit's file.
Mark: TypeAlias = tuple[int, int, int, int]

_guard = Lock()
_bases: dict[str, tuple[Mark, Base]] = {}
_kept: OrderedDict[tuple[str, str], Basis] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Base:
    """The newest commit, its tables read when they are asked for.

    Attributes
    ----------
    root, commit
        The workspace's folder; the commit's head.
    """

    root: Path
    commit: Commit
    _entry: Callable[[str], Entry | None]

    @property
    def seen(self) -> int:
        """The newest edit that it sees."""
        return self.commit.edits

    def basis(self, table: str, journal: sqlite3.Connection | None) -> Basis:
        """Give a table's rows as this commit or an earlier one has them, with what it sees.

        An earlier one does where all that changed the table since are edits that the journal
        still has: so a table is not read anew after each time that edits are settled.
        """
        kept = _known(self, table)
        if kept is not None and (kept.seen == self.seen or _has_all(journal, kept.seen)):
            return kept
        entry = self._entry(table)
        frame = schema(table).empty() if entry is None else read_entry(self.root, entry)
        mark = _mark(self.root, self.commit.number)
        fresh = Basis(commit=self.commit.number, mark=mark, seen=self.seen, frame=frame)
        _keep(str(self.root), table, fresh)
        return fresh

    def warm(self, table: str) -> None:
        """Read a table unless something of use is known of it."""
        if _known(self, table) is None:
            self.basis(table, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A table's rows before the edits that come after ``seen``.

    Attributes
    ----------
    commit
        The newest commit of which it is known that it holds.
    mark
        What tells that commit's file from another of its name.
    seen
        The newest edit that is in the rows.
    frame
        The rows.
    """

    commit: int
    mark: Mark | None
    seen: int
    frame: pl.DataFrame

    def rows(self, table: str, keys: Sequence[Row]) -> dict[tuple[object, ...], Row]:
        """Give those of some rows that are there, by the values of their keys."""
        names = schema(table).key
        if not keys or not self.frame.height:
            return {}
        if len(keys) == 1:
            found = self.frame[_places(self.frame, keys[0])]
        else:
            asked = frame_of(table, keys, keys=True)
            found = self.frame.join(asked, on=names, how="semi", nulls_equal=True)
        return {tuple(row[name] for name in names): row for row in rows_of(found)}


def _known(base: Base, table: str) -> Basis | None:
    """Give what is known of a table, where only edits have changed it since."""
    number = base.commit.number
    with _guard:
        kept = _kept.get((str(base.root), table))
        if kept is not None:
            _kept.move_to_end((str(base.root), table))
    if kept is None or not 0 <= base.seen - kept.seen <= _MOST_EDITS or kept.commit > number:
        return None
    if kept.mark is None or kept.mark != _mark(base.root, kept.commit):
        return None
    if kept.commit == number:
        return kept
    heads = read_commits(base.root, range(kept.commit + 1, number + 1))
    own = (one for one in heads if one.verb not in (EDIT, PRUNE))
    if len(heads) != number - kept.commit or any(_changes(one, table) for one in own):
        return None
    later = replace(kept, commit=number, mark=_mark(base.root, number))
    _keep(str(base.root), table, later)
    return later


def _mark(root: Path, number: int) -> Mark | None:
    try:
        status = (root / commit_file(number)).lstat()
    except FileNotFoundError:
        return None
    return number, status.st_ino, status.st_size, status.st_mtime_ns


def _changes(commit: Commit, table: str) -> bool:
    return any(change.name == table for change in commit.changes)


def _has_all(journal: sqlite3.Connection | None, since: int) -> bool:
    """Say whether the journal has all edits after one."""
    if journal is None:
        return False
    asked = "SELECT count(*) FROM gaps WHERE last > ?"
    return not journal.execute(asked, (since,)).fetchone()[0]


def _keep(root: str, table: str, basis: Basis) -> None:
    with _guard:
        _kept[root, table] = basis
        _kept.move_to_end((root, table))
        while len(_kept) > 1 and _held(one.frame for one in _kept.values()) > _MOST_BYTES:
            _kept.popitem(last=False)


def _places(frame: pl.DataFrame, key: Row) -> pl.Series:
    """Say where the row of a key stands; by series, for a query would wait for threads."""
    found = pl.repeat(value=True, n=frame.height, eager=True)
    for name, value in key.items():
        column = frame[name]
        found &= column.is_null() if value is None else column.eq_missing(value)
    return found.arg_true()


def newest(root: Path) -> Base:
    """Look at the newest commit; one that was read before is taken from memory.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    number = numbers(root)[-1]
    mark = _mark(root, number)
    with _guard:
        kept = _bases.get(str(root))
    if kept is not None and mark is not None and kept[0] == mark:
        return kept[1]
    commit, entry = read_newest(root)
    base = Base(root, commit, cache(entry))
    if commit.number == number and mark is not None:
        with _guard:
            if len(_bases) > _MOST_BASES:
                _bases.clear()
            _bases[str(root)] = (mark, base)
    return base


def _held(frames: Iterable[pl.DataFrame]) -> int:
    return sum(int(frame.estimated_size()) for frame in frames)


def overlaid(table: str, rows: pl.DataFrame, after: Mapping[str, Row | None]) -> pl.DataFrame:
    """Give a table with rows as edits leave them, by the texts of their keys; None: removed."""
    if not after:
        return rows
    changed = frame_of(table, [row for row in after.values() if row is not None])
    keys = [read_key(table, key) for key, row in after.items() if row is None]
    return applied(table, rows, changed, frame_of(table, keys, keys=True))
