"""The journal's file: made whole, opened with distrust, its connections kept for the next edit.

No other code of jiqun may open the file itself, not even to read it: where a process closes a
file, the system forgets all locks that the process has on it, SQLite's too.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from filelock import FileLock, Timeout

from jiqun.core import BusyError, problem
from jiqun.workspace.places import JOURNAL, damaged, settle

#: The journal and what SQLite keeps beside it; the newest acknowledged edit; who writes now.
FILE, WAL, SHM, NOTE, LOCK = (
    JOURNAL,
    f"{JOURNAL}-wal",
    f"{JOURNAL}-shm",
    "edits.newest",
    ".edits.lock",
)
#: What jiqun never leaves there.
FOREIGN = f"{JOURNAL}-journal"
DRAFT = "edits.draft"

_EDITS = (
    "CREATE TABLE edits (number INTEGER PRIMARY KEY, batch INTEGER NOT NULL, time TEXT NOT NULL, "
    "author TEXT NOT NULL, tbl TEXT NOT NULL, key TEXT NOT NULL, before TEXT, after TEXT, "
    "note TEXT NOT NULL, undoes INTEGER, seal TEXT NOT NULL)"
)
_SPANS = "first INTEGER NOT NULL, last INTEGER NOT NULL"
#: What the file holds: edits; which commit settled which; numbers that are pruned or were lost.
SCHEMA = (
    _EDITS,
    "CREATE INDEX edits_of_row ON edits (tbl, key, number)",
    f'CREATE TABLE settled ("commit" INTEGER PRIMARY KEY, {_SPANS})',
    f"CREATE TABLE gaps (id INTEGER PRIMARY KEY, {_SPANS}, why TEXT NOT NULL)",
)
#: "jiqu" and the version of the schema, in the file's head.
_APPLICATION, _VERSION = 0x6A697175, 1
#: A journal, or one text in it, larger than this is none of ours.
MOST_JOURNAL, MOST_TEXT = 8 * 2**30, 64 * 2**20
#: Seconds to wait for another writer of the journal; how often to look.
_WAIT, _LOOK = 10.0, 0.001
_IDLE = 4
_COPIES = 5

_guard = Lock()
_idle: dict[tuple[int, str], list[tuple[tuple[int, int], sqlite3.Connection]]] = {}
_FULL = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}


def is_there(root: Path) -> bool:
    """Say whether a workspace has a journal."""
    return os.path.lexists(root / FILE)


@contextmanager
def alone(root: Path, *, wait: float = _WAIT) -> Iterator[None]:
    """Be the only one who writes to the journal; the system frees it when the process dies.

    Raises
    ------
    BusyError
        Somebody else still writes after ``wait`` seconds.
    """
    if (root / LOCK).is_symlink():
        raise damaged(root, LOCK, "kind")
    lock = FileLock(str(root / LOCK))
    try:
        lock.acquire(timeout=wait, poll_interval=_LOOK)
    except Timeout:
        raise BusyError(problem("workspace-busy", subject=str(root), wait=wait)) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def told(root: Path) -> Iterator[None]:
    """Say of what SQLite refuses what is wrong with the workspace.

    Raises
    ------
    DamageError
        ``workspace-damaged``, with SQLite's own words.
    BusyError
        Another process holds the journal.
    OSError
        The system refused: a full disk, a folder that may not be written.
    """
    try:
        yield
    except sqlite3.Error as err:
        code = getattr(err, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BusyError(problem("workspace-busy", subject=str(root), wait=_WAIT)) from err
        if code in _FULL:
            raise OSError(_FULL[code], os.strerror(_FULL[code]), FILE) from err
        raise damaged(root, FILE, "log", reason=str(err)[:200]) from err


def make(root: Path) -> None:
    """Make an empty journal, whole or not at all; the caller is alone."""
    with told(root):
        draft_of(root).close()
    settle(root / DRAFT)
    (root / DRAFT).rename(root / FILE)
    settle(root)


def draft_of(root: Path) -> sqlite3.Connection:
    """Begin a journal under another name; whole once the connection is closed."""
    draft = root / DRAFT
    for name in (DRAFT, f"{DRAFT}-wal", f"{DRAFT}-shm", f"{DRAFT}-journal"):
        if os.path.lexists(root / name):
            os.unlink(root / name)  # noqa: PTH108 - whatever it is: nothing is written through it
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    fresh = sqlite3.connect(draft, isolation_level=None)
    fresh.execute(f"PRAGMA application_id={_APPLICATION}")
    fresh.execute(f"PRAGMA user_version={_VERSION}")
    for statement in SCHEMA:
        fresh.execute(statement)
    fresh.execute("PRAGMA journal_mode=WAL")
    return fresh


@contextmanager
def connected(root: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection to the journal; kept open for whoever comes next in this process.

    Raises
    ------
    DamageError
        ``workspace-damaged``: the file is not what jiqun writes.
    """
    look(root)
    if not os.access(root, os.W_OK) or not os.access(root / FILE, os.W_OK):
        with _copied(root) as copy, told(root), closing(_open(root, copy)) as connection:
            yield connection
        return
    home, identity = (os.getpid(), str(root)), _identity(root)
    with told(root):
        connection = _taken(home, identity) or _open(root, root / FILE)
        try:
            yield connection
        except BaseException:
            with suppress(sqlite3.Error):
                connection.close()
            raise
        _put_back(home, identity, connection)


