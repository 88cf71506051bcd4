"""What stands before every route: host, key, size, and the headers of every answer."""

from __future__ import annotations

import asyncio
import base64
import hmac
import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jiqun.core import JiqunError, say
from jiqun.web.access import Access, Needed
from jiqun.web.bodies import (
    BODY_SECONDS,
    MOST_BYTES,
    Bodies,
    Inbox,
    LeftError,
    TooLargeError,
    TooManyError,
)
from jiqun.web.languages import asked_language
from jiqun.web.problems import fault, problem

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
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
#: Seconds after which a request is answered with 503; heavy work of it is broken off.
PATIENCE = 60.0
#: Requests that are worked upon at one time; those beyond are told to come later.
MOST_AT_ONCE = 800


class Guard:
    """The outermost layer: refuse strange hosts, missing keys, big bodies; add headers.

    A strange ``Host`` is how a page of another site would reach this machine by DNS rebinding.
    ``asked`` tells of a request the right that its route needs and the bytes that it may send; it
    is passed on only where ``access`` lets it.
    Faults are answered here, so that they carry the headers too.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: frozenset[str],
        api_key: str | None,
        patience: float,
        access: Access,
        asked: Callable[[Scope], tuple[Needed, int] | None],
    ) -> None:
        self.app, self.hosts, self.api_key, self.patience = app, hosts, api_key, patience
        self._access, self._asked = access, asked
        self._late: set[asyncio.Task[None]] = set()
        self._bodies, self._open = Bodies(), set[_Answer]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request and pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = self._asked(scope)
        answer = _Answer(send, personal=asked is not None and asked[0] != "anyone")
        refused = self._refusal(scope)
        if refused is not None:
            await refused(scope, receive, answer.send)
            await self._noted(scope, answer)
            return
        if scope["method"] == "HEAD":  # the server itself leaves the body out
            scope = {**scope, "method": "GET"}
        inbox = await self._received(scope, receive, answer)
        if inbox is not None:
            await self._answered(scope, inbox, answer)
            await self._noted(scope, answer)

    async def _received(self, scope: Scope, receive: Receive, answer: _Answer) -> Inbox | None:
        """Take the whole request in, or refuse it."""
        try:
            return await self._bodies.whole(scope, receive, self._room(scope))
        except LeftError:
            return None
        except TooLargeError:
            refused = refusal(413, "body", scope, bytes=f"{self._room(scope):,}")
        except TooManyError:
            refused = _later(refusal(503, "many", scope))
        except TimeoutError:
            refused = refusal(408, "slow", scope, seconds=f"{BODY_SECONDS:g}")
        refused.headers["Connection"] = "close"
        await refused(scope, receive, answer.send)
        return None

    async def _answered(self, scope: Scope, inbox: Inbox, answer: _Answer) -> None:
        """Let the work be done in its time, and only as long as somebody waits for it."""
        if len(self._late) + sum(not one.begun for one in self._open) >= MOST_AT_ONCE:
            await _later(refusal(503, "many", scope))(scope, inbox.receive, answer.send)
            return
        scope = {**scope, "state": {**scope.get("state", {}), "stop": inbox.stop}}
        self._open.add(answer)
        work = asyncio.create_task(_run(self.app, scope, inbox.receive, answer))
        watch = asyncio.create_task(inbox.watch())
        try:
            await asyncio.wait({work}, timeout=self.patience)
            if not work.done() and not answer.begun:
                self._late.add(work)
                work.add_done_callback(self._late.discard)
                late = refusal(503, "late", scope, seconds=f"{self.patience:g}")
                way = answer.take_over()
                inbox.stop.set()
                await _later(late)(scope, inbox.receive, way)
            else:
                await work
        finally:
            self._open.discard(answer)
            watch.cancel()

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host = _host_of(headers.get("host", ""))
        if host not in self.hosts and not (self.api_key and _is_address(host)):
            return refusal(403, "host", scope)
        if self.api_key is not None and not _same(_key_of(headers), self.api_key):
            refused = refusal(401, "key", scope, header=KEY_HEADER)
            refused.headers["WWW-Authenticate"] = 'Basic realm="jiqun", charset="UTF-8"'
            return refused
        asked = self._asked(scope)
        if asked is not None and (refused_to := self._kept_out(scope, asked[0])) is not None:
            return refused_to
        length, most = headers.get("content-length", "0"), self._room(scope)
        if not length.isdigit() or int(length) > most:
            return refusal(413, "body", scope, bytes=f"{most:,}")
        return None

    def _kept_out(self, scope: Scope, right: Needed) -> ASGIApp | None:
        """Find who asks, and refuse who may not."""
        try:
            user = self._access.user(scope)
            scope["state"] = {**scope.get("state", {}), "user": user}
            found = self._access.refusal(scope, right)
        except JiqunError as error:
            return problem(
                503,
                lang=(lang := asked_language(scope)),
                detail=error.told(lang),
                problems=error.problems,
            )
        if found is None:
            return None
        refused = refusal(found.status, found.why, scope)
        if found.status == 401:  # noqa: PLR2004
            refused.headers["WWW-Authenticate"] = 'Session realm="jiqun"'
        return refused

    async def _noted(self, scope: Scope, answer: _Answer) -> None:
        """Let the audit log have what was done, by whom."""
        asked = self._asked(scope)
        if asked is not None and scope.get("state", {}).get("user") is not None:
            told = (scope, asked[0], answer.status, answer.media)
            await asyncio.to_thread(self._access.answered, *told)

    def _room(self, scope: Scope) -> int:
        """Give the bytes that a request's body may have."""
        asked = self._asked(scope)
        return MOST_BYTES if asked is None else asked[1]


