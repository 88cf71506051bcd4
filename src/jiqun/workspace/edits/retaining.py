"""How long the history of edits is kept, and how a name is taken out of it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jiqun.core import InputError, problem
from jiqun.workspace.clearing import MOST_DAYS
from jiqun.workspace.edits.current import newest
from jiqun.workspace.edits.keeping import alone, connected, is_there
from jiqun.workspace.edits.lines import ALL, last_number, read_line
from jiqun.workspace.edits.noting import noted, write_note

PRUNED, LOST = "pruned", "lost"


def prune(root: Path, *, days: float | None) -> int:
    """Forget settled edits that are older: the oldest first, up to one that must stay."""
    if days is None:
        return 0
    hold_days(days)
    if not is_there(root):
        return 0
    seen = newest(root).seen
    until = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
    with alone(root), connected(root) as journal:
        last = _last_old(journal, seen, until)
        first = _first(journal)
        if last < first:
            return 0
        journal.execute("BEGIN IMMEDIATE")
        try:
            gone = journal.execute("DELETE FROM edits WHERE number <= ?", (last,)).rowcount
            journal.execute("DELETE FROM settled WHERE last <= ?", (last,))
            journal.execute("DELETE FROM gaps WHERE last <= ?", (last,))
            journal.execute("INSERT INTO gaps (first, last, why) VALUES (1, ?, ?)", (last, PRUNED))
        except BaseException:
            journal.execute("ROLLBACK")
            raise
        journal.execute("COMMIT")
        shrink(journal)
    return int(gone)


def hold_days(days: float) -> None:
    """Refuse what is no number of days.

    Raises
    ------
    InputError
        ``prune-days``.
    """
    if not (type(days) in (int, float) and 0 <= days <= MOST_DAYS):
        raise InputError(problem("prune-days", subject="days", days=str(days), most=MOST_DAYS))


def _first(journal: sqlite3.Connection) -> int:
    return int(journal.execute("SELECT ifnull(min(number), 1) FROM edits").fetchone()[0])


def _last_old(journal: sqlite3.Connection, seen: int, until: str) -> int:
    asked = "SELECT min(number) FROM edits WHERE number > ? OR time >= ?"
    stays = journal.execute(asked, (seen, until)).fetchone()[0]
    return last_number(journal) if stays is None else int(stays) - 1


def shrink(journal: sqlite3.Connection) -> None:
    """Give back the room that lines took."""
    with suppress(sqlite3.OperationalError):  # somebody reads: another time
        journal.execute("VACUUM")
        journal.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def erase(root: Path, author: str, *, to: str) -> int:
    """Put another name in the place of an author's; what was erased leaves the file too."""
    if not is_there(root):
        return 0
    with alone(root), connected(root) as journal:
        journal.execute("PRAGMA secure_delete=ON")
        asked = f"SELECT {ALL} FROM edits WHERE author = ?"
        lines = [read_line(root, one) for one in journal.execute(asked, (author,))]
        others = [replace(line, author=to) for line in lines]
        journal.execute("BEGIN IMMEDIATE")
        try:
            journal.executemany(
                "UPDATE edits SET author = ?, seal = ? WHERE number = ?",
                [(line.author, line.seal, line.number) for line in others],
            )
        except BaseException:
            journal.execute("ROLLBACK")
            raise
        journal.execute("COMMIT")
        newest_line = next((one for one in others if one.number == noted(root)[0]), None)
        if newest_line is not None:
            write_note(root, newest_line.number, newest_line.seal)
        shrink(journal)
    return len(others)
