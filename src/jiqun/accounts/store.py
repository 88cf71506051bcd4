"""The file of accounts: one SQLite file beside the tables, which its owner alone can read."""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

from jiqun.accounts.holding import is_sound, is_whole
from jiqun.accounts.passwords import Cost, Hasher
from jiqun.accounts.schema import is_ours, make
from jiqun.core import BusyError, DamageError, InputError, problem

FILE = "accounts.sqlite"
#: Bytes of the file; ours are bounded far below.
MOST_BYTES = 256 * 1024 * 1024
#: Seconds to wait for another process that writes.
PATIENCE = 5.0
#: What is removed is overwritten: a name that was erased stands in no free page.
_FORGETS = ("secure_delete = ON",)
#: Times that a reader is waited for, before it is said that one is in the way.
_ROUNDS = 5
_POSIX = os.name == "posix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, for the audit log.

    Attributes
    ----------
    name
        Of the account, or of the system where somebody works in the terminal.
    address
        From where: an address, or "terminal".
    """

    name: str
    address: str = "terminal"


class Store:
    """The accounts of one workspace.

    A copy of the file is refused until somebody who can use the terminal keeps it
    (:func:`jiqun.accounts.adopt`): the accounts in a folder that somebody sent open nothing.

    Parameters
    ----------
    folder
        The workspace's.
    cost
        What one comparison of a password costs.
    clock
        Gives the time in seconds.
    """

    def __init__(
        self, folder: Path, *, cost: Cost | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.file, self.clock = folder / FILE, clock
        self.hasher = Hasher(cost or Cost())
        # a reader waits for no writer: each has a connection and a lock of its own
        self._locks = {"read": RLock(), "write": RLock()}
        self._links = dict[str, tuple[int, sqlite3.Connection]]()

    def now(self) -> str:
        """Write the time as the log has it."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def there(self) -> bool:
        """Say whether the workspace has a file of accounts."""
        return os.path.lexists(self.file)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """Give a way to read; None where there is no file."""
        with self._locks["read"], _told():
            yield self._link("read") if self.there() else None

    @contextmanager
    def writing(
        self, *, full: bool = True, patience: float = PATIENCE
    ) -> Iterator[sqlite3.Connection]:
        """Give one transaction: all of it is kept, or nothing.

        ``full`` waits until it is on the disk, so that not even a loss of power undoes it.
        """
        with self._locks["write"], _told():
            if not self.there():
                self._make()
            link = self._link("write")
            link.execute(f"PRAGMA busy_timeout = {int(1000 * patience)}")
            link.execute(f"PRAGMA synchronous = {'FULL' if full else 'NORMAL'}")
            link.execute("BEGIN IMMEDIATE")
            try:
                yield link
            except BaseException:
                link.execute("ROLLBACK")
                raise
            link.execute("COMMIT")

    def forget(self) -> None:
        """Leave nothing of what was removed in the file beside the file (``accounts-busy``)."""
        with self._locks["read"], self._locks["write"], _told():
            link = self._link("write")
            for _ in range(_ROUNDS):
                (busy, *_) = link.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
        raise BusyError(problem("accounts-busy", subject=FILE))

    def close(self) -> None:
        """Let go of the file."""
        with self._locks["read"], self._locks["write"]:
            for _, link in self._links.values():
                link.close()
            self._links.clear()

    def moved_here(self) -> None:
        """Take the file for one that was made here; nobody stays signed in."""
        with self._locks["write"], _told():
            inode = _examined(self.file)
            self.close()
            link = _opened(self.file)
            try:
                if not is_whole(link):
                    raise DamageError(problem("accounts-damaged", subject=FILE))
                link.execute("UPDATE home SET inode = ?", (inode,))
                link.execute("DELETE FROM sessions")
            finally:
                link.close()

    def _link(self, use: str) -> sqlite3.Connection:
        """Give an open connection; another one where the file is another."""
        inode = self.file.lstat().st_ino
        known = self._links.get(use)
        if known is not None and known[0] == inode:
            return known[1]
        if known is not None:
            known[1].close()
        inode = _examined(self.file)
        link = _opened(self.file)
        home = link.execute("SELECT inode FROM home").fetchone()
        if home != (inode,):
            link.close()
            raise InputError(problem("accounts-moved", subject=FILE))
        self._links[use] = (inode, link)
        return link

    def _make(self) -> None:
        """Make the file under another name first, so that nobody sees half of it."""
        draft = self.file.with_name(f"{FILE}.{secrets.token_hex(6)}.new")
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        inode = os.fstat(handle).st_ino
        os.close(handle)
        try:
            link = sqlite3.connect(draft, isolation_level=None)
            make(link, inode)
            link.close()
            _put(draft, self.file)
        finally:
            draft.unlink(missing_ok=True)


def _put(draft: Path, file: Path) -> None:
    """Put a file in its place, unless another process was quicker."""
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not os.path.lexists(file):
            draft.rename(file)


def _examined(file: Path) -> int:
    """Refuse what is no file of its owner's alone; give its number in the file system."""
    for beside in ("", "-wal", "-shm", "-journal"):
        path = file.with_name(file.name + beside)
        if not os.path.lexists(path):
            continue
        seen = path.lstat()
        if not stat.S_ISREG(seen.st_mode) or seen.st_size > MOST_BYTES:
            raise DamageError(problem("accounts-damaged", subject=path.name))
        others = seen.st_mode & 0o077 or seen.st_uid != os.geteuid() if _POSIX else False
        if others:
            raise InputError(problem("accounts-open", subject=path.name))
    return file.lstat().st_ino


def _opened(file: Path) -> sqlite3.Connection:
    """Open the file as one that somebody may have made in order to do harm."""
    link = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON", *_FORGETS):
        link.execute(f"PRAGMA {pragma}")
    try:
        ours = is_ours(link) and is_sound(link)
    except sqlite3.Error:
        link.close()
        raise
    if not ours:
        link.close()
        raise DamageError(problem("accounts-damaged", subject=FILE))
    link.execute("PRAGMA journal_mode = WAL")
    return link


@contextmanager
def _told() -> Iterator[None]:
    """Tell what SQLite finds in words of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if any(word in str(error) for word in ("locked", "busy")):
            raise BusyError(problem("accounts-busy", subject=FILE)) from error
        if any(word in str(error) for word in ("readonly", "unable to open", "full")):
            raise InputError(problem("accounts-unwritable", subject=FILE)) from error
        raise DamageError(problem("accounts-damaged", subject=FILE)) from error
    except sqlite3.DatabaseError as error:
        raise DamageError(problem("accounts-damaged", subject=FILE)) from error
