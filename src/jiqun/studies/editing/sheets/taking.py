"""A sheet that was edited comes back: what it changes is shown, checked, and saved whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jiqun.core import InputError, Problem, problem
from jiqun.sources.files import ordinary
from jiqun.studies.editing.checks import RowProblem
from jiqun.studies.editing.held import Place, current, opened
from jiqun.studies.editing.pages import EditableRow, editable
from jiqun.studies.editing.saving import Change, Pair, prepared, written
from jiqun.studies.editing.sheets.reading import SheetLine, SheetRead, differing, read_sheet
from jiqun.studies.editing.values import Values, key_of, told_row
from jiqun.studies.editing.watching import repeated
from jiqun.tables import TableSchema, schema
from jiqun.workspace import Workspace, tag

#: Rows that one sheet may change; a load takes more.
MOST_ROWS = 20_000
#: Rows that a preview shows.
MOST_SHOWN = 500
RowKind = Literal["added", "changed", "removed"]
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row that a sheet changes.

    Attributes
    ----------
    kind
        "added", "changed" or "removed".
    line
        Where it stands in the file; null for a row that is not in it.
    key, before, after
        Which row; what it is; what it will be.
    changed
        Columns that are other than before.
    """

    kind: RowKind
    line: int | None
    key: Values
    before: Values | None
    after: Values | None
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetConflict:
    """A row that the sheet changes and somebody else has changed since the sheet was written.

    Attributes
    ----------
    line, key
        Where it stands in the file; which row.
    mine
        What the sheet says.
    theirs
        The row as it is now; null where it was removed.
    author, time
        Who changed it last, and when; empty where a load did.
    """

    line: int
    key: Values
    mine: Values
    theirs: EditableRow | None
    author: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetProblem:
    """What is wrong with a cell, or deserves doubt.

    Attributes
    ----------
    line
        Where it stands in the file; 0 for the file as a whole.
    columns
        Where; the first is the problem's own.
    problem
        What, as the loader tells it.
    """

    line: int
    columns: tuple[str, ...]
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReport:
    """What a sheet changes, or changed.

    Attributes
    ----------
    table, file
        The table; the file's name.
    read
        Rows of the file.
    added, changed, removed, unchanged
        Rows that are new, other, gone (only where that was asked for), as they were.
    meanwhile
        Rows that only others changed since the sheet was written; they stay as others left them.
    missing
        Rows of the table that the sheet does not have and that stay.
    rows
        The first rows that change.
    conflicts
        Rows that both changed; nothing is saved as long as there is one.
    problems, cautions
        By line and column; with a problem nothing is saved.
    ignored
        Columns of the file that are none of the table's.
    saved, batch
        Whether it was written, and what undoes it; null where nothing was.
    preview
        Names what would change; sent along with the saving, nothing else is saved.
    """

    table: str
    file: str
    read: int
    added: int
    changed: int
    removed: int
    unchanged: int
    meanwhile: int
    missing: int
    rows: tuple[SheetRow, ...]
    conflicts: tuple[SheetConflict, ...]
    problems: tuple[SheetProblem, ...]
    cautions: tuple[SheetProblem, ...]
    ignored: tuple[str, ...]
    saved: bool
    batch: int | None
    preview: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOptions:
    """How a sheet is taken.

    Attributes
    ----------
    dry_run
        Only say what would change.
    remove
        Remove the rows that the sheet does not have.
    preview
        What a dry run named; where it would be another one now, nothing is saved.
    note
        Why, for whoever reads the edits.
    """

    dry_run: bool = False
    remove: bool = False
    preview: str = ""
    note: str = ""


@dataclass(slots=True)
class _Sorted:
    """A sheet's rows by what becomes of them; ``lines`` go along with ``changes``."""

    changes: list[Change]
    lines: list[int]
    conflicts: list[SheetConflict]
    unchanged: int = 0
    meanwhile: int = 0
    missing: int = 0


def from_sheet(
    place: Place,
    table: str,
    file: str | Path,
    *,
    author: str,
    options: SheetOptions | None = None,
) -> SheetReport:
    """Take a sheet that was edited: say what it changes, and save that whole or not at all.

    A sheet of :func:`jiqun.studies.editing.sheet` knows which rows others changed since it was
    written. One that somebody made changes the rows of its keys, in the columns that it has.

    Parameters
    ----------
    place, table, file
        The workspace; the table; the file (Excel; CSV with comma, semicolon or tab).
    author
        Who edits.
    options
        Whether to save, and to remove.

    Raises
    ------
    UnknownError
        ``table-unknown``.
    InputError
        The file cannot be read at all; ``sheet-key``; ``edits-many``; ``sheet-moved``: something
        else than the preview would be saved.
    """
    asked, ws, source = options or SheetOptions(), opened(place), ordinary(file)
    read = read_sheet(source, schema(table))
    return repeated(lambda: _taken(ws, source, read, asked, table=table, author=author))


