"""Files that were sent: each in a folder of its own, for an hour after it was last used."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Timer

from jiqun.core import InputError, problem, unknown

#: Bytes of one upload, and of all that are kept.
MOST_UPLOAD, MOST_KEPT = 64 * 1024 * 1024, 512 * 1024 * 1024
#: Uploads that are kept.
MOST_FILES = 32
#: Seconds after its last use in which an upload expires.
EXPIRY = 3600.0
#: Bytes of a name: a file's, with room for what is written beside it.
MOST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was sent.

    Attributes
    ----------
    upload
        Its id, which nobody can guess.
    name, bytes
        As it was sent.
    seconds
        It expires so long after its last use.
    """

    upload: str
    name: str
    bytes: int
    seconds: float


@dataclass(slots=True, kw_only=True)
class _Kept:
    """A file in its folder; one in use is not removed."""

    file: Path
    bytes: int
    owner: str
    used: float = field(default_factory=time.monotonic)
    users: int = 0


class Uploads:
    """A temporary folder that only its owner can read, with an end to everything in it."""

    def __init__(self, *, expiry: float = EXPIRY) -> None:
        self._expiry, self._lock = expiry, Lock()
        self._kept: dict[str, _Kept] = {}
        self._folder: Path | None = None
        self._timer: Timer | None = None

    def keep(self, name: str, body: bytes, owner: str = "") -> Upload:
        """Keep a file, in the place of those that were used longest ago where there are many.

        Only its owner, a session, finds it again.

        Raises
        ------
        InputError
            ``upload-name``: no plain name of a file; ``upload-empty``.
        """
        check_name(name)
        if not body:
            raise InputError(problem("upload-empty", subject="body"))
        id = secrets.token_hex(16)
        with self._lock:
            self._make_room(len(body))
            file = self._place() / id / name
            file.parent.mkdir(mode=0o700)
            file.write_bytes(body)
            self._kept[id] = _Kept(file=file, bytes=len(body), owner=owner)
            self._watch()
        return Upload(upload=id, name=name, bytes=len(body), seconds=self._expiry)

    @contextmanager
    def using(self, id: str, owner: str = "") -> Iterator[Path]:
        """Give one's own upload's file, which stays while it is in use (``upload-unknown``)."""
        with self._lock:
            self._forget_old()
            kept = self._found(id, owner)
            kept.users += 1
        try:
            yield kept.file
        finally:
            with self._lock:
                kept.users -= 1
                kept.used = time.monotonic()

    def drop(self, id: str, owner: str = "") -> None:
        """Remove an upload of one's own (``upload-unknown``)."""
        with self._lock:
            self._found(id, owner)
            self._remove(id)

    def close(self) -> None:
        """Remove everything."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._kept, self._folder, self._timer = {}, None, None

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="jiqun-uploads-"))
        return self._folder

    def _found(self, id: str, owner: str) -> _Kept:
        kept = self._kept.get(id)
        if kept is None or kept.owner != owner:
            raise unknown("upload", id[:40])
        return kept

    def _make_room(self, size: int) -> None:
        self._forget_old()
        idle = sorted((k.used, id) for id, k in self._kept.items() if not k.users)
        for _, id in idle:
            together = sum(k.bytes for k in self._kept.values())
            if len(self._kept) < MOST_FILES and together + size <= MOST_KEPT:
                return
            self._remove(id)

    def _forget_old(self) -> None:
        end = time.monotonic() - self._expiry
        for id in [id for id, k in self._kept.items() if not k.users and k.used <= end]:
            self._remove(id)

    def _remove(self, id: str) -> None:
        shutil.rmtree(self._kept.pop(id).file.parent, ignore_errors=True)

    def _watch(self) -> None:
        """Look again when the next may have expired, though nobody asks."""
        if self._timer is None and self._kept:
            self._timer = Timer(self._expiry, self._look)
            self._timer.daemon = True
            self._timer.start()

    def _look(self) -> None:
        with self._lock:
            self._timer = None
            self._forget_old()
            self._watch()


def check_name(name: str) -> None:
    """Refuse what is no plain name of a file (``upload-name``)."""
    plain = name == name.strip() and name.isprintable() and not set(name) & set('/\\:*?"<>|')
    short = 0 < len(name.encode("utf-8", "replace")) <= MOST_NAME
    if not plain or not short or name[:1] == "." or name[-1:] == ".":
        raise InputError(problem("upload-name", subject="name", name=name[:80], most=MOST_NAME))
