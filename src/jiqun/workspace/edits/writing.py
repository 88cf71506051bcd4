"""A batch of edits: held against the rows as they are now, then written, all or none."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import ConflictError, InputError, Problem, problem
from jiqun.tables import schemas
from jiqun.workspace.edits.current import Base, newest, overlaid
from jiqun.workspace.edits.keeping import FILE, alone, connected, is_there, make
from jiqun.workspace.edits.lines import (
    differing,
    edit_of,
    last_number,
    last_of_row,
    put,
    rows_of_line,
)
from jiqun.workspace.edits.noting import hold_whole, wanted, write_note
from jiqun.workspace.edits.records import Edit, Line, RowChange
from jiqun.workspace.edits.rows import Row, key_text, row_text, tag, typed, typed_key
from jiqun.workspace.edits.settling import net_of
from jiqun.workspace.formats import mark_edits, read_mark, upgrade
from jiqun.workspace.places import FORMAT, MOST_EDITED, damaged
from jiqun.workspace.transactions import writer

MOST_AUTHOR, MOST_NOTE = 80, 500
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A change with its row as the schema types it."""

    table: str
    key: Row
    text: str
    seen: str | None
    after: Row | None


def write(
    root: Path,
    changes: Sequence[RowChange],
    *,
    author: str,
    note: str,
    undoes: int | None,
    check: Callable[[Mapping[str, pl.DataFrame]], list[Problem]] | None,
) -> tuple[Edit, ...]:
    """Write a batch; see :meth:`jiqun.workspace.edits.Journal.write`."""
    told = {"author": named(author), "note": _noted(note), "undoes": undoes}
    asked = _asked(changes)
    if not asked:
        return ()
    if read_mark(root).count("format") < FORMAT:
        with writer(root, verb="edit", wait=10.0):
            upgrade(root)
    _warm(root, asked)
    with alone(root):
        if not is_there(root):
            hold_whole(root, None, wanted(root, newest(root).seen))
            mark_edits(root)
            make(root)
        with connected(root) as journal:
            journal.execute("BEGIN IMMEDIATE")
            try:
                lines = _lines(root, journal, asked, told, check)
                put(journal, lines)
            except BaseException:
                journal.execute("ROLLBACK")
                raise
            journal.execute("COMMIT")
        if lines:
            write_note(root, lines[-1].number, lines[-1].seal)
    return tuple(edit_of(root, line, None) for line in lines)


def _warm(root: Path, asked: Sequence[_Asked]) -> None:
    """Read the tables before others have to wait for it."""
    base = newest(root)
    for table in dict.fromkeys(one.table for one in asked):
        base.warm(table)


def _lines(
    root: Path,
    journal: sqlite3.Connection,
    asked: Sequence[_Asked],
    told: Mapping[str, Any],
    check: Callable[[Mapping[str, pl.DataFrame]], list[Problem]] | None,
) -> list[Line]:
    base = newest(root)
    hold_whole(root, journal, wanted(root, base.seen))
    now: dict[tuple[str, str], Row | None] = {}
    for table in dict.fromkeys(one.table for one in asked):
        keys = [one.key for one in asked if one.table == table]
        found = current(root, journal, base, table, keys)
        now |= {(table, key): row for key, row in found.items()}
    wrong = [one for one in asked if one.seen != tag(now[one.table, one.text])]
    if wrong:
        raise ConflictError(
            *(_conflict(root, journal, base, one, now[one.table, one.text]) for one in wrong)
        )
    fresh = [one for one in asked if tag(one.after) != tag(now[one.table, one.text])]
    if check is not None and fresh:
        problems = check(_Tables(root, journal, base, fresh))
        if problems:
            raise InputError(*problems)
    batch = last_number(root, journal) + 1
    if batch + len(fresh) > MOST_EDITED:  # it would be damage as soon as it stood there
        raise damaged(root, FILE, "changed")
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    return [
        _line(one, now[one.table, one.text], number=batch + at, batch=batch, time=time, **told)
        for at, one in enumerate(fresh)
    ]


def _line(one: _Asked, before: Row | None, **told: Any) -> Line:
    after = None if one.after is None else row_text(one.table, one.after)
    old = None if before is None else row_text(one.table, before)
    return Line(table=one.table, key=one.text, before=differing(old, after), after=after, **told)


