"""A client's connection: a head that comes in time, and a place that who waits gives up.

Connections that wait for their client cost nobody else anything: they are not counted as
requests, and where there are too many, the one that has waited longest makes room.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds for a request's head, from the first byte (of a new connection: from its start).
HEAD_SECONDS = 10.0
#: Seconds that a connection may stay open between requests.
KEEP_SECONDS = 30
#: Connections at one time, where the system allows as many.
MOST_CONNECTIONS = 1000
#: Files that the process asks the system for.
FILES = 4096
#: A reader must take at least so many bytes of a waiting answer in so many seconds.
READ_BYTES, READ_SECONDS = 65_536, 10.0
#: Bytes of answers that may wait for their readers, all together.
MOST_UNREAD = 512 * 1024 * 1024
_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_WORDS = (
    b'{"type":"urn:jiqun:problem:http-400","title":"Bad request","status":400,'
    b'"detail":"Bad request","problems":[]}'
)
_UNREADABLE = (
    b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\nx-content-type-options: nosniff\r\n"
    b"content-type: application/problem+json\r\ncontent-length: %d\r\n\r\n%s"
) % (len(_WORDS), _WORDS)
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 1\r\n"
    b"content-length: 0\r\n\r\n"
)


class Connection(H11Protocol):
    """uvicorn's connection with clocks for the head and for the reader, and room for others."""

    most = MOST_CONNECTIONS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.since = self.loop.time()
        self._head: asyncio.TimerHandle | None = None
        self._reader: asyncio.TimerHandle | None = None
        self._begun = False

    @property
    def waits(self) -> bool:
        """Whether it is the client's turn: to ask, to finish its question, or to read."""
        cycle = self.cycle
        return cycle is None or cycle.response_complete or cycle.more_body or bool(self._reader)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Make room, and give the client its time to ask."""
        super().connection_made(transport)
        if len(self.connections) > self.most and not self._make_room():
            self._close(_FULL)
            return
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        """Read on; a head that is not whole yet has its time, however it trickles in."""
        super().data_received(data)
        if self._asking:
            self._begun = True
            self._watch_head()
        else:
            self._unwatch_head()

    def send_400_response(self, msg: str) -> None:
        """Say that this is no HTTP, where an answer can still be begun."""
        del msg
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            self.transport.abort()
        else:
            self._close(_UNREADABLE)

    def on_response_complete(self) -> None:
        """Begin to wait for the next question."""
        self.since, self._begun = self.loop.time(), False
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._unwatch_head()
        self._unwatch_reader()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Watch a reader that an answer waits for."""
        super().pause_writing()
        if self._reader is None:
            self._watch_reader()
            self._bound_unread()

    def resume_writing(self) -> None:
        """Let a reader go that caught up."""
        self._unwatch_reader()
        super().resume_writing()

    @property
    def unread(self) -> int:
        """Bytes that wait for the reader."""
        return 0 if self.transport is None else self.transport.get_write_buffer_size()

    @property
    def _asking(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _make_room(self) -> bool:
        """Drop the connection that has waited longest for its client, unless none waits."""
        others = [one for one in self._all() if one is not self and one.waits]
        if not others:
            return False
        min(others, key=lambda one: one.since).transport.abort()
        return True

    def _bound_unread(self) -> None:
        slow = sorted((one for one in self._all() if one.unread), key=lambda one: one.since)
        for one in slow[:-1]:
            if sum(each.unread for each in slow) <= MOST_UNREAD:
                return
            one.transport.abort()
            slow.remove(one)

    def _all(self) -> list[Connection]:
        every = cast("set[Connection]", self.connections)
        return [one for one in every if not one.transport.is_closing()]

    def _watch_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(HEAD_SECONDS, self._head_late)

    def _unwatch_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _head_late(self) -> None:
        self._head = None
        if self._asking and not self.transport.is_closing():
            self._close(_LATE if self._begun else b"")

    def _close(self, last: bytes) -> None:
        if last and not self.unread:
            self.transport.write(last)
            self.transport.close()
        else:
            self.transport.abort()

    def _watch_reader(self) -> None:
        self._reader = self.loop.call_later(READ_SECONDS, self._reader_late, self.unread)

    def _unwatch_reader(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def _reader_late(self, before: int) -> None:
        if self.unread > before - READ_BYTES:
            self.transport.abort()
        else:
            self._watch_reader()


def most_connections() -> int:
    """Give how many connections may stand open: at most half of the files that may be open."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return MOST_CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= soft < FILES:
        soft = FILES if hard < 0 else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_CONNECTIONS if soft < 0 else max(16, min(MOST_CONNECTIONS, soft // 2))
