"""Clearing up: what a dead writer left, and what nobody needs any more."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path, PurePosixPath

from jiqun.core import DamageError, Problems
from jiqun.workspace import parts
from jiqun.workspace.commits import (
    PRUNE,
    Commit,
    Seen,
    State,
    commit_file,
    numbers,
    read_commits,
    read_state,
    seen,
)
from jiqun.workspace.places import (
    DRAFT,
    LOG,
    OBJECT,
    OBJECTS,
    PENDING,
    damaged,
    folders,
    inside,
    is_folder,
    read_json,
    settle,
)
from jiqun.workspace.verifying import hold_parts

#: So many commits stay where nothing is asked.
KEEP = 20
#: A hundred years.
MOST_DAYS = 36500


def recover(root: Path) -> None:
    """Undo what a writer left unfinished; the last commit is what counts.

    Only what the dead writer noted is removed, and only files that no commit knows, in folders
    of tables and results inside the workspace.

    Raises
    ------
    DamageError
        ``workspace-damaged``: commits that were there are gone; nothing is removed then.
    """
    if not os.path.lexists(root / PENDING):
        return
    if (root / PENDING).is_dir():
        raise damaged(root, PENDING, "kind")
    note = _read_note(root)
    newest = read_state(root)
    if note.base is not None and newest.commit.number < note.base:
        raise damaged(root, commit_file(note.base), "missing")
    known = seen(root, numbers(root))
    for folder in note.folders:
        home = inside(root, folder)
        entry = newest.entries.get(home.name)
        if entry is not None and entry.folder == folder:
            parts.restore(root, entry)
        kept = known.parts.get(folder, set())
        parts.sweep(home, (parts.names(home) if note.files is None else note.files) - kept)
        if not kept:
            parts.forget(home)
    drop_objects(root, known.objects)
    drop_drafts(root)
    (root / PENDING).unlink()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    """What a writer noted before it wrote: commit it came from, folders, files (None: all)."""

    base: int | None
    folders: tuple[str, ...]
    files: set[str] | None


def _read_note(root: Path) -> _Note:
    """Read a writer's note; one that is none of ours means any table of the workspace."""
    try:
        whole = read_json(root, PENDING)
    except DamageError:
        whole = None
    there = [folder for folder in folders(root) if inside(root, folder)]
    if isinstance(whole, dict):
        base, files = whole.get("base"), whole.get("files")
        if type(base) is int and isinstance(files, list):
            noted = [PurePosixPath(file) for file in files if isinstance(file, str)]
            touched = {str(file.parent) for file in noted} | set(_folders(whole.get("folders")))
            return _Note(
                base=base,
                folders=tuple(folder for folder in there if folder in touched),
                files={file.name for file in noted},
            )
    earlier = _folders(whole)
    return _Note(
        base=None,
        folders=tuple(folder for folder in there if not earlier or folder in earlier),
        files=None,
    )


def _folders(noted: object) -> list[str]:
    return [one for one in noted if is_folder(one)] if isinstance(noted, list) else []


def drop_objects(root: Path, keep: set[str]) -> int:
    """Remove shared objects that no commit needs; give how many bytes they held."""
    home, gone = inside(root, OBJECTS), 0
    for path in home.iterdir() if home.is_dir() else ():
        named = OBJECT.fullmatch(path.name)
        if named and named[1] not in keep and not path.is_dir():
            gone += path.lstat().st_size
            path.unlink()
    return gone