class _Tables(Mapping[str, pl.DataFrame]):
    """Tables as they would be with a batch, each made when it is asked for."""

    def __init__(
        self, root: Path, journal: sqlite3.Connection, base: Base, asked: Sequence[_Asked]
    ) -> None:
        self._root, self._journal, self._base = root, journal, base
        self._asked: dict[str, dict[str, Row | None]] = {}
        for one in asked:
            self._asked.setdefault(one.table, {})[one.text] = one.after

    def __getitem__(self, table: str) -> pl.DataFrame:
        if table not in schemas():
            raise KeyError(table)
        basis = self._base.basis(table, self._journal)
        net = net_of(self._root, self._journal, after=basis.seen, upto=None, table=table)
        rows = {key: one.after for key, one in net.get(table, {}).items()}
        return overlaid(table, basis.frame, {**rows, **self._asked.get(table, {})})

    def __iter__(self) -> Iterator[str]:
        return iter(schemas())

    def __len__(self) -> int:
        return len(schemas())


def current(
    root: Path,
    journal: sqlite3.Connection | None,
    base: Base,
    table: str,
    keys: Sequence[Row],
) -> dict[str, Row | None]:
    """Give rows as they are now, by the text of their keys."""
    basis = base.basis(table, journal)
    found: dict[str, Row | None] = {}
    stored: list[tuple[str, Row]] = []
    for key in keys:
        text = key_text(table, key)
        line = journal and last_of_row(root, journal, table, text, since=basis.seen)
        if line:
            found[text] = rows_of_line(root, line)[2]
        else:
            stored.append((text, key))
    there = basis.rows(table, [key for _, key in stored])
    return found | {text: there.get(tuple(key.values())) for text, key in stored}


def _conflict(
    root: Path, journal: sqlite3.Connection, base: Base, one: _Asked, now: Row | None
) -> Problem:
    """Say who has changed a row, when, and how it is now."""
    line = last_of_row(root, journal, one.table, one.text)
    text = None if now is None else row_text(one.table, now)
    told: dict[str, Any] = {
        "table": one.table,
        "key": json.loads(key_as_object(one.table, one.key)),
        "row": None if text is None else json.loads(text),
        "tag": tag(now),
    }
    if line is not None and line.after == text:
        told |= {"author": line.author, "time": line.time}
        return problem(
            "edit-conflict", subject=one.table, case="removed" if now is None else "", **told
        )
    told |= {"author": "", "time": base.commit.time}
    return problem("edit-conflict", subject=one.table, case="commit", **told)


def key_as_object(table: str, key: Row) -> str:
    """Give the JSON text of a key by the names of its columns."""
    return json.dumps(dict(zip(key, json.loads(key_text(table, key)), strict=True)))


def _asked(changes: Sequence[RowChange]) -> list[_Asked]:
    """Give changes as the schemas type them.

    Raises
    ------
    InputError
        ``edit-row``, ``edit-twice``; ``table-unknown``.
    """
    found: list[Problem] = []
    asked: dict[tuple[str, str], _Asked] = {}
    for one in changes:
        key, wrong = typed_key(one.table, one.key)
        after = None
        if one.after is not None:
            after, more = typed(one.table, one.after)
            wrong += more
            if any(after[name] != value for name, value in key.items()):
                wrong.append(problem("edit-row", subject=one.table, case="other", key=str(key)))
        found += wrong
        if wrong:
            continue
        text = key_text(one.table, key)
        if (one.table, text) in asked:
            found.append(problem("edit-twice", subject=one.table, key=text[:_SHOWN]))
        asked[one.table, text] = _Asked(
            table=one.table, key=key, text=text, seen=one.seen, after=after
        )
    if found:
        raise InputError(*found)
    return list(asked.values())


def named(author: str) -> str:
    """Give an author's name, once it is sure that it is one.

    Raises
    ------
    InputError
        ``edit-author``.
    """
    name = author.strip()
    if not 1 <= len(name) <= MOST_AUTHOR or _has_control(name):
        raise InputError(problem("edit-author", subject="author", most=MOST_AUTHOR))
    return name


def _noted(note: str) -> str:
    if len(note) > MOST_NOTE or _has_control(note):
        raise InputError(problem("edit-note", subject="note", most=MOST_NOTE))
    return note


def _has_control(text: str) -> bool:
    return any(unicodedata.category(one) in ("Cc", "Cs") for one in text)


def reverse(root: Path, line: Line) -> RowChange:
    """Give the change that takes an edit back."""
    key, before, after = rows_of_line(root, line)
    return RowChange(table=line.table, key=key, seen=tag(after), after=before)
