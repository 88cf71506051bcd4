"""One writer at a time, everything or nothing, and the clearing up after a killed one."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import polars as pl
from filelock import FileLock, Timeout

from jiqun.core import BusyError, InputError, Origin, Problem, Record, problem, union, unknown
from jiqun.tables import schema, schemas
from jiqun.workspace import parts
from jiqun.workspace.commits import (
    FOLDERS,
    Entry,
    Kind,
    Part,
    State,
    follow,
    now,
    numbers,
    read_state,
    write_atomically,
    write_state,
)
from jiqun.workspace.dtypes import portable
from jiqun.workspace.reading import scan_entry

Mode = Literal["upsert", "replace", "append"]
LOCK, HOLDER, PENDING = ".writer.lock", ".writer.json", ".pending.json"
RESULT_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")

#: More files than this and the next write puts them together.
MOST_PARTS = 64


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
        write_atomically(root / HOLDER, {"pid": os.getpid(), "verb": verb, "since": now()})
        yield
    finally:
        lock.release()


def _busy(root: Path, wait: float) -> Problem:
    try:
        holder = json.loads((root / HOLDER).read_text(encoding="utf-8"))
        who = {name: holder[name] for name in ("pid", "verb", "since")}
    except (OSError, ValueError, KeyError):
        return problem("workspace-busy", subject=str(root), wait=wait)
    return problem("workspace-busy", subject=str(root), case="known", wait=wait, **who)


class Transaction:
    """Changes that become visible together when the ``with`` block ends.

    Made by :meth:`jiqun.workspace.Workspace.transaction` only.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._touched: set[str] = set()
        recover(root)
        self.base = read_state(root)
        self.entries: dict[str, Entry] = dict(self.base.entries)

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
        old = self.entries.get(table)
        if old is None or mode == "replace":
            self._write(table, "table", frame, old=None, origins=union(origins))
            return
        joined = union(old.origins, origins)
        if mode == "upsert":
            kept = self._without(table, frame)
            if kept is not None:
                self._write(table, "table", pl.concat([kept, frame]), old=None, origins=joined)
                return
        if len(old.parts) >= MOST_PARTS or old.columns != tuple(frame.columns):
            whole = pl.concat([self.scan(table).collect(), frame])
            self._write(table, "table", whole, old=None, origins=joined)
            return
        self._write(table, "table", frame, old=old, origins=joined)

    def put_result(self, name: str, frame: pl.DataFrame, *, record: Record) -> None:
        """Write a result in place of the one of that name.

        Raises
        ------
        InputError
            ``result-name``: not lower-case words joined by ``_``, or a canonical table's name.
        """
        if not RESULT_NAME.fullmatch(name) or name in schemas():
            raise InputError(problem("result-name", subject="result", name=name))
        plain, dtypes = portable(frame)
        self._write(name, "result", plain, old=None, record=record, dtypes=dtypes)

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
        """Take everything back to how an earlier commit saw it."""
        target = read_state(self._root, number)
        for name in set(self.entries) | set(target.entries):
            old, new = self.entries.get(name), target.entries.get(name)
            if old == new:
                continue
            if new is None:
                self.drop(name)
                continue
            self._touch(new.folder)
            version = parts.restore(self._root / new.folder, new.version)
            self.entries[name] = replace(new, version=version)

    def scan(self, name: str) -> pl.LazyFrame:
        """Read a table as this transaction has it now."""
        return scan_entry(self._root, self.entries[name])

    def close(self, *, verb: str, note: str) -> State:
        """Commit; nothing changed means no new commit."""
        if not self._touched:
            return self.base
        names = {folder.rsplit("/", 1)[1] for folder in self._touched}
        state = follow(self.base, self.entries, verb=verb, note=note, touched=names)
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
        folder = f"{FOLDERS[kind]}/{name}"
        self._touch(folder)
        mode: Literal["append", "overwrite"] = "append" if old else "overwrite"
        part, version = parts.write_part(self._root / folder, frame, mode=mode)
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
        )

    def _touch(self, folder: str) -> None:
        """Say on disk what is about to be written, for whoever must clear up after us."""
        if folder not in self._touched:
            self._touched.add(folder)
            write_atomically(self._root / PENDING, sorted(self._touched))


def recover(root: Path) -> None:
    """Undo what a writer left unfinished; the last commit is what counts."""
    pending = root / PENDING
    if not pending.exists():
        return
    known = numbers(root)
    states = [read_state(root, number) for number in known]
    for folder in json.loads(pending.read_text(encoding="utf-8")):
        name = folder.rsplit("/", 1)[1]
        entry = states[-1].entries.get(name)
        if entry is not None:
            parts.restore(root / folder, entry.version)
        seen = (state.entries.get(name) for state in states)
        parts.sweep(root / folder, {p.file for e in seen if e is not None for p in e.parts})
    pending.unlink()


def _canonical(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    known = schema(table).polars()
    extra = [name for name in frame.columns if name not in known]
    wrong = ""
    if not extra:
        try:
            return frame.select(
                pl.col(name).cast(dtype)
                if name in frame.columns
                else pl.lit(None, dtype).alias(name)
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
