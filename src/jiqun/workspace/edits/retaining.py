"""How long the history of edits is kept, and how a name is taken out of it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jiqun.core import InputError, problem
from jiqun.workspace.clearing import MOST_DAYS
from jiqun.workspace.edits.current import newest
from jiqun.workspace.edits.keeping import alone, connected, is_there
from jiqun.workspace.edits.lines import ALL, last_number, read_line
from jiqun.workspace.edits.noting import NO_SEAL, noted, write_note

PRUNED, LOST = "pruned", "lost"


def prune_edits(root: Path, *, days: float | None, dry_run: bool = False) -> int:
    """Forget settled edits that are older: the oldest first, up to one that must stay."""
    hold_days(days)
    if days is None or not is_there(root):
        return 0
    seen = newest(root).seen
    until = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
    if dry_run:
        with connected(root) as journal:
            asked = "SELECT count(*) FROM edits WHERE number <= ?"
            values = (_last_old(root, journal, seen, until),)
            return int(journal.execute(asked, values).fetchone()[0])
    with alone(root), connected(root) as journal:
        last = _last_old(root, journal, seen, until)
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


def hold_days(days: float | None) -> None:
    """Refuse what is no number of days.

    Raises
    ------
    InputError
        ``prune-days``.
    """
    if days is None:
        return
    if not (type(days) in (int, float) and 0 <= days <= MOST_DAYS):
        raise InputError(problem("prune-days", subject="days", days=str(days), most=MOST_DAYS))


def _first(journal: sqlite3.Connection) -> int:
    return int(journal.execute("SELECT ifnull(min(number), 1) FROM edits").fetchone()[0])


def _last_old(root: Path, journal: sqlite3.Connection, seen: int, until: str) -> int:
    asked = "SELECT min(number) FROM edits WHERE number > ? OR time >= ?"
    stays = journal.execute(asked, (seen, until)).fetchone()[0]
    return last_number(root, journal) if stays is None else int(stays) - 1


def shrink(journal: sqlite3.Connection) -> None:
    """Give back the room that lines took."""
    try:
        journal.execute("VACUUM")
        journal.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError as err:
        if err.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL):
            raise  # else somebody reads, or there is no room: another time


def erase(root: Path, author: str, *, to: str) -> int:
    """Put another name in the place of an author's; what was erased leaves the file too."""
    if not is_there(root):
        return 0
    with alone(root), connected(root) as journal:
        journal.execute("PRAGMA secure_delete=ON")
        asked = f"SELECT {ALL} FROM edits WHERE author = ?"
        lines = [read_line(root, one) for one in journal.execute(asked, (author,))]
        others = [replace(line, author=to) for line in lines]
        newest_line = next((one for one in others if one.number == noted(root)[0]), None)
        if newest_line is not None:
            write_note(root, newest_line.number, NO_SEAL)  # whatever happens, it is no damage
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
        if newest_line is not None:
            write_note(root, newest_line.number, newest_line.seal)
        shrink(journal)
    return len(others)
