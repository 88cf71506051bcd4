"""Rows are changed: checked whole, then written to the journal, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from jiqun.core import InputError, problem
from jiqun.studies.editing.checks import (
    Looked,
    RowProblem,
    framed,
    keys_frame,
    look_at,
    without,
)
from jiqun.studies.editing.held import Place, current, opened
from jiqun.studies.editing.pages import EditableRow, editable
from jiqun.studies.editing.referring import Naming
from jiqun.studies.editing.values import key_of, need_columns_of, typed_key
from jiqun.studies.editing.watching import Watch, repeated
from jiqun.tables import TableSchema, schema
from jiqun.workspace import Edit, RowChange, Workspace, tag

#: Rows of one call.
MOST_CHANGES = 5_000
#: Characters of a note.
MOST_NOTE = 500
#: A row before and after; None where there is none.
Pair = tuple[Mapping[str, object] | None, Mapping[str, object] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one row.

    Attributes
    ----------
    key
        Key columns of the row that is meant; None for a new one.
    seen
        The row's tag as whoever edits saw it; None for a new one.
    values
        The columns that are other than before (of a new row all that are known); None
        removes the row. A null or empty value is unknown, which is not 0.
    """

    key: Mapping[str, object] | None = None
    seen: str | None = None
    values: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsChecked:
    """Rows that were checked; nothing was written.

    Attributes
    ----------
    rows, bad
        How many were sent; how many would be refused.
    problems, cautions
        What is wrong, by row and column; what would be accepted but deserves doubt.
    """

    rows: int
    bad: int
    problems: tuple[RowProblem, ...]
    cautions: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsSaved:
    """What became of rows that were to be changed: all of them, or none.

    Attributes
    ----------
    saved
        Whether they are kept.
    batch
        What undoes them together; null where nothing was written.
    edits
        How many edits were written; 0 also where all rows were so already.
    rows
        The rows as they are now, in the order of what was sent; null where one was removed.
    problems, cautions
        As of a check; with a problem nothing is written.
    """

    saved: bool
    batch: int | None
    edits: int
    rows: tuple[EditableRow | None, ...]
    problems: tuple[RowProblem, ...]
    cautions: tuple[RowProblem, ...]


def check_rows(place: Place, table: str, changes: Sequence[Change]) -> RowsChecked:
    """Check changes of a canonical table's rows as the loader checks them; nothing is written.

    Parameters
    ----------
    place, table, changes
        The workspace, the table, what shall become of which rows.

    Raises
    ------
    UnknownError
        ``table-unknown``, ``column-unknown``.
    """
    ready = prepared(opened(place), schema(table), changes)
    bad = {one.row for one in ready.problems}
    return RowsChecked(
        rows=len(changes),
        bad=max(len(bad), ready.looked.bad),
        problems=ready.problems,
        cautions=ready.looked.cautions,
    )


def save(
    place: Place, table: str, changes: Sequence[Change], *, author: str, note: str = ""
) -> RowsSaved:
    """Change rows of a canonical table: all of them, or none.

    Parameters
    ----------
    place, table, changes
        The workspace, the table, what shall become of which rows.
    author, note
        Who edits; why.

    Raises
    ------
    UnknownError
        ``table-unknown``, ``column-unknown``.
    InputError
        ``edits-many``; ``edit-author``, ``edit-note``.
    ConflictError
        ``edit-conflict``: somebody else changed a row since it was seen.
    BusyError
        Others write without a pause.
    """
    ws, target = opened(place), schema(table)
    return repeated(lambda: _saved(ws, target, changes, author=author, note=note))


