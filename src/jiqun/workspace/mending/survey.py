"""What a workspace holds, piece by piece, and which pieces are not what was written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import BusyError, DamageError, Problem, Progress, UnknownError, problem, silent
from jiqun.tables import schemas
from jiqun.workspace.clearing import lost_commit
from jiqun.workspace.commits import State, commit_file, listed, noted, read_state_at
from jiqun.workspace.edits import journal_problems
from jiqun.workspace.entries import Entry, Part
from jiqun.workspace.formats import read_mark
from jiqun.workspace.mending.logs import log_problem
from jiqun.workspace.parts import digest_frame
from jiqun.workspace.places import (
    LOG,
    MARK,
    NAME,
    PENDING,
    RESULTS,
    TABLES,
    damaged,
    has_traces,
    inside,
)
from jiqun.workspace.transactions import writer
from jiqun.workspace.verifying import first_line, part_problem, told_of

#: Where a repair puts what is damaged, and what it notes there.
ASIDE, NOTE = "set-aside", "repair.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Every piece of a workspace, looked at.

    Attributes
    ----------
    root
        Its folder.
    mark
        What is wrong with ``workspace.json``; None where nothing is.
    states
        Commits that can be read.
    broken
        Commits that cannot: what is wrong with each.
    parts
        Damaged files of rows, by their place in the workspace.
    logs
        Damaged Delta logs of what the newest commit sees, by the table's folder.
    links
        Folders of tables and results that are links out of the workspace.
    strays
        Files of rows that no commit knows.
    journal
        What is wrong with the journal of single edits.
    pending
        True where a writer died before it was done.
    aside
        What an earlier repair noted: places of files that are lost or were set aside.
    """

    root: Path
    mark: Problem | None = None
    states: Mapping[int, State] = field(default_factory=dict)
    broken: Mapping[int, Problem] = field(default_factory=dict)
    parts: Mapping[str, Problem] = field(default_factory=dict)
    logs: Mapping[str, Problem] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    journal: tuple[Problem, ...] = ()
    pending: bool = False
    aside: frozenset[str] = frozenset()

    @property
    def newest(self) -> int | None:
        """The newest commit's number, whether it can be read or not."""
        return max((*self.states, *self.broken), default=None)

    @property
    def edits(self) -> int:
        """The newest single edit that any commit sees."""
        return max((state.commit.edits for state in self.states.values()), default=0)

    @property
    def good(self) -> int | None:
        """The newest commit of which everything is there."""
        return max((number for number in self.states if self.is_whole(number)), default=None)

    def is_whole(self, number: int) -> bool:
        """Say whether a commit can be read and all its files are what was written."""
        state = self.states.get(number)
        return state is not None and not any(self.lost(entry) for entry in state.entries.values())

    def lost(self, entry: Entry) -> list[Part]:
        """List the damaged files of a table or result."""
        return [part for part in entry.parts if f"{entry.folder}/{part.file}" in self.parts]

    def seen_by(self, place: str) -> tuple[int, ...]:
        """Say which commits see a file."""
        folder, _, file = place.rpartition("/")
        return tuple(
            number
            for number, state in self.states.items()
            for entry in state.entries.values()
            if entry.folder == folder and any(part.file == file for part in entry.parts)
        )

    def is_past(self, place: str) -> bool:
        """Say whether an earlier repair has dealt with a file that the newest commit needs not."""
        newest = self.newest
        return place in self.aside and newest in self.states and newest not in self.seen_by(place)

    def files(self) -> dict[str, Part]:
        """Give every file of rows that a commit sees, by its place in the workspace."""
        return {
            f"{entry.folder}/{part.file}": part
            for state in self.states.values()
            for entry in state.entries.values()
            for part in entry.parts
        }

    def gone(self) -> list[int]:
        """List earlier commits that an earlier repair could not save."""
        noted = [number for number in self.broken if commit_file(number) in self.aside]
        cut = (
            number for place in self.parts if self.is_past(place) for number in self.seen_by(place)
        )
        return sorted({*noted, *cut} - {self.newest or 0})

    def damages(self) -> Iterator[Problem]:
        """Tell everything that is wrong and not yet dealt with."""
        if self.mark is not None:
            yield self.mark
        for number, one in self.broken.items():
            if commit_file(number) not in self.aside or number == self.newest:
                yield one
        yield from (one for place, one in self.parts.items() if not self.is_past(place))
        yield from self.logs.values()
        yield from self.journal


def survey(
    root: Path, *, locked: bool = False, wait: float = 10.0, progress: Progress = silent
) -> Survey:
    """Look at every piece of a workspace.

    Parameters
    ----------
    root
        The workspace's folder.
    locked
        True where the caller holds the writer's lock.
    wait
        Seconds to wait for a writer; commits and Delta logs are read while none is at work.
    progress
        Told after each file.

    Raises
    ------
    UnknownError
        ``workspace-unknown``: nothing here is of a workspace.
    InputError
        ``workspace-newer``.
    BusyError
        Another process is writing.
    """
    if not os.path.lexists(root / MARK) and not has_traces(root):
        raise UnknownError(problem("workspace-unknown", subject="workspace", path=root))
    if locked:
        found = _outline(root)
    else:
        try:
            with writer(root, verb="check", wait=wait):
                found = _outline(root)
        except BusyError:
            raise
        except OSError:  # it may not be written, so nobody writes
            found = _outline(root)
    return _with_parts(found, progress)


