"""Whether the journal is still what was written, and what can be saved of one that is not."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from jiqun.core import BusyError, DamageError, Problem, problem
from jiqun.workspace.edits.keeping import (
    DRAFT,
    FILE,
    FOREIGN,
    NOTE,
    SHM,
    WAL,
    alone,
    connected,
    draft_of,
    is_there,
    let_go,
    look,
    told,
)
from jiqun.workspace.edits.lines import ALL, last_number, put, read_line, rows_of_line
from jiqun.workspace.edits.noting import NO_SEAL, noted, write_note
from jiqun.workspace.edits.records import Line
from jiqun.workspace.edits.retaining import LOST, PRUNED
from jiqun.workspace.places import MOST_EDITED, settle

#: So many things are named.
_SHOWN = 20
_PLACES = (FILE, WAL, SHM, FOREIGN, NOTE)


def journal_problems(root: Path, *, seen: int) -> tuple[Problem, ...]:
    """Tell what is wrong with a workspace's journal; nothing where it has none.

    Parameters
    ----------
    root
        The workspace's folder.
    seen
        The newest edit that a commit sees.
    """
    if not _left(root):
        return (_problem(root, "missing"),) if seen else ()
    try:
        wanted = max(noted(root)[0], seen)
        if not is_there(root):
            return (_problem(root, "missing"),) if wanted else ()
        return tuple(_held(root, wanted=wanted, seen=seen))
    except DamageError as err:
        return err.problems
    except OSError as err:
        return (_problem(root, reason=str(err)),)


def _left(root: Path) -> bool:
    return any(os.path.lexists(root / name) for name in _PLACES)


def _problem(root: Path, case: str = "", **values: object) -> Problem:
    named = {"file": FILE, "workspace": quote(str(root)), **values}
    return problem("journal-damaged", subject=FILE, case=case, **named)


def _held(root: Path, *, wanted: int, seen: int) -> Iterator[Problem]:
    """Hold every page, every line and the order of their numbers against what was written."""
    with connected(root) as journal:
        journal.execute("BEGIN")
        pages = [str(one) for (one,) in journal.execute(f"PRAGMA integrity_check({_SHOWN})")]
        if pages != ["ok"]:
            yield _problem(root, reason="; ".join(pages)[:200])
        found = _scan(root, journal, seen=seen)
        last, seal = last_number(root, journal), noted(root)
        journal.execute("COMMIT")
    if found.changed:
        numbers = found.changed[:_SHOWN]
        yield _problem(root, "changed", count=len(found.changed), numbers=numbers)
    for first, until in found.absent[:_SHOWN]:
        yield _problem(root, "gone", first=first, last=until)
    if last < wanted:
        yield _problem(root, "behind", last=last, wanted=wanted)
    if seal[0] == last and found.seal and seal[1] not in (found.seal, NO_SEAL):
        yield _problem(root, "other", number=last)


@dataclass
class _Found:
    changed: list[int] = field(default_factory=list)
    absent: list[tuple[int, int]] = field(default_factory=list)
    seal: str = ""


def _scan(root: Path, journal: sqlite3.Connection, *, seen: int) -> _Found:
    found, spans = _Found(), []
    for values in journal.execute(f"SELECT {ALL} FROM edits ORDER BY number"):
        number = values[0]
        try:
            line = read_line(root, values)
            found.seal = line.seal
            if number > seen:  # it is still to be settled
                rows_of_line(root, line)
        except DamageError:
            found.changed.append(number)
        spans.append((number, number))
    last = spans[-1][0] if spans else 0
    gaps = [(first, until) for first, until, _ in _gaps(journal)]
    if gaps and max(until for _, until in gaps) > last:
        found.seal = ""  # the newest itself is known to be lost
    found.absent = _between(spans + gaps)
    return found


def _gaps(journal: sqlite3.Connection) -> list[tuple[int, int, str]]:
    asked = "SELECT first, last, why FROM gaps"
    return [
        (first, last, why)
        for first, last, why in journal.execute(asked)
        if type(first) is int and type(last) is int and 0 < first <= last < MOST_EDITED
    ]


def _between(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the numbers, from 1 on, that no span holds."""
    found, upto = [], 0
    for first, last in sorted(spans):
        if first > upto + 1:
            found.append((upto + 1, first - 1))
        upto = max(upto, last)
    return found


