"""What a request sends along: read whole before it counts, so that a slow one delays nobody."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive, Scope

#: Bytes of one body, and of all that are being received.
MOST_BYTES, MOST_TOGETHER = 10 * 1024 * 1024, 100 * 1024 * 1024
#: Seconds in which a body must be there.
BODY_SECONDS = 30.0
#: Methods whose body means nothing here.
BARE = frozenset({"GET", "HEAD", "OPTIONS"})


class TooLargeError(Exception):
    """A body without a length grew beyond the limit."""


class TooManyError(Exception):
    """More is being sent at once than there is room for."""


class LeftError(Exception):
    """The client went before its body was there."""


class Bodies:
    """The bodies that are being received, and how much they are together."""

    def __init__(self) -> None:
        self.together = 0

    async def whole(self, scope: Scope, receive: Receive, most: int = MOST_BYTES) -> Inbox:
        """Receive a request's body of at most so many bytes.

        Raises ``TooLargeError``, ``TooManyError``, ``LeftError`` or ``TimeoutError``.
        """
        if scope["method"] in BARE:
            return Inbox(b"", receive)
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while await self._more(receive, body, most):
                    continue
        finally:
            self.together -= len(body)
        return Inbox(bytes(body), receive)

    async def _more(self, receive: Receive, body: bytearray, most: int) -> bool:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise LeftError
        piece = message.get("body", b"")
        body += piece
        self.together += len(piece)
        if len(body) > most:
            raise TooLargeError
        if self.together > MOST_TOGETHER:
            raise TooManyError
        return bool(message.get("more_body", False))


class Inbox:
    """Gives a body that is there, then waits for the client to go.

    Attributes
    ----------
    stop
        Set when nobody waits for the answer any more: the client went, or its time is up.
    """

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive, self.stop = receive, asyncio.Event()

    async def receive(self) -> Message:
        """Give the body at first, then that the client is gone when it is."""
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.stop.wait()
        return {"type": "http.disconnect"}

    async def watch(self) -> None:
        """Wait for the client to go; what else it sends is no question."""
        seen = 0
        while seen <= MOST_BYTES:
            message = await self._receive()
            seen += len(message.get("body", b""))
            if message["type"] == "http.disconnect":
                self.stop.set()
                return
