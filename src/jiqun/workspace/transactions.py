"""One writer at a time, everything or nothing, and the clearing up after a killed one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import polars as pl
from filelock import FileLock, Timeout

from jiqun.core import (
    BusyError,
    DamageError,
    InputError,
    Origin,
    Problem,
    Record,
    problem,
    union,
    unknown,
)
from jiqun.tables import schema, schemas
from jiqun.workspace import parts
from jiqun.workspace.clearing import lost_commit, recover
from jiqun.workspace.commits import (
    PRUNE,
    State,
    commit_file,
    follow,
    now,
    read_state,
    write_state,
)
from jiqun.workspace.dtypes import portable
from jiqun.workspace.edits import Row, applied, frame_of, rows_of, tag
from jiqun.workspace.entries import FOLDERS, Entry, Kind, Part
from jiqun.workspace.formats import upgrade
from jiqun.workspace.places import (
    HOLDER,
    LOCK,
    NAME,
    PENDING,
    Fields,
    damaged,
    read_json,
    write_atomically,
)
from jiqun.workspace.reading import paths, scan_entry
from jiqun.workspace.verifying import hold_parts

Mode = Literal["upsert", "replace", "append"]

#: More files than this and the next write puts them together.
MOST_PARTS = 64
_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, DamageError, OSError)
#: From so many files on, of less than so many bytes each, clearing up puts them together.
FEW_PARTS, SMALL_PART = 4, 2**20


@contextmanager
def writer(root: Path, *, verb: str, wait: float) -> Iterator[None]:
    """Hold a workspace's writer lock; the system frees it when the process dies.

    Raises
    ------
    BusyError
        Somebody else still writes after ``wait`` seconds.
    """
    lock = FileLock(str(root / LOCK))
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise BusyError(_busy(root, wait)) from None
    try:
        with suppress(OSError):  # a full disk must not keep anybody from clearing up
            write_atomically(root / HOLDER, {"pid": os.getpid(), "verb": verb, "since": now()})
        yield
    finally:
        lock.release()


def _busy(root: Path, wait: float) -> Problem:
    try:
        holder = Fields(root, HOLDER, read_json(root, HOLDER))
        told = {"verb": holder.line("verb"), "since": holder.line("since")}
        pid = holder.count("pid")
    except (OSError, DamageError):
        return problem("workspace-busy", subject=str(root), wait=wait)
    return problem("workspace-busy", subject=str(root), case="known", wait=wait, pid=pid, **told)


class Transaction:
    """Changes that become visible together when the ``with`` block ends.

    Made by :meth:`jiqun.workspace.Workspace.transaction` only.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.fresh: set[str] = set()  # tables that were put
        self._touched: set[str] = set()
        self._files: list[str] = []
        recover(root)
        upgrade(root)
        self.base = read_state(root)
        gone = lost_commit(root, self.base)
        if gone is not None:
            raise damaged(root, commit_file(gone), "missing")
        self.entries: dict[str, Entry] = dict(self.base.entries)

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self._root

    def put(
        self,
        table: str,
        frame: pl.DataFrame,
        *,
        origins: Iterable[Origin] = (),
        mode: Mode = "upsert",
    ) -> None:
        """Write rows of a canonical table; they have been checked already.

        Parameters
        ----------
        table, frame
            The table's name; its rows. Columns left out become null.
        origins
            Where these rows come from; joined to the table's unless it is replaced.
        mode
            "upsert" puts a row in place of the one with its key, "replace" drops all other
            rows, "append" takes for granted that no key is there yet.

        Raises
        ------
        UnknownError
            ``table-unknown``.
        InputError
            ``table-columns``: columns that the table does not have, or of another type.
        """
        frame = _canonical(table, frame)
        self.fresh.add(table)
        old = self.entries.get(table)
        if old is None:
            self._write(table, "table", frame, old=None, origins=union(origins))
            return
        joined = union(() if mode == "replace" else old.origins, origins)
        if self._holds(old, frame, mode=mode):
            self._relabel(old, joined)
        elif mode == "replace":
            self._write(table, "table", frame, old=None, origins=joined)
        else:
            self._add(old, frame, joined, mode=mode)

    def _add(
        self, old: Entry, frame: pl.DataFrame, origins: tuple[Origin, ...], *, mode: Mode
    ) -> None:
        kept = self._without(old.name, frame) if mode == "upsert" else None
        if kept is not None:
            self._write(old.name, "table", pl.concat([kept, frame]), old=None, origins=origins)
            return
        if len(old.pieces) >= MOST_PARTS or old.columns != tuple(frame.columns):
            whole = pl.concat([self.scan(old.name).collect(), frame])
            self._write(old.name, "table", whole, old=None, origins=origins)
            return
        self._write(old.name, "table", frame, old=old, origins=origins)

    def _holds(self, old: Entry, frame: pl.DataFrame, *, mode: Mode) -> bool:
        """Say whether a table would be the same after a put; False where it cannot be read."""
        if old.columns != tuple(frame.columns) or (mode == "append" and frame.height):
            return False
        if mode == "replace" and old.rows != frame.height:
            return False
        try:
            there = self.scan(old.name)
            if mode == "replace":
                return there.collect().equals(frame)
            key = list(schema(old.name).key)
            keys = frame.lazy().select(key)
            met = there.join(keys, on=key, how="semi", nulls_equal=True).collect()
            return met.height == frame.height and met.sort(key).equals(frame.sort(key))
        except _UNREADABLE:
            return False

    def _relabel(self, old: Entry, origins: tuple[Origin, ...]) -> None:
        """Say of rows that stay where else they come from; another day of access is no news."""
        if _undated(origins) != _undated(old.origins):
            self._touch(old.folder)
            self.entries[old.name] = replace(old, origins=origins)

    def edit(
        self,
        table: str,
        rows: Sequence[tuple[Row, str | None, Row | None]],
        *,
        origins: Iterable[Origin] = (),
    ) -> int:
        """Change single rows in their places; fresh ones come last.

        Parameters
        ----------
        table, rows
            The table's name; of each row its key, its tag as it was, and the row as it shall be,
            None to remove it.
        origins
            Joined to the table's.

        Returns
        -------
        int
            How many rows were not what their tag says.
        """
        old, key = self.entries.get(table), schema(table).key
        before = schema(table).empty() if old is None else self.scan(table).collect()
        asked = frame_of(table, [one for one, _, _ in rows], keys=True)
        met = before.join(asked, on=key, how="semi", nulls_equal=True)
        tags = {tuple(row[name] for name in key): tag(row) for row in rows_of(met)}
        found = [tags.get(tuple(one[name] for name in key)) for one, _, _ in rows]
        fresh = [row for _, _, row in rows if row is not None]
        gone = [one for one, _, row in rows if row is None]
        changed = frame_of(table, fresh)
        joined = union(old.origins if old else (), origins)
        if old is not None and not met.height:
            self._add(old, changed, joined, mode="append") if fresh else None
        else:
            whole = applied(table, before, changed, frame_of(table, gone, keys=True))
            if old is None or not whole.equals(before):
                self._write(table, "table", whole, old=None, origins=joined)
        return sum(one != seen for one, (_, seen, _) in zip(found, rows, strict=True))

    def put_result(self, name: str, frame: pl.DataFrame, *, record: Record) -> None:
        """Write a result in place of the one of that name.

        Raises
        ------
        InputError
            ``result-name``: not lower-case words joined by ``_``, or a canonical table's name.
        """
        if not NAME.fullmatch(name) or name in schemas():
            raise InputError(problem("result-name", subject="result", name=name))
        plain, dtypes = portable(frame)
        old = self.entries.get(name)
        if old is None or not self._shows(old, plain, dtypes):
            self._write(name, "result", plain, old=None, record=record, dtypes=dtypes)
        elif old.record is None or old.record.digest != record.digest:
            self._touch(old.folder)
            self.entries[name] = replace(old, record=record, origins=record.origins)

    def _shows(self, old: Entry, plain: pl.DataFrame, dtypes: Mapping[str, Any]) -> bool:
        """Say whether a result holds these rows already; False where it cannot be read."""
        if old.dtypes != dtypes or old.rows != plain.height or old.columns != tuple(plain.columns):
            return False
        try:
            hold_parts(self._root, old)
            there = pl.scan_parquet(paths(self._root, old), glob=False).collect()
        except _UNREADABLE:
            return False
        return there.schema == plain.schema and there.equals(plain)

    def drop(self, name: str) -> None:
        """Take a table or result out of sight; earlier commits still see it.

        Raises
        ------
        UnknownError
            ``table-unknown``.
        """
        if name not in self.entries:
            raise unknown("table", name, sorted(self.entries))
        self._touch(self.entries.pop(name).folder)

    def restore(self, number: int) -> None:
        """Take everything back to how an earlier commit saw it; later edits count as put since."""
        target = read_state(self._root, number)
        for entry in target.entries.values():
            hold_parts(self._root, entry, quick=self.entries.get(entry.name) == entry)
        for name in set(self.entries) | set(target.entries):
            old, new = self.entries.get(name), target.entries.get(name)
            if old == new:
                continue
            if name in schemas():
                self.fresh.add(name)
            if new is None:
                self.drop(name)
                continue
            self._touch(new.folder)
            version = parts.restore(self._root, new)
            self.entries[name] = replace(new, version=version)

    def join_small(self) -> tuple[str, ...]:
        """Put the many small files of a table together; its rows and its digest stay."""
        joined = [name for name, entry in self.entries.items() if _is_small(self._root, entry)]
        for name in joined:
            old = self.entries[name]
            whole = pl.scan_parquet(paths(self._root, old), glob=False).collect()
            self._write(name, old.kind, whole, old=None, origins=old.origins, dtypes=old.dtypes)
            self.entries[name] = replace(self.entries[name], record=old.record, puts=old.pieces)
        return tuple(joined)

    def scan(self, name: str) -> pl.LazyFrame:
        """Read a table as this transaction has it now."""
        return scan_entry(self._root, self.entries[name])

    def close(self, *, verb: str, note: str, edits: int = 0) -> State:
        """Commit; nothing changed means no new commit, unless it clears up or settles edits."""
        if not self._touched and verb != PRUNE and edits <= self.base.commit.edits:
            return self.base
        names = {folder.rsplit("/", 1)[1] for folder in self._touched if verb != PRUNE}
        state = follow(self.base, self.entries, verb=verb, note=note, touched=names, edits=edits)
        write_state(self._root, state)
        (self._root / PENDING).unlink(missing_ok=True)
        return state

    def _without(self, table: str, frame: pl.DataFrame) -> pl.DataFrame | None:
        """Give the old rows whose keys are not in ``frame``; None where all of them stay."""
        key = list(schema(table).key)
        old = self.scan(table)
        keys = frame.lazy().select(key)
        met = old.select(key).join(keys, on=key, how="semi", nulls_equal=True)
        if not met.select(pl.len()).collect().item():
            return None
        return old.join(keys, on=key, how="anti", nulls_equal=True, maintain_order="left").collect()

    def _write(
        self,
        name: str,
        kind: Kind,
        frame: pl.DataFrame,
        *,
        old: Entry | None,
        origins: tuple[Origin, ...] = (),
        record: Record | None = None,
        dtypes: Mapping[str, Any] | None = None,
    ) -> None:
        folder, file = f"{FOLDERS[kind]}/{name}", parts.new_name()
        self._touch(folder, file)
        mode: Literal["append", "overwrite"] = "append" if old else "overwrite"
        part, version = parts.write_part(self._root, folder, frame, name=file, mode=mode)
        before: tuple[Part, ...] = old.parts if old else ()
        self.entries[name] = Entry(
            name=name,
            kind=kind,
            version=version,
            parts=(*before, part),
            columns=tuple(frame.columns),
            dtypes=dtypes or {},
            origins=record.origins if record else origins,
            record=record,
            puts=(*old.puts, part.digest) if old and old.puts else (),
        )

    def _touch(self, folder: str, *files: str) -> None:
        """Say on disk what is about to be written, for whoever must clear up after us."""
        if files or folder not in self._touched:
            self._touched.add(folder)
            self._files += (f"{folder}/{file}" for file in files)
            note = {
                "base": self.base.commit.number,
                "folders": sorted(self._touched),
                "files": self._files,
            }
            write_atomically(self._root / PENDING, note)


def _is_small(root: Path, entry: Entry) -> bool:
    if len(entry.parts) < FEW_PARTS:
        return False
    sizes = [Path(path).stat().st_size for path in paths(root, entry)]
    return sum(sizes) < len(sizes) * SMALL_PART


def _undated(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    return union(replace(one, accessed="") for one in origins)


def _canonical(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    whole = schema(table)
    known = whole.polars()
    extra = [name for name in frame.columns if name not in known]
    wrong = ""
    if not extra:
        try:
            return frame.select(
                pl.col(name).cast(dtype) if name in frame.columns else whole.absent(name)
                for name, dtype in known.items()
            )
        except (pl.exceptions.InvalidOperationError, pl.exceptions.ComputeError) as err:
            wrong = str(err).splitlines()[0]
    raise InputError(
        problem(
            "table-columns",
            subject=table,
            case="types" if wrong else "",
            extra=extra,
            reason=wrong,
            known=list(known),
        )
    )
