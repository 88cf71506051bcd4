"""From edits that wait to one commit: by whoever writes to the tables next, or in the background.

A commit says which edit is the newest that it sees. So an edit waits as long as its number is
larger; a death between the commit and its mention in the journal makes no difference.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from jiqun.core import BusyError, Origin
from jiqun.workspace.clearing import recover
from jiqun.workspace.commits import Commit, State, numbers, read_commits
from jiqun.workspace.edits.current import newest
from jiqun.workspace.edits.keeping import NOTE, alone, connected, is_there
from jiqun.workspace.edits.lines import between, last_number, rows_of_line
from jiqun.workspace.edits.noting import hold_whole, wanted
from jiqun.workspace.edits.records import Line
from jiqun.workspace.edits.rows import Row, tag
from jiqun.workspace.places import settle
from jiqun.workspace.transactions import Transaction, writer

#: The verb of a commit that settles edits.
EDIT = "edit"
#: Where edited rows come from: no name, for origins go with every result.
BY_HAND = Origin(producer="jiqun", title="Edited by hand")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Net:
    """What several edits make of one row.

    Attributes
    ----------
    key
        The row's key.
    before, after
        The row before the first of them and after the last.
    """

    key: Row
    before: Row | None
    after: Row | None


def net_of(
    root: Path,
    journal: sqlite3.Connection,
    *,
    after: int,
    upto: int | None,
    table: str | None = None,
) -> dict[str, dict[str, Net]]:
    """Give what edits after a number, up to another, make of rows: by table, by key."""
    found: dict[str, dict[str, Net]] = {}
    last = 2**62 if upto is None else upto
    for line in between(root, journal, after=after, upto=last, table=table):
        rows = found.setdefault(line.table, {})
        key, before, now = rows_of_line(root, line)
        known = rows.get(line.key)
        rows[line.key] = Net(key, known.before if known else before, now)
    return found


def settle_now(root: Path, *, wait: float) -> int | None:
    """Settle what waits; give the commit's number, None where nothing waits."""
    if not is_there(root):
        return None
    with writer(root, verb=EDIT, wait=wait):
        state = settle_held(root)
    return None if state is None else state.commit.number


def settle_held(root: Path) -> State | None:
    """Settle what waits; the caller holds the writer's lock.

    Raises
    ------
    DamageError
        ``workspace-damaged``: the journal no longer has all edits, or cannot be read.
    """
    if not is_there(root):
        hold_whole(root, None, wanted(root, newest(root).seen))
        return None
    changes = Transaction(root)
    seen = changes.base.commit.edits
    with connected(root) as journal:
        hold_whole(root, journal, wanted(root, seen))
        last = last_number(journal)
        if last == seen:
            return None
        net = net_of(root, journal, after=seen, upto=last)
        count = last - seen
    try:
        overtaken = _put(changes, net)
        note = f"{count:,} edit{'s' * (count > 1)}"
        if overtaken:
            note += f", {overtaken:,} over rows that were changed meanwhile"
        state = changes.close(verb=EDIT, note=note, edits=last)
    except BaseException:
        recover(root)
        raise
    _record(root, state, first=seen + 1, last=last)
    return state


def _put(changes: Transaction, net: Mapping[str, Mapping[str, Net]]) -> int:
    """Write the rows that edits leave; count those that another writer changed meanwhile."""
    overtaken = 0
    for table, rows in net.items():
        overtaken += changes.edit(
            table,
            [(one.key, tag(one.before), one.after) for one in rows.values()],
            origins=[BY_HAND],
        )
    return overtaken


def keep_later(changes: Transaction, *, since: int) -> None:
    """Have tables that are put anew keep the edits that came after the putter looked.

    Whoever writes has settled what waited; but what he writes he computed from the tables as
    he opened them. Edits that were acknowledged since are no part of that: they stay.
    """
    upto = changes.base.commit.edits
    if since >= upto or not is_there(changes.root):
        return
    with connected(changes.root) as journal:
        for table in sorted(changes.fresh):
            net = net_of(changes.root, journal, after=since, upto=upto, table=table)
            _put(changes, net)


