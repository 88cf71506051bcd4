"""The commit log: which version of which table belongs together, one small file a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import jiqun
from jiqun.core import DamageError, UnknownError, unknown
from jiqun.workspace.entries import FOLDERS, Entry, Kind, Objects, read_entry
from jiqun.workspace.places import (
    COMMIT,
    DIGEST,
    FORMAT,
    LOG,
    MOST_EDITED,
    NAME,
    WITH_EDITS,
    Fields,
    damaged,
    inside,
    made,
    read_json,
    refuse_newer,
    seal,
    write_atomically,
)

#: The verb of a commit that only cleared up: no step that could be taken back.
PRUNE = "prune"

#: The verb of a commit that settles single edits.
EDIT = "edit"

#: Where the newest commit's number is noted, so that its loss is noticed.
NEWEST = f"{LOG}/newest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A table that a commit changed; ``before`` and ``after`` are rows, None where absent."""

    name: str
    kind: Kind
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One step of a workspace's history.

    Attributes
    ----------
    number
        0 for the fresh workspace, then 1, 2, …
    time
        When it was made, ISO, UTC.
    verb, note
        What was done ("load", "run", "undo") and in which words.
    changes
        What it changed.
    version
        The version of jiqun that made it.
    edits
        The newest single edit that it sees; 0 where it sees none.
    """

    number: int
    time: str
    verb: str
    note: str = ""
    changes: tuple[Change, ...] = ()
    version: str = jiqun.__version__
    edits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A commit with everything that it sees."""

    commit: Commit
    entries: Mapping[str, Entry] = field(default_factory=dict)


def follow(
    state: State,
    entries: Mapping[str, Entry],
    *,
    verb: str,
    note: str,
    touched: set[str],
    edits: int = 0,
) -> State:
    """Build the commit that comes after ``state``, sees ``entries`` and single ``edits``."""
    changes = []
    for name in sorted(touched):
        old, new = state.entries.get(name), entries.get(name)
        known = new or old
        if known:
            changes.append(
                Change(
                    name=name,
                    kind=known.kind,
                    before=old.rows if old else None,
                    after=new.rows if new else None,
                )
            )
    commit = Commit(
        number=state.commit.number + 1,
        time=now(),
        verb=verb,
        note=note,
        changes=tuple(changes),
        edits=max(state.commit.edits, edits),
    )
    return State(commit=commit, entries=dict(entries))


def now() -> str:
    """Give the time of day, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def numbers(root: Path) -> list[int]:
    """Give the numbers of all commits of a workspace that are there, ascending.

    Raises
    ------
    DamageError
        ``workspace-damaged``: there is none, or the newest is gone, or a link leads out.
    """
    last = noted(root)  # before the list: a commit is there before it is noted
    found = listed(root)
    if not found or found[-1] < last:
        raise damaged(root, commit_file(last) if found else LOG, "missing")
    return found


def listed(root: Path) -> list[int]:
    """Give the numbers of the commits whose files are there, ascending."""
    log = inside(root, LOG)
    named = (COMMIT.fullmatch(path.name) for path in log.iterdir()) if log.is_dir() else ()
    return sorted(int(one[1]) for one in named if one)


def noted(root: Path) -> int:
    """Give the newest commit's number as it was noted beside it; -1 where it was not."""
    try:
        number = Fields(root, NEWEST, read_json(root, NEWEST)).maybe_count("number")
    except DamageError:  # a help to notice what is lost; nothing hangs on it
        return -1
    return -1 if number is None else number


def commit_file(number: int) -> str:
    """Say where a commit stands in a workspace."""
    return f"{LOG}/{number:08d}.json"


def read_state(root: Path, number: int | None = None) -> State:
    """Read one commit with all that it sees, the newest where no number is given.

    Raises
    ------
    UnknownError
        ``commit-unknown``.
    DamageError
        ``workspace-damaged``.
    """
    known = numbers(root)
    at = known[-1] if number is None else number
    if not known[0] <= at <= known[-1]:
        raise absent(at, known)
    try:
        return read_state_at(root, at)
    except DamageError:
        left = listed(root)
        if left and at < left[0]:  # it went while we read
            raise absent(at, left) from None
        raise


def read_state_at(root: Path, number: int) -> State:
    """Read one commit, whatever became of the others.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    found = _read(root, number)
    entries = list(_entries(found, Objects(root)))
    return State(commit=_commit(found, number), entries={entry.name: entry for entry in entries})


def read_newest(root: Path) -> tuple[Commit, Callable[[str], Entry | None]]:
    """Read the newest commit's head, and give what reads a table's entry when asked.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    number = numbers(root)[-1]
    found, objects = _read(root, number), Objects(root)
    if _is_whole(found):
        whole = {entry.name: entry for entry in _entries(found, objects)}
        return _commit(found, number), whole.get
    kept = _kept(found)
    read = {name: partial(objects.entry, name, one) for name, one in kept.items()}
    return _commit(found, number), lambda name: read[name]() if name in read else None