def _taken(
    ws: Workspace,
    source: Path,
    read: SheetRead,
    asked: SheetOptions,
    *,
    table: str,
    author: str,
) -> SheetReport:
    target = schema(table)
    found = _sorted(ws, target, read, remove=asked.remove)
    if len(found.changes) > MOST_ROWS:
        count = len(found.changes)
        raise InputError(problem("edits-many", subject=source.name, count=count, most=MOST_ROWS))
    ready = prepared(ws, target, found.changes, most=MOST_ROWS)
    preview = _named(ready.rows)
    if asked.preview and asked.preview != preview:
        raise InputError(problem("sheet-moved", subject=source.name))
    problems = (*_of_file(read.problems), *_at_lines(ready.problems, found.lines))
    batch, saved = None, False
    if not (asked.dry_run or problems or found.conflicts):
        kept = written(ws, target, ready, author=author, note=asked.note or source.name)
        batch, saved = kept.batch, True
    kinds = [_kind(before, after) for before, after in ready.rows]
    return SheetReport(
        table=table,
        file=source.name,
        read=len(read.lines),
        added=kinds.count("added"),
        changed=kinds.count("changed"),
        removed=kinds.count("removed"),
        unchanged=found.unchanged,
        meanwhile=found.meanwhile,
        missing=found.missing,
        rows=tuple(_rows(target, ready.rows, found.lines)),
        conflicts=tuple(found.conflicts),
        problems=problems,
        cautions=(
            *_of_file(read.cautions),
            *_at_lines(ready.looked.cautions, found.lines),
        ),
        ignored=read.ignored,
        saved=saved,
        batch=batch,
        preview=preview,
    )


def _sorted(ws: Workspace, target: TableSchema, read: SheetRead, *, remove: bool) -> _Sorted:
    """Say of every row of a sheet what becomes of it."""
    rows = {
        tuple(row[name] for name in target.key): row
        for row in current(ws, target.name).iter_rows(named=True)
    }
    found = _Sorted(changes=[], lines=[], conflicts=[])
    seen: dict[Key, int] = {}
    for line in read.lines:
        key = tuple(_hashable(line.values[name]) for name in target.key)
        seen[key] = seen.get(key, 0) + 1
    for line in read.lines:
        key = tuple(_hashable(line.values[name]) for name in target.key)
        _sort_in(ws, target, read, (line, rows.get(key), seen[key] > 1), found)
    left = [row for key, row in rows.items() if key not in seen]
    if not remove:
        found.missing = len(left)
        return found
    for row in left:
        found.changes.append(Change(key=key_of(row, target), seen=tag(row), values=None))
        found.lines.append(0)
    return found


def _sort_in(
    ws: Workspace,
    target: TableSchema,
    read: SheetRead,
    one: tuple[SheetLine, Mapping[str, object] | None, bool],
    found: _Sorted,
) -> None:
    """Put one row of a sheet where it belongs; ``one`` has the table's, and if it is twice."""
    line, row, twice = one
    moved = line.mark is not None and line.mark.seen != tag(row)
    if moved and not line.touched:
        if row is None:
            found.conflicts.append(_conflict(ws, target, line, row))
        else:
            found.meanwhile += 1
        return
    if row is None:
        found.changes.append(Change(values=line.values))
        found.lines.append(line.line)
        return
    names = differing(line.values, row, read.columns)
    if not names and not twice:
        found.unchanged += 1
        return
    if moved:
        found.conflicts.append(_conflict(ws, target, line, row))
        return
    values = {name: line.values[name] for name in names}
    found.changes.append(Change(key=key_of(row, target), seen=tag(row), values=values))
    found.lines.append(line.line)


def _conflict(
    ws: Workspace, target: TableSchema, line: SheetLine, row: Mapping[str, object] | None
) -> SheetConflict:
    key = key_of(row or line.values, target)
    last = ws.journal().edits(table=target.name, key=key, limit=1)
    return SheetConflict(
        line=line.line,
        key=told_row(key, target)[0] if row is None else _told_key(row, target),
        mine=told_row(line.values, target)[0],
        theirs=None if row is None else editable(dict(row), target),
        author=last[0].author if last else "",
        time=last[0].time if last else "",
    )


def _rows(
    target: TableSchema,
    pairs: Iterable[Pair],
    lines: Sequence[int],
) -> Iterable[SheetRow]:
    """Show the first rows that change."""
    shown = 0
    for (before, after), line in zip(pairs, lines, strict=True):
        kind = _kind(before, after)
        if kind is None or shown >= MOST_SHOWN:
            continue
        shown += 1
        old, new = before or {}, after or {}
        yield SheetRow(
            kind=kind,
            line=line or None,
            key=_told_key(after or before or {}, target),
            before=None if before is None else told_row(before, target)[0],
            after=None if after is None else told_row(after, target)[0],
            changed=tuple(name for name in target.names if old.get(name) != new.get(name)),
        )


def _kind(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> RowKind | None:
    if before is None:
        return None if after is None else "added"
    if after is None:
        return "removed"
    return "changed" if before != after else None


def _told_key(row: Mapping[str, object], target: TableSchema) -> Values:
    told = told_row(row, target)[0]
    return {name: told[name] for name in target.key}


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _of_file(problems: Sequence[Problem]) -> tuple[SheetProblem, ...]:
    return tuple(SheetProblem(line=0, columns=(), problem=one) for one in problems)


def _at_lines(found: Sequence[RowProblem], lines: Sequence[int]) -> tuple[SheetProblem, ...]:
    """Tell problems by the lines of the file."""
    return tuple(
        SheetProblem(line=lines[one.row] if lines else 0, columns=one.columns, problem=one.problem)
        for one in found
    )


def _named(pairs: Iterable[Pair]) -> str:
    """Name what would change."""
    found = hashlib.blake2b(digest_size=8)
    for before, after in pairs:
        found.update(f"{tag(before)}>{tag(after)};".encode())
    return found.hexdigest()
