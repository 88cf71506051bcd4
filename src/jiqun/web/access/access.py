"""Who asks, what they may do on this server, and why a request is refused."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from jiqun.accounts import (
    IDLE,
    LONGEST,
    RIGHTS,
    Actor,
    Deed,
    Result,
    Right,
    Store,
    find_session,
    has_accounts,
    note,
)
from jiqun.core import JiqunError
from jiqun.web.access.cookies import address_of, cookie_header, cookie_of, from_here, port_of
from jiqun.web.access.limits import Tries
from jiqun.web.access.local import LocalSessions, digest
from jiqun.web.access.printed import HEADER, Printed
from jiqun.web.access.rights import READING, Needed, User, changes

log = logging.getLogger("jiqun.web")
#: What a file begins to be told as: who takes one with confidential numbers is noted.
_FILES = ("text/csv", "application/vnd", "application/pdf", "text/html")

_RESULT: Mapping[bool, Result] = {True: "done", False: "refused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request is not answered: ``refused-<why>`` of the texts."""

    status: int
    why: str


class Access:
    """What stands between people and one server.

    Parameters
    ----------
    store
        The workspace's accounts.
    printed
        The key of the printed address; None for a server that only shows.
    everybody
        What may be done without signing in: to read, on loopback or with the key of the server.
    origin
        Under which address browsers reach it through a proxy.
    """

    def __init__(
        self,
        store: Store,
        *,
        printed: Printed | None = None,
        everybody: frozenset[Right] = frozenset({"read"}),
        origin: str | None = None,
    ) -> None:
        self.store, self.tries = store, Tries()
        self.printed, self.everybody, self.origin = printed, everybody, origin
        self._local = LocalSessions(idle=IDLE, longest=LONGEST, clock=store.clock)

    @property
    def editing(self) -> bool:
        """Whether the server takes changes."""
        return self.printed is not None

    @property
    def secure(self) -> bool:
        """Whether browsers reach the server by https."""
        return self.origin is not None and self.origin.startswith("https:")

    def user(self, scope: Scope) -> User | None:
        """Find who asks: by the cookie of a session, or the key of the printed address."""
        token, port = cookie_of(scope, secure=self.secure), port_of(scope)
        if token and self._local.holds(token, port):
            return self._holder(digest(token))
        if token and (found := self.bearer(token, port)) is not None:
            return found
        if self._opens(Headers(scope=scope).get(HEADER, "")):
            return self._holder("key")
        return None

    def bearer(self, token: str, port: int) -> User | None:
        """Find whose session a token is; None where it is nobody's."""
        found = find_session(self.store, token, port=port)
        if found is None:
            return None
        rights = RIGHTS[found.role]
        return User(name=found.name, role=found.role, rights=rights, session=found.id)

    def opened(self, scope: Scope, key: str) -> str | None:
        """Begin a session for a browser that opened the printed address; give its cookie."""
        if not self._opens(key):
            return None
        by = Actor(name=self._local.name, address=self.address(scope))
        self._note(by, Deed(what="sign-in", detail="printed address"))
        return self.cookie(scope, self._local.begin(port_of(scope)))

    def cookie(self, scope: Scope, token: str) -> str:
        """Write the cookie of a session; with an empty token the one that ends it."""
        return cookie_header(scope, token, secure=self.secure)

    def leave(self, scope: Scope) -> None:
        """End the session of a browser that opened the printed address."""
        self._local.end(cookie_of(scope, secure=self.secure))

    def address(self, scope: Scope) -> str:
        """Give the address that a request comes from."""
        return address_of(scope, proxied=self.origin is not None)

    def rights(self, user: User | None) -> frozenset[Right]:
        """Give what may be done here, by whoever is signed in or nobody."""
        found = self.everybody if user is None else user.rights
        return found if self.editing else found - {"edit"}

    def refusal(self, scope: Scope, right: Needed) -> Refusal | None:
        """Say why a request is refused; None where it is not."""
        user: User | None = scope.get("state", {}).get("user")
        change = changes(scope["method"], right)
        if not self.editing and (right == "edit" or (change and right != "anyone")):
            return Refusal(status=403, why="view")
        guarded = change or right not in {"read", "anyone"}
        if guarded and not from_here(scope, self.origin):
            return Refusal(status=403, why="origin")
        if right != "anyone" and right not in self.rights(user):
            return self._lacking(user)
        if change and HEADER not in Headers(scope=scope):
            return Refusal(status=403, why="origin")
        return None

    def check(self, scope: Scope, right: Needed) -> None:
        """Refuse what the guard should have refused: a second wall."""
        if (found := self.refusal(scope, right)) is not None:
            raise HTTPException(found.status)

    def answered(self, scope: Scope, right: Needed, status: int, media: str) -> None:
        """Note in the audit log what was changed, and who took confidential numbers out."""
        user: User | None = scope.get("state", {}).get("user")
        if user is None:
            return
        done, path = status < 400, scope["path"]  # noqa: PLR2004
        by = Actor(name=user.name, address=self.address(scope))
        if changes(scope["method"], right) and (right in {"edit", "score"} or status == 403):  # noqa: PLR2004
            subject, result = f"{scope['method']} {path}", _RESULT[done]
            self._note(by, Deed(what="change", subject=subject, result=result, detail=str(status)))
        elif done and right == "read" and "confidential" in user.rights and _taken(scope, media):
            query = scope.get("query_string", b"").decode("latin-1")
            self._note(by, Deed(what="export", subject=f"{path}{query and '?'}{query}"))

    def _note(self, by: Actor, deed: Deed) -> None:
        """Add to the log; a log that cannot be written does not undo what was done."""
        try:
            note(self.store, by, deed)
        except (JiqunError, OSError):
            log.exception("the audit log could not be written")

    def _opens(self, key: str) -> bool:
        return (
            self.printed is not None
            and self.printed.opened_by(key)
            and not has_accounts(self.store)
        )

    def _holder(self, session: str) -> User:
        return User(
            name=self._local.name,
            role="administrator",
            rights=RIGHTS["administrator"],
            session=session,
            local=True,
        )

    def _lacking(self, user: User | None) -> Refusal:
        if user is not None:
            return Refusal(status=403, why="right")
        if has_accounts(self.store):
            return Refusal(status=401, why="sign-in")
        return Refusal(status=403, why="session" if self.editing else "accounts")


def _taken(scope: Scope, media: str) -> bool:
    return scope["method"] in READING and media.startswith(_FILES)
