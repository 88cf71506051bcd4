"""The mark of a workspace, and the way from each earlier format to today's."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import jiqun
from jiqun.core import UnknownError, problem
from jiqun.workspace.commits import (
    Commit,
    State,
    is_whole,
    numbers,
    read_commits,
    read_state,
    write_state,
)
from jiqun.workspace.entries import Entry
from jiqun.workspace.places import (
    FORMAT,
    JOURNAL,
    MARK,
    WITH_EDITS,
    Fields,
    damaged,
    has_traces,
    plain_files,
    read_bytes,
    read_json,
    refuse_newer,
    write_atomically,
)


def find_root(path: str | Path) -> Path:
    """Give a workspace's folder, once it is sure that there is one.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    DamageError
        ``workspace-damaged``: there was one, and its mark is gone.
    """
    root = Path(path).expanduser().absolute()
    if not os.path.lexists(root / MARK):
        if has_traces(root):
            raise damaged(root, MARK, "missing")
        raise UnknownError(problem("workspace-unknown", subject="workspace", path=path))
    return root


def read_history(path: str | Path) -> list[Commit]:
    """Give the heads of all commits that a workspace keeps, the oldest first; no table is read.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    InputError
        ``workspace-newer``.
    DamageError
        ``workspace-damaged``.
    """
    root = find_root(path)
    read_mark(root)
    return read_commits(root, numbers(root))


def read_mark(root: Path) -> Fields:
    """Read what ``workspace.json`` says.

    Raises
    ------
    InputError
        ``workspace-newer``.
    DamageError
        ``workspace-damaged``.
    """
    found = Fields(root, MARK, read_json(root, MARK))
    refuse_newer(root, found.raw("format"), found.raw("version"))
    if found.count("format") < 1:
        found.reject("format")
    return found


def write_mark(root: Path, *, title: str, synthetic: bool) -> None:
    """Say that a folder is a workspace, how it is kept and which jiqun made it so."""
    _write(root, {"title": title, "synthetic": synthetic})


def _write(root: Path, said: Mapping[str, object]) -> None:
    format = WITH_EDITS if os.path.lexists(root / JOURNAL) else FORMAT
    write_atomically(root / MARK, {**said, "format": format, "version": jiqun.__version__})


def mark_edits(root: Path) -> None:
    """Say that a workspace holds single edits, which earlier versions of jiqun would overlook.

    The caller is the only one who writes to the journal. A workspace of format 1 is kept as
    today's first: by its next transaction.
    """
    mark = read_mark(root)
    if mark.count("format") != WITH_EDITS:
        said = {**mark.whole, "format": WITH_EDITS, "version": jiqun.__version__}
        write_atomically(root / MARK, said)


def upgrade(root: Path) -> None:
    """Keep an earlier workspace as today's are kept; the caller holds the writer's lock.

    Commit by commit, each replaced whole: a reader beside it and a second try after a death
    find every commit in one format or the other. The mark comes last.
    """
    mark = read_mark(root)
    if mark.count("format") >= FORMAT:
        return
    sizes: dict[str, Mapping[str, int]] = {}
    for number in numbers(root):
        if not is_whole(root, number):
            continue
        state = read_state(root, number)
        for entry in state.entries.values():
            sizes.setdefault(entry.folder, _sizes(root, entry.folder))
        entries = {name: _sized(one, sizes[one.folder]) for name, one in state.entries.items()}
        write_state(root, State(commit=state.commit, entries=entries))
    _write(root, mark.whole)


def _sized(entry: Entry, sizes: Mapping[str, int]) -> Entry:
    parts = tuple(replace(part, bytes=sizes.get(part.file)) for part in entry.parts)
    return replace(entry, parts=parts)


def _sizes(root: Path, folder: str) -> dict[str, int]:
    """Read from a Delta log how large each file was when it was written."""
    log = f"{folder}/_delta_log"
    found: dict[str, int] = {}
    for name in plain_files(root, log):
        if name.endswith(".json"):
            text = read_bytes(root, f"{log}/{name}").decode("utf-8", "replace")
            for line in text.splitlines():
                found |= _added(line)
    return found


def _added(line: str) -> dict[str, int]:
    try:
        added = json.loads(line)["add"]
        path, size = added["path"], added["size"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return {}
    return {path: size} if isinstance(path, str) and type(size) is int and size >= 0 else {}
