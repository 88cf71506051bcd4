"""The mark of a workspace, and the way from each earlier format to today's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import jiqun
from jiqun.workspace.commits import State, numbers, read_state, write_state
from jiqun.workspace.entries import Entry
from jiqun.workspace.places import (
    FORMAT,
    MARK,
    Fields,
    inside,
    read_json,
    refuse_newer,
    write_atomically,
)


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
    write_atomically(root / MARK, {**said, "format": FORMAT, "version": jiqun.__version__})


def upgrade(root: Path) -> None:
    """Keep an earlier workspace as today's are kept; the caller holds the writer's lock.

    Commit by commit, each replaced whole: a reader beside it and a second try after a death
    find every commit in one format or the other. The mark comes last.
    """
    mark = read_mark(root)
    if mark.count("format") == FORMAT:
        return
    sizes: dict[str, Mapping[str, int]] = {}
    for number in numbers(root):
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
    log = inside(root, f"{folder}/_delta_log")
    found: dict[str, int] = {}
    for path in sorted(log.glob("*.json")) if log.is_dir() else ():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            found |= _added(line)
    return found


def _added(line: str) -> dict[str, int]:
    try:
        added = json.loads(line)["add"]
        path, size = added["path"], added["size"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return {}
    return {path: size} if isinstance(path, str) and type(size) is int and size >= 0 else {}
