"""The newest acknowledged edit, noted beside the journal, so that its loss is noticed.

SQLite forgets without a word what stands behind a damaged frame of its log. The note is written
once the edit is sure and before it is answered; it is not forced to the disk, so that after a
power failure it may name an earlier edit, never a later one.
"""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

from jiqun.workspace.edits.keeping import FILE, NOTE
from jiqun.workspace.edits.lines import last_number
from jiqun.workspace.places import damaged

_NOTE = re.compile(rb"([0-9]{20}) ([0-9a-f]{32})\n")
_BYTES = 54


def noted(root: Path) -> tuple[int, str]:
    """Give the newest acknowledged edit's number and seal; (0, "") where none was noted.

    Raises
    ------
    DamageError
        ``workspace-damaged``: it is a link, or was changed.
    """
    try:
        handle = os.open(root / NOTE, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return 0, ""
    except OSError as err:
        if (root / NOTE).is_symlink():
            raise damaged(root, NOTE, "kind") from err
        raise
    try:
        text = os.read(handle, _BYTES + 1)
    finally:
        os.close(handle)
    found = _NOTE.fullmatch(text)
    if found is None:
        if not text.strip(b"\x00"):  # it was made when the power failed
            return 0, ""
        raise damaged(root, NOTE, "changed")
    return int(found[1]), found[2].decode()


def write_note(root: Path, number: int, seal: str) -> None:
    """Note an edit that is sure; the caller is alone."""
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(root / NOTE, flags, 0o600)
    try:
        os.write(handle, b"%020d %s\n" % (number, seal.encode()))
    finally:
        os.close(handle)


def wanted(root: Path, seen: int) -> int:
    """Give the newest edit that a journal must have: acknowledged, or settled."""
    return max(noted(root)[0], seen)


def hold_whole(root: Path, journal: sqlite3.Connection | None, newest_edit: int) -> None:
    """Refuse a journal that no longer has all edits that were acknowledged or settled.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    if journal is None:
        if newest_edit:
            raise damaged(root, FILE, "missing")
        return
    last = last_number(journal)
    if last < newest_edit:
        raise damaged(root, FILE, "behind", last=last, wanted=newest_edit)
