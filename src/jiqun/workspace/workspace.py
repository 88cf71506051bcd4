"""The workspace: open a folder at a commit, read it, ask it, change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import (
    DamageError,
    InputError,
    Origin,
    Record,
    UnknownError,
    problem,
    union,
    unknown,
)
from jiqun.tables import schemas
from jiqun.workspace import clearing
from jiqun.workspace.clearing import Pruned, recover
from jiqun.workspace.commits import (
    NEWEST,
    PRUNE,
    Commit,
    State,
    absent,
    commit_file,
    now,
    numbers,
    read_commits,
    read_state,
    write_state,
)
from jiqun.workspace.edits import Journal, hold_days, keep_later, prune_edits, settle_held
from jiqun.workspace.entries import Entry
from jiqun.workspace.formats import find_root, read_mark, write_mark
from jiqun.workspace.places import DRAFT, LOG, MARK, OBJECTS, damaged, has_traces
from jiqun.workspace.queries import Engine
from jiqun.workspace.reading import paths, read_entry, scan_entry
from jiqun.workspace.transactions import Transaction, writer
from jiqun.workspace.verifying import faults


class Workspace:
    """A folder of tables and results, seen as one commit left it.

    What it shows changes only by its own :meth:`transaction`; what other processes commit
    meanwhile is seen by opening it anew. Reading needs no lock.

    Attributes
    ----------
    path, title
        The folder; what its owner calls it.
    synthetic
        True where some of it was invented (a planted economy).
    version
        Number of the commit it shows; 0 for a fresh one.

    Examples
    --------
    >>> import tempfile, polars as pl
    >>> from jiqun.core import Origin
    >>> ws = Workspace.create(Path(tempfile.mkdtemp()) / "ws", title="Example")
    >>> me = Origin(producer="me", title="By hand")
    >>> with ws.transaction(verb="load", note="by hand") as t:
    ...     t.put("regions", pl.DataFrame({"region": ["a"], "level": ["city"]}), origins=[me])
    >>> ws.version, ws.tables(), ws.frame("regions")["region"].to_list()
    (1, ('regions',), ['a'])
    """

    def __init__(self, path: Path, *, title: str, synthetic: bool, state: State) -> None:
        self.path = path
        self.title = title
        self._synthetic = synthetic
        self._past = False
        self._show(state)

    @classmethod
    def create(cls, path: str | Path, *, title: str = "", synthetic: bool = False) -> Workspace:
        """Make a fresh workspace.

        Raises
        ------
        InputError
            ``workspace-exists``: there is one already. ``workspace-folder``: the folder holds
            something else, or the path is a file.
        DamageError
            ``workspace-damaged``: the folder holds a workspace whose mark is gone.
        """
        root = Path(path).expanduser().absolute()
        _refuse_occupied(root)
        root.mkdir(parents=True, exist_ok=True)
        write_state(root, State(commit=Commit(number=0, time=now(), verb="init", note=title)))
        write_mark(root, title=title or root.name, synthetic=synthetic)
        return cls.open(root)

    @classmethod
    def open(
        cls, path: str | Path, *, as_of: int | None = None, settled: bool = False
    ) -> Workspace:
        """Open a workspace as its newest commit left it, or as an earlier one did.

        Parameters
        ----------
        path, as_of
            The folder; the commit's number, the newest where it is None.
        settled
            Settle the edits that wait first: for whoever computes what is to be written.

        Raises
        ------
        UnknownError
            ``workspace-unknown``, ``commit-unknown``.
        InputError
            ``workspace-newer``: a later version of jiqun made it.
        DamageError
            ``workspace-damaged``: a file, the mark too, is missing or is not what was written.
        BusyError
            Edits are to be settled, and another process is writing.
        """
        root = find_root(path)
        mark = read_mark(root)
        title, synthetic = mark.line("title"), mark.truth("synthetic", default=False)
        found = cls(root, title=title, synthetic=synthetic, state=read_state(root, as_of))
        found._past = as_of is not None and as_of != numbers(root)[-1]
        if settled and as_of is None:
            found.settle()
        return found

    def _show(self, state: State) -> None:
        for entry in state.entries.values():
            if entry.kind == "result" and entry.name in schemas():
                file = commit_file(state.commit.number)
                raise damaged(self.path, file, "field", field=entry.name, value=entry.kind)
        self._state = state
        self._engine = Engine(self.path, state.entries)

    @property
    def version(self) -> int:
        """Number of the commit that is shown."""
        return self._state.commit.number

    @property
    def commit(self) -> Commit:
        """The commit that is shown."""
        return self._state.commit

    @property
    def synthetic(self) -> bool:
        """True where the workspace or any of its origins says so."""
        return self._synthetic or any(origin.synthetic for origin in self.origins())

    def tables(self) -> tuple[str, ...]:
        """Name the canonical tables that have been written, in the schemas' order."""
        return tuple(name for name in schemas() if name in self._state.entries)

    def results(self) -> tuple[str, ...]:
        """Name the results that have been written."""
        found = self._state.entries.values()
        return tuple(sorted(entry.name for entry in found if entry.kind == "result"))

    def has(self, name: str) -> bool:
        """Say whether a table or result of that name is there."""
        return name in self._state.entries

    def rows(self, name: str) -> int:
        """Count the rows of a table or result without reading it; 0 where it is absent."""
        return self._state.entries[name].rows if self.has(name) else 0

    def scan(self, name: str) -> pl.LazyFrame:
        """Read a table or result lazily, in the order of its rows.

        Raises
        ------
        UnknownError
            ``table-empty``: a canonical table without data. ``table-unknown``: no such name.
        """
        with self._still_there():
            return scan_entry(self.path, self._entry(name))

    def frame(self, name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Read a table or result, or some of its columns."""
        with self._still_there():
            return read_entry(self.path, self._entry(name), columns)

    def origins(self, *names: str) -> tuple[Origin, ...]:
        """Say where tables and results come from; without a name, all of them."""
        entries = [self._entry(name) for name in names] or self._state.entries.values()
        return union(*(entry.origins for entry in entries))

    def record(self, result_name: str) -> Record:
        """Give what makes a result re-runnable.

        Raises
        ------
        UnknownError
            ``result-unknown``.
        """
        record = self._entry(result_name).record
        if record is None:
            raise unknown("result", result_name, list(self.results()), case="name")
        return record

    def digest(self, name: str) -> str:
        """Name the content of a table or result in 32 hex digits."""
        return self._entry(name).digest

    def delta_version(self, name: str) -> int:
        """Give the version of the Delta table that holds it, for other programs."""
        return self._entry(name).version

    def files(self, name: str) -> list[str]:
        """Give the Parquet files of a table or result, in the order of its rows."""
        return paths(self.path, self._entry(name))

    def hold(self, *, quick: bool = False) -> None:
        """Hold every table and result against the commit that is shown.

        Parameters
        ----------
        quick
            Sizes and row counts only.

        Raises
        ------
        DamageError
            All that is wrong, a problem a file.
        """
        entries = self._state.entries.values()
        found = [one for entry in entries for one in faults(self.path, entry, quick=quick)]
        if found:
            raise DamageError(*found)

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """Ask in SQL (DuckDB); canonical tables without data are there, empty.

        The query can read the tables and results of this commit and nothing else: no file,
        no network, no setting.

        Raises
        ------
        InputError
            ``query-kind``, ``query-refused``.
        """
        with self._still_there():
            return self._engine.query(sql, parameters)

    @contextmanager
    def _still_there(self) -> Iterator[None]:
        """Say of a file that is gone because its commit was pruned meanwhile that it was."""
        try:
            yield
        except DamageError:
            if (self.path / commit_file(self.version)).exists():
                raise
            raise absent(self.version, numbers(self.path)) from None

    def history(self) -> list[Commit]:
        """Give the heads of all commits that are kept, up to the one shown, the oldest first."""
        known = [number for number in numbers(self.path) if number <= self.version]
        return read_commits(self.path, known)

    @contextmanager
    def transaction(
        self,
        *,
        verb: str = "load",
        note: str = "",
        wait: float = 10.0,
        since: int | None = None,
    ) -> Iterator[Transaction]:
        """Change the workspace: all that the block puts appears at its end, or nothing.

        Edits that wait are settled first, in a commit of their own. What is put anew keeps the
        edits that were acknowledged since this workspace was opened.

        Parameters
        ----------
        verb, note
            What is done, for the history.
        wait
            Seconds to wait for another writer.
        since
            The newest edit that is in what is put; the newest that is shown where it is None.

        Raises
        ------
        BusyError
            Another process is writing.
        InputError
            ``workspace-past``: this is an earlier commit's view.
        """
        since = self.commit.edits if since is None else since
        with self._writing(verb=verb, wait=wait) as changes:
            yield changes
            keep_later(changes, since=since)
            state = changes.close(verb=verb, note=note)
        self._show(state)

    def journal(self) -> Journal:
        """Give the journal of single edits; its file is made by the first of them."""
        return Journal(self)

    def settle(self, *, wait: float = 10.0) -> None:
        """Settle the edits that wait, and show the newest commit.

        Raises
        ------
        BusyError
            Another process is writing.
        """
        if not self.journal().waiting():
            return
        self.journal().settle(wait=wait)
        self._show(read_state(self.path))

    def hold_present(self) -> None:
        """Refuse to change what is shown as of an earlier commit.

        Raises
        ------
        InputError
            ``workspace-past``.
        """
        if self._past:
            raise InputError(problem("workspace-past", subject="workspace", commit=self.version))

    def prune(
        self,
        *,
        keep: int | None = None,
        days: float | None = None,
        edit_days: float | None = None,
        dry_run: bool = False,
        wait: float = 10.0,
    ) -> Pruned:
        """Remove old commits and what only they need; put small files together.

        Parameters
        ----------
        keep, days
            Keep the newest so many commits, and those of the last so many days; the newest
            20 where neither is given. The newest stays in any case.
        edit_days
            Keep the history of single edits of the last so many days; all of it where it is
            None. Rows stay as they are, and edits that wait too.
        dry_run
            Only say what would go; nothing is written.
        wait
            Seconds to wait for another writer.

        Raises
        ------
        BusyError
            Another process is writing.
        InputError
            ``prune-keep``, ``prune-days``; ``workspace-past``.
        DamageError
            ``workspace-damaged``: nothing is removed from what cannot be read.
        """
        kept = clearing.retention(keep=keep, days=days)
        hold_days(edit_days)
        if dry_run:
            edits = prune_edits(self.path, days=edit_days, dry_run=True)
            return clearing.plan(self.path, kept).told(edits=edits)
        with self._writing(verb=PRUNE, wait=wait) as changes:
            plan = clearing.plan(self.path, kept)
            clearing.drop(self.path, plan.dropped)  # first: the disk may be full
            joined, state = changes.join_small(), changes.base
            if plan.dropped or joined:
                state = changes.close(verb=PRUNE, note=f"before {plan.oldest}")
            clearing.shorten(self.path)
            edits = prune_edits(self.path, days=edit_days)
        self._show(state)
        made = None if state is changes.base else state.commit.number
        return plan.told(joined=joined, edits=edits, commit=made)

    @contextmanager
    def _writing(self, *, verb: str, wait: float) -> Iterator[Transaction]:
        """Hold the workspace; what the block leaves uncommitted is cleared up."""
        self.hold_present()
        with writer(self.path, verb=verb, wait=wait):
            with _unless_full(verb):
                settle_held(self.path)
            changes = Transaction(self.path)
            try:
                yield changes
            except BaseException:
                recover(self.path)
                raise

    def _entry(self, name: str) -> Entry:
        if name in self._state.entries:
            return self._state.entries[name]
        if name in schemas():
            raise UnknownError(
                problem("table-empty", subject=name, table=name, workspace=self.path)
            )
        known = [*self.tables(), *self.results()]
        raise unknown("table", name, known, case="run")


@contextmanager
def _unless_full(verb: str) -> Iterator[None]:
    """Let a prune go on where the disk is full: it makes room; what waits waits on."""
    try:
        yield
    except OSError as err:
        if verb != PRUNE or err.errno not in (ENOSPC, EDQUOT):
            raise


def _refuse_occupied(root: Path) -> None:
    if (root / MARK).exists():
        raise InputError(problem("workspace-exists", subject="workspace", path=root))
    if root.is_file() or (root.is_dir() and not _is_begun(root)):
        if has_traces(root):
            raise damaged(root, MARK, "missing")
        raise InputError(problem("workspace-folder", subject="workspace", path=root))


def _is_begun(root: Path) -> bool:
    """Tell whether a folder holds no more than a dead `init` may have left."""
    left = [root]
    left += (root / name for name in (LOG, OBJECTS) if (root / name).is_dir())
    files = {path.relative_to(root).as_posix() for home in left for path in home.iterdir()}
    known = {LOG, OBJECTS, commit_file(0), NEWEST}
    return all(file in known or DRAFT.fullmatch(file.rpartition("/")[2]) for file in files)
