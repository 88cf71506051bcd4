"""Sessions of whoever opened the printed address: in memory, gone with the server."""

from __future__ import annotations

import getpass
import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

#: Sessions that one server remembers; the one used longest ago goes.
MOST_SESSIONS = 100
#: Letters of a name.
MOST_NAME = 80


@dataclass(slots=True)
class _Session:
    port: int
    began: float
    used: float


class LocalSessions:
    """Tokens of browsers that opened the printed address, by their digests."""

    def __init__(
        self, *, idle: float, longest: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._idle, self._longest, self._clock = idle, longest, clock
        self._held: dict[str, _Session] = {}
        self._lock = Lock()
        self.name = system_name()

    def begin(self, port: int) -> str:
        """Begin a session; give its token."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            if len(self._held) >= MOST_SESSIONS:
                del self._held[min(self._held, key=lambda one: self._held[one].used)]
            self._held[digest(token)] = _Session(port, now, now)
        return token

    def holds(self, token: str, port: int) -> bool:
        """Say whether a token is of a session that goes on, and note that it was used."""
        now, id = self._clock(), digest(token)
        with self._lock:
            found = self._held.get(id)
            if found is None or found.port != port:
                return False
            if now - found.used > self._idle or now - found.began > self._longest:
                del self._held[id]
                return False
            found.used = now
            return True

    def end(self, token: str) -> None:
        """End a session."""
        with self._lock:
            self._held.pop(digest(token), None)


def digest(token: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def system_name() -> str:
    """Give the name of whoever started the server, as the system knows it."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    plain = "".join(one for one in name if one.isprintable()).strip()[:MOST_NAME]
    return plain or "local"
