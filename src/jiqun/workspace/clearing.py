"""Clearing up: what a dead writer left, and what nobody needs any more."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from jiqun.core import DamageError
from jiqun.workspace import parts
from jiqun.workspace.commits import commit_file, numbers, read_state, seen
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
)


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
    note = _read_note(root)
    newest = read_state(root)
    if note.base is not None and newest.commit.number < note.base:
        raise damaged(root, commit_file(note.base), "missing")
    known = seen(root, numbers(root))
    for folder in note.folders:
        home = inside(root, folder)
        entry = newest.entries.get(home.name)
        if entry is not None and entry.folder == folder:
            parts.restore(root, folder, entry.version)
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
