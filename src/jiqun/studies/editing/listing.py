"""Edits as they were made: who, when, what a row was before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from jiqun.core import InputError, problem
from jiqun.studies.editing.held import Place, opened
from jiqun.studies.editing.pages import EditableRow, editable
from jiqun.studies.editing.values import Values, told_row, typed_key
from jiqun.tables import schema, schemas
from jiqun.workspace import Edit

#: Edits of one page.
MOST_EDITS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTold:
    """One edit of one row.

    Attributes
    ----------
    number, batch
        Its own number; that of the edits that were made together and are undone together.
    time, author, note
        When (UTC), by whom, and why.
    table, key
        Which row.
    before, after
        The row before and after; null where there was none, or is none any more.
    changed
        Columns that are other than before.
    undoes
        The batch that it takes back; null where none.
    commit
        The commit that has it; null while it waits for one.
    """

    number: int
    batch: int
    time: str
    author: str
    note: str
    table: str
    key: Values
    before: Values | None
    after: Values | None
    changed: tuple[str, ...]
    undoes: int | None
    commit: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditList:
    """Edits, the newest first.

    Attributes
    ----------
    items
        The edits.
    next
        Ask again with ``before`` this number for the earlier ones; null where there are none.
    waiting
        Edits that are kept and not yet in a commit.
    """

    items: tuple[EditTold, ...]
    next: int | None
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """Edits that were taken back.

    Attributes
    ----------
    undone, batch
        The batch that was taken back; the one that does so, which can be undone as well.
    edits
        How many rows were changed.
    table
        The table of the rows; empty where there are several.
    rows
        The rows as they are now; null where one is gone again.
    """

    undone: int
    batch: int
    edits: int
    table: str
    rows: tuple[EditableRow | None, ...]


def edits_of(
    place: Place,
    *,
    table: str | None = None,
    author: str | None = None,
    key: Mapping[str, object] | None = None,
    since: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> EditList:
    """List edits, the newest first.

    Parameters
    ----------
    place
        The workspace.
    table, author
        Of this table; by this author.
    key
        Of this row; needs ``table``.
    since
        From this moment on (ISO, UTC).
    before
        Only edits with a lower number.
    limit
        How many.

    Raises
    ------
    UnknownError
        ``table-unknown``, ``column-unknown``.
    InputError
        ``edits-since``: no day and no moment.
    """
    typed = None if key is None or table is None else typed_key(key, schema(table))
    if table is not None:
        schema(table)
    since = None if since is None else _moment(since)
    journal = opened(place).journal()
    found = journal.edits(
        table=table, author=author, key=typed, since=since, before=before, limit=limit + 1
    )
    shown = found[:limit]
    more = len(found) > limit and bool(shown)
    return EditList(
        items=tuple(told_edit(one) for one in shown),
        next=shown[-1].number if more else None,
        waiting=journal.waiting(),
    )


def _moment(given: str) -> str:
    """Write a day or a moment as the journal writes times: UTC, to the millisecond."""
    try:
        found = datetime.fromisoformat(given)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(problem("edits-since", subject="since", given=given[:80])) from None
    return found.isoformat(timespec="milliseconds")


def undo(place: Place, batch: int, *, author: str) -> Undone:
    """Take the edits of a batch back, all of them, as edits of their own.

    Parameters
    ----------
    place, batch, author
        The workspace; the batch; who takes it back.

    Raises
    ------
    UnknownError
        ``edit-unknown``: there is no such batch.
    ConflictError
        ``edit-conflict``: a row was changed since.
    """
    edits = opened(place).journal().undo(batch, author=author)
    tables = {one.table for one in edits}
    return Undone(
        undone=batch,
        batch=edits[0].batch,
        edits=len(edits),
        table=next(iter(tables)) if len(tables) == 1 else "",
        rows=tuple(
            None if one.after is None else editable(dict(one.after), schema(one.table))
            for one in edits
        ),
    )


def told_edit(one: Edit) -> EditTold:
    """Tell an edit in JSON's values; large shapes are left out of the rows."""
    before, after = one.before or {}, one.after or {}
    names = dict.fromkeys((*before, *after))
    return EditTold(
        number=one.number,
        batch=one.batch,
        time=one.time,
        author=one.author,
        note=one.note,
        table=one.table,
        key=_told(one.table, one.key) or {},
        before=_told(one.table, one.before),
        after=_told(one.table, one.after),
        changed=tuple(name for name in names if before.get(name) != after.get(name)),
        undoes=one.undoes,
        commit=one.commit,
    )


def _told(table: str, row: Mapping[str, object] | None) -> Values | None:
    if row is None or table not in schemas():
        return None
    return {name: value for name, value in told_row(row, schema(table))[0].items() if name in row}
