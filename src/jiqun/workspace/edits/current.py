"""What the newest commit says of single rows, and what edits make of whole tables."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import polars as pl

from jiqun.tables import schema
from jiqun.workspace.commits import Commit, read_newest
from jiqun.workspace.edits.rows import Row, applied, frame_of, read_key, rows_of
from jiqun.workspace.entries import Entry
from jiqun.workspace.reading import read_entry

#: So many bytes of tables are kept for the next edit of one of them.
_MOST_BYTES = 256 * 2**20

_guard = Lock()
_frames: OrderedDict[tuple[str, ...], pl.DataFrame] = OrderedDict()


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

    def frame(self, table: str) -> pl.DataFrame:
        """Give a table as the commit has it, no rows where it has none."""
        entry = self._entry(table)
        return schema(table).empty() if entry is None else _frame(self.root, entry)

    def rows(self, table: str, keys: Sequence[Row]) -> dict[tuple[object, ...], Row]:
        """Give those of some rows that are there, by the values of their keys."""
        names = schema(table).key
        frame = self.frame(table)
        if not keys or not frame.height:
            return {}
        if len(keys) == 1:
            found = frame.filter(pl.col(name).eq_missing(_literal(keys[0][name])) for name in names)
        else:
            asked = frame_of(table, keys, keys=True)
            found = frame.join(asked, on=names, how="semi", nulls_equal=True)
        return {tuple(row[name] for name in names): row for row in rows_of(found)}


def _literal(value: object) -> pl.Expr:
    return pl.lit(value)


def newest(root: Path) -> Base:
    """Look at the newest commit.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    commit, entry = read_newest(root)
    return Base(root, commit, entry)


def _frame(root: Path, entry: Entry) -> pl.DataFrame:
    """Read a table, or take it from what was read before: a file never changes."""
    name = (str(root), entry.folder, *(part.file for part in entry.parts))
    with _guard:
        kept = _frames.get(name)
        if kept is not None:
            _frames.move_to_end(name)
            return kept
    frame = read_entry(root, entry)
    with _guard:
        for other in [one for one in _frames if one[:2] == name[:2]]:
            del _frames[other]
        _frames[name] = frame
        while len(_frames) > 1 and _held(_frames.values()) > _MOST_BYTES:
            _frames.popitem(last=False)
    return frame


def _held(frames: Iterable[pl.DataFrame]) -> int:
    return sum(int(frame.estimated_size()) for frame in frames)


def overlaid(table: str, rows: pl.DataFrame, after: Mapping[str, Row | None]) -> pl.DataFrame:
    """Give a table with rows as edits leave them, by the texts of their keys; None: removed."""
    if not after:
        return rows
    changed = frame_of(table, [row for row in after.values() if row is not None])
    keys = [read_key(table, key) for key, row in after.items() if row is None]
    return applied(table, rows, changed, frame_of(table, keys, keys=True))