def salvage(root: Path, aside: Path, *, seen: int) -> None:
    """Make the journal anew from the lines that are what was written; the old goes aside.

    Parameters
    ----------
    root, aside
        The workspace's folder; where the damaged files go.
    seen
        The newest edit that a commit sees.
    """
    let_go(root)
    with alone(root):
        lines, gaps, settled = _readable(root)
        wanted = max(_noted(root), seen, max(lines, default=0), *(last for _, last, _ in gaps), 0)
        pruned = [(first, last) for first, last, why in gaps if why == PRUNED]
        lost = _between([*((n, n) for n in lines), *pruned, (wanted + 1, wanted + 1)])
        with told(root), closing(draft_of(root)) as fresh:
            fresh.execute("BEGIN")
            put(fresh, (lines[number] for number in sorted(lines)))
            spans = [*((*one, PRUNED) for one in pruned), *((*one, LOST) for one in lost)]
            fresh.executemany("INSERT INTO gaps (first, last, why) VALUES (?, ?, ?)", spans)
            fresh.executemany("INSERT OR REPLACE INTO settled VALUES (?, ?, ?)", settled)
            fresh.execute("COMMIT")
        _exchange(root, aside)
        newest = lines.get(wanted)
        write_note(root, wanted, newest.seal if newest else NO_SEAL)
    settle(root)


def settled_upto(root: Path) -> int:
    """Give the newest edit that a commit has settled, where no commit can be read any more."""
    with suppress(DamageError, BusyError, OSError), connected(root) as journal:
        found = journal.execute("SELECT ifnull(max(last), 0) FROM settled").fetchone()[0]
        return int(found) if type(found) is int and found > 0 else 0
    return 0


def _exchange(root: Path, aside: Path) -> None:
    """Put the fresh journal in the place of the old one, of which all is kept aside first."""
    there = [name for name in _PLACES if os.path.lexists(root / name)]
    aside.mkdir(parents=True, exist_ok=True)
    for name in there:
        path = root / name
        if path.is_file() and not path.is_symlink():
            shutil.copyfile(path, aside / name)
            settle(aside / name)
        else:
            path.rename(aside / name)
    settle(aside)
    for name in there:
        if name != FILE and os.path.lexists(root / name):
            os.unlink(root / name)  # noqa: PTH108 - a log beside the fresh file would spoil it
    settle(root / DRAFT)
    (root / DRAFT).replace(root / FILE)


def _noted(root: Path) -> int:
    try:
        return noted(root)[0]
    except (DamageError, OSError):
        return 0


Spans = list[tuple[int, int, str]]


def _readable(root: Path) -> tuple[Mapping[int, Line], Spans, list[tuple[int, int, int]]]:
    """Give all that can be read and is what was written, from both ends of a damaged file."""
    lines: dict[int, Line] = {}
    gaps: Spans = []
    settled: list[tuple[int, int, int]] = []
    try:
        look(root)
    except (DamageError, OSError):
        return lines, gaps, settled
    for order in ("ASC", "DESC"):
        with suppress(DamageError, BusyError, OSError), connected(root) as journal:
            for values in journal.execute(f"SELECT {ALL} FROM edits ORDER BY number {order}"):
                with suppress(DamageError):
                    line = read_line(root, values)
                    rows_of_line(root, line)
                    lines[line.number] = line
    with suppress(DamageError, BusyError, OSError), connected(root) as journal:
        gaps = _gaps(journal)
        settled = [
            one
            for one in journal.execute('SELECT "commit", first, last FROM settled')
            if all(type(value) is int for value in one)
        ]
    return lines, gaps, settled