def _links(root: Path) -> Iterator[str]:
    """List the folders that are links out of the workspace."""
    for place in (TABLES, RESULTS, *_named(root, TABLES), *_named(root, RESULTS)):
        try:
            inside(root, place)
        except DamageError:
            yield place


def _named(root: Path, kind: str) -> list[str]:
    home = root / kind
    if home.is_symlink() or not home.is_dir():
        return []
    return [f"{kind}/{path.name}" for path in home.iterdir() if NAME.fullmatch(path.name)]


def _outline(root: Path) -> Survey:
    states, broken = _states(root)
    newest = states.get(max((*states, *broken), default=-1))
    pending = os.path.lexists(root / PENDING)
    gone = lost_commit(root, newest) if newest is not None and not pending else None
    if gone is not None:
        broken[gone], newest = damaged(root, commit_file(gone), "missing").problems[0], None
    logs = {}
    if newest is not None and not pending:
        for entry in newest.entries.values():
            found = log_problem(root, entry, newest.commit.number)
            if found is not None:
                logs[entry.folder] = found
    return Survey(
        root=root,
        mark=_mark(root),
        states=states,
        broken=broken,
        logs=logs,
        links=tuple(_links(root)),
        strays=tuple(_strays(root, states)),
        journal=journal_problems(
            root, seen=max((state.commit.edits for state in states.values()), default=0)
        ),
        pending=pending,
        aside=_aside(root),
    )


def _mark(root: Path) -> Problem | None:
    try:
        mark = read_mark(root)
        mark.text("title")
        mark.truth("synthetic", default=False)
    except DamageError as err:
        return err.problems[0]
    return None


def _states(root: Path) -> tuple[dict[int, State], dict[int, Problem]]:
    states: dict[int, State] = {}
    broken: dict[int, Problem] = {}
    there = listed(root)
    last = max([*there, noted(root), _begun(root)])
    if last < 0:
        return {}, {0: damaged(root, LOG, "missing").problems[0]}
    for number in range(there[0] if there else last, last + 1):
        try:
            states[number] = read_state_at(root, number)
        except DamageError as err:
            broken[number] = err.problems[0]
    return states, broken


def _begun(root: Path) -> int:
    """Give the commit from which a dead writer started, -1 where nothing says so."""
    base = _json(root / PENDING).get("base")
    return base if type(base) is int else -1


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _aside(root: Path) -> frozenset[str]:
    notes = sorted(inside(root, ASIDE).glob(f"*/{NOTE}"))
    noted = [_json(note).get("places") for note in notes]
    places = (one for places in noted if isinstance(places, list) for one in places)
    return frozenset(one for one in places if isinstance(one, str))


def _strays(root: Path, states: Mapping[int, State]) -> Iterator[str]:
    known = {
        f"{entry.folder}/{part.file}"
        for state in states.values()
        for entry in state.entries.values()
        for part in entry.parts
    }
    for folder in (*_named(root, TABLES), *_named(root, RESULTS)):
        if (root / folder).is_symlink():
            continue
        names = sorted(path.name for path in (root / folder).glob("part-*.parquet"))
        yield from (f"{folder}/{name}" for name in names if f"{folder}/{name}" not in known)


def _with_parts(found: Survey, progress: Progress) -> Survey:
    from dataclasses import replace

    known = {
        f"{entry.folder}/{part.file}": (entry, part)
        for state in found.states.values()
        for entry in state.entries.values()
        for part in entry.parts
    }
    parts = {}
    for done, (place, (entry, part)) in enumerate(known.items(), start=1):
        wrong = part_problem(found.root, entry, part, afresh=True)
        wrong = wrong or _content(found.root, entry, part)
        if wrong is not None:
            parts[place] = wrong
        progress("check", done, len(known))
    return replace(found, parts=parts)


def _content(root: Path, entry: Entry, part: Part) -> Problem | None:
    """Say where rows differ from what the commit says although the file's bytes are right."""
    about = told_of(root, entry, part)
    try:
        frame = pl.read_parquet(root / entry.folder / part.file, glob=False)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as err:
        return problem("part-unreadable", reason=first_line(err), **about)
    if digest_frame(frame) != part.digest:
        return problem("part-changed", **about)
    if tuple(frame.columns) != entry.columns or not _fits(entry, frame):
        return problem("part-columns", got=frame.columns, **about)
    return None


def _fits(entry: Entry, frame: pl.DataFrame) -> bool:
    if entry.kind != "table" or entry.name not in schemas():
        return True
    known = schemas()[entry.name].polars()
    return all(known[name] == dtype for name, dtype in frame.schema.items() if name in known)
