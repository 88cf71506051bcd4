"""What stands before every route: host, key, size, and the headers of every answer."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jiqun.web.problems import problem

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_BYTES = 10 * 1024 * 1024
KEY_HEADER = "x-api-key"
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: A brief is a page of its own, with its styles inside; it may load nothing at all.
BRIEF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


class Guard:
    """Refuse strange hosts (DNS rebinding), missing keys and oversized bodies; add headers."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], api_key: str | None) -> None:
        self.app, self.hosts, self.api_key = app, hosts, api_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request and pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", POLICY)
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._refusal(headers)
        if refusal is not None:
            await refusal(scope, receive, with_headers)
            return
        await self.app(scope, _limited(receive), with_headers)

    def _refusal(self, headers: Headers) -> ASGIApp | None:
        host = _host_of(headers.get("host", ""))
        if host not in self.hosts:
            return problem(403, "This server answers only under its own name.")
        if self.api_key is not None:
            given = headers.get(KEY_HEADER, "")
            if not hmac.compare_digest(given.encode(), self.api_key.encode()):
                return problem(401, f"Send the key in the header {KEY_HEADER}.")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return problem(413, f"A body may hold at most {MOST_BYTES:,} bytes.")
        return None


class TooLargeError(Exception):
    """A body without a length grew beyond the limit."""


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise TooLargeError
        return message

    return counted


def _host_of(header: str) -> str:
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""
