"""The journal of single edits: write, undo, read, with the rows as they are now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl

from jiqun.core import InputError, Problem, unknown
from jiqun.workspace.edits import keeping, noting, retaining, writing
from jiqun.workspace.edits.current import newest, overlaid
from jiqun.workspace.edits.lines import ALL, edit_of, last_number, of_batch, read_line
from jiqun.workspace.edits.records import Edit, RowChange
from jiqun.workspace.edits.rows import Row, key_text, typed_key
from jiqun.workspace.edits.settling import commits_of, net_of, settle_now

if TYPE_CHECKING:
    import sqlite3

    from jiqun.workspace.workspace import Workspace

#: Looks at tables as they would be and says what is wrong with them.
Check = Callable[[Mapping[str, pl.DataFrame]], list[Problem]]


class Journal:
    """Single edits of a workspace: each is sure when :meth:`write` returns.

    Made by :meth:`jiqun.workspace.Workspace.journal`; may be shared by threads.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from jiqun.workspace import RowChange, Workspace, tag
    >>> ws = Workspace.create(Path(tempfile.mkdtemp()) / "ws")
    >>> row = {"region": "a", "level": "city"}
    >>> fresh = RowChange(table="regions", key={"region": "a"}, seen=None, after=row)
    >>> (edit,) = ws.journal().write([fresh], author="Li")
    >>> edit.number, edit.author, edit.before, ws.journal().waiting()
    (1, 'Li', None, 1)
    >>> ws.journal().settle(), ws.journal().waiting()
    (1, 0)
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._root = workspace.path

    @property
    def newest(self) -> int:
        """Number of the newest edit, settled or not; 0 where there was none."""
        with self._read() as journal:
            return 0 if journal is None else last_number(self._root, journal)

    def write(
        self,
        changes: Sequence[RowChange],
        *,
        author: str,
        note: str = "",
        undoes: int | None = None,
        check: Check | None = None,
    ) -> tuple[Edit, ...]:
        """Write changes of rows, all of them or none; they are sure when this returns.

        A change that would change nothing is left out.

        Parameters
        ----------
        changes
            Each row once.
        author, note
            Who, at most 80 characters; in which words, at most 500.
        undoes
            The batch that is taken back.
        check
            Is shown the tables as they would be, each when it is asked for, and says what is
            wrong; nothing is written then.

        Raises
        ------
        ConflictError
            ``edit-conflict``, one a row: somebody has changed it since the author saw it.
        InputError
            ``edit-row``, ``edit-twice``, ``edit-author``, ``edit-note``; what ``check`` says;
            ``workspace-past``.
        BusyError
            Others write without a pause.
        """
        self._workspace.hold_present()
        return writing.write(
            self._root, changes, author=author, note=note, undoes=undoes, check=check
        )

    def undo(self, batch: int, *, author: str) -> tuple[Edit, ...]:
        """Take a batch of edits back, as edits of their own.

        Raises
        ------
        UnknownError
            ``edits-unknown``.
        ConflictError
            ``edit-conflict``, one a row that was changed since.
        """
        with self._read() as journal:
            lines = [] if journal is None else of_batch(self._root, journal, batch)
        if not lines or lines[0].number != batch:
            raise unknown("edits", str(batch))
        return self.write(
            [writing.reverse(self._root, line) for line in lines], author=author, undoes=batch
        )

    def row(self, table: str, key: Row) -> Row | None:
        """Give a row as it is now, unsettled edits included; None where there is none."""
        return self.rows(table, [key])[0]

    def rows(self, table: str, keys: Sequence[Row]) -> list[Row | None]:
        """Give rows as they are now, in the order of their keys.

        Raises
        ------
        InputError
            ``edit-row``: not the table's key.
        """
        typed = [typed_key(table, key) for key in keys]
        wrong = [one for _, found in typed for one in found]
        if wrong:
            raise InputError(*wrong)
        with self._read() as journal:
            found = writing.current(
                self._root, journal, newest(self._root), table, [key for key, _ in typed]
            )
        return [found[key_text(table, key)] for key, _ in typed]

    def overlay(self, table: str, frame: pl.LazyFrame | pl.DataFrame) -> pl.DataFrame:
        """Give a table of the workspace with all edits that its commit does not see.

        Parameters
        ----------
        table, frame
            The table's name; all its rows as the workspace has them.
        """
        rows = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
        with self._read() as journal:
            if journal is None:
                return rows
            since = self._workspace.commit.edits
            net = net_of(self._root, journal, after=since, upto=None, table=table)
        return overlaid(table, rows, {key: one.after for key, one in net.get(table, {}).items()})

    def edits(
        self,
        *,
        table: str | None = None,
        author: str | None = None,
        key: Row | None = None,
        since: str | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> list[Edit]:
        """List edits, the newest first.

        Parameters
        ----------
        table, author, key
            Those of a table, of an author; with a table, of one row.
        since
            Those of this time (ISO, UTC) or later.
        before
            Those with a smaller number, for the next page.
        limit
            At most so many.
        """
        where: dict[str, object] = {"tbl = ?": table, "author = ?": author, "time >= ?": since}
        where["number < ?"] = before
        if table is not None and key is not None:
            where["key = ?"] = key_text(table, typed_key(table, key)[0])
        asked = {part: value for part, value in where.items() if value is not None}
        chosen = f"WHERE {' AND '.join(asked)}" if asked else ""
        with self._read() as journal:
            if journal is None:
                return []
            sql = f"SELECT {ALL} FROM edits {chosen} ORDER BY number DESC LIMIT ?"
            found = journal.execute(sql, [*asked.values(), max(limit, 0)]).fetchall()
            lines = [read_line(self._root, one) for one in found]
            settled = commits_of(self._root, journal, newest(self._root).commit, lines)
        return [edit_of(self._root, line, settled.get(line.number)) for line in lines]

    def waiting(self) -> int:
        """Count the edits that no commit has settled yet."""
        with self._read() as journal:
            if journal is None:
                return 0
            seen = newest(self._root).seen
            asked = "SELECT count(*) FROM edits WHERE number > ?"
            return int(journal.execute(asked, (seen,)).fetchone()[0])

    def settle(self, *, wait: float = 10.0) -> int | None:
        """Put all edits that wait into one commit; give its number, None where none waits.

        Raises
        ------
        BusyError
            Another process is writing to the tables.
        """
        self._workspace.hold_present()
        return settle_now(self._root, wait=wait)

    def prune(self, *, days: float | None) -> int:
        """Forget the history of settled edits that are older; give how many went.

        Parameters
        ----------
        days
            Those older than this; none where it is None. What waits always stays.
        """
        self._workspace.hold_present()
        return retaining.prune_edits(self._root, days=days)

    def erase(self, author: str, *, to: str) -> int:
        """Put another name in the place of an author's; give in how many edits."""
        self._workspace.hold_present()
        return retaining.erase(self._root, author, to=writing.named(to))

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection | None]:
        """Lend the journal as it is at one moment; None where there is none."""
        base, there = newest(self._root), keeping.is_there(self._root)
        if not there:
            noting.hold_whole(self._root, None, noting.wanted(self._root, base.seen))
            yield None
            return
        with keeping.connected(self._root) as journal:
            wanted = noting.wanted(self._root, base.seen)  # before the moment that is looked at
            journal.execute("BEGIN")
            try:
                noting.hold_whole(self._root, journal, wanted)
                yield journal
            finally:
                journal.execute("COMMIT")
