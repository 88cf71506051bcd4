"""Who may change a workspace through its server: whoever opened the address that was printed.

The address has a key. A browser that opens it is given a cookie, which no script can read and no
other site can make it send; a program sends the key in a header. A request that changes something
has the header in any case, which no other site's page can add, and comes from the atlas's own pages
where it says where it comes from.
"""

from __future__ import annotations

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import Scope

#: Of every request that changes something; its value is the key, or anything beside the cookie.
HEADER = "x-jiqun-edit"
#: The parameter of the printed address that has the key.
KEY = "edit"
#: Methods that change nothing.
READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: What a browser says of a request that no other site caused.
_OWN = frozenset({"same-origin", "none"})
Reason = Literal["view", "origin", "session"]


class Session:
    """One key for as long as the server runs.

    Attributes
    ----------
    key
        Stands in the printed address.
    cookie
        The cookie's name, of this server alone: cookies do not tell ports apart.
    """

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(24)
        self._pass = secrets.token_urlsafe(24)
        self.cookie = f"jiqun-edit-{secrets.token_hex(4)}"

    def opened_by(self, key: str) -> bool:
        """Say whether a key is this session's."""
        return _same(key, self.key)

    def cookie_header(self) -> str:
        """Give the cookie for a browser that opened the printed address."""
        return f"{self.cookie}={self._pass}; Path=/; HttpOnly; SameSite=Strict"

    def holds(self, headers: Headers) -> bool:
        """Say whether a request has the session's cookie, or its key."""
        return _same(_cookie(headers, self.cookie), self._pass) or self.opened_by(
            headers.get(HEADER, "")
        )


def reason(session: Session | None, scope: Scope) -> Reason | None:
    """Say why a request for a change, or for what belongs to one, is refused; None where it is not.

    "view": the server only shows; "origin": it comes from elsewhere, or has no header; "session":
    it has no key.
    """
    if session is None:
        return "view"
    headers = Headers(scope=scope)
    if not _from_here(headers):
        return "origin"
    if not session.holds(headers):
        return "session"
    if scope["method"] not in READING and HEADER not in headers:
        return "origin"
    return None


def _from_here(headers: Headers) -> bool:
    """Believe a browser that says where a request comes from; a program says nothing."""
    if headers.get("sec-fetch-site", "none") not in _OWN:
        return False
    host = headers.get("host", "")
    return headers.get("origin", f"http://{host}").lower() == f"http://{host}".lower()


def _cookie(headers: Headers, name: str) -> str:
    try:
        found = SimpleCookie("; ".join(headers.getlist("cookie"))).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _same(given: str, key: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), key.encode())