def drop_drafts(root: Path) -> None:
    """Remove files that a dead writer had not yet put in their place."""
    for home in (root, inside(root, LOG), inside(root, OBJECTS)):
        for path in home.iterdir() if home.is_dir() else ():
            if DRAFT.fullmatch(path.name) and not path.is_dir():
                path.unlink()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What stays: the newest ``keep`` commits, and those of the last ``days`` where given."""

    keep: int
    days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was cleared up, or would be.

    Attributes
    ----------
    oldest
        The oldest commit that is kept.
    commits, files, bytes
        How many commits are gone; how many files with them, and what they held.
    joined
        Tables whose small files were put together.
    edits
        Single edits whose history went.
    commit
        The commit that says so; None where nothing was to do, or nothing was done.
    """

    oldest: int
    commits: int
    files: int
    bytes: int
    joined: tuple[str, ...] = ()
    edits: int = 0
    commit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What can go: commits before ``oldest``, and files that nobody else needs."""

    oldest: int
    dropped: tuple[int, ...]
    files: int
    bytes: int

    def told(
        self, *, joined: tuple[str, ...] = (), edits: int = 0, commit: int | None = None
    ) -> Pruned:
        """Say what was done."""
        return Pruned(
            oldest=self.oldest,
            commits=len(self.dropped),
            files=self.files,
            bytes=self.bytes,
            joined=joined,
            edits=edits,
            commit=commit,
        )


def retention(*, keep: int | None, days: float | None) -> Retention:
    """Say what stays: the newest 20 commits where nothing is asked.

    Raises
    ------
    InputError
        ``prune-keep``, ``prune-days``.
    """
    problems = Problems()
    if keep is not None and not (type(keep) is int and keep >= 1):
        problems.add("prune-keep", subject="keep", keep=keep)
    if days is not None and not (type(days) in (int, float) and 0 <= days <= MOST_DAYS):
        problems.add("prune-days", subject="days", days=str(days), most=MOST_DAYS)
    problems.check()
    usual = KEEP if days is None else 1
    return Retention(keep=usual if keep is None else keep, days=days)


def plan(root: Path, kept: Retention) -> Plan:
    """Say what can go.

    Raises
    ------
    DamageError
        ``workspace-damaged``: a commit between the others is missing, or cannot be read.
    """
    known = numbers(root)
    for number, following in pairwise(known):
        if following != number + 1:
            raise damaged(root, commit_file(number + 1), "missing")
    oldest = _oldest(read_commits(root, known), kept)
    dropped = tuple(number for number in known if number < oldest)
    needed = seen(root, known[len(dropped) :])
    _hold(root, needed)
    stray = [
        *strays(root, needed),
        *(root / commit_file(number) for number in dropped),
    ]
    size = sum(path.lstat().st_size for path in stray)
    return Plan(oldest=oldest, dropped=dropped, files=len(stray), bytes=size)


def _hold(root: Path, needed: Seen) -> None:
    """Refuse to remove anything while what stays is not whole: an old commit may be the last."""
    for folder, names in needed.parts.items():
        missing = names - parts.names(inside(root, folder))
        if missing:
            raise damaged(root, f"{folder}/{min(missing)}", "missing")
    for entry in read_state(root).entries.values():
        hold_parts(root, entry)


def _oldest(heads: Sequence[Commit], kept: Retention) -> int:
    """Give the oldest commit that stays; those that only cleared up are not counted."""
    steps = [one.number for one in heads if one.verb != PRUNE] or [heads[-1].number]
    by_count = steps[-min(kept.keep, len(steps))]
    if kept.days is None:
        return by_count
    since = datetime.now(UTC) - timedelta(days=kept.days)
    return min([by_count, *(one.number for one in heads if _at(one) >= since)])


def _at(commit: Commit) -> datetime:
    time = datetime.fromisoformat(commit.time)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def strays(root: Path, known: Seen) -> list[Path]:
    """List the files of rows and the shared objects that no commit needs."""
    found = []
    for folder in folders(root):
        home = inside(root, folder)
        found += [home / name for name in parts.names(home) - known.parts.get(folder, set())]
    home = inside(root, OBJECTS)
    for path in home.iterdir() if home.is_dir() else ():
        named = OBJECT.fullmatch(path.name)
        if named and named[1] not in known.objects:
            found.append(path)
    return found


def drop(root: Path, dropped: Sequence[int]) -> None:
    """Remove commits and what only they need, and what no commit knows.

    Commits go first, the oldest first, so that whatever happens every commit that is left has
    all that it needs, and the next time goes on from there.
    """
    for number in dropped:
        parts.remove(root / commit_file(number))
    settle(root / LOG)
    known = seen(root, numbers(root))
    for path in strays(root, known):
        parts.remove(path)
    drop_drafts(root)
    for folder in folders(root):
        if folder not in known.parts:
            parts.forget(inside(root, folder))


def shorten(root: Path) -> None:
    """Put the steps of long Delta logs together, as far back as no commit needs them."""
    newest = read_state(root).entries.values()
    since = seen(root, numbers(root)).versions
    for entry in newest:
        parts.shorten(root, entry.folder, since=since[entry.folder], newest=entry.version)


def lost_commit(root: Path, newest: State) -> int | None:
    """Give the number of a commit that is gone and that only Delta logs remember, else None.

    A log that has gone on since the newest commit, and lists files that are there and that no
    commit knows, was written for a commit; what a dead writer wrote is cleared up before.
    """
    fresh = {folder: _fresh(root, folder, newest) for folder in folders(root)}
    fresh = {folder: files for folder, files in fresh.items() if files}
    if not fresh:
        return None
    try:
        known = seen(root, numbers(root)).parts
    except DamageError:  # told by whoever needs that commit
        return None
    lost = any(files - known.get(folder, set()) for folder, files in fresh.items())
    return newest.commit.number + 1 if lost else None


def _fresh(root: Path, folder: str, newest: State) -> set[str]:
    """Name the files of a table that its Delta log lists and the newest commit does not know."""
    _, _, name = folder.partition("/")
    entry = newest.entries.get(name)
    entry = entry if entry is not None and entry.folder == folder else None
    if parts.log_version(root / folder) <= (entry.version if entry else -1):
        return set()
    own = {part.file for part in entry.parts} if entry else set()
    return parts.listed(root, folder) & parts.names(root / folder) - own
