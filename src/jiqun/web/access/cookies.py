"""The cookie of a session, and where a request comes from."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.types import Scope

#: What a browser says of a request that no other site caused.
_OWN = frozenset({"same-origin", "none"})
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


def port_of(scope: Scope) -> int:
    """Give the port on which a request came in."""
    server = scope.get("server")
    return int(server[1] or 0) if server else 0


def cookie_name(scope: Scope, *, secure: bool) -> str:
    """Name the cookie after the port: browsers send cookies to every port of a machine."""
    return f"{'__Host-' if secure else ''}jiqun-{port_of(scope)}"


def cookie_of(scope: Scope, *, secure: bool) -> str:
    """Give the session's token that a request carries; empty for none."""
    try:
        found = SimpleCookie("; ".join(Headers(scope=scope).getlist("cookie"))).get(
            cookie_name(scope, secure=secure)
        )
    except CookieError:
        return ""
    return found.value if found else ""


def cookie_header(scope: Scope, token: str, *, secure: bool) -> str:
    """Write the cookie that gives a browser a session, or takes it away (an empty token)."""
    end = "" if token else "; Max-Age=0"
    https = "; Secure" if secure else ""
    name = cookie_name(scope, secure=secure)
    return f"{name}={token}; Path=/; HttpOnly; SameSite=Strict{https}{end}"


def from_here(scope: Scope, origin: str | None) -> bool:
    """Believe a browser that says where a request comes from; a program says nothing."""
    headers = Headers(scope=scope)
    if headers.get("sec-fetch-site", "none") not in _OWN:
        return False
    given = headers.get("origin")
    if given is None:
        return True
    own = f"http://{headers.get('host', '')}".lower()
    if origin is None:
        return given.lower() == own
    return given.lower() == origin or (given.lower() == own and own.startswith(_LOOPBACK))


def address_of(scope: Scope, *, proxied: bool) -> str:
    """Give the address a request comes from; behind a proxy the one that the proxy saw."""
    client = scope.get("client")
    near = str(client[0]) if client else ""
    told = Headers(scope=scope).get("x-forwarded-for", "") if proxied else ""
    far = told.rpartition(",")[2].strip()
    return far[:64] if far and far.isprintable() else near
