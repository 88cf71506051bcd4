"""What goes between the server and the processes that do its jobs: pickles, each after its length.

Both ends are this package; nothing of a request is ever unpickled.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import IO, Any

_HEAD = 8


class FaultError(Exception):
    """A fault of ours in another process; its words are the traceback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A job that raised."""

    error: Exception


def send(to: IO[bytes] | None, thing: Any) -> None:
    """Send a thing."""
    if to is None:
        raise EOFError
    packed = pickle.dumps(thing)
    to.write(len(packed).to_bytes(_HEAD, "big"))
    to.write(packed)
    to.flush()


def receive(source: IO[bytes] | None) -> Any:
    """Receive a thing (``EOFError`` where the other end is gone)."""
    if source is None:
        raise EOFError
    length = int.from_bytes(_exactly(source, _HEAD), "big")
    return pickle.loads(_exactly(source, length))  # noqa: S301 - sent by ourselves


def _exactly(source: IO[bytes], count: int) -> bytes:
    found = source.read(count)
    if len(found) < count:
        raise EOFError
    return found