def _identity(root: Path) -> tuple[int, int]:
    status = (root / FILE).stat()
    return status.st_dev, status.st_ino


def _taken(home: tuple[int, str], identity: tuple[int, int]) -> sqlite3.Connection | None:
    with _guard:
        kept = _idle.get(home, [])
        while kept:
            known, connection = kept.pop()
            if known == identity:
                return connection
            connection.close()
    return None


def _put_back(
    home: tuple[int, str], identity: tuple[int, int], connection: sqlite3.Connection
) -> None:
    with _guard:
        kept = _idle.setdefault(home, [])
        if len(kept) < _IDLE:
            kept.append((identity, connection))
            return
    connection.close()


def let_go(root: Path) -> None:
    """Close the connections that this process keeps open."""
    with _guard:
        for _, connection in _idle.pop((os.getpid(), str(root)), []):
            connection.close()


def look(root: Path) -> None:
    """Refuse a journal that is a link, too large, or of a kind that jiqun does not write.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    if os.path.lexists(root / FOREIGN):  # SQLite would follow where it leads
        raise damaged(root, FOREIGN, "kind")
    for name in (FILE, WAL, SHM, NOTE):
        try:
            status = (root / name).lstat()
        except FileNotFoundError:
            if name == FILE:
                raise damaged(root, FILE, "missing") from None
            continue
        if not stat.S_ISREG(status.st_mode):
            raise damaged(root, name, "kind")
        if status.st_size > MOST_JOURNAL:
            raise damaged(root, name, "large", bytes=status.st_size, most=MOST_JOURNAL)


def _open(root: Path, path: Path) -> sqlite3.Connection:
    """Open a journal; nothing of what it holds can run."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=_WAIT,
        check_same_thread=False,
        cached_statements=64,
    )
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_TEXT)
        for setting in (
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "synchronous=FULL",
            "fullfsync=ON",
            "mmap_size=0",
        ):
            connection.execute(f"PRAGMA {setting}")
        _hold(root, connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _hold(root: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file whose tables, or whatever else it holds, are not exactly ours."""
    said = connection.execute("SELECT ifnull(sql, '') FROM sqlite_schema").fetchall()
    heads = tuple(
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "application_id", "user_version")
    )
    ours = sorted(one for (one,) in said) == sorted(SCHEMA)  # VACUUM puts tables before indexes
    if not ours or heads != ("wal", _APPLICATION, _VERSION):
        raise damaged(root, FILE, "changed")


@contextmanager
def _copied(root: Path) -> Iterator[Path]:
    """Give a copy of a journal that may not be written: SQLite needs to write to read it."""
    with tempfile.TemporaryDirectory(prefix="jiqun-") as folder:
        for left in range(_COPIES, 0, -1):
            before = _state(root)
            for name in (FILE, WAL):
                with suppress(FileNotFoundError):
                    shutil.copyfile(root / name, Path(folder) / name, follow_symlinks=False)
            if _state(root) == before:
                break
            if left == 1:
                raise BusyError(problem("workspace-busy", subject=str(root), wait=0.0))
        yield Path(folder) / FILE


def _state(root: Path) -> list[tuple[int, int] | None]:
    found: list[tuple[int, int] | None] = []
    for name in (FILE, WAL):
        try:
            status = (root / name).stat()
            found.append((status.st_size, status.st_mtime_ns))
        except FileNotFoundError:
            found.append(None)
    return found