def _saved(
    ws: Workspace, target: TableSchema, changes: Sequence[Change], *, author: str, note: str
) -> RowsSaved:
    ready = prepared(ws, target, changes)
    if ready.problems and not ready.met:
        return _refused(ready)
    return written(ws, target, ready, author=author, note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Changes as they would be written.

    Attributes
    ----------
    rows
        Each row before and after; None where there is none. What stays as it is has both alike.
    changes
        What was asked.
    met
        Whether any row is other than it was seen; the journal tells which.
    looked
        The new and changed rows after the door.
    problems
        All that is wrong, by row.
    newest
        The newest edit when this was looked at.
    """

    rows: tuple[Pair, ...]
    changes: tuple[Change, ...]
    met: bool
    looked: Looked
    problems: tuple[RowProblem, ...]
    newest: int


def prepared(
    ws: Workspace, target: TableSchema, changes: Sequence[Change], *, most: int = MOST_CHANGES
) -> Prepared:
    """Say what changes would make of the rows as they are now, and what is wrong with that."""
    if len(changes) > most:
        told = problem("edits-many", subject="changes", count=len(changes), most=most)
        raise InputError(told)
    newest = ws.journal().newest
    before = _before(ws, target, changes)
    wanted = [_merged(old, change) for old, change in zip(before, changes, strict=True)]
    kept = [at for at, row in enumerate(wanted) if row is not None]
    gone = keys_frame([key_of(row, target) for row in before if row is not None], target)
    frame = framed([wanted[at] or {} for at in kept], target)
    same = _as_they_were(target, before, changes)
    looked = _placed(look_at(ws, target, frame, gone=gone, as_they_were=same), kept)
    after = _after(looked, before, changes, target)
    problems = [*looked.problems, *_met_keys(ws, target, looked, gone)]
    problems += _lost(ws, target, (before, after), gone, looked)
    return Prepared(
        rows=tuple(zip(before, after, strict=True)),
        changes=tuple(changes),
        met=any(tag(old) != change.seen for old, change in zip(before, changes, strict=True)),
        looked=looked,
        problems=tuple(problems),
        newest=newest,
    )


def _as_they_were(
    target: TableSchema,
    before: Sequence[Mapping[str, object] | None],
    changes: Sequence[Change],
) -> set[str]:
    """Name the columns in which no row changes."""
    if any(old is None for old in before):
        return set()
    named = {name for change in changes for name in change.values or {}}
    return set(target.names) - named


def _before(
    ws: Workspace, target: TableSchema, changes: Sequence[Change]
) -> list[Mapping[str, object] | None]:
    """Give the rows that are meant, as they are now; a new one has none."""
    for change in changes:
        need_columns_of(change.values or {}, target)
    keys = {
        at: typed_key(change.key, target)
        for at, change in enumerate(changes)
        if change.key is not None
    }
    rows = dict(zip(keys, ws.journal().rows(target.name, list(keys.values())), strict=True))
    return [rows.get(at) for at in range(len(changes))]


def written(
    ws: Workspace, target: TableSchema, ready: Prepared, *, author: str, note: str
) -> RowsSaved:
    """Write what was prepared and found good."""
    changes = [
        one
        for (before, after), change in zip(ready.rows, ready.changes, strict=True)
        for one in _steps(target, before, after, change)
    ]
    edits: tuple[Edit, ...] = ()
    if changes:
        leaving = any(old is not None and _leaves(target, old, new) for old, new in ready.rows)
        watch = Watch(ws=ws, target=target, newest=ready.newest, leaving=leaving, met=ready.met)
        edits = ws.journal().write(changes, author=author, note=note, check=watch.check)
    return RowsSaved(
        saved=True,
        batch=edits[0].batch if edits else None,
        edits=len(edits),
        rows=tuple(
            None if after is None else editable(dict(after), target) for _, after in ready.rows
        ),
        problems=(),
        cautions=ready.looked.cautions,
    )


def _refused(ready: Prepared) -> RowsSaved:
    return RowsSaved(
        saved=False,
        batch=None,
        edits=0,
        rows=(),
        problems=ready.problems,
        cautions=ready.looked.cautions,
    )


def _merged(before: Mapping[str, object] | None, change: Change) -> Mapping[str, object] | None:
    """Give the row as it shall be, its new values as they were given."""
    return None if change.values is None else {**(before or {}), **change.values}


def _placed(looked: Looked, kept: Sequence[int]) -> Looked:
    """Tell rows by their places among the changes, those of removals left out before."""
    places = pl.Series("_row", kept, dtype=pl.Int64)
    moved = [
        tuple(
            RowProblem(row=kept[one.row], columns=one.columns, problem=one.problem) for one in found
        )
        for found in (looked.problems, looked.cautions)
    ]
    typed = looked.typed.with_columns(places.gather(looked.typed["_row"]).alias("_row"))
    return Looked(typed=typed, bad=looked.bad, problems=moved[0], cautions=moved[1])


def _after(
    looked: Looked,
    before: Sequence[Mapping[str, object] | None],
    changes: Sequence[Change],
    target: TableSchema,
) -> tuple[Mapping[str, object] | None, ...]:
    """Give each row as it will be: what was not given stays as it was, to the last byte."""
    typed = {row.pop("_row"): row for row in looked.typed.to_dicts()}
    found: list[Mapping[str, object] | None] = []
    for at, (old, change) in enumerate(zip(before, changes, strict=True)):
        new = typed.get(at)
        if old is not None and new is not None:
            given = change.values or {}
            new = {name: new[name] if name in given else old.get(name) for name in target.names}
        found.append(new)
    return tuple(found)


def _met_keys(
    ws: Workspace, target: TableSchema, looked: Looked, gone: pl.DataFrame
) -> list[RowProblem]:
    """Refuse a new row, or a new key, that is another row's."""
    keys = list(target.key)
    new = looked.typed.select("_row", *keys)
    new = new.join(gone, on=keys, how="anti") if gone.height else new
    pairs = [(row.pop("_row"), row) for row in new.to_dicts()]
    if not pairs:
        return []
    there = ws.journal().rows(target.name, [key for _, key in pairs])
    found = []
    for (at, key), row in zip(pairs, there, strict=True):
        if row is None:
            continue
        shown = " · ".join(str(key[name]) for name in keys)
        told = problem("key-present", subject=target.name, count=1, shown=shown)
        found.append(RowProblem(row=at, columns=tuple(keys), problem=told))
    return found


def _lost(
    ws: Workspace,
    target: TableSchema,
    rows: tuple[Sequence[Mapping[str, object] | None], Sequence[Mapping[str, object] | None]],
    gone: pl.DataFrame,
    looked: Looked,
) -> list[RowProblem]:
    """Refuse that a row goes, or its key, where other rows name it."""
    bad = {one.row for one in looked.problems}
    leaving = [
        (at, old)
        for at, (old, new) in enumerate(zip(*rows, strict=True))
        if old is not None and at not in bad
        if _leaves(target, old, new)
    ]
    if not leaving:
        return []
    rest = without(current(ws, target.name), gone, target)
    table = pl.concat([rest, looked.typed.drop("_row")], how="vertical_relaxed")
    naming = Naming(ws, target, table)
    return [
        RowProblem(row=at, columns=target.key, problem=one)
        for at, old in leaving
        for one in naming.of(old)
    ]


def _leaves(
    target: TableSchema, before: Mapping[str, object], after: Mapping[str, object] | None
) -> bool:
    """Say whether a row goes, or its key."""
    return after is None or key_of(before, target) != key_of(after, target)


def _steps(
    target: TableSchema,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
    change: Change,
) -> list[RowChange]:
    """Give what the journal is told: a new key is one row less and one more."""
    seen = change.seen
    if before == after and seen == tag(before):
        return []
    if before is None and after is None:
        key = typed_key(change.key or {}, target)
        return [RowChange(table=target.name, key=key, seen=seen, after=None)]
    if before is None or after is None or key_of(before, target) == key_of(after, target):
        row = before if after is None else after
        key = key_of(row or {}, target)
        return [RowChange(table=target.name, key=key, seen=seen, after=after)]
    return [
        RowChange(table=target.name, key=key_of(before, target), seen=seen, after=None),
        RowChange(table=target.name, key=key_of(after, target), seen=None, after=after),
    ]