def refusal(status: int, why: str, scope: Scope, **values: str) -> JSONResponse:
    """Refuse in the words of ``catalog/texts/problems.toml``."""
    lang = asked_language(scope)
    return problem(status, lang=lang, detail=say(f"problems.refused-{why}", lang, **values))


def _later(refused: JSONResponse) -> JSONResponse:
    """Say when to come again."""
    refused.headers["Retry-After"] = "5"
    return refused


class _Answer:
    """One answer on its way out: whether it has begun, what it is, and whose it is.

    A ``personal`` one depends on who asks: nothing on the way may give it to somebody else.
    """

    def __init__(self, send: Send, *, personal: bool) -> None:
        self._send, self.begun, self._taken = send, False, False
        self._personal = personal
        self.status, self.media = 0, ""

    async def send(self, message: Message) -> None:
        """Pass a message on, with the headers of every answer, unless it comes too late."""
        if not self._taken:
            await self._pass(message)

    def take_over(self) -> Send:
        """Shut out what the work still sends; give the way to answer in its place."""
        self._taken = True
        return self._pass

    async def _pass(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            self.status, self.media = message["status"], headers.get("content-type", "")
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", POLICY)
            if self._personal:
                headers.add_vary_header("Cookie")
                kept = headers.get("cache-control", "no-store")
                headers["Cache-Control"] = "private, no-cache" if kept == "no-cache" else kept
        await self._send(message)


async def _run(app: ASGIApp, scope: Scope, receive: Receive, answer: _Answer) -> None:
    try:
        await app(scope, receive, answer.send)
    except Exception as error:  # noqa: BLE001 - the last place where a fault can be answered
        told = fault(scope["path"], error, asked_language(scope))
        if not answer.begun:
            await told(scope, receive, answer.send)


def _key_of(headers: Headers) -> str:
    """Take the key from its own header, a bearer token, or a browser's password."""
    if KEY_HEADER in headers:
        return headers[KEY_HEADER]
    kind, _, word = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return word.strip()
    if kind.lower() != "basic":
        return ""
    try:
        plain = base64.b64decode(word, validate=True)
    except ValueError:
        return ""
    return plain.partition(b":")[2].decode("latin-1")


def _same(given: str, key: str) -> bool:
    return hmac.compare_digest(given.encode("latin-1", "replace"), key.encode())


def _is_address(host: str) -> bool:
    """Tell a bare IP address: no other site can stand behind it."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _host_of(header: str) -> str:
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""