def read_commits(root: Path, known: Iterable[int]) -> list[Commit]:
    """Read the heads of commits; what they see is not read.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    heads = []
    for number in known:
        try:
            heads.append(_commit(_read(root, number), number))
        except DamageError:
            if number >= listed(root)[0]:  # else it went while we read
                raise
    return heads


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What commits refer to.

    Attributes
    ----------
    parts, versions
        By folder: files, and the earliest Delta version.
    objects
        Digests of what commits share.
    """

    parts: Mapping[str, set[str]]
    versions: Mapping[str, int]
    objects: set[str]


def seen(root: Path, known: Iterable[int]) -> Seen:
    """Gather what commits refer to.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    parts: dict[str, set[str]] = {}
    versions: dict[str, int] = {}
    names: set[str] = set()
    objects = Objects(root)
    for number in known:
        found = _read(root, number)
        kept = {} if _is_whole(found) else _kept(found)
        fresh = {name: one for name, one in kept.items() if one not in names}
        entries = [objects.entry(name, one) for name, one in fresh.items()]
        for entry in entries if kept else _entries(found, objects):
            parts.setdefault(entry.folder, set()).update(part.file for part in entry.parts)
            versions[entry.folder] = min(entry.version, versions.get(entry.folder, entry.version))
        names.update(*(objects.shared(one) for one in fresh.values()))
    return Seen(parts=parts, versions=versions, objects=names)


def is_whole(root: Path, number: int) -> bool:
    """Tell format 1, where a commit's file holds all that it sees.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    return _is_whole(_read(root, number))


def absent(number: int, known: Sequence[int]) -> UnknownError:
    """Build the error for a commit that a workspace never had, or has no more."""
    case = "pruned" if 0 <= number < known[0] else ""
    return unknown("commit", str(number), case=case, oldest=known[0], newest=known[-1])


def _read(root: Path, number: int) -> Fields:
    file = commit_file(number)
    found = Fields(root, file, read_json(root, file))
    refuse_newer(root, found.raw("format"), found.mapping("commit").get("version"))
    if not _is_whole(found) and found.text("seal") != seal(found.whole):
        raise damaged(root, file, "changed")
    return found


def _is_whole(found: Fields) -> bool:
    """Tell format 1, where a commit's file held all that it saw."""
    return isinstance(found.raw("entries"), list)


def _kept(found: Fields) -> dict[str, str]:
    kept = found.mapping("entries")
    if not all(NAME.fullmatch(name) for name in kept):
        found.reject("entries")
    inner = found.part("entries", kept)
    return {name: inner.text(name, DIGEST) for name in kept}


def _entries(found: Fields, objects: Objects) -> Iterable[Entry]:
    if _is_whole(found):
        for one in found.items("entries"):
            yield read_entry(found.part("entries", one), objects)
        return
    for name, kept in _kept(found).items():
        yield objects.entry(name, kept)


def _commit(found: Fields, number: int) -> Commit:
    head = found.part("commit", found.raw("commit"))
    if head.count("number") != number:
        head.reject("number")
    edits = head.maybe_count("edits") or 0
    if edits >= MOST_EDITED:
        head.reject("edits")
    return Commit(
        number=number,
        time=_time(head),
        verb=head.line("verb"),
        note=head.line("note", default=""),
        changes=tuple(_change(head.part("changes", one)) for one in head.items("changes")),
        version=head.line("version", default=""),
        edits=edits,
    )


def _time(head: Fields) -> str:
    time = head.text("time")
    try:
        datetime.fromisoformat(time)
    except ValueError:
        head.reject("time")
    return time


def _change(found: Fields) -> Change:
    kind = found.text("kind")
    if kind not in FOLDERS:
        found.reject("kind")
    return Change(
        name=found.text("name", NAME),
        kind=cast("Kind", kind),
        before=found.maybe_count("before"),
        after=found.maybe_count("after"),
    )


def write_state(root: Path, state: State) -> None:
    """Make a commit visible: the one step that is all or nothing."""
    objects = Objects(root)
    kept = {name: objects.keep(entry) for name, entry in state.entries.items()}
    objects.settle()
    head = asdict(state.commit)
    if not state.commit.edits:
        del head["edits"]  # an earlier version of jiqun can read it
    format = WITH_EDITS if state.commit.edits else FORMAT
    fields: dict[str, Any] = {"format": format, "commit": head, "entries": kept}
    made(root, LOG)
    write_atomically(root / commit_file(state.commit.number), {**fields, "seal": seal(fields)})
    if state.commit.number > noted(root):
        write_atomically(root / NEWEST, {"number": state.commit.number})