def _record(root: Path, state: State, *, first: int, last: int) -> None:
    """Mention in the journal which commit settled which edits, and put all into one file."""
    with suppress(OSError, BusyError), alone(root), connected(root) as journal:
        values = (state.commit.number, first, last)
        journal.execute("INSERT OR REPLACE INTO settled VALUES (?, ?, ?)", values)
        journal.execute("PRAGMA busy_timeout=0")
        with suppress(sqlite3.OperationalError):  # somebody reads: another time
            journal.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        journal.execute("PRAGMA busy_timeout=10000")
        settle(root / NOTE)


def commits_of(
    root: Path, journal: sqlite3.Connection, head: Commit, lines: Iterable[Line]
) -> dict[int, int]:
    """Say of settled edits which commit settled them."""
    known = journal.execute('SELECT "commit", first, last FROM settled ORDER BY 1').fetchall()
    found: dict[int, int] = {}
    open_ = []
    for line in lines:
        if line.number > head.edits:
            continue
        fits = [number for number, first, last in known if first <= line.number <= last]
        if fits:
            found[line.number] = max(fits)
        else:
            open_.append(line.number)
    if open_:  # a writer died before it could mention its commit
        heads = read_commits(root, numbers(root))
        for number in open_:
            found[number] = min(one.number for one in heads if one.edits >= number)
    return found


class Settler:
    """Settles edits in the background: after so many, or once nobody edits for a while.

    Whatever goes wrong, it tries again later; edits are sure without it.

    Parameters
    ----------
    root
        The workspace's folder.
    most, quiet
        Settle when so many wait, or when no edit came for so many seconds.
    done
        Told the number of each commit.

    Attributes
    ----------
    error
        What the newest try failed from; None where it did not.
    """

    def __init__(
        self,
        root: Path,
        *,
        most: int = 200,
        quiet: float = 2.0,
        done: Callable[[int], None] | None = None,
    ) -> None:
        self._root, self._most, self._quiet, self._done = root, most, quiet, done
        self._ring = threading.Condition()
        self._count, self._last, self._stopped = 0, monotonic(), False
        self._thread: threading.Thread | None = None
        self.error: Exception | None = None

    def start(self) -> None:
        """Begin; what waits from before is settled too."""
        with self._ring:
            self._count += 1
            self._stopped = False
        self._thread = threading.Thread(target=self._work, name="jiqun-settler", daemon=True)
        self._thread.start()

    def edited(self, count: int = 1) -> None:
        """Say that edits were written."""
        with self._ring:
            self._count += count
            self._last = monotonic()
            self._ring.notify()

    def stop(self) -> None:
        """Settle what waits and end."""
        with self._ring:
            self._stopped = True
            self._ring.notify()
        if self._thread is not None:
            self._thread.join()
        self._thread = None

    def _work(self) -> None:
        while self._wait():
            self._try(wait=1.0)
        self._try(wait=10.0)

    def _wait(self) -> bool:
        """Wait until it is time; False where it is time to end."""
        with self._ring:
            while not self._stopped:
                left = self._last + self._quiet - monotonic()
                if self._count >= self._most or (self._count and left <= 0):
                    return True
                self._ring.wait(timeout=max(left, 0.01) if self._count else None)
            return False

    def _try(self, *, wait: float) -> None:
        with self._ring:
            count, self._count = self._count, 0
        try:
            number = settle_now(self._root, wait=wait)
            self.error = None
            if number is not None and self._done is not None:
                self._done(number)
        except Exception as err:  # noqa: BLE001 - whatever it is, edits go on
            self.error = err
            _LOG.warning("edits wait on: %s", err)
            with self._ring:  # again after a quiet time, not at once
                self._count += min(count, self._most - 1) or 1
                self._last = monotonic()
