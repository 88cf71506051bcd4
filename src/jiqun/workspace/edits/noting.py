"""The newest acknowledged edit, noted beside the journal, so that its loss is noticed.

SQLite forgets without a word what stands behind a damaged frame of its log. The note is written
once the edit is sure and before it is answered; it is not forced to the disk, so that after a
power failure it may name an earlier edit, never a later one.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from pathlib import Path

from jiqun.workspace.edits.keeping import FILE, NOTE
from jiqun.workspace.edits.lines import last_number
from jiqun.workspace.places import MOST_EDITED, damaged

_NOTE = re.compile(rb"([0-9]{20}) ([0-9a-f]{32})\n")
_BYTES = 54
#: Noted where the newest edit's seal is not known, or about to change.
NO_SEAL = "0" * 32


def noted(root: Path) -> tuple[int, str]:
    """Give the newest acknowledged edit's number and seal; (0, "") where none was noted.

    Raises
    ------
    DamageError
        ``workspace-damaged``: it is a link, or was changed.
    """
    try:
        handle = _opened(root, os.O_RDONLY)
    except FileNotFoundError:
        return 0, ""
    try:
        text = os.read(handle, _BYTES + 1)
    finally:
        os.close(handle)
    found = _NOTE.fullmatch(text)
    if found is None:
        if not text.strip(b"\x00"):  # it was made when the power failed
            return 0, ""
        raise damaged(root, NOTE, "changed")
    if int(found[1]) >= MOST_EDITED:
        raise damaged(root, NOTE, "changed")
    return int(found[1]), found[2].decode()


def _opened(root: Path, flags: int) -> int:
    """Open the note; a link is not followed, and a pipe waited for by nobody."""
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(root / NOTE, flags | careful, 0o600)
    except OSError as err:
        if os.path.lexists(root / NOTE) and not _is_plain((root / NOTE).lstat()):
            raise damaged(root, NOTE, "kind") from err
        raise
    if not _is_plain(os.fstat(handle)):
        os.close(handle)
        raise damaged(root, NOTE, "kind")
    return handle


def _is_plain(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode)


def write_note(root: Path, number: int, seal: str) -> None:
    """Note an edit that is sure; the caller is alone."""
    handle = _opened(root, os.O_WRONLY | os.O_CREAT)
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
    last = last_number(root, journal)
    if last < newest_edit:
        raise damaged(root, FILE, "behind", last=last, wanted=newest_edit)
