"""Lines of the journal: read with distrust, found by row, by batch, by number."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from jiqun.workspace.edits.keeping import FILE
from jiqun.workspace.edits.records import COLUMNS, Edit, Line
from jiqun.workspace.edits.rows import Row, read_key, read_row
from jiqun.workspace.places import MOST_EDITED, Fields, damaged

ALL = ", ".join(COLUMNS)
_PUT = f"INSERT INTO edits ({ALL}) VALUES ({', '.join('?' * len(COLUMNS))})"


def read_line(root: Path, values: tuple[Any, ...]) -> Line:
    """Read one line back.

    Raises
    ------
    DamageError
        ``workspace-damaged``: it is not what was written.
    """
    *fields, seal = values
    found = dict(zip(COLUMNS, fields, strict=False))
    if not all(_fits(name, value) for name, value in found.items()):
        raise _wrong(root, found.get("number"))
    line = Line(**{("table" if name == "tbl" else name): one for name, one in found.items()})
    if line.seal != seal:
        raise _wrong(root, line.number)
    return line


def _fits(name: str, value: object) -> bool:
    if name in ("before", "after", "undoes") and value is None:
        return True
    if name in ("number", "batch", "undoes"):
        return type(value) is int and 0 < value < MOST_EDITED
    return isinstance(value, str)


def _wrong(root: Path, number: object) -> Exception:
    return damaged(root, FILE, "edit", number=number if type(number) is int else 0)


def rows_of_line(root: Path, line: Line) -> tuple[dict[str, Any], Row | None, Row | None]:
    """Give a line's key, the row before and the row after.

    Raises
    ------
    DamageError
        ``workspace-damaged``: no such table, or no such row can be in it.
    """
    try:
        key = read_key(line.table, line.key)
        after = None if line.after is None else read_row(line.table, line.after)
        return key, _before(line), after
    except (ValueError, TypeError, RecursionError, LookupError):
        raise _wrong(root, line.number) from None


def _before(line: Line) -> Row | None:
    """Give the row before: kept whole where it was removed, else as what differs."""
    if line.before is None:
        return None
    if line.after is None:
        return read_row(line.table, line.before)
    kept, other = json.loads(line.after), json.loads(line.before)
    merged = {name: value for name, value in {**kept, **other}.items() if value is not None}
    return read_row(line.table, json.dumps(merged))


def differing(before: str | None, after: str | None) -> str | None:
    """Give what is to be kept of the row before, whole where there is none after."""
    if before is None or after is None:
        return before
    old, new = json.loads(before), json.loads(after)
    other = {name: value for name, value in old.items() if new.get(name) != value}
    other |= {name: None for name in new if name not in old}
    return json.dumps(other, ensure_ascii=False, separators=(",", ":"))


def edit_of(root: Path, line: Line, commit: int | None) -> Edit:
    """Give a line as its reader wants it."""
    key, before, after = rows_of_line(root, line)
    try:
        datetime.fromisoformat(line.time)
    except ValueError:
        raise _wrong(root, line.number) from None
    said = Fields(root, FILE, {"author": line.author, "note": line.note})
    return Edit(
        number=line.number,
        batch=line.batch,
        time=line.time,
        author=said.line("author"),
        table=line.table,
        key=key,
        before=before,
        after=after,
        note=said.line("note"),
        undoes=line.undoes,
        commit=commit,
    )


def put(journal: sqlite3.Connection, lines: Iterable[Line]) -> None:
    """Write lines."""
    journal.executemany(_PUT, (line.values() for line in lines))


def last_number(root: Path, journal: sqlite3.Connection) -> int:
    """Give the newest edit's number, also of those that are gone; 0 where there was none.

    Raises
    ------
    DamageError
        ``workspace-damaged``: no such number can be.
    """
    asked = "SELECT ifnull(max(number), 0), (SELECT ifnull(max(last), 0) FROM gaps) FROM edits"
    found = journal.execute(asked).fetchone()
    if not all(type(one) is int and 0 <= one < MOST_EDITED for one in found):
        raise damaged(root, FILE, "changed")
    return int(max(found))


def last_of_row(
    root: Path, journal: sqlite3.Connection, table: str, key: str, *, since: int = 0
) -> Line | None:
    """Give the newest edit of a row after a number."""
    asked = f"SELECT {ALL} FROM edits WHERE tbl = ? AND key = ? AND number > ? "
    asked += "ORDER BY number DESC LIMIT 1"
    found = journal.execute(asked, (table, key, since)).fetchone()
    return None if found is None else read_line(root, found)


def between(
    root: Path, journal: sqlite3.Connection, *, after: int, upto: int, table: str | None = None
) -> Iterator[Line]:
    """Give edits after a number up to another, in their order."""
    where, values = "number > ? AND number <= ?", [after, upto]
    if table is not None:
        where += " AND tbl = ?"
        values.append(table)  # type: ignore[arg-type]
    for found in journal.execute(f"SELECT {ALL} FROM edits WHERE {where} ORDER BY number", values):
        yield read_line(root, found)


def of_batch(root: Path, journal: sqlite3.Connection, batch: int) -> list[Line]:
    """Give all edits of a batch: its number is the first one's, the others follow."""
    found = []
    asked = f"SELECT {ALL} FROM edits WHERE number >= ? ORDER BY number"
    for values in journal.execute(asked, (batch,)):
        line = read_line(root, values)
        if line.batch != batch:
            break
        found.append(line)
    return found
